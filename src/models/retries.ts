import { and, asc, gte, inArray, isNull, lt, type SQL } from 'drizzle-orm';
import { executions, type StoredError } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledFlow } from '../definition/compile/compiled.ts';
import { isId } from '../lib/ids.ts';
import { DAY, MINUTE } from '../lib/time.ts';
import { cancelOpen } from './endings.ts';
import type { Execution } from './executions.ts';
import { readableBy, type Viewer } from './viewer.ts';

/*
 * A run that has failed is tried again as an execution of its own. What names an attempt, so that it is made once, is
 * its origin: `retry:<first>:<number>`. So all attempts of one request are found together.
 */

/** Which attempt of which first execution a run is; the first itself has the number 0. */
export type Attempt = { first: string; number: number };

/** What names an attempt. */
export function retryOrigin({ first, number }: Attempt): string {
  return `retry:${first}:${number}`;
}

/** Which attempt an execution is. */
export function attemptOf({ id, origin }: Pick<Execution, 'id' | 'origin'>): Attempt {
  const [how, first = '', number] = origin?.split(':') ?? [];
  return how === 'retry' && isId('exe', first) ? { first, number: Number(number) } : { first: id, number: 0 };
}

/** Milliseconds from the failure of one attempt to the beginning of the next. @param number of the next one, from 1 */
export function retryDelay(
  { delayMinutes, usesExponentialBackoff }: NonNullable<CompiledFlow['retry']>,
  number: number,
): number {
  const factor = usesExponentialBackoff ? 2 ** (number - 1) : 1;
  return Math.min(delayMinutes * MINUTE * factor, DAY);
}

// `;` comes right after `:`: nothing lies between but the attempts of the first.
function isRetryOf(first: string): SQL | undefined {
  return and(gte(executions.origin, `retry:${first}:`), lt(executions.origin, `retry:${first};`));
}

/** The attempts after the first, oldest first. */
export async function retriesOf(db: Database, viewer: Viewer, first: string): Promise<Execution[]> {
  return await db
    .select()
    .from(executions)
    .where(and(isRetryOf(first), readableBy(viewer, executions.customerId)))
    .orderBy(asc(executions.id));
}

/** Cancels the attempt that is still to come, if there is one; one that has begun goes on. */
export async function cancelRetry(tx: Database, first: string, by: string): Promise<void> {
  const error: StoredError = {
    message: `Not tried again: a newer request with the same id has come, the execution ${by}.`,
  };
  const isToCome = and(
    isNull(executions.startedAt),
    inArray(executions.status, ['queued', 'waiting', 'paused']),
  );
  const which = and(isRetryOf(first), isToCome);
  if (which) await cancelOpen(tx, which, error);
}
