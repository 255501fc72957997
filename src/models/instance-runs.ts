import { and, desc, eq, gt, gte, inArray, ne } from 'drizzle-orm';
import { preparedChange } from '../db/prepared-change.ts';
import { customers, type ExecutionStatus, instanceRuns, instances, integrations } from '../db/schema.ts';
import { excluded, given, literal, minus, placeholder as p, plus, times, when } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import type { Instant } from '../lib/time.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import { type Viewer, within, withinInstances } from './viewer.ts';

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
  /** It has failed and is tried again: whether that is a failure is for the last attempt to say. */
  isRetried?: boolean;
};

const setLast = preparedChange((db) =>
  db
    .insert(instanceRuns)
    .select(
      db
        .select({
          instanceId: instances.id,
          executionId: given<string>('id').as('execution_id'),
          status: given<ExecutionStatus>('status').as('status'),
          endedAt: given<number>('endedAt').as('ended_at'),
          failures: given<number>('failures').as('failures'),
          size: given<number>('size').as('size'),
        })
        .from(instances)
        // Of an instance that was deleted meanwhile nothing is noted.
        .where(eq(instances.id, p('instanceId'))),
    )
    .onConflictDoUpdate({
      target: instanceRuns.instanceId,
      set: {
        executionId: excluded(instanceRuns.executionId),
        status: excluded(instanceRuns.status),
        endedAt: excluded(instanceRuns.endedAt),
        failures: plus(times(instanceRuns.failures, p('kept')), excluded(instanceRuns.failures)),
        size: plus(instanceRuns.size, excluded(instanceRuns.size)),
      },
    })
    .prepare(),
);

/** Notes executions that have ended, in the order in which they did, as the last of their instances. */
export async function noteLastRuns(tx: Database, runs: LastRun[]): Promise<void> {
  const last = new Map<string, LastRun & { failures: number; kept: 0 | 1 }>();
  for (const { id, instanceId, status, endedAt, size, isRetried } of runs) {
    const before = last.get(instanceId);
    const isReset = status === 'succeeded';
    last.set(instanceId, {
      id,
      instanceId,
      status,
      endedAt,
      failures: isReset ? 0 : (before?.failures ?? 0) + (status === 'failed' && !isRetried ? 1 : 0),
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
      .set({ size: when(gt(size, sum), minus(size, sum), literal(0)) })
      .where(eq(instanceRuns.instanceId, instanceId));
  }
}

/** The last run of each of the instances that the viewer sees and that has had one. @param instanceIds those of one page */
export async function lastRuns(
  db: Database,
  viewer: Viewer,
  instanceIds: string[],
): Promise<Map<string, InstanceRun>> {
  if (instanceIds.length === 0) return new Map();
  const { instanceId } = instanceRuns;
  const rows = await db
    .select()
    .from(instanceRuns)
    .where(and(inArray(instanceId, instanceIds), withinInstances(db, viewer, instanceId)));
  return new Map(rows.map((row) => [row.instanceId, row]));
}

/** Active instances of which so many runs in a row have failed; not those of tests. */
export async function instancesThatFail(
  db: Database,
  times: number,
): Promise<{ id: string; customerId: string }[]> {
  const { instanceId, failures } = instanceRuns;
  return await db
    .select({ id: instanceId, customerId: instances.customerId })
    .from(instanceRuns)
    // SQLite keeps the order of a cross join, and so begins with the index of what fails.
    .crossJoin(instances)
    .where(
      and(
        ...[gt(failures, literal(0)), gte(failures, times), eq(instances.id, instanceId)],
        ...[eq(instances.state, 'active'), ne(instances.customerId, TEST_CUSTOMER)],
      ),
    );
}

/** Active instances whose last runs have failed, most in a row first. */
export async function failingInstances(
  db: Database,
  viewer: Viewer,
  limit: number,
): Promise<FailingInstance[]> {
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
        gt(instanceRuns.failures, literal(0)),
        eq(instances.id, instanceRuns.instanceId),
        eq(instances.state, 'active'),
        within(viewer, instances.customerId),
      ),
    )
    .orderBy(desc(instanceRuns.failures), desc(instanceRuns.instanceId))
    .limit(limit);
}
