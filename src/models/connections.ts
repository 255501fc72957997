import { isDeepStrictEqual } from 'node:util';
import { and, asc, eq, inArray, isNotNull, ne, notExists, or } from 'drizzle-orm';
import { touchDeployments } from '../db/change-counter.ts';
import {
  configValues,
  connections,
  instances,
  type StoredConnectionState,
  userConfigurations,
} from '../db/schema.ts';
import { oneMore } from '../db/sql.ts';
import { type Database, hasChanged } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import { type Place, Secret, type Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { asRecord, isRecord } from '../lib/records.ts';
import { type Instant, now } from '../lib/time.ts';

/** As it is stored, its parts sealed. */
export type SealedConnection = typeof connections.$inferSelect;

const PARTS = ['fields', 'token', 'filledIn', 'context'] as const;
type Part = (typeof PARTS)[number];

/** What it holds, opened. @param filledIn as of `connection-values.ts` @param context what was told beside the token */
export type Held = {
  fields: Record<string, unknown>;
  token?: unknown;
  filledIn?: unknown;
  context?: unknown;
};

/** A connection with what it holds. */
export type Connection = { row: SealedConnection; held: Held };

/** Keys of the component and of its connection. */
type Kind = { component: string | null; key: string | null };

export type NewConnection = Kind & {
  /** Null is the organization. */
  customerId: string | null;
  label: string;
  isReusable?: boolean;
  /** The shared connection that it is made of. */
  sharedId?: string | undefined;
  /** One person's own: the config variable that it answers, and in whose configuration. */
  own?: { userConfigurationId: string; variable: string };
  /** One person's own, of a shared one. */
  userId?: string | undefined;
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
  const { fields, token, filledIn, context } = value;
  return {
    fields,
    ...(token === undefined ? {} : { token }),
    ...(filledIn === undefined ? {} : { filledIn }),
    ...(context === undefined ? {} : { context }),
  };
}

/** A connection ready to be stored. */
export function sealedConnection(vault: Vault, fresh: NewConnection): SealedConnection {
  const { customerId, component, key, label, isReusable = false, sharedId = null, own } = fresh;
  const { userId = null, held, at = now() } = fresh;
  const id = newId('con');
  return {
    ...{ id, customerId, sharedId, component, key, label, isReusable },
    ...{ userConfigurationId: own?.userConfigurationId ?? null, variable: own?.variable ?? null, userId },
    fields: vault.seal(new Secret(JSON.stringify(held.fields)), placeOf(id, 'fields')),
    token: sealedPart(vault, id, 'token', held.token),
    filledIn: sealedPart(vault, id, 'filledIn', held.filledIn),
    context: sealedPart(vault, id, 'context', held.context),
    ...{ state: 'active', refreshingAt: null, expiresAt: null, refreshAt: null, problem: null, revision: 0 },
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
  const held = heldIn(Object.fromEntries(PARTS.map((part) => [part, open(part)])));
  if (!held) throw new Error(`The connection ${row.id} has no fields.`);
  return held;
}

/** @throws AppError `not_found` */
export async function getConnection(db: Database, vault: Vault, id: string): Promise<Connection> {
  const [row] = await db.select().from(connections).where(eq(connections.id, id));
  if (!row) throw new AppError('not_found', `There is no connection ${id}.`);
  return { row, held: openedConnection(vault, row) };
}

/** What another field makes of one that was refused: it is tried again, with its refresh token or from the beginning. */
export function triedAgain({ row, held }: Connection, wanted: Held): ConnectionChanges {
  if (row.state !== 'error' || isDeepStrictEqual(held.fields, wanted.fields)) return {};
  const { refresh_token: refresh } = asRecord(wanted.token);
  if (typeof refresh === 'string') return { ...BY_HAND, expiresAt: row.expiresAt, refreshAt: now() };
  const { token: _token, context: _context, ...rest } = wanted;
  return { ...BY_HAND, held: rest };
}

export type ConnectionChanges = Partial<Kind> & {
  held?: Held;
  label?: string;
  state?: StoredConnectionState;
  refreshingAt?: Instant | null;
  expiresAt?: Instant | null;
  refreshAt?: Instant | null;
  problem?: string | null;
};

/** What is known of a token that nobody has asked for: no end, and nothing that would renew it. */
export const BY_HAND = {
  ...{ state: 'active', refreshingAt: null, expiresAt: null, refreshAt: null, problem: null },
} as const satisfies ConnectionChanges;

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

type Variable = Pick<CompiledConfigVariable, 'connection'>;

/** Of which kind the value of a config variable is. */
export function kindOfVariable({ connection }: Variable): Kind {
  return { component: connection?.componentKey ?? null, key: connection?.connectionKey ?? null };
}

/** Stores what somebody has set for a connection that is there already: it is active, whatever became of its token. */
export async function holdAnew(
  tx: Database,
  vault: Vault,
  id: string,
  variable: Variable,
  held: Held,
): Promise<void> {
  const connection = await getConnection(tx, vault, id);
  const isAnew = !isDeepStrictEqual(connection.held.token, held.token);
  const state = isAnew ? BY_HAND : triedAgain(connection, held);
  await updateConnection(tx, vault, connection, { ...kindOfVariable(variable), held, ...state });
}

/** The instances whose values point to a connection. */
export async function usedBy(db: Database, id: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ instanceId: configValues.instanceId })
    .from(configValues)
    .where(eq(configValues.connectionId, id));
  return rows.map(({ instanceId }) => instanceId);
}

