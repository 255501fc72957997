import { and, asc, eq, gt, ne } from 'drizzle-orm';
import { touchDeployments } from '../db/change-counter.ts';
import { countRows } from '../db/count.ts';
import { type CustomerLimits, customers, instances } from '../db/schema.ts';
import { hasFields, oneMore } from '../db/sql.ts';
import { type Database, isUniqueViolation, type Store } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { now } from '../lib/time.ts';
import { namesOf, record } from './audit.ts';
import { type CustomerFilter, matchingCustomers } from './customer-filter.ts';
import { deleteBelongings } from './deletions.ts';
import { afterCommit } from './effects.ts';
import { executionsAlong } from './execution-seconds.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import { type Viewer, within } from './viewer.ts';

export type { CustomerLimits };
export type Customer = typeof customers.$inferSelect;
export type CustomerFields = Pick<Customer, 'name' | 'externalId' | 'description' | 'labels' | 'limits'>;

/**
 * @param id given beforehand by a form, which may be sent twice: the customer that has it is then answered
 * @throws AppError `conflict` when another customer has that external id
 */
export async function createCustomer(
  tx: Database,
  fields: CustomerFields,
  id = newId('cus'),
): Promise<Customer> {
  const [existing] = await tx.select().from(customers).where(eq(customers.id, id));
  if (existing) return existing;
  const at = now();
  const row: Customer = { id, ...fields, createdAt: at, updatedAt: at };
  await refuseTwice(tx.insert(customers).values(row), fields.externalId);
  await touchDeployments(tx);
  await record(tx, 'customer.created', { ...row, customerId: id });
  afterCommit(tx, { heedLimits: id });
  return row;
}

/** @throws AppError `not_found`, also for a customer outside the scope */
export async function getCustomer(db: Database, viewer: Viewer, id: string): Promise<Customer> {
  const [row] = await db
    .select()
    .from(customers)
    .where(and(eq(customers.id, id), within(viewer, customers.id)));
  if (!row) throw new AppError('not_found', `There is no customer ${id}.`);
  return row;
}

/** The customer whom another system knows by that id, as a shared address names it. */
export async function customerByExternalId(db: Database, externalId: string): Promise<Customer | undefined> {
  const [row] = await db.select().from(customers).where(eq(customers.externalId, externalId));
  return row;
}

/** Customers oldest first. */
export async function listCustomers(
  db: Database,
  viewer: Viewer,
  filter: CustomerFilter,
  page: Page,
): Promise<Listed<Customer>> {
  const after = page.cursor ? gt(customers.id, idOfCursor('cus', page.cursor)) : undefined;
  const rows = await db
    .select()
    .from(customers)
    .where(and(...matchingCustomers(viewer, filter), after))
    .orderBy(asc(customers.id))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.id);
}

/** @throws AppError `not_found`; `conflict` when another customer has that external id */
export async function updateCustomer(
  tx: Database,
  id: string,
  changes: Partial<CustomerFields>,
): Promise<Customer> {
  const update = tx
    .update(customers)
    .set({ ...changes, updatedAt: now() })
    .where(and(eq(customers.id, id), ne(customers.id, TEST_CUSTOMER)))
    .returning();
  const [row] = await refuseTwice(update, changes.externalId);
  if (!row) throw new AppError('not_found', `There is no customer ${id}.`);
  // Steps are told whose they are: what runs keep in memory of their instance ends here.
  await tx
    .update(instances)
    .set({ revision: oneMore(instances.revision) })
    .where(eq(instances.customerId, id));
  await touchDeployments(tx);
  await record(tx, 'customer.updated', { ...row, customerId: id }, { changed: namesOf(changes) });
  afterCommit(tx, { heedLimits: id });
  return row;
}

/** How many instances and executions go with a customer, each counted up to `most`. */
export async function countOwned(
  db: Database,
  viewer: Viewer,
  customerId: string,
  most: number,
): Promise<{ instances: number; executions: number }> {
  const some = db
    .select({ id: instances.id })
    .from(instances)
    .where(
      and(
        eq(instances.customerId, customerId),
        ne(instances.state, 'removed'),
        within(viewer, instances.customerId),
      ),
    )
    .limit(most)
    .as('some');
  const made = executionsAlong(db, { owner: customerId });
  const runs = db
    .select({ id: made.id })
    .from(made)
    .where(and(eq(made.customerId, customerId), within(viewer, made.customerId)))
    .limit(most)
    .as('runs');
  return { instances: await countRows(db, some), executions: await countRows(db, runs) };
}

/**
 * Deletes the customer with its instances, executions and users, in many small writes: the customer itself in the last.
 * @param tell as of `deleteBelongings`
 * @throws AppError `not_found`, also for a customer outside the scope
 */
export async function deleteCustomer(
  store: Store,
  viewer: Viewer,
  id: string,
  tell: (instanceIds: string[]) => void,
): Promise<void> {
  const customer = await getCustomer(store.read, viewer, id);
  await deleteBelongings(store, { customerId: id }, tell, {
    async last(tx) {
      await tx.delete(customers).where(eq(customers.id, id));
      await touchDeployments(tx);
      await record(tx, 'customer.deleted', { ...customer, customerId: id });
      afterCommit(tx, { heedLimits: id });
    },
  });
}

/** The customers who have limits of their own. */
export async function limitedCustomers(db: Database): Promise<Pick<Customer, 'id' | 'limits'>[]> {
  const { id, limits } = customers;
  return await db.select({ id, limits }).from(customers).where(hasFields(limits));
}

/** A customer's limits; none for one that is gone. */
export async function limitsOfCustomer(db: Database, id: string): Promise<CustomerLimits> {
  const [row] = await db.select({ limits: customers.limits }).from(customers).where(eq(customers.id, id));
  return row?.limits ?? {};
}

async function refuseTwice<T>(query: PromiseLike<T>, externalId: string | null | undefined): Promise<T> {
  try {
    return await query;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', `Another customer has the external id ${externalId}.`, [
      { path: 'externalId', message: 'is in use' },
    ]);
  }
}
