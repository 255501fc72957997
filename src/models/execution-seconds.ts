import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  lt,
  lte,
  notExists,
  or,
  type SQL,
  type SQLWrapper,
} from 'drizzle-orm';
import { gathered } from '../db/batched.ts';
import { deleteSome } from '../db/delete-some.ts';
import { preparedChange } from '../db/prepared-change.ts';
import { executionSeconds, executions } from '../db/schema.ts';
import { hasBeginning, placeholder as p, tuple, unindexed } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { secondOf } from '../lib/ids.ts';

type Made = { id: string; customerId: string; integrationId: string; instanceId: string };

const insertSecond = preparedChange((db) =>
  db
    .insert(executionSeconds)
    .values({ owner: p('owner'), second: p('second') })
    .onConflictDoNothing()
    .prepare(),
);

/**
 * Notes when an execution was made, for each that it belongs to. Where one is deleted in the very group of writes that made
 * it, its second stays: it leads to nothing, which does no harm.
 */
export const noteMade = gathered<Made>(async (tx, runs) => {
  const bySecond = new Map<string, Set<string>>();
  for (const { id, customerId, integrationId, instanceId } of runs) {
    const second = secondOf(id);
    const owners = bySecond.get(second) ?? new Set();
    bySecond.set(second, owners.add(customerId).add(integrationId).add(instanceId));
  }
  for (const [second, owners] of bySecond)
    for (const owner of owners) await insertSecond(tx, { owner, second });
});

/** Which executions are gone along, and in which order: that of their ids. */
export type Way = {
  /** An id of a customer, an integration or an instance: then only what was made in its seconds. */
  owner?: string | undefined;
  /** What else an index leads to. */
  which?: SQL | undefined;
  /** The least id, and the first that is too great. */
  from?: string | undefined;
  before?: string | undefined;
  /** Newest first unless said otherwise. */
  oldestFirst?: boolean;
  /** How many are looked at, after `offset` others. */
  limit?: number;
  offset?: number;
};

/**
 * Executions to select from, in that order. Of those that were made in the seconds of an owner, others' have still to be
 * sifted out.
 */
export function executionsAlong(db: Database, way: Way) {
  const { owner, which, from, before, oldestFirst = false, limit, offset = 0 } = way;
  const { id } = executions;
  const { second } = executionSeconds;
  const order = oldestFirst ? asc : desc;
  // The seconds lead to the ids: a range of all ids that led to them would start each second from its far end.
  const bounded: SQLWrapper = owner === undefined ? id : unindexed(id);
  const isAmong = and(which, from ? gte(bounded, from) : undefined, before ? lt(bounded, before) : undefined);
  const isTheirs = and(
    eq(executionSeconds.owner, owner ?? ''),
    from ? gte(second, secondOf(from)) : undefined,
    before ? lte(second, secondOf(before)) : undefined,
    hasBeginning(id, second),
  );
  const columns = db.select(getTableColumns(executions));
  const all =
    owner === undefined
      ? columns.from(executions).where(isAmong).orderBy(order(id)).$dynamic()
      : columns
          .from(executionSeconds)
          .crossJoin(executions)
          .where(and(isTheirs, isAmong))
          .orderBy(order(second), order(id))
          .$dynamic();
  return (limit === undefined ? all : all.limit(limit).offset(offset)).as('along');
}

/** How many executions are sifted at once. */
export const MOST_SIFTED = 20_000;

/** The last of those that are sifted; undefined when there are not so many. */
export async function endOfSifting(db: Database, way: Way, most: number): Promise<string | undefined> {
  const last = executionsAlong(db, { ...way, limit: 1, offset: most - 1 });
  const [row] = await db.select({ id: last.id }).from(last);
  return row?.id;
}

/** Forgets the seconds of which their owner has no execution left. @param gone executions that were deleted */
export async function forgetSeconds(tx: Database, gone: Made[]): Promise<void> {
  const { owner, second } = executionSeconds;
  const pairs = new Map<string, SQL>();
  for (const { id, customerId, integrationId, instanceId } of gone)
    for (const each of [customerId, integrationId, instanceId])
      pairs.set(`${each} ${secondOf(id)}`, tuple(each, secondOf(id)));
  const isTheirs = or(
    eq(executions.customerId, owner),
    eq(executions.integrationId, owner),
    eq(executions.instanceId, owner),
  );
  const left = tx
    .select({ id: executions.id })
    .from(executions)
    .where(and(hasBeginning(executions.id, second), isTheirs));
  await tx
    .delete(executionSeconds)
    .where(and(inArray(tuple(owner, second), [...pairs.values()]), notExists(left)));
}

/** Forgets some of the seconds of those who own no executions any more; answers how many. */
export async function deleteSomeSeconds(tx: Database, owners: string[], most: number): Promise<number> {
  const { owner, second } = executionSeconds;
  return await deleteSome(tx, executionSeconds, [owner, second], inArray(owner, owners), most);
}