/** The first instance whose value points to a connection, or in which it is one person's, and the key of that value. */
export async function firstUse(db: Database, id: string) {
  const { integrationId, version } = instances;
  const [row] = await db
    .select({ key: configValues.key, integrationId, version })
    .from(configValues)
    .innerJoin(instances, eq(instances.id, configValues.instanceId))
    .where(and(eq(configValues.connectionId, id), ne(instances.state, 'removed')))
    .orderBy(asc(instances.id))
    .limit(1);
  if (row) return row;
  const [own] = await db
    .select({ key: connections.variable, integrationId, version })
    .from(connections)
    .innerJoin(userConfigurations, eq(userConfigurations.id, connections.userConfigurationId))
    .innerJoin(instances, eq(instances.id, userConfigurations.instanceId))
    .where(eq(connections.id, id));
  return own;
}

/** The connections that values of these instances point to. */
export async function connectionsOf(db: Database, instanceIds: string[]): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: configValues.connectionId })
    .from(configValues)
    .where(inArray(configValues.instanceId, instanceIds));
  return rows.flatMap(({ id }) => id ?? []);
}

/** What is kept in memory of who uses a connection no longer holds. @param own has its change counted itself */
export async function tellUsers(tx: Database, id: string, own?: string): Promise<void> {
  const { userConfigurationId, userId } = connections;
  const [person] = await tx
    .select({ userConfigurationId, userId })
    .from(connections)
    .where(and(eq(connections.id, id), or(isNotNull(userConfigurationId), isNotNull(userId))));
  if (person) {
    const isTheirs = person.userId
      ? eq(userConfigurations.userId, person.userId)
      : eq(userConfigurations.id, person.userConfigurationId ?? '');
    await tx
      .update(userConfigurations)
      .set({ revision: oneMore(userConfigurations.revision) })
      .where(isTheirs);
    return await touchDeployments(tx);
  }
  const others = (await usedBy(tx, id)).filter((instanceId) => instanceId !== own);
  for (const some of inPieces(others)) {
    await tx
      .update(instances)
      .set({ revision: oneMore(instances.revision) })
      .where(inArray(instances.id, some));
  }
  if (others.length > 0) await touchDeployments(tx);
}

/** Deletes those of these connections that no value points to any more, but for reusable ones. */
export async function dropUnused(tx: Database, ids: string[]): Promise<void> {
  const users = tx
    .select({ key: configValues.key })
    .from(configValues)
    .where(eq(configValues.connectionId, connections.id));
  for (const some of inPieces(ids))
    await tx
      .delete(connections)
      .where(and(inArray(connections.id, some), eq(connections.isReusable, false), notExists(users)));
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
