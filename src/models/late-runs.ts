import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import { executions, stepResults } from '../db/schema.ts';
import { coalesce } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import type { Instant } from '../lib/time.ts';

/** A run that waits for longer than its step asked for, and when it would be due. */
export type HeldUp = { id: string; runAt: Instant; dueAt: Instant };

/**
 * Runs that were put aside by a clock that was ahead of the one that says the instant: their last try lies in the future.
 * They are due when as much time has passed since now as should have since then.
 */
export async function heldUp(db: Database, at: Instant): Promise<HeldUp[]> {
  const since = coalesce<number>(stepResults.endedAt, executions.queuedAt);
  const rows = await db
    .select({ id: executions.id, runAt: executions.runAt, since })
    .from(executions)
    .leftJoin(
      stepResults,
      and(eq(stepResults.executionId, executions.id), eq(stepResults.path, executions.cursor)),
    )
    .where(
      and(
        isNull(executions.endedAt),
        inArray(executions.status, ['waiting', 'paused']),
        gt(executions.runAt, at),
        gt(since, at),
      ),
    );
  return rows.map(({ id, runAt, since }) => ({ id, runAt, dueAt: at + Math.max(0, runAt - Number(since)) }));
}

/** Has a run wait until then, unless it has gone on meanwhile. */
export async function setDue(tx: Database, { id, runAt, dueAt }: HeldUp): Promise<void> {
  await tx
    .update(executions)
    .set({ runAt: dueAt })
    .where(and(eq(executions.id, id), isNull(executions.endedAt), eq(executions.runAt, runAt)));
}
