import { and, asc, eq, inArray, isNotNull, ne, type SQL } from 'drizzle-orm';
import { configValues, connections, customers, instances, integrations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { Viewer } from './viewer.ts';

export type ConnectionUse = {
  instanceId: string;
  name: string;
  key: string;
  customerName: string;
  integrationName: string;
};

/** The instances that use a connection, oldest first. */
export async function usesOf(
  db: Database,
  viewer: Viewer,
  id: string,
  most: number,
): Promise<ConnectionUse[]> {
  return await usesWhere(db, viewer, eq(configValues.connectionId, id), most);
}

/** The instances that use a connection that is made of a shared one, oldest first. */
export async function usesOfShared(
  db: Database,
  viewer: Viewer,
  id: string,
  most: number,
): Promise<ConnectionUse[]> {
  const made = db.select({ id: connections.id }).from(connections).where(eq(connections.sharedId, id));
  return await usesWhere(db, viewer, inArray(configValues.connectionId, made), most);
}

/** The ids of connections that some instances use. @param which of them, by a condition on `instances` */
export function connectionsUsedIn(db: Database, which: SQL | undefined) {
  return db
    .select({ id: configValues.connectionId })
    .from(configValues)
    .innerJoin(instances, eq(instances.id, configValues.instanceId))
    .where(and(isNotNull(configValues.connectionId), which));
}

async function usesWhere(db: Database, viewer: Viewer, isOfIt: SQL, most: number): Promise<ConnectionUse[]> {
  const { scope } = viewer;
  return await db
    .select({
      instanceId: instances.id,
      name: instances.name,
      key: configValues.key,
      customerName: customers.name,
      integrationName: integrations.name,
    })
    .from(configValues)
    .innerJoin(instances, eq(instances.id, configValues.instanceId))
    .innerJoin(customers, eq(customers.id, instances.customerId))
    .innerJoin(integrations, eq(integrations.id, instances.integrationId))
    .where(
      and(
        isOfIt,
        ne(instances.state, 'removed'),
        scope.kind === 'customer' ? eq(instances.customerId, scope.customerId) : undefined,
      ),
    )
    .orderBy(asc(instances.id), asc(configValues.key))
    .limit(most);
}
