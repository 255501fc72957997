import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, ne, notInArray, or } from 'drizzle-orm';
import { touchDeployments } from '../db/change-counter.ts';
import { instances, integrations } from '../db/schema.ts';
import { countOf } from '../db/sql.ts';
import type { Database, Store } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { type Instant, now } from '../lib/time.ts';
import { authorIn, record } from './audit.ts';
import { deleteBelongings } from './deletions.ts';
import { changing, type DeploymentTools } from './deployments.ts';
import { RESTORABLE } from './instance-removal.ts';
import { findInstance, getInstanceEver, noteStateBefore } from './instances.ts';
import { getIntegration, getIntegrationEver, type Integration, integrationColumns } from './integrations.ts';
import { beforeInstant, type Listed, listed, type Page } from './paging.ts';
import { settle, unchanged } from './settling.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import { systemViewer, type Viewer, within } from './viewer.ts';

/** An integration in the trash; `instances` come back with it, counted up to 1,000. */
export type RemovedIntegration = Integration & {
  removedAt: Instant;
  removedBy: string | null;
  instances: number;
};

/** Instances are counted up to here. */
export const MOST_INSTANCES = 1000;
const SYSTEM = systemViewer('the removal of an integration');
/** More instances in one commit would hold up what others write. */
const TOGETHER = 20;
/** The instance of tests stays beside the draft, wherever that is: it has no address, and no flow of its life runs. */
const isOfCustomers = ne(instances.customerId, TEST_CUSTOMER);
/** Nothing was removed then: it stands for what is past restoring. */
const BEING_DELETED = 0;

/**
 * Puts an integration into the trash. From the first write on it is found nowhere else, and its addresses answer 404;
 * then its instances are removed, as each would be by itself.
 * @throws AppError `not_found`
 */
export async function removeIntegration(tools: DeploymentTools, id: string): Promise<void> {
  await tools.store.write(async (tx) => {
    const integration = await getIntegration(tx, id);
    const removed = { removedAt: now(), removedBy: authorIn(tx)?.name ?? null };
    await tx.update(integrations).set(removed).where(eq(integrations.id, id));
    await touchDeployments(tx);
    await record(tx, 'integration.removed', integration);
  });
  await settleInstances(tools, id);
}

/**
 * Brings an integration back from the trash with the instances that were removed with it, in the states that they had;
 * their deploy flows run, since their remove flows have. One that is there is left as it is.
 * @throws AppError `not_found`
 */
export async function restoreIntegration(tools: DeploymentTools, id: string): Promise<Integration> {
  const restored = await tools.store.write(async (tx) => {
    const [row] = await tx
      .update(integrations)
      .set({ removedAt: null, removedBy: null })
      .where(and(eq(integrations.id, id), isRestorable(now())))
      .returning(integrationColumns);
    if (!row) return await getIntegration(tx, id);
    await touchDeployments(tx);
    await record(tx, 'integration.restored', row);
    return row;
  });
  await settleInstances(tools, id);
  return restored;
}

/** At start: goes on with removals and restorations that the end of a former process has cut off. */
export async function finishRemovals(tools: DeploymentTools): Promise<void> {
  const { read } = tools.store;
  const inTrash = read
    .select({ id: integrations.id })
    .from(integrations)
    .where(isNotNull(integrations.removedAt));
  const isCutOff = or(
    and(inArray(instances.integrationId, inTrash), ne(instances.state, 'removed')),
    and(notInArray(instances.integrationId, inTrash), isNotNull(instances.stateBefore)),
  );
  const rows = await read
    .selectDistinct({ id: instances.integrationId })
    .from(instances)
    .where(and(isOfCustomers, isCutOff));
  for (const { id } of rows) await settleInstances(tools, id);
}

/** Its instances go into the trash with it, or come back: each by itself, so that one that cannot holds up no other. */
async function settleInstances(tools: DeploymentTools, integrationId: string): Promise<void> {
  const { read } = tools.store;
  const { isRemoved } = await getIntegrationEver(read, integrationId);
  const isLeft = isRemoved ? ne(instances.state, 'removed') : isNotNull(instances.stateBefore);
  const failures: unknown[] = [];
  let last: string | undefined = '';
  while (last !== undefined) {
    const ids = await read
      .select({ id: instances.id })
      .from(instances)
      .where(and(isOfCustomers, eq(instances.integrationId, integrationId), gt(instances.id, last), isLeft))
      .orderBy(asc(instances.id))
      .limit(TOGETHER);
    const settled = await Promise.allSettled(ids.map(({ id }) => followIntegration(tools, id)));
    for (const each of settled) if (each.status === 'rejected') failures.push(each.reason);
    last = ids.at(-1)?.id;
  }
  if (failures.length > 0) throw failures[0];
}

