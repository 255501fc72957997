import { and, asc, eq, gt } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { customers } from '../db/schema.ts';
import { isUniqueViolation } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { now } from '../lib/time.ts';
import { idOfCursor, type Listed, listed, type Page } from './pages.ts';
import { type Scope, within } from './scope.ts';
import { dropStatesOf } from './states.ts';

export type Customer = typeof customers.$inferSelect;
export type CustomerFields = Pick<Customer, 'name' | 'externalId' | 'description' | 'labels' | 'limits'>;

/** @throws AppError `conflict` when another customer has that external id */
export async function createCustomer(tx: Database, fields: CustomerFields): Promise<Customer> {
  const at = now();
  const row: Customer = { id: newId('cus'), ...fields, createdAt: at, updatedAt: at };
  await refuseTwice(tx.insert(customers).values(row), fields.externalId);
  return row;
}

/** @throws AppError `not_found`, also for a customer outside the scope */
export async function getCustomer(db: Database, scope: Scope, id: string): Promise<Customer> {
  const [row] = await db
    .select()
    .from(customers)
    .where(and(eq(customers.id, id), within(scope, customers.id)));
  if (!row) throw new AppError('not_found', `There is no customer ${id}.`);
  return row;
}

export async function customerByExternalId(db: Database, externalId: string): Promise<Customer | undefined> {
  const [row] = await db.select().from(customers).where(eq(customers.externalId, externalId));
  return row;
}

/** Customers in the order of their making. */
export async function listCustomers(db: Database, scope: Scope, page: Page): Promise<Listed<Customer>> {
  const after = page.cursor ? gt(customers.id, idOfCursor('cus', page.cursor)) : undefined;
  const rows = await db
    .select()
    .from(customers)
    .where(and(within(scope, customers.id), after))
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
    .where(eq(customers.id, id))
    .returning();
  const [row] = await refuseTwice(update, changes.externalId);
  if (!row) throw new AppError('not_found', `There is no customer ${id}.`);
  return row;
}

/** Removes the customer with its instances, executions and users. @throws AppError `not_found` */
export async function deleteCustomer(tx: Database, id: string): Promise<void> {
  await dropStatesOf(tx, { customerId: id });
  const gone = await tx.delete(customers).where(eq(customers.id, id)).returning({ id: customers.id });
  if (gone.length === 0) throw new AppError('not_found', `There is no customer ${id}.`);
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
