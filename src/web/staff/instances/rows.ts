import type { InstanceRow } from '../../../../views/instances/rows.tsx';
import type { Database } from '../../../db/store.ts';
import { now } from '../../../lib/time.ts';
import { type ListedInstance, versionsBehindBy } from '../../../models/instance-list.ts';
import { lastRuns } from '../../../models/instance-runs.ts';
import { runsPerDay } from '../../../models/run-counts.ts';
import type { Viewer } from '../../../models/viewer.ts';

const DAYS = 7;

/** What a table shows of instances: how they are, and their last days. */
export async function instanceRows(
  db: Database,
  viewer: Viewer,
  listed: ListedInstance[],
): Promise<InstanceRow[]> {
  const ids = listed.map(({ id }) => id);
  const last = await lastRuns(db, viewer, ids);
  const days = await runsPerDay(db, viewer, ids, DAYS, now());
  return listed.map((instance) => {
    const run = last.get(instance.id);
    return {
      ...instance,
      behind: versionsBehindBy(instance),
      last: run && { id: run.executionId, at: run.endedAt, failures: run.failures },
      days: days.get(instance.id) ?? [],
    };
  });
}
