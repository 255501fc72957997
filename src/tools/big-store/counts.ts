import type { Database as Sqlite } from 'bun:sqlite';
import { instanceRuns, runCounts } from '../../db/schema.ts';
import { DAY, HOUR } from '../../lib/time.ts';
import type { Execution } from './executions.ts';
import { insertRows } from './rows.ts';

type Count = typeof runCounts.$inferInsert;
type LastRun = typeof instanceRuns.$inferInsert;

/** What the models would have counted, had they seen each of them end. */
export function fillCounts(sqlite: Sqlite, rows: Execution[]): void {
  const counts = new Map<string, Count>();
  const last = new Map<string, LastRun>();
  const ended = rows.flatMap((row) => (row.endedAt ? [{ ...row, endedAt: row.endedAt }] : []));
  for (const { id, instanceId, integrationId, status, endedAt, size = 0 } of ended.sort(
    (a, b) => a.endedAt - b.endedAt,
  )) {
    const outcome = status === 'succeeded' || status === 'failed' ? status : 'other';
    countOf(counts, 'all', endedAt - (endedAt % HOUR))[outcome] += 1;
    for (const owner of [integrationId, instanceId])
      countOf(counts, owner, endedAt - (endedAt % DAY))[outcome] += 1;
    const before = last.get(instanceId);
    const failuresBefore = before?.failures ?? 0;
    const failures = status === 'failed' ? failuresBefore + 1 : status === 'succeeded' ? 0 : failuresBefore;
    const sizes = (before?.size ?? 0) + size;
    last.set(instanceId, { instanceId, executionId: id, status, endedAt, failures, size: sizes });
  }
  insertRows(sqlite, runCounts, counts.values());
  insertRows(sqlite, instanceRuns, last.values());
}

function countOf(counts: Map<string, Count>, owner: string, at: number): Count {
  const key = `${owner} ${at}`;
  const count = counts.get(key) ?? { owner, at, succeeded: 0, failed: 0, other: 0 };
  counts.set(key, count);
  return count;
}
