import { links } from '../../src/lib/links.ts';
import { Badge } from '../kit/badge.tsx';
import { Table, TitleCell } from '../kit/table.tsx';

export type MonitorRow = {
  id: string;
  name: string;
  /** What it watches for, in words. */
  condition: string;
  /** Of what. */
  place: string;
  open: number;
  isPaused: boolean;
};

const COLUMNS = [{ label: 'Monitor' }, { label: 'Of', wide: true }, { label: 'State' }];

/** Monitors with how each is. */
export function MonitorRows({ rows }: { rows: MonitorRow[] }) {
  return (
    <Table label="Monitors" columns={COLUMNS}>
      {rows.map(({ id, name, condition, place, open, isPaused }) => (
        <tr>
          <TitleCell href={links.monitor(id)} title={name} note={condition} />
          <td class="wide muted">{place}</td>
          <td>
            {isPaused ? (
              <Badge>Paused</Badge>
            ) : open === 0 ? (
              <Badge tone="ok">OK</Badge>
            ) : (
              <Badge tone="bad">{open === 1 ? 'One alert' : `${open} alerts`}</Badge>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
