import { and, desc, eq, lt, ne } from 'drizzle-orm';
import { configurationDrafts, customers, instances, integrations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { type InstanceFilter, matchingInstances } from './instance-filter.ts';
import type { Instance } from './instances.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { type Viewer, within } from './viewer.ts';

export type ListedInstance = Instance & {
  customerName: string;
  integrationName: string;
  /** The newest version of the integration. */
  publishedVersion: number | null;
  /** The version that it gets when its wizard is finished; until then it goes on with the one that it has. */
  target: number | null;
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
  filter: InstanceFilter,
  page: Page,
): Promise<Listed<ListedInstance>> {
  const conditions = [
    ...matchingInstances(db, viewer, filter),
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
      target: configurationDrafts.target,
    })
    .from(instances)
    .innerJoin(customers, eq(customers.id, instances.customerId))
    .innerJoin(integrations, eq(integrations.id, instances.integrationId))
    .leftJoin(configurationDrafts, eq(configurationDrafts.instanceId, instances.id));
}
