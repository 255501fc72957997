import { and, eq, gt, inArray } from 'drizzle-orm';
import { executions, type StoredError } from '../db/schema.ts';
import { literal, when } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { now } from '../lib/time.ts';
import { record } from './audit.ts';
import { afterCommit } from './effects.ts';
import { type Execution, getExecution, runSubject } from './executions.ts';
import type { Viewer } from './viewer.ts';

/** The reason of an execution that somebody has set aside. */
export const PAUSED_BY_USER: StoredError = { message: 'Paused by a user.' };

/**
 * Sets an execution aside that waits to be run, until somebody resumes or cancels it. One that is paused stays as it is.
 * @throws AppError `not_found`; `conflict` when it runs or has ended
 */
export async function pauseExecution(
  tx: Database,
  viewer: Viewer,
  id: string,
): Promise<Execution & { error: StoredError }> {
  const { status, error } = await getExecution(tx, viewer, id);
  const [row] = await tx
    .update(executions)
    .set({ status: 'paused', error: status === 'paused' && error ? error : PAUSED_BY_USER })
    .where(and(eq(executions.id, id), inArray(executions.status, ['queued', 'waiting', 'paused'])))
    .returning();
  if (row) {
    const reason = row.error ?? PAUSED_BY_USER;
    await record(tx, 'execution.paused', runSubject(row));
    afterCommit(tx, { setAside: { id, instanceId: row.instanceId, error: reason } });
    return { ...row, error: reason };
  }
  throw new AppError(
    'conflict',
    status === 'running'
      ? 'This execution is running. Cancel it, or pause it once it waits.'
      : `This execution has ended (${status}); there is nothing to pause.`,
  );
}

/**
 * Lets a paused execution go on where it was; the deaths of processes in its step are forgotten.
 * @returns the execution to wake after the commit
 * @throws AppError `not_found`; `conflict` when it is not paused
 */
export async function resumeExecution(tx: Database, viewer: Viewer, id: string): Promise<Execution> {
  const { status } = await getExecution(tx, viewer, id);
  const [row] = await tx
    .update(executions)
    .set({
      status: when(gt(executions.runAt, now()), literal('waiting'), literal('queued')),
      error: null,
      crashes: 0,
    })
    .where(and(eq(executions.id, id), eq(executions.status, 'paused')))
    .returning();
  if (row) {
    await record(tx, 'execution.resumed', runSubject(row));
    afterCommit(tx, { wake: row });
    return row;
  }
  throw new AppError('conflict', `This execution is not paused (${status}); there is nothing to resume.`);
}