async function followIntegration(tools: DeploymentTools, id: string): Promise<void> {
  const before = await findInstance(tools.store.read, id);
  if (!before) return;
  await changing(tools, before, getInstanceEver, SYSTEM, async (tx, instance, compiled) => {
    const { isRemoved } = await getIntegrationEver(tx, instance.integrationId);
    const { state, stateBefore } = instance;
    if (isRemoved && state !== 'removed') {
      await record(tx, 'instance.removed', instance);
      const removed = await settle(tx, tools, instance, compiled, 'removed', 'remove');
      await noteStateBefore(tx, id, state);
      return removed;
    }
    if (isRemoved || stateBefore === null) return unchanged(tx, instance, compiled);
    await record(tx, 'instance.restored', instance);
    const wanted = stateBefore === 'paused' ? 'paused' : 'active';
    return await settle(tx, tools, instance, compiled, wanted, 'deploy');
  });
}

function isRestorable(at: Instant) {
  return gte(integrations.removedAt, at - RESTORABLE);
}

function removedOnes(db: Database, viewer: Viewer) {
  const together = db
    .select({ id: instances.id })
    .from(instances)
    .where(
      and(
        within(viewer, instances.customerId),
        eq(instances.integrationId, integrations.id),
        isNotNull(instances.stateBefore),
      ),
    )
    .limit(MOST_INSTANCES)
    .as('together');
  const { removedAt, removedBy } = integrations;
  return db
    .select({ ...integrationColumns, removedAt, removedBy, instances: countOf(together) })
    .from(integrations);
}

/** What is in the trash and can be restored, latest first. */
export async function listRemoved(
  db: Database,
  viewer: Viewer,
  page: Page,
): Promise<Listed<RemovedIntegration>> {
  const by = { at: integrations.removedAt, id: integrations.id };
  const rows = await removedOnes(db, viewer)
    .where(and(isRestorable(now()), page.cursor ? beforeInstant(by, 'int', page.cursor) : undefined))
    .orderBy(desc(integrations.removedAt), desc(integrations.id))
    .limit(page.limit + 1);
  return listed(rows.flatMap(dated), page, ({ removedAt, id }) => `${removedAt} ${id}`);
}

/** @throws AppError `not_found` for what is not in the trash */
export async function getRemoved(db: Database, viewer: Viewer, id: string): Promise<RemovedIntegration> {
  const rows = await removedOnes(db, viewer).where(and(eq(integrations.id, id), isRestorable(now())));
  const [row] = rows.flatMap(dated);
  if (!row) throw new AppError('not_found', `There is no integration ${id} in the trash.`);
  return row;
}

function dated<Row extends { removedAt: Instant | null }>(row: Row): (Row & { removedAt: Instant })[] {
  const { removedAt } = row;
  return removedAt === null ? [] : [{ ...row, removedAt }];
}

/** Whether something is in the trash. */
export async function hasRemoved(db: Database): Promise<boolean> {
  const some = db.select({ id: integrations.id }).from(integrations).where(isRestorable(now()));
  return (await some.limit(1)).length > 0;
}

/** Some of those that were removed so long ago that they are deleted for good, or are being deleted. */
export async function pastRestoring(db: Database, at: Instant): Promise<string[]> {
  const isPast = lt(integrations.removedAt, at - RESTORABLE);
  const rows = await db.select({ id: integrations.id }).from(integrations).where(isPast).limit(TOGETHER);
  return rows.map(({ id }) => id);
}

/**
 * Deletes the integration with its versions, instances and their executions, in many small writes: the integration
 * itself in the last. From the first on it cannot be restored, and is deleted by housekeeping where this is cut off.
 * @param tell as of `deleteBelongings`
 * @throws AppError `not_found`
 */
export async function deleteIntegration(
  store: Store,
  id: string,
  tell: (instanceIds: string[]) => void,
): Promise<void> {
  const integration = await getIntegrationEver(store.read, id);
  await deleteBelongings(store, { integrationId: id }, tell, {
    async first(tx) {
      const [marked] = await tx
        .update(integrations)
        .set({ removedAt: BEING_DELETED })
        .where(
          and(
            eq(integrations.id, id),
            or(isNull(integrations.removedAt), ne(integrations.removedAt, BEING_DELETED)),
          ),
        )
        .returning({ id: integrations.id });
      await touchDeployments(tx);
      if (marked) await record(tx, 'integration.deleted', integration);
    },
    async last(tx) {
      await tx.delete(integrations).where(eq(integrations.id, id));
      // With it go the addresses that all its instances share.
      await touchDeployments(tx);
    },
  });
}
