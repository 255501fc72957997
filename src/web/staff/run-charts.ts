import type { RunCharts } from '../../../views/kit/run-charts.tsx';
import type { Database } from '../../db/store.ts';
import { DAY, now } from '../../lib/time.ts';
import { customerRunsPerDay, runsPerDay } from '../../models/run-counts.ts';
import { runDurationsOf } from '../../models/run-durations.ts';
import type { Viewer } from '../../models/viewer.ts';

const DAYS = 14;

/** How the runs of an integration, an instance or a customer have ended lately, and how long they took. */
export async function runChartsOf(
  db: Database,
  viewer: Viewer,
  of: { kind: 'integration' | 'instance' | 'customer'; id: string },
): Promise<RunCharts> {
  const at = now();
  const { kind, id } = of;
  const days =
    kind === 'customer'
      ? await customerRunsPerDay(db, viewer, id, DAYS, at)
      : ((await runsPerDay(db, viewer, [id], DAYS, at)).get(id) ?? []);
  return { days, durations: await runDurationsOf(db, viewer, of, at - (DAYS - 1) * DAY, at + 1) };
}
