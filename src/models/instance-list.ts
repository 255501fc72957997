import { and, desc, eq, gt, inArray, lt, ne, or, type SQL } from 'drizzle-orm';
import { customers, instanceRuns, instances, integrations } from '../db/schema.ts';
import { contains } from '../db/search.ts';
import { literal } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import type { Instance, InstanceState } from './instances.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { type Viewer, within } from './viewer.ts';

export type InstanceListFilter = {
  /** A part of the name of the instance or of its customer, whatever its case. */
  text?: string | undefined;
  /** `failing`: active, and its last execution that succeeded or failed has failed. */
  state?: Exclude<InstanceState, 'removed'> | 'failing' | undefined;
  customer?: string | undefined;
  integration?: string | undefined;
  version?: number | undefined;
};

export type ListedInstance = Instance & {
  customerName: string;
  integrationName: string;
  /** The newest version of the integration. */
  publishedVersion: number | null;
};

/** How many versions have been published since the one that an instance has. */
export function versionsBehindBy({
  version,
  publishedVersion,
}: Pick<ListedInstance, 'version' | 'publishedVersion'>): number {
  return Math.max(0, (publishedVersion ?? version) - version);
}

/** Instances across customers, newest first; removed ones are left out. */
export async function recentInstances(
  db: Database,
  viewer: Viewer,
  { text, state, customer, integration, version }: InstanceListFilter,
  page: Page,
): Promise<Listed<ListedInstance>> {
  const conditions: (SQL | undefined)[] = [
    within(viewer, instances.customerId),
    ne(instances.state, 'removed'),
    customer ? eq(instances.customerId, customer) : undefined,
    integration ? eq(instances.integrationId, integration) : undefined,
    version ? eq(instances.version, version) : undefined,
    text ? isNamed(db, text) : undefined,
    state ? isIn(db, state) : undefined,
    page.cursor ? lt(instances.id, idOfCursor('ins', page.cursor)) : undefined,
  ];
  const rows = await listing(db)
    .where(and(...conditions))
    .orderBy(desc(instances.id))
    .limit(page.limit + 1);
  const found = rows.map(({ instance, ...names }) => ({ ...instance, ...names }));
  return listed(found, page, ({ id }) => id);
}

/** One instance as lists have them. @throws AppError `not_found`, also for a removed one and one outside the scope */
export async function getListedInstance(db: Database, viewer: Viewer, id: string): Promise<ListedInstance> {
  const isIt = and(
    eq(instances.id, id),
    ne(instances.state, 'removed'),
    within(viewer, instances.customerId),
  );
  const [row] = await listing(db).where(isIt);
  if (!row) throw new AppError('not_found', `There is no instance ${id}.`);
  const { instance, ...names } = row;
  return { ...instance, ...names };
}

function listing(db: Database) {
  return db
    .select({
      instance: instances,
      customerName: customers.name,
      integrationName: integrations.name,
      publishedVersion: integrations.publishedVersion,
    })
    .from(instances)
    .innerJoin(customers, eq(customers.id, instances.customerId))
    .innerJoin(integrations, eq(integrations.id, instances.integrationId));
}

function isNamed(db: Database, text: string): SQL | undefined {
  // As a list that is made once: by a join each instance would look its customer's name up.
  const named = db.select({ id: customers.id }).from(customers).where(contains(customers.name, text));
  return or(contains(instances.name, text), inArray(instances.customerId, named));
}

function isIn(db: Database, state: NonNullable<InstanceListFilter['state']>): SQL | undefined {
  if (state !== 'failing') return eq(instances.state, state);
  const failing = db
    .select({ id: instanceRuns.instanceId })
    .from(instanceRuns)
    .where(gt(instanceRuns.failures, literal(0)));
  return and(eq(instances.state, 'active'), inArray(instances.id, failing));
}
