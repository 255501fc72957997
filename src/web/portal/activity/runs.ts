import type { OwnRun } from '../../../../views/portal/runs.tsx';
import type { Database } from '../../../db/store.ts';
import { causeWords, runWords } from '../../../lib/ui/customer-words.ts';
import type { Execution } from '../../../models/executions.ts';
import { tookOf } from '../../../models/executions.ts';
import { instanceNames, personNames } from '../../../models/name-lookup.ts';
import type { Viewer } from '../../../models/viewer.ts';

/** Executions as their customer reads them. */
export async function ownRuns(db: Database, viewer: Viewer, items: Execution[]): Promise<OwnRun[]> {
  const ids = items.map(({ instanceId }) => instanceId);
  const names = await instanceNames(db, viewer, ids);
  const people = await personNames(
    db,
    viewer,
    items.flatMap(({ userId }) => userId ?? []),
  );
  return items.map((execution) => ({
    id: execution.id,
    name: names.get(execution.instanceId) ?? '',
    what: execution.flow,
    said: runWords(execution.status),
    cause: causeWords(execution.kind),
    person: execution.userId === null ? undefined : (people.get(execution.userId) ?? 'Somebody who has left'),
    at: execution.startedAt ?? execution.queuedAt,
    took: tookOf(execution),
  }));
}
