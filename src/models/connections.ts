import { isDeepStrictEqual } from 'node:util';
import { and, asc, eq, inArray, isNotNull, ne, notExists } from 'drizzle-orm';
import { touchDeployments } from '../db/change-counter.ts';
import { type ConnectionState, configValues, connections, instances } from '../db/schema.ts';
import { oneMore } from '../db/sql.ts';
import { type Database, hasChanged } from '../db/store.ts';
import { type Place, Secret, type Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { isRecord } from '../lib/records.ts';
import { type Instant, now } from '../lib/time.ts';
import { record } from './audit.ts';
import { type Viewer, within } from './viewer.ts';

/** As it is stored, its parts sealed. */
export type SealedConnection = typeof connections.$inferSelect;

const PARTS = ['fields', 'token', 'filledIn'] as const;
type Part = (typeof PARTS)[number];

/** What it holds, opened. @param filledIn as of `connection-values.ts` */
export type Held = { fields: Record<string, unknown>; token?: unknown; filledIn?: unknown };

/** A connection with what it holds. */
export type Connection = { row: SealedConnection; held: Held };

/** Keys of the component and of its connection. */
type Kind = { component: string | null; key: string | null };

export type NewConnection = Kind & {
  /** Null is the organization. */
  customerId: string | null;
  label: string;
  held: Held;
  at?: Instant;
};

/** What a config value says that a connection holds. */
export function pointerTo(id: string): string {
  return JSON.stringify({ connection: id });
}

/** A value of a connection as `Held`; undefined for what is none. */
export function heldIn(value: unknown): Held | undefined {
  if (!isRecord(value) || !isRecord(value.fields)) return undefined;
  const { fields, token, filledIn } = value;
  return {
    fields,
    ...(token === undefined ? {} : { token }),
    ...(filledIn === undefined ? {} : { filledIn }),
  };
}

/** A connection ready to be stored. */
export function sealedConnection(vault: Vault, fresh: NewConnection): SealedConnection {
  const { customerId, component, key, label, held, at = now() } = fresh;
  const id = newId('con');
  return {
    ...{ id, customerId, component, key, label },
    fields: vault.seal(new Secret(JSON.stringify(held.fields)), placeOf(id, 'fields')),
    token: sealedPart(vault, id, 'token', held.token),
    filledIn: sealedPart(vault, id, 'filledIn', held.filledIn),
    ...{ state: 'ready', refreshingAt: null, expiresAt: null, revision: 0 },
    ...{ createdAt: at, updatedAt: at },
  };
}

/** Stores a connection; answers its id. */
export async function createConnection(tx: Database, vault: Vault, fresh: NewConnection): Promise<string> {
  const row = sealedConnection(vault, fresh);
  await tx.insert(connections).values(row);
  return row.id;
}

/** What a stored connection holds. @throws when it was sealed with another key, or for another connection */
export function openedConnection(vault: Vault, row: SealedConnection): Held {
  const open = (part: Part) => {
    const sealed = row[part];
    return sealed === null ? undefined : JSON.parse(vault.open(sealed, placeOf(row.id, part)).reveal());
  };
  const held = heldIn({ fields: open('fields'), token: open('token'), filledIn: open('filledIn') });
  if (!held) throw new Error(`The connection ${row.id} has no fields.`);
  return held;
}

/** @throws AppError `not_found` */
export async function getConnection(db: Database, vault: Vault, id: string): Promise<Connection> {
  const [row] = await db.select().from(connections).where(eq(connections.id, id));
  if (!row) throw new AppError('not_found', `There is no connection ${id}.`);
  return { row, held: openedConnection(vault, row) };
}

export type ConnectionChanges = Partial<Kind> & {
  held?: Held;
  state?: ConnectionState;
  refreshingAt?: Instant | null;
  expiresAt?: Instant | null;
};

/**
 * Changes a connection as it was read. What it holds already is not sealed again, so that the same text is the same part.
 * @throws AppError `conflict` when it has changed since, or is gone
 */
export async function updateConnection(
  tx: Database,
  vault: Vault,
  { row, held }: Connection,
  { held: wanted = held, ...facts }: ConnectionChanges,
): Promise<void> {
  const parts = PARTS.filter((part) => !isDeepStrictEqual(held[part], wanted[part]));
  const sealed = parts.map((part) => [part, sealedPart(vault, row.id, part, wanted[part])]);
  const set = { ...facts, ...Object.fromEntries(sealed), revision: row.revision + 1, updatedAt: now() };
  const isAsRead = and(eq(connections.id, row.id), eq(connections.revision, row.revision));
  if (hasChanged(await tx.update(connections).set(set).where(isAsRead))) return;
  throw new AppError('conflict', `The connection ${row.label} was changed by somebody else. Try again.`);
}

/** The instances whose values point to a connection. */
export async function usedBy(db: Database, id: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ instanceId: configValues.instanceId })
    .from(configValues)
    .where(eq(configValues.connectionId, id));
  return rows.map(({ instanceId }) => instanceId);
}

