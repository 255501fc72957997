import { and, asc, eq, exists, inArray, isNull, ne, type SQL } from 'drizzle-orm';
import { executions, instances, type StoredError } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { cancelOpen } from './endings.ts';
import type { Instance } from './instances.ts';

/** More than this at once would hold up what others write. */
export const CANCELLED_AT_ONCE = 1000;

/** Why the executions of an instance that was removed were cancelled. */
export const CANCELLED_BY_REMOVAL: StoredError = { message: 'Cancelled: the instance was removed.' };

const CANCELLED_BY_RESTORATION: StoredError = {
  message: 'Cancelled: the instance was brought back before this could run.',
};

/**
 * Cancels what has not ended of an instance that was removed, the oldest first, but what runs because of the removal.
 * @returns the ids; there may be more when they are `CANCELLED_AT_ONCE`
 */
export async function cancelRunsOfRemoved(tx: Database, instanceId: string): Promise<string[]> {
  return await cancelSome(tx, instanceId, ne(executions.kind, 'remove'), CANCELLED_BY_REMOVAL);
}

function openOfRemoved(db: Database, instanceId: string | typeof instances.id) {
  return db
    .select({ id: executions.id })
    .from(executions)
    .where(
      and(isNull(executions.endedAt), eq(executions.instanceId, instanceId), ne(executions.kind, 'remove')),
    )
    .limit(1);
}

/** Whether an instance that was removed has executions left to be cancelled. */
export async function hasRunsOfRemoved(db: Database, instanceId: string): Promise<boolean> {
  return (await openOfRemoved(db, instanceId)).length > 0;
}

/** Instances that were removed and have executions left to be cancelled. */
export async function removedWithRuns(db: Database): Promise<{ instanceId: string; customerId: string }[]> {
  return await db
    .select({ instanceId: instances.id, customerId: instances.customerId })
    .from(instances)
    .where(and(eq(instances.state, 'removed'), exists(openOfRemoved(db, instances.id))));
}

/** Executions that were cancelled together. */
export type Cancelled = { ids: string[]; error: StoredError };

export const NONE_CANCELLED: Cancelled = { ids: [], error: CANCELLED_BY_REMOVAL };

/** Of an instance that was removed nothing goes on; of one that is there again, nothing that would clean up after it. */
export async function cancelStopped(tx: Database, before: Instance, after: Instance): Promise<Cancelled> {
  if (after.state === 'removed')
    return { ids: await cancelRunsOfRemoved(tx, after.id), error: CANCELLED_BY_REMOVAL };
  if (before.state !== 'removed') return NONE_CANCELLED;
  const isOfRemoval = eq(executions.kind, 'remove');
  const ids = await cancelSome(tx, after.id, isOfRemoval, CANCELLED_BY_RESTORATION);
  return { ids, error: CANCELLED_BY_RESTORATION };
}

async function cancelSome(
  tx: Database,
  instanceId: string,
  which: SQL,
  error: StoredError,
): Promise<string[]> {
  const some = tx
    .select({ id: executions.id })
    .from(executions)
    .where(and(isNull(executions.endedAt), eq(executions.instanceId, instanceId), which))
    .orderBy(asc(executions.id))
    .limit(CANCELLED_AT_ONCE);
  const rows = await cancelOpen(tx, inArray(executions.id, some), error);
  return rows.map((row) => row.id);
}
