import { and, eq, isNull, type SQL } from 'drizzle-orm';
import { executions, type StoredError } from '../db/schema.ts';
import { hasFieldNamed } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { now } from '../lib/time.ts';
import { afterCommit } from './effects.ts';
import type { Execution } from './executions.ts';
import { countEnd, type EndedRun } from './run-counts.ts';

/**
 * The one door out: whatever ends an execution comes through here, in the same write, as `enqueue` is the one door in.
 * It is counted, and is the last run of its instance.
 */
export function endExecution(tx: Database, run: EndedRun): Promise<void> {
  // Handed on as it is: every run passes here, and each promise more would cost it a turn.
  return countEnd(tx, run);
}

/**
 * Cancels executions that have not ended; those that run are stopped after the commit, before their next step. One that was
 * set aside because it has failed has failed then, with its own error.
 * @param which of them, by a condition on `executions`
 */
export async function cancelOpen(tx: Database, which: SQL, error: StoredError): Promise<Execution[]> {
  const endedAt = now();
  // What people and dead processes set aside names no step.
  const failed = await tx
    .update(executions)
    .set({ status: 'failed', endedAt })
    .where(and(which, eq(executions.status, 'paused'), hasFieldNamed(executions.error, 'step')))
    .returning();
  const cancelled = await tx
    .update(executions)
    .set({ status: 'cancelled', endedAt, leaseOwner: null, error })
    .where(and(which, isNull(executions.endedAt)))
    .returning();
  const rows = [...failed, ...cancelled];
  for (const row of rows) {
    await endExecution(tx, { ...row, endedAt });
    afterCommit(tx, { abort: { id: row.id, instanceId: row.instanceId, error } });
  }
  return rows;
}
