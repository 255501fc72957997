import { and, asc, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import type { Catalog } from '../components/catalog.ts';
import { connections, instances, sharedConnections, userConfigurations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import type { Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import type { Instant } from '../lib/time.ts';
import { record } from './audit.ts';
import type { CompiledVersions } from './compiled-versions.ts';
import { type ConnectionState, stateOf } from './connection-states.ts';
import { createConnection, type Held, type SealedConnection, tellUsers } from './connections.ts';
import type { OpenShared } from './shared-connections.ts';
import { ownUserId, type Viewer } from './viewer.ts';

/*
 * Of a shared connection that each person connects alone everybody has one, for all that they have set up: it is there in
 * the next wizard, and stays when the answers to one are removed.
 */

/** The accounts that somebody has for those of these variables that name such a connection, by the key of the variable. */
export async function ownAmong(
  db: Database,
  userId: string,
  variables: CompiledConfigVariable[],
): Promise<Map<string, SealedConnection>> {
  const keys = variables.flatMap(({ sharedKey }) => sharedKey ?? []);
  if (keys.length === 0) return new Map();
  const { stableKey, scope, id } = sharedConnections;
  const rows = await db
    .select({ stableKey, row: connections })
    .from(connections)
    .innerJoin(sharedConnections, eq(id, connections.sharedId))
    .where(and(eq(connections.userId, userId), eq(scope, 'user'), inArray(stableKey, keys)));
  const found = new Map(rows.map((each) => [each.stableKey, each.row]));
  return new Map(
    variables.flatMap(({ key, sharedKey = '' }) => {
      const row = found.get(sharedKey);
      return row ? [[key, row]] : [];
    }),
  );
}

/** Stores the account of somebody who has none of it yet. @param held with what staff have filled in for all */
export async function createOwn(
  tx: Database,
  vault: Vault,
  owner: { userId: string; customerId: string },
  { row: { id: sharedId, name: label, component, key } }: Pick<OpenShared, 'row'>,
  held: Held,
): Promise<string> {
  const fresh = { component, key, label, isReusable: true, sharedId, held };
  const id = await createConnection(tx, vault, { ...owner, ...fresh });
  await tellUsers(tx, id);
  const subject = { id, name: label, customerId: owner.customerId };
  await record(tx, 'connection.created', subject, { component, connection: key });
  return id;
}

/** An account as its owner sees it. */
export type OwnConnection = Pick<SealedConnection, 'id' | 'component' | 'key' | 'label'> & {
  updatedAt: Instant;
  state: ConnectionState;
  usedBy: { id: string; name: string }[];
};

/** The accounts that the viewer has for all that they have set up, oldest first. */
export async function ownSharedConnections(
  db: Database,
  { catalog, compiledVersions }: { catalog: Catalog; compiledVersions: CompiledVersions },
  viewer: Viewer,
  at: Instant,
): Promise<OwnConnection[]> {
  const userId = ownUserId(viewer);
  const rows = await db
    .select({ row: connections, stableKey: sharedConnections.stableKey })
    .from(connections)
    .innerJoin(sharedConnections, eq(sharedConnections.id, connections.sharedId))
    .where(eq(connections.userId, userId))
    .orderBy(asc(connections.id));
  if (rows.length === 0) return [];
  const { id, name, integrationId, version, state } = instances;
  const setUp = await db
    .select({ id, name, integrationId, version })
    .from(userConfigurations)
    .innerJoin(instances, eq(id, userConfigurations.instanceId))
    .where(
      and(
        eq(userConfigurations.userId, userId),
        isNotNull(userConfigurations.configuredAt),
        ne(state, 'removed'),
      ),
    )
    .orderBy(asc(id));
  const users: { id: string; name: string; keys: Set<string> }[] = [];
  for (const { id, name, integrationId, version } of setUp) {
    const { configVars } = await compiledVersions.get(db, integrationId, version);
    users.push({ id, name, keys: new Set(configVars.flatMap(({ sharedKey }) => sharedKey ?? [])) });
  }
  return rows.map(({ row, stableKey }) => {
    const { id, component, key, label, updatedAt } = row;
    const usedBy = users.filter(({ keys }) => keys.has(stableKey)).map(({ id, name }) => ({ id, name }));
    return { id, component, key, label, updatedAt, state: stateOf(catalog, row, at), usedBy };
  });
}

/** What needs the account does nothing for the viewer until they connect one anew. @throws AppError `not_found` */
export async function removeOwnShared(tx: Database, viewer: Viewer, id: string): Promise<void> {
  const isTheirs = and(eq(connections.id, id), eq(connections.userId, ownUserId(viewer)));
  const [row] = await tx.select().from(connections).where(isTheirs);
  if (!row) throw new AppError('not_found', `There is no connection ${id}.`);
  await tellUsers(tx, id);
  await tx.delete(connections).where(isTheirs);
  await record(tx, 'connection.deleted', { ...row, name: row.label });
}
