import { duration } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type RunRow = {
  id: string;
  flow: string;
  status: StatusState;
  queuedAt: Instant;
  /** Milliseconds, when it has ended. */
  took: number | undefined;
  /** Where they are of several. */
  instanceName?: string | undefined;
};

export type RunsProps = {
  rows: RunRow[];
  id?: string | undefined;
  /** Where older ones may be found. */
  further?: string | undefined;
};

/** The newest executions, to go on from. */
export function Runs({ rows, id = 'runs', further }: RunsProps) {
  if (rows.length === 0) {
    return (
      <p class="muted" id={id}>
        {further === undefined ? (
          'Nothing has run yet.'
        ) : (
          <>
            Nothing has run of late. <a href={further}>Look further back</a>
          </>
        )}
      </p>
    );
  }
  return (
    <Table
      id={id}
      label="Newest executions"
      columns={[
        { label: 'Execution' },
        { label: 'Status' },
        { label: 'Took', num: true, wide: true },
        { label: 'Queued', num: true },
      ]}
    >
      {rows.map((row) => (
        <tr id={`run-${row.id}`}>
          <TitleCell href={links.execution(row.id)} title={row.flow} note={row.instanceName} />
          <td>
            <Status state={row.status} />
          </td>
          <td class="wide num muted">{row.took === undefined ? '' : duration(row.took)}</td>
          <td class="num muted">
            <Time at={row.queuedAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
