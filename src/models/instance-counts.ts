import { and, asc, eq, inArray, lt, ne, type SQL } from 'drizzle-orm';
import { countRows } from '../db/count.ts';
import { instances, integrations } from '../db/schema.ts';
import { countOf } from '../db/sql.ts';
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

/** How many instances each of these integrations has, counted up to `most`. @param ids those of one page */
export async function instanceCounts(
  db: Database,
  viewer: Viewer,
  ids: string[],
  most: number,
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const own = db
    .select({ id: instances.id })
    .from(instances)
    .where(
      and(
        within(viewer, instances.customerId),
        eq(instances.integrationId, integrations.id),
        ne(instances.state, 'removed'),
      ),
    )
    .limit(most)
    .as('own');
  const rows = await db
    .select({ id: integrations.id, count: countOf(own) })
    .from(integrations)
    .where(inArray(integrations.id, ids));
  return new Map(rows.map(({ id, count }) => [id, count]));
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
