import { and, asc, type Column, eq, gt, isNotNull, ne, type SQL } from 'drizzle-orm';
import { remembered } from '../db/cached.ts';
import { touchDeployments } from '../db/change-counter.ts';
import { type InstanceState, instances } from '../db/schema.ts';
import { oneMore, placeholder } from '../db/sql.ts';
import { type Database, prepared } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { now } from '../lib/time.ts';
import { type InstanceFilter, matchingInstances } from './instance-filter.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { isOfTests, TEST_CUSTOMER } from './test-customer.ts';
import { type Viewer, within } from './viewer.ts';

export type { InstanceState };
/** A version deployed for a customer. A removed one is kept for its executions, and is shown nowhere. */
export type Instance = typeof instances.$inferSelect;

const byId = prepared((db) =>
  db
    .select()
    .from(instances)
    .where(eq(instances.id, placeholder('id')))
    .prepare(),
);

/** The row, whatever its state; for what runs on it. */
export async function findInstance(db: Database, id: string): Promise<Instance | undefined> {
  const [row] = await byId(db).execute({ id });
  return row;
}

/** `findInstance` for what asks again and again. @returns a row that is shared: not to be changed */
export const instanceInMemory = remembered(findInstance);

/** @throws AppError `not_found`, also for a removed instance and one outside the scope */
export async function getInstance(db: Database, viewer: Viewer, id: string): Promise<Instance> {
  const [row] = await db
    .select()
    .from(instances)
    .where(and(eq(instances.id, id), ne(instances.state, 'removed'), within(viewer, instances.customerId)));
  if (!row) throw new AppError('not_found', `There is no instance ${id}.`);
  return row;
}

/** The instance also when it is removed: its executions stay to be read. @throws AppError `not_found` */
export async function getInstanceEver(db: Database, viewer: Viewer, id: string): Promise<Instance> {
  const row = await findInstance(db, id);
  const { scope } = viewer;
  if (row && (scope.kind === 'organization' ? !isOfTests(row) : row.customerId === scope.customerId))
    return row;
  throw new AppError('not_found', `There is no instance ${id}.`);
}

/** Instances that have a limit of their own. */
export async function limitedInstances(
  db: Database,
): Promise<{ id: string; executionLimit: number | null }[]> {
  const { id, executionLimit } = instances;
  return await db.select({ id, executionLimit }).from(instances).where(isNotNull(executionLimit));
}

/** Instances oldest first. */
export async function listInstances(
  db: Database,
  viewer: Viewer,
  filter: InstanceFilter,
  page: Page,
): Promise<Listed<Instance>> {
  const conditions = [
    ...matchingInstances(db, viewer, filter),
    page.cursor ? gt(instances.id, idOfCursor('ins', page.cursor)) : undefined,
  ];
  const rows = await db
    .select()
    .from(instances)
    .where(and(...conditions))
    .orderBy(asc(instances.id))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.id);
}

/** Whose instances and executions are meant. */
export type Owner = { customerId: string } | { integrationId: string };

/** Whether a row is theirs. */
export function isOf(owner: Owner, row: { customerId: Column; integrationId: Column }): SQL {
  return 'customerId' in owner
    ? eq(row.customerId, owner.customerId)
    : eq(row.integrationId, owner.integrationId);
}

/** The ids of all instances of a customer or an integration, removed ones too. */
export async function instancesOf(db: Database, owner: Owner): Promise<string[]> {
  const rows = await db.select({ id: instances.id }).from(instances).where(isOf(owner, instances));
  return rows.map(({ id }) => id);
}

/** The customer's instance of an integration that a shared address leads to: the oldest active one. */
export async function instanceOfCustomer(
  db: Database,
  integrationId: string,
  customerId: string,
): Promise<Instance | undefined> {
  const rows = await db
    .select()
    .from(instances)
    .where(
      and(
        eq(instances.integrationId, integrationId),
        eq(instances.customerId, customerId),
        ne(instances.state, 'removed'),
      ),
    )
    .orderBy(asc(instances.id));
  return rows.find((row) => row.state === 'active') ?? rows[0];
}

/** An instance in which the preprocess flow of a shared address can run: the oldest active one. */
export async function anyActiveInstance(db: Database, integrationId: string): Promise<Instance | undefined> {
  const [row] = await db
    .select()
    .from(instances)
    .where(
      and(
        eq(instances.integrationId, integrationId),
        eq(instances.state, 'active'),
        ne(instances.customerId, TEST_CUSTOMER),
      ),
    )
    .orderBy(asc(instances.id))
    .limit(1);
  return row;
}

/** Makes the row of a paused instance. */
export async function insertInstance(
  tx: Database,
  {
    id = newId('ins'),
    customerId,
    integrationId,
    version,
    name,
  }: Pick<Instance, 'customerId' | 'integrationId' | 'version' | 'name'> & { id?: string | undefined },
): Promise<Instance> {
  const at = now();
  const row: Instance = {
    id,
    customerId,
    integrationId,
    version,
    name,
    state: 'paused',
    revision: 0,
    createdAt: at,
    updatedAt: at,
    stateBefore: null,
    executionLimit: null,
    deployedAt: null,
    keeping: null,
  };
  await tx.insert(instances).values(row);
  await touchDeployments(tx);
  return row;
}

/** Changes the row and counts its revision; one that was removed with its integration stands for itself from then on. @throws AppError `not_found` */
export async function changeInstance(
  tx: Database,
  id: string,
  changes: Partial<
    Pick<Instance, 'name' | 'state' | 'version' | 'deployedAt' | 'executionLimit' | 'keeping'>
  >,
): Promise<Instance> {
  const [row] = await tx
    .update(instances)
    .set({ ...changes, stateBefore: null, revision: oneMore(instances.revision), updatedAt: now() })
    .where(eq(instances.id, id))
    .returning();
  if (!row) throw new AppError('not_found', `There is no instance ${id}.`);
  await touchDeployments(tx);
  return row;
}

/** Notes, of one that was removed with its integration, the state that it comes back in. */
export async function noteStateBefore(tx: Database, id: string, stateBefore: InstanceState): Promise<void> {
  await tx.update(instances).set({ stateBefore }).where(eq(instances.id, id));
  await touchDeployments(tx);
}
