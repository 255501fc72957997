import { and, asc, eq, gt, ne } from 'drizzle-orm';
import { customers, instanceRuns, instances } from '../db/schema.ts';
import { countOf, literal } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { type CustomerFilter, matchingCustomers } from './customer-filter.ts';
import type { Customer } from './customers.ts';
import { afterName, type Listed, listed, type Page } from './paging.ts';
import type { Viewer } from './viewer.ts';

/** A customer with how many instances it has, and how many of these fail; both counted up to 100. */
export type ListedCustomer = Customer & { instances: number; failing: number };

const COUNTED = 100;

/** Customers by name. */
export async function customersByName(
  db: Database,
  viewer: Viewer,
  filter: CustomerFilter,
  page: Page,
): Promise<Listed<ListedCustomer>> {
  const conditions = [
    ...matchingCustomers(viewer, filter),
    page.cursor ? afterName(customers, 'cus', page.cursor) : undefined,
  ];
  const rows = await db
    .select({ customer: customers, instances: countOf(instancesOf(db)), failing: countOf(failingOf(db)) })
    .from(customers)
    .where(and(...conditions))
    .orderBy(asc(customers.name), asc(customers.id))
    .limit(page.limit + 1);
  const found = rows.map(({ customer, ...counts }) => ({ ...customer, ...counts }));
  return listed(found, page, ({ id, name }) => `${id} ${name}`);
}

function instancesOf(db: Database) {
  return db
    .select({ id: instances.id })
    .from(instances)
    .where(and(eq(instances.customerId, customers.id), ne(instances.state, 'removed')))
    .limit(COUNTED)
    .as('own');
}

function failingOf(db: Database) {
  return db
    .select({ id: instances.id })
    .from(instances)
    .innerJoin(instanceRuns, eq(instanceRuns.instanceId, instances.id))
    .where(
      and(
        eq(instances.customerId, customers.id),
        eq(instances.state, 'active'),
        gt(instanceRuns.failures, literal(0)),
      ),
    )
    .limit(COUNTED)
    .as('failing');
}
