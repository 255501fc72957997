import { and, asc, eq, lt, ne, type SQL } from 'drizzle-orm';
import { countRows } from '../db/count.ts';
import { instances } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { type Viewer, within } from './viewer.ts';

export type CountedInstances = {
  integration: string;
  /** Those on this version alone. */
  version?: number | undefined;
  /** Those on an older version than this. */
  before?: number | undefined;
};

/** How many instances an integration has, counted up to `most`; removed ones count nowhere. */
export async function countInstances(
  db: Database,
  viewer: Viewer,
  { integration, version, before }: CountedInstances,
  most: number,
): Promise<number> {
  const conditions: (SQL | undefined)[] = [
    within(viewer, instances.customerId),
    eq(instances.integrationId, integration),
    ne(instances.state, 'removed'),
    version === undefined ? undefined : eq(instances.version, version),
    before === undefined ? undefined : lt(instances.version, before),
  ];
  const some = db
    .select({ id: instances.id })
    .from(instances)
    .where(and(...conditions))
    .limit(most)
    .as('some');
  return await countRows(db, some);
}

/** The versions older than this one that instances of the integration run on, oldest first; `most` of them. */
export async function versionsBehind(
  db: Database,
  viewer: Viewer,
  integration: string,
  before: number,
  most: number,
): Promise<number[]> {
  const rows = await db
    .selectDistinct({ version: instances.version })
    .from(instances)
    .where(isBehind(viewer, integration, before))
    .orderBy(asc(instances.version))
    .limit(most);
  return rows.map(({ version }) => version);
}

/** The ids of instances on versions older than this one; `most` of them. */
export async function instancesBehind(
  db: Database,
  viewer: Viewer,
  integration: string,
  before: number,
  most: number,
): Promise<string[]> {
  const rows = await db
    .select({ id: instances.id })
    .from(instances)
    .where(isBehind(viewer, integration, before))
    .limit(most);
  return rows.map(({ id }) => id);
}

function isBehind(viewer: Viewer, integration: string, before: number): SQL | undefined {
  return and(
    within(viewer, instances.customerId),
    eq(instances.integrationId, integration),
    lt(instances.version, before),
    ne(instances.state, 'removed'),
  );
}
