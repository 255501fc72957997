import { and, asc, eq, gt, inArray, isNotNull, isNull } from 'drizzle-orm';
import { executions, instanceRuns, instances } from '../db/schema.ts';
import { total } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { type Deleted, deleteExecutions } from './deletions.ts';
import { endOfSifting, executionsAlong, MOST_SIFTED } from './execution-seconds.ts';
import { instancesOf } from './instances.ts';

/*
 * What is kept of a customer's executions. That of those that have ended is added up as they end (`instance-runs.ts`);
 * others are added up when it is asked for.
 */

const AT_ONCE = 5000;

const sum = total(instanceRuns.size);

/** Bytes of all customers' executions that have ended, of those who have more than so many. */
export async function customersAbove(db: Database, bytes: number): Promise<string[]> {
  const rows = await db
    .select({ customerId: instances.customerId })
    .from(instanceRuns)
    .innerJoin(instances, eq(instances.id, instanceRuns.instanceId))
    .groupBy(instances.customerId)
    .having(gt(sum, bytes));
  return rows.map(({ customerId }) => customerId);
}

/** Bytes of a customer's executions that have ended. */
async function bytesOfEnded(db: Database, customerId: string): Promise<number> {
  const [row] = await db
    .select({ bytes: sum })
    .from(instances)
    .innerJoin(instanceRuns, eq(instanceRuns.instanceId, instances.id))
    .where(eq(instances.customerId, customerId));
  return row?.bytes ?? 0;
}

/** Bytes of some of an instance's executions that have not ended, and from where on there may be more. */
async function bytesOfOpen(
  db: Database,
  instanceId: string,
  after: string,
): Promise<{ bytes: number; next: string | undefined }> {
  const rows = await db
    .select({ id: executions.id, size: executions.size })
    .from(executions)
    .where(and(isNull(executions.endedAt), eq(executions.instanceId, instanceId), gt(executions.id, after)))
    .orderBy(asc(executions.id))
    .limit(AT_ONCE);
  const bytes = rows.reduce((total, { size }) => total + size, 0);
  return { bytes, next: rows.length === AT_ONCE ? rows.at(-1)?.id : undefined };
}

/** Bytes of all that is kept of a customer's executions; others have their turns between. */
export async function bytesOfCustomer(db: () => Database, customerId: string): Promise<number> {
  let total = await bytesOfEnded(db(), customerId);
  for (const instanceId of await instancesOf(db(), { customerId })) {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const { bytes, next } = await bytesOfOpen(db(), instanceId, after);
      total += bytes;
      after = next;
      if (next !== undefined) await nextTurn();
    }
  }
  return total;
}

const LOOKED_AT = 1000;

/**
 * The oldest executions of a customer or an instance that have ended and have a size, of its next thousand after that id; fewer where many
 * of others have to be sifted out.
 * @returns also from where on there may be more
 */
export async function oldestEnded(
  db: Database,
  owner: { customerId: string } | { instanceId: string },
  after: string,
  mostSifted = MOST_SIFTED,
): Promise<{ ended: { id: string; size: number }[]; next: string | undefined }> {
  const isOfCustomer = 'customerId' in owner;
  const way = {
    owner: isOfCustomer ? owner.customerId : owner.instanceId,
    from: `${after}0`,
    oldestFirst: true,
  };
  const made = executionsAlong(db, { ...way, limit: mostSifted });
  const rows = await db
    .select({ id: made.id, size: made.size, endedAt: made.endedAt })
    .from(made)
    .where(isOfCustomer ? eq(made.customerId, owner.customerId) : eq(made.instanceId, owner.instanceId))
    .limit(LOOKED_AT);
  const ended = rows.flatMap(({ id, size, endedAt }) => (endedAt === null || size === 0 ? [] : { id, size }));
  const isMore = rows.length === LOOKED_AT;
  return { ended, next: isMore ? rows.at(-1)?.id : await endOfSifting(db, way, mostSifted) };
}

/** Deletes a chunk of these executions, as far as they have ended. */
export async function deleteEnded(tx: Database, ids: string[]): Promise<Deleted> {
  return await deleteExecutions(tx, and(inArray(executions.id, ids), isNotNull(executions.endedAt)));
}

/** Says that nothing is kept of a customer's executions that have ended. */
export async function setNothingKept(tx: Database, customerId: string): Promise<void> {
  const own = tx.select({ id: instances.id }).from(instances).where(eq(instances.customerId, customerId));
  await tx.update(instanceRuns).set({ size: 0 }).where(inArray(instanceRuns.instanceId, own));
}