/** The connections that values of these instances point to. */
export async function connectionsOf(db: Database, instanceIds: string[]): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: configValues.connectionId })
    .from(configValues)
    .where(inArray(configValues.instanceId, instanceIds));
  return rows.flatMap(({ id }) => id ?? []);
}

/** What is kept in memory of the instances that use a connection no longer holds. @param own has its change counted itself */
export async function tellUsers(tx: Database, id: string, own?: string): Promise<void> {
  const others = (await usedBy(tx, id)).filter((instanceId) => instanceId !== own);
  for (const some of inPieces(others)) {
    await tx
      .update(instances)
      .set({ revision: oneMore(instances.revision) })
      .where(inArray(instances.id, some));
  }
  if (others.length > 0) await touchDeployments(tx);
}

/** Deletes those of these connections that no value points to any more. */
export async function dropUnused(tx: Database, ids: string[]): Promise<void> {
  const users = tx
    .select({ key: configValues.key })
    .from(configValues)
    .where(eq(configValues.connectionId, connections.id));
  for (const some of inPieces(ids))
    await tx.delete(connections).where(and(inArray(connections.id, some), notExists(users)));
}

/** A connection as its owner sees it in a list, with the ids of what uses it. */
export type OwnConnection = Pick<
  SealedConnection,
  'id' | 'component' | 'key' | 'label' | 'state' | 'createdAt' | 'updatedAt'
> & { usedBy: string[] };

/** More than one customer has. */
const MOST_OWN = 500;

/** The connections of the viewer's customer, oldest first; the first 500. */
export async function ownConnections(db: Database, viewer: Viewer): Promise<OwnConnection[]> {
  const { id, component, key, label, state, createdAt, updatedAt } = connections;
  const rows = await db
    .select({ id, component, key, label, state, createdAt, updatedAt })
    .from(connections)
    .where(within(viewer, connections.customerId))
    .orderBy(asc(id))
    .limit(MOST_OWN);
  const uses = await db
    .selectDistinct({ id: configValues.connectionId, instanceId: configValues.instanceId })
    .from(configValues)
    .innerJoin(instances, eq(instances.id, configValues.instanceId))
    .where(
      and(
        within(viewer, instances.customerId),
        ne(instances.state, 'removed'),
        isNotNull(configValues.connectionId),
      ),
    );
  return rows.map((row) => ({
    ...row,
    usedBy: uses.flatMap((use) => (use.id === row.id ? use.instanceId : [])),
  }));
}

/**
 * Deletes a connection that nothing uses, not even what was removed and may come back.
 * @throws AppError `not_found`, also for one of somebody else; `conflict` where it is in use
 */
export async function deleteConnection(tx: Database, viewer: Viewer, id: string): Promise<void> {
  const [row] = await tx
    .select({ id: connections.id, label: connections.label, customerId: connections.customerId })
    .from(connections)
    .where(and(eq(connections.id, id), within(viewer, connections.customerId)));
  if (!row) throw new AppError('not_found', `There is no connection ${id}.`);
  if ((await usedBy(tx, id)).length > 0)
    throw new AppError('conflict', `The connection ${row.label} is in use.`);
  await tx.delete(connections).where(eq(connections.id, id));
  await record(tx, 'connection.deleted', { id, name: row.label, customerId: row.customerId });
}

const TOGETHER = 500;

function inPieces<T>(list: T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / TOGETHER) }, (_, n) =>
    list.slice(n * TOGETHER, (n + 1) * TOGETHER),
  );
}

function sealedPart(vault: Vault, id: string, part: Part, value: unknown): string | null {
  return value === undefined ? null : vault.seal(new Secret(JSON.stringify(value)), placeOf(id, part));
}

function placeOf(id: string, part: Part): Place {
  return { table: 'connections', column: connections[part].name, row: id };
}
