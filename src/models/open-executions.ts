import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm';
import { countRows } from '../db/count.ts';
import { customers, type ExecutionStatus, executions, instances, integrations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { Instant } from '../lib/time.ts';
import { type Viewer, within } from './viewer.ts';

export type OpenExecution = {
  id: string;
  /** `queued`, `running` or `waiting`. */
  status: ExecutionStatus;
  flow: string;
  queuedAt: Instant;
  /** Not to be run before. */
  runAt: Instant;
  instanceId: string;
  instanceName: string;
  customerId: string;
  customerName: string;
  integrationId: string;
  integrationName: string;
};

// What has not ended has an index by instance, none by age: so many entries of it are read in about 2 ms.
const MOST_LOOKED_AT = 20_000;

function someOpen(db: Database, viewer: Viewer) {
  return db
    .select({ id: executions.id, status: executions.status })
    .from(executions)
    .where(and(within(viewer, executions.customerId), isNull(executions.endedAt)))
    .limit(MOST_LOOKED_AT)
    .as('open');
}

/** How many of the open executions that are looked through are paused, counted up to `most`. */
export async function countPaused(db: Database, viewer: Viewer, most: number): Promise<number> {
  const open = someOpen(db, viewer);
  const paused = db.select({ id: open.id }).from(open).where(eq(open.status, 'paused')).limit(most);
  return await countRows(db, paused.as('paused'));
}

/**
 * The oldest executions that have not ended and are not paused; of more than 20,000 those of the oldest instances are
 * looked through.
 */
export async function oldestQueued(db: Database, viewer: Viewer, limit: number): Promise<OpenExecution[]> {
  const open = someOpen(db, viewer);
  const oldest = db
    .select({ id: open.id })
    .from(open)
    .where(ne(open.status, 'paused'))
    .orderBy(asc(open.id))
    .limit(limit);
  return await db
    .select({
      id: executions.id,
      status: executions.status,
      flow: executions.flow,
      queuedAt: executions.queuedAt,
      runAt: executions.runAt,
      instanceId: executions.instanceId,
      instanceName: instances.name,
      customerId: executions.customerId,
      customerName: customers.name,
      integrationId: executions.integrationId,
      integrationName: integrations.name,
    })
    .from(executions)
    .innerJoin(instances, eq(instances.id, executions.instanceId))
    .innerJoin(customers, eq(customers.id, executions.customerId))
    .innerJoin(integrations, eq(integrations.id, executions.integrationId))
    .where(inArray(executions.id, oldest))
    .orderBy(asc(executions.id));
}
