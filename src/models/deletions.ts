import { and, eq, inArray, ne, type SQL } from 'drizzle-orm';
import { touchDeployments } from '../db/change-counter.ts';
import { deleteSome } from '../db/delete-some.ts';
import {
  attachments,
  blobUses,
  executions,
  instances,
  logs,
  sessions,
  stateChanges,
  stepResults,
  users,
  versions,
} from '../db/schema.ts';
import { oneMore } from '../db/sql.ts';
import type { Database, Store } from '../db/store.ts';
import { now } from '../lib/time.ts';
import { connectionsOf, dropUnused } from './connections.ts';
import { deleteSomeSeconds, executionsAlong, forgetSeconds } from './execution-seconds.ts';
import { noteGone } from './instance-runs.ts';
import { instancesOf, isOf, type Owner } from './instances.ts';
import { deleteSomeRunCounts } from './run-counts.ts';
import { deleteSomeDurations } from './run-durations.ts';
import { deleteSomeShared, deleteSomeStates } from './states.ts';
import { isOfTests } from './test-customer.ts';
import { deleteUserConfigurations } from './user-values.ts';

/** What one write deletes at most, with what hangs on it: more would hold up what others write. */
export const DELETED_AT_ONCE = {
  executions: 200,
  rows: 1000,
  /** Of executions, in all. A larger one goes row by row: so many. */
  bytes: 32 * 1024 * 1024,
  largeRows: 50,
  instances: 20,
  versions: 20,
  users: 100,
};

/**
 * `bytes` were kept of what is gone. `isAll`: whether nothing of that kind is left. Rows that belong to executions go
 * first: then none of these may be gone.
 */
export type Deleted = { executions: number; bytes: number; isAll: boolean };

const NOTHING_LEFT: Deleted = { executions: 0, bytes: 0, isAll: true };

const PARTS = [
  { table: stepResults, key: [stepResults.executionId, stepResults.path], of: stepResults.executionId },
  { table: logs, key: [logs.executionId, logs.sequence], of: logs.executionId },
  {
    table: stateChanges,
    key: [stateChanges.executionId, stateChanges.scope, stateChanges.key, stateChanges.sequence],
    of: stateChanges.executionId,
  },
  { table: blobUses, key: [blobUses.hash, blobUses.executionId], of: blobUses.executionId },
];

/** Deletes a chunk of those executions, or of what belongs to them: one that has run long may have 100,000 rows. */
export async function deleteExecutions(tx: Database, which: SQL | undefined): Promise<Deleted> {
  const most = DELETED_AT_ONCE.executions;
  return await deleteFound(
    tx,
    await tx.select(columnsOf(executions)).from(executions).where(which).limit(most),
  );
}

async function deleteExecutionsOf(tx: Database, owner: Owner): Promise<Deleted> {
  const made = executionsAlong(tx, { owner: idOf(owner) });
  const most = DELETED_AT_ONCE.executions;
  return await deleteFound(
    tx,
    await tx.select(columnsOf(made)).from(made).where(isOf(owner, made)).limit(most),
  );
}

type Found = Pick<
  typeof executions.$inferSelect,
  'id' | 'customerId' | 'integrationId' | 'instanceId' | 'endedAt' | 'size'
>;

function columnsOf<Columns extends Record<keyof Found, unknown>>(table: Columns): Pick<Columns, keyof Found> {
  const { id, customerId, integrationId, instanceId, endedAt, size } = table;
  return { id, customerId, integrationId, instanceId, endedAt, size };
}

async function deleteFound(tx: Database, found: Found[]): Promise<Deleted> {
  const most = DELETED_AT_ONCE.executions;
  if (found.length === 0) return NOTHING_LEFT;
  const some = firstOf(found);
  const ids = some.map((run) => run.id);
  const bytes = sizeOf(some);
  let left = bytes > DELETED_AT_ONCE.bytes ? DELETED_AT_ONCE.largeRows : DELETED_AT_ONCE.rows;
  for (const { table, key, of } of PARTS) {
    left -= await deleteSome(tx, table, key, inArray(of, ids), left);
    if (left === 0) return { executions: 0, bytes: 0, isAll: false };
  }
  await tx.delete(executions).where(inArray(executions.id, ids));
  await forgetSeconds(tx, some);
  await noteGone(
    tx,
    some.filter((run) => run.endedAt !== null && !isOfTests(run)),
  );
  return { executions: ids.length, bytes, isAll: ids.length === found.length && found.length < most };
}

/** The first of them that are not too large together; one at least. */
function firstOf<Run extends { size: number }>(runs: Run[]): Run[] {
  let bytes = 0;
  const end = runs.findIndex(({ size }) => {
    bytes += size;
    return bytes > DELETED_AT_ONCE.bytes;
  });
  return end === -1 ? runs : runs.slice(0, Math.max(end, 1));
}

function sizeOf(runs: { size: number }[]): number {
  return runs.reduce((sum, { size }) => sum + size, 0);
}

