import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Badge } from '../kit/badge.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type AlertRow = {
  id: string;
  monitorId: string;
  monitorName: string;
  subjectId: string;
  subjectName: string;
  executionId: string | null;
  message: string;
  count: number;
  openedAt: Instant;
  closedAt: Instant | null;
};

const COLUMNS = [
  { label: 'What' },
  { label: 'Monitor', wide: true },
  { label: 'Since', wide: true },
  { label: 'State' },
];

/** Alerts, each leading to what it is about. */
export function AlertRows({ rows }: { rows: AlertRow[] }) {
  return (
    <Table label="Alerts" columns={COLUMNS}>
      {rows.map((row) => (
        <tr>
          <TitleCell href={placeOf(row)} title={row.subjectName} note={noteOf(row)} />
          <td class="wide">
            <a href={links.monitor(row.monitorId)}>{row.monitorName}</a>
          </td>
          <td class="wide muted">
            <Time at={row.openedAt} />
          </td>
          <td>
            {row.closedAt === null ? (
              <Badge tone="bad">Open</Badge>
            ) : (
              <Badge tone="ok">
                Over <Time at={row.closedAt} />
              </Badge>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

const noteOf = ({ message, count }: AlertRow) => (count === 1 ? message : `${message} (${count} times)`);

function placeOf({ executionId, subjectId }: AlertRow): string {
  if (executionId !== null) return links.execution(executionId);
  return subjectId.startsWith('con_') ? links.connection(subjectId) : links.instance(subjectId);
}
