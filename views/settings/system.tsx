import type { Child } from 'hono/jsx';
import { Banner } from '../kit/banner.tsx';
import type { Frame } from '../kit/frame.ts';
import { Table } from '../kit/table.tsx';
import { Settings } from './settings.tsx';

export type SystemGroup = {
  name: string;
  facts: { label: string; value: Child; help?: string | undefined }[];
};

type SystemProps = { frame: Frame; groups: SystemGroup[]; warnings: string[] };

/** What runs here and on what: for whoever runs it. */
export function SystemPage({ frame, groups, warnings }: SystemProps) {
  return (
    <Settings frame={frame} tab="system">
      {warnings.map((text) => (
        <Banner tone="warn">{text}</Banner>
      ))}
      <div class="columns">
        {groups.map(({ name, facts }) => (
          <section class="stack" aria-label={name}>
            <h2>{name}</h2>
            <Table label={name}>
              {facts.map(({ label, value, help }) => (
                <tr>
                  <th scope="row">
                    {label}
                    {help === undefined ? null : <div class="small muted">{help}</div>}
                  </th>
                  <td class="num">{value}</td>
                </tr>
              ))}
            </Table>
          </section>
        ))}
      </div>
    </Settings>
  );
}
