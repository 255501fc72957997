import { duration } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { Said } from '../../src/lib/ui/customer-words.ts';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

/** Something that has happened for a customer. */
export type OwnRun = {
  id: string;
  /** Of the integration, as the customer calls it. */
  name: string;
  /** Which part of it. */
  what: string;
  said: Said;
  cause: string;
  /** For whom alone it was; undefined where it was for nobody alone. */
  person: string | undefined;
  at: Instant;
  took: number | undefined;
};

const COLUMNS = [
  { label: 'What' },
  { label: 'Outcome' },
  { label: 'When' },
  { label: 'Why', wide: true },
  { label: 'Took', num: true, wide: true },
];

export function OwnRuns({ runs }: { runs: OwnRun[] }) {
  return (
    <Table label="Activity" columns={COLUMNS}>
      {runs.map(({ id, name, what, said, cause, at, took }) => (
        <tr>
          <TitleCell href={links.marketplaceRun(id)} title={name} note={what} />
          <td>
            <Status state={said.state}>{said.text}</Status>
          </td>
          <td class="muted">
            <Time at={at} />
          </td>
          <td class="wide muted">{cause}</td>
          <td class="wide num">{took === undefined ? null : duration(took)}</td>
        </tr>
      ))}
    </Table>
  );
}
