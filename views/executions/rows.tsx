import { duration } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { type StatusState, stateWord } from '../../src/lib/ui/status-words.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';
import { SelectionActions } from '../kit/selection.tsx';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type ExecutionRow = {
  id: string;
  flow: string;
  integrationName: string;
  customer: { id: string; name: string };
  status: StatusState;
  queuedAt: Instant;
  startedAt: Instant | null;
  endedAt: Instant | null;
  cause: string;
};

const SELECT_ALL = { label: <input type="checkbox" aria-label="Select all" /> };
const COLUMNS = [
  { label: 'Flow' },
  { label: 'Status' },
  { label: 'Customer', wide: true },
  { label: 'Queued' },
  { label: 'Took', num: true, wide: true },
  { label: 'Cause', wide: true },
];

type RowsProps = { frame: Frame; rows: ExecutionRow[]; at: Instant };

/** Executions to be replayed or cancelled together. */
export function SelectableRows({ frame, rows, at, here }: RowsProps & { here: string }) {
  const mayAct = frame.viewer?.may('executions:write') === true;
  const table = (
    <Table label="Executions" columns={mayAct ? [SELECT_ALL, ...COLUMNS] : COLUMNS}>
      {rows.map((row) => (
        <Row row={row} at={at} isSelectable={mayAct} />
      ))}
    </Table>
  );
  if (!mayAct) return table;
  return (
    <form class="stack" method="post" action={links.replays()} data-selection="">
      <Csrf token={frame.csrf} />
      <input type="hidden" name="here" value={here} />
      {table}
      <SelectionActions actions={<Acts />} />
    </form>
  );
}

function Acts() {
  return (
    <>
      <Button icon="circle-stop" formaction={links.cancellations()}>
        Cancel
      </Button>
      <Button icon="rotate-ccw">Replay</Button>
    </>
  );
}

function Row({ row, at, isSelectable }: { row: ExecutionRow; at: Instant; isSelectable: boolean }) {
  const { id, flow, integrationName, customer, queuedAt, cause } = row;
  return (
    <tr id={`execution-${id}`}>
      {isSelectable ? (
        <td>
          <input
            type="checkbox"
            name="id"
            value={id}
            aria-label={`Select ${flow} for ${customer.name}, ${id}`}
          />
        </td>
      ) : null}
      <TitleCell href={links.execution(id)} title={flow} note={integrationName} />
      <td>
        <RowStatus row={row} />
      </td>
      <td class="wide">
        <a href={links.customer(customer.id)}>{customer.name}</a>
      </td>
      <td class="muted">
        <Time at={queuedAt} from={at} />
      </td>
      <td class="wide num muted">
        <RowTook row={row} />
      </td>
      <td class="wide muted">{cause}</td>
    </tr>
  );
}

export function RowStatus({ row: { id, status } }: { row: Pick<ExecutionRow, 'id' | 'status'> }) {
  return (
    <Status state={status} id={`status-${id}`}>
      {stateWord(status)}
    </Status>
  );
}

export function RowTook({ row }: { row: Pick<ExecutionRow, 'id' | 'startedAt' | 'endedAt'> }) {
  const { id, startedAt, endedAt } = row;
  return (
    <span id={`took-${id}`}>
      {startedAt === null || endedAt === null ? '' : duration(endedAt - startedAt)}
    </span>
  );
}