type Step = (tx: Database) => Promise<unknown>;

/**
 * Deletes all that belongs to a customer or an integration, in many small writes between those of others. From the first
 * on its instances take nothing more. After a crash in between it is done again, with what is left.
 * @param tell is given the instances of which the engine has to know: once they take nothing more, and when they are gone
 * @param itself what is done to the customer or the integration in the first write, and in the last, which deletes it
 */
export async function deleteBelongings(
  store: Store,
  owner: Owner,
  tell: (instanceIds: string[]) => void,
  itself: { first?: Step; last: Step },
): Promise<void> {
  const ids = await instancesOf(store.read, owner);
  await stopInstances(store, ids, itself.first);
  tell(ids);
  await repeat(store, async (tx) => !(await deleteExecutionsOf(tx, owner)).isAll);
  await repeat(store, (tx) => deleteSomeInstances(tx, owner));
  await repeat(store, (tx) =>
    'customerId' in owner ? deletePeople(tx, owner.customerId) : deleteParts(tx, owner.integrationId),
  );
  const { rows } = DELETED_AT_ONCE;
  await repeat(store, async (tx) => (await deleteSomeSeconds(tx, [idOf(owner)], rows)) === rows);
  const late = await store.write(async (tx) => {
    const left = await instancesOf(tx, owner);
    await itself.last(tx);
    return left;
  });
  tell([...ids, ...late]);
}

function idOf(owner: Owner): string {
  return 'customerId' in owner ? owner.customerId : owner.integrationId;
}

async function repeat(store: Store, work: (tx: Database) => Promise<boolean>): Promise<void> {
  while (await store.write(work));
}

async function stopInstances(store: Store, ids: string[], first: Step | undefined): Promise<void> {
  const most = DELETED_AT_ONCE.executions;
  for (let from = 0; from === 0 || from < ids.length; from += most) {
    const some = inArray(instances.id, ids.slice(from, from + most));
    await store.write(async (tx) => {
      if (from === 0) await first?.(tx);
      await tx
        .update(instances)
        .set({ state: 'removed', revision: oneMore(instances.revision), updatedAt: now() })
        .where(and(some, ne(instances.state, 'removed')));
      await touchDeployments(tx);
    });
  }
}

/** Answers whether there may be more. */
async function deleteSomeInstances(tx: Database, owner: Owner): Promise<boolean> {
  const most = DELETED_AT_ONCE.instances;
  const isOwn = isOf(owner, instances);
  const ids = (await tx.select({ id: instances.id }).from(instances).where(isOwn).limit(most)).map(
    ({ id }) => id,
  );
  if (ids.length === 0) return false;
  const some = inArray(instances.id, ids);
  const isEmpty = await areForgotten(tx, ids);
  if (isEmpty) {
    const theirs = await connectionsOf(tx, ids);
    await deleteUserConfigurations(tx, { instanceIds: ids });
    await tx.delete(instances).where(some);
    await touchDeployments(tx);
    await dropUnused(tx, theirs);
  }
  return !isEmpty || ids.length === most;
}

/** Drops what is remembered and counted of instances; answers whether nothing is left. */
async function areForgotten(tx: Database, instanceIds: string[]): Promise<boolean> {
  let left = DELETED_AT_ONCE.rows;
  for (const id of instanceIds) left -= left > 0 ? await deleteSomeStates(tx, id, left) : 0;
  if (left > 0) left -= await deleteSomeRunCounts(tx, instanceIds, left);
  if (left > 0) left -= await deleteSomeDurations(tx, instanceIds, left);
  if (left > 0) left -= await deleteSomeSeconds(tx, instanceIds, left);
  return left > 0;
}

async function deletePeople(tx: Database, customerId: string): Promise<boolean> {
  const isOwn = eq(users.customerId, customerId);
  const theirs = tx.select({ id: users.id }).from(users).where(isOwn);
  const { rows, users: most } = DELETED_AT_ONCE;
  const ofThem = inArray(sessions.userId, theirs);
  if ((await deleteSome(tx, sessions, [sessions.hash], ofThem, rows)) === rows) return true;
  return (await deleteSome(tx, users, [users.id], isOwn, most)) === most;
}

/** The files of attachments are swept as others are, once nothing names them. */
async function deleteParts(tx: Database, integrationId: string): Promise<boolean> {
  const { rows } = DELETED_AT_ONCE;
  const isBeside = eq(attachments.integrationId, integrationId);
  if ((await deleteSome(tx, attachments, [attachments.id], isBeside, rows)) === rows) return true;
  if ((await deleteSomeShared(tx, integrationId, rows)) === rows) return true;
  if ((await deleteSomeRunCounts(tx, [integrationId], rows)) === rows) return true;
  if ((await deleteSomeDurations(tx, [integrationId], rows)) === rows) return true;
  const most = DELETED_AT_ONCE.versions;
  const key = [versions.integrationId, versions.number];
  return (await deleteSome(tx, versions, key, eq(versions.integrationId, integrationId), most)) === most;
}
