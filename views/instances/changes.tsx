import type { Instant } from '../../src/lib/time.ts';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type ChangeRow = {
  at: Instant;
  actor: string;
  /** "configured" */
  done: string;
  /** What of it: names alone, since values may be secret. */
  details: string;
};

const COLUMNS = [{ label: 'What' }, { label: 'Who' }, { label: 'When', num: true }];

/** What was changed last, and by whom. */
export function Changes({ rows }: { rows: ChangeRow[] }) {
  if (rows.length === 0) return <p class="muted">Nothing of what is kept was changed.</p>;
  return (
    <Table label="Last changes" columns={COLUMNS}>
      {rows.map(({ at, actor, done, details }) => (
        <tr>
          <th scope="row">
            {done.charAt(0).toUpperCase() + done.slice(1)}
            {details === '' ? null : <div class="small muted">{details}</div>}
          </th>
          <td>{actor}</td>
          <td class="num muted">
            <Time at={at} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
