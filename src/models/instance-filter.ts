import { and, eq, gt, inArray, ne, or, type SQL } from 'drizzle-orm';
import { customers, type InstanceState, instanceRuns, instances } from '../db/schema.ts';
import { contains } from '../db/search.ts';
import { literal } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { type Viewer, within } from './viewer.ts';

export type InstanceFilter = {
  /** A part of the name of the instance or of its customer, whatever its case. */
  text?: string | undefined;
  /** `failing`: active, and its last execution that succeeded or failed has failed. */
  state?: Exclude<InstanceState, 'removed'> | 'failing' | undefined;
  customer?: string | undefined;
  integration?: string | undefined;
  version?: number | undefined;
};

/** The conditions of what a list with that filter shows; removed ones are in none. */
export function matchingInstances(
  db: Database,
  viewer: Viewer,
  { text, state, customer, integration, version }: InstanceFilter,
): (SQL | undefined)[] {
  return [
    within(viewer, instances.customerId),
    ne(instances.state, 'removed'),
    customer ? eq(instances.customerId, customer) : undefined,
    integration ? eq(instances.integrationId, integration) : undefined,
    version ? eq(instances.version, version) : undefined,
    text ? isNamed(db, text) : undefined,
    state ? isIn(db, state) : undefined,
  ];
}

function isNamed(db: Database, text: string): SQL | undefined {
  // As a list that is made once: by a join each instance would look its customer's name up.
  const named = db.select({ id: customers.id }).from(customers).where(contains(customers.name, text));
  return or(contains(instances.name, text), inArray(instances.customerId, named));
}

function isIn(db: Database, state: NonNullable<InstanceFilter['state']>): SQL | undefined {
  if (state !== 'failing') return eq(instances.state, state);
  const failing = db
    .select({ id: instanceRuns.instanceId })
    .from(instanceRuns)
    .where(gt(instanceRuns.failures, literal(0)));
  return and(eq(instances.state, 'active'), inArray(instances.id, failing));
}
