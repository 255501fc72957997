import { shortened } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import type { Outcomes } from '../../src/lib/ui/bars.ts';
import { Badge } from '../kit/badge.tsx';
import { IntegrationTile } from '../kit/integration-tile.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { WeekOfRuns } from './week-of-runs.tsx';

export type IntegrationRow = {
  id: string;
  name: string;
  description: string;
  category: string;
  /** Hash of its picture. */
  icon: string | null;
  /** `v14`; undefined before the first. */
  version: string | undefined;
  hasDraft: boolean;
  /** `23`, `99+`. */
  instances: string;
  /** The last seven days; undefined where nothing ran in them. */
  days: Outcomes[] | undefined;
  changedAt: Instant;
};

const COLUMNS = [
  { label: 'Integration' },
  { label: 'Category', wide: true },
  { label: 'Version', wide: true },
  { label: 'Instances', wide: true, num: true },
  { label: 'Last 7 days' },
  { label: 'Changed', wide: true, num: true },
];

/** Integrations in a table. */
export function IntegrationRows({ rows }: { rows: IntegrationRow[] }) {
  return (
    <Table label="Integrations" columns={COLUMNS}>
      {rows.map((row) => (
        <tr>
          <TitleCell
            href={links.integration(row.id)}
            title={shortened(row.name, 200) || 'Without a name'}
            note={shortened(row.description, 160)}
            tile={<IntegrationTile id={row.id} name={row.name} icon={row.icon} />}
          />
          <td class="wide">
            <p>{shortened(row.category, 60)}</p>
          </td>
          <td class="wide">
            <div class="row">
              {row.version === undefined ? (
                <span class="muted">–</span>
              ) : (
                <span class="mono">{row.version}</span>
              )}
              {row.hasDraft ? <Badge tone="brand">Draft</Badge> : null}
            </div>
          </td>
          <td class="wide num">{row.instances === '0' ? <span class="muted">0</span> : row.instances}</td>
          <td>
            <WeekOfRuns days={row.days} of={row.name} />
          </td>
          <td class="wide num muted">
            <Time at={row.changedAt} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
