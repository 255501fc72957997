import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { preparedChange } from '../db/prepared-change.ts';
import { customers, type ExecutionStatus, instanceRuns, instances, integrations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { Instant } from '../lib/time.ts';

/**
 * How the last execution of an instance ended, and how many up to it have failed in a row: a success sets the count
 * back, a cancelled or skipped one leaves it. The execution itself may be past its retention.
 */
export type InstanceRun = typeof instanceRuns.$inferSelect;

export type FailingInstance = {
  instanceId: string;
  name: string;
  customerId: string;
  customerName: string;
  integrationId: string;
  integrationName: string;
  executionId: string;
  endedAt: Instant;
  failures: number;
};

/** An execution that has ended. */
export type LastRun = {
  id: string;
  instanceId: string;
  status: ExecutionStatus;
  endedAt: Instant;
  /** Bytes that are kept of it. */
  size: number;
};

const p = sql.placeholder;
const setLast = preparedChange((db) =>
  db
    .insert(instanceRuns)
    .select(
      db
        .select({
          instanceId: instances.id,
          executionId: sql<string>`${p('id')}`.as('execution_id'),
          status: sql<ExecutionStatus>`${p('status')}`.as('status'),
          endedAt: sql<number>`${p('endedAt')}`.as('ended_at'),
          failures: sql<number>`${p('failures')}`.as('failures'),
          size: sql<number>`${p('size')}`.as('size'),
        })
        .from(instances)
        // Of an instance that was deleted meanwhile nothing is noted.
        .where(eq(instances.id, p('instanceId'))),
    )
    .onConflictDoUpdate({
      target: instanceRuns.instanceId,
      set: {
        executionId: sql`excluded.execution_id`,
        status: sql`excluded.status`,
        endedAt: sql`excluded.ended_at`,
        failures: sql`${instanceRuns.failures} * ${p('kept')} + excluded.failures`,
        size: sql`${instanceRuns.size} + excluded.size`,
      },
    })
    .prepare(),
);

/** Notes executions that have ended, in the order in which they did, as the last of their instances. */
export async function noteLastRuns(tx: Database, runs: LastRun[]): Promise<void> {
  const last = new Map<string, LastRun & { failures: number; kept: 0 | 1 }>();
  for (const { id, instanceId, status, endedAt, size } of runs) {
    const before = last.get(instanceId);
    const isReset = status === 'succeeded';
    last.set(instanceId, {
      id,
      instanceId,
      status,
      endedAt,
      failures: isReset ? 0 : (before?.failures ?? 0) + (status === 'failed' ? 1 : 0),
      kept: isReset ? 0 : (before?.kept ?? 1),
      size: (before?.size ?? 0) + size,
    });
  }
  for (const run of last.values()) await setLast(tx, run);
}

/** Notes that executions that had ended are gone, with so many bytes each. */
export async function noteGone(tx: Database, gone: { instanceId: string; size: number }[]): Promise<void> {
  const sums = new Map<string, number>();
  for (const { instanceId, size } of gone) sums.set(instanceId, (sums.get(instanceId) ?? 0) + size);
  for (const [instanceId, sum] of sums) {
    const { size } = instanceRuns;
    await tx
      .update(instanceRuns)
      .set({ size: sql`case when ${size} > ${sum} then ${size} - ${sum} else 0 end` })
      .where(eq(instanceRuns.instanceId, instanceId));
  }
}

/** The last run of each of the instances that has had one. @param instanceIds those of one page */
export async function lastRuns(db: Database, instanceIds: string[]): Promise<Map<string, InstanceRun>> {
  if (instanceIds.length === 0) return new Map();
  const rows = await db.select().from(instanceRuns).where(inArray(instanceRuns.instanceId, instanceIds));
  return new Map(rows.map((row) => [row.instanceId, row]));
}

/** Active instances whose last runs have failed, most in a row first. */
export async function failingInstances(db: Database, limit: number): Promise<FailingInstance[]> {
  return await db
    .select({
      instanceId: instanceRuns.instanceId,
      name: instances.name,
      customerId: instances.customerId,
      customerName: customers.name,
      integrationId: instances.integrationId,
      integrationName: integrations.name,
      executionId: instanceRuns.executionId,
      endedAt: instanceRuns.endedAt,
      failures: instanceRuns.failures,
    })
    .from(instanceRuns)
    // SQLite keeps the order of a cross join, and so begins with the index of what fails.
    .crossJoin(instances)
    .innerJoin(customers, eq(customers.id, instances.customerId))
    .innerJoin(integrations, eq(integrations.id, instances.integrationId))
    .where(
      and(
        // It takes a partial index only for a query that repeats the index's own condition.
        sql`${instanceRuns.failures} > 0`,
        eq(instances.id, instanceRuns.instanceId),
        eq(instances.state, 'active'),
      ),
    )
    .orderBy(desc(instanceRuns.failures), desc(instanceRuns.instanceId))
    .limit(limit);
}
