import { and, asc, eq, exists, inArray, isNull, notExists, or } from 'drizzle-orm';
import { configValues, connections, instances, sharedConnections } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import { Secret, type Vault } from '../lib/crypto.ts';
import { isSecretField, MASK, masked } from '../lib/secret-fields.ts';
import { now } from '../lib/time.ts';
import { type FilledShared, storeConnection } from './config-connections.ts';
import { isSecretVariable, runtimeValue } from './config-variables.ts';
import { isForNew, pointerIn } from './connection-values.ts';
import {
  dropUnused,
  getConnection,
  heldIn,
  kindOfVariable,
  openedConnection,
  pointerTo,
  type SealedConnection,
  updateConnection,
} from './connections.ts';
import { type Viewer, within } from './viewer.ts';

/** The values of an instance by config variable key, and the keys of those that are never shown or stored in the clear. */
export type ConfigValues = {
  values: Map<string, unknown>;
  secretKeys: Set<string>;
  /** The connections that values point to, by the same keys. */
  pointed: Map<string, SealedConnection>;
};

export const NO_VALUES: ConfigValues = { values: new Map(), secretKeys: new Set(), pointed: new Map() };

/** All values of an instance, opened; those that point to connections with what these hold. */
export async function readConfigValues(
  db: Database,
  vault: Vault,
  instanceId: string,
): Promise<ConfigValues> {
  const rows = await db
    .select({ value: configValues, connection: connections, customerId: instances.customerId })
    .from(configValues)
    .innerJoin(instances, eq(instances.id, configValues.instanceId))
    .leftJoin(connections, eq(connections.id, configValues.connectionId))
    .where(eq(configValues.instanceId, instanceId))
    .orderBy(asc(configValues.key));
  const values = new Map<string, unknown>();
  const secretKeys = new Set<string>();
  const pointed = new Map<string, SealedConnection>();
  for (const { value: row, connection, customerId } of rows) {
    if (row.isSecret || connection) secretKeys.add(row.key);
    if (connection) {
      values.set(row.key, openedConnection(vault, ownOf(customerId, row, connection)));
      pointed.set(row.key, connection);
    } else values.set(row.key, JSON.parse(openedText(vault, row)));
  }
  return { values, secretKeys, pointed };
}

/**
 * Of the instances on these versions of an integration those that have a value under a key, or those that have none.
 * @param wanted `sharedKey`: what a shared connection has for their customer counts as a value
 */
export async function instancesByValue(
  db: Database,
  viewer: Viewer,
  {
    integrationId,
    versions,
    key,
    has,
    sharedKey,
  }: {
    integrationId: string;
    versions: number[];
    key: string;
    has: boolean;
    sharedKey?: string | undefined;
  },
): Promise<string[]> {
  const value = db
    .select({ key: configValues.key })
    .from(configValues)
    .where(and(eq(configValues.instanceId, instances.id), eq(configValues.key, key)));
  const rows = await db
    .select({ id: instances.id })
    .from(instances)
    .where(
      and(
        within(viewer, instances.customerId),
        eq(instances.integrationId, integrationId),
        inArray(instances.version, versions),
        has
          ? exists(value)
          : and(notExists(value), sharedKey === undefined ? undefined : notExists(madeFor(db, sharedKey))),
      ),
    );
  return rows.map(({ id }) => id);
}

function madeFor(db: Database, sharedKey: string) {
  return db
    .select({ id: connections.id })
    .from(connections)
    .innerJoin(sharedConnections, eq(sharedConnections.id, connections.sharedId))
    .where(
      and(
        ...[eq(sharedConnections.stableKey, sharedKey), isNull(connections.userId)],
        or(isNull(connections.customerId), eq(connections.customerId, instances.customerId)),
      ),
    );
}

type Row = typeof configValues.$inferSelect;

function openedText(vault: Vault, { instanceId, key, value, isSecret }: Row): string {
  return isSecret ? vault.open(value, placeOf(instanceId, key)).reveal() : value;
}

/** @throws for a connection of another customer, and where value and connection do not say the same */
function ownOf(customerId: string, row: Row, connection: SealedConnection): SealedConnection {
  const isOwn = connection.customerId === null || connection.customerId === customerId;
  if (isOwn && row.value === pointerTo(connection.id)) return connection;
  throw new Error(`The value ${row.key} of ${row.instanceId} does not point to a connection of its own.`);
}

/** Stores values, sealing passwords, and connections as records. @returns the shared ones that were filled in with it */
export async function writeConfigValues(
  tx: Database,
  vault: Vault,
  instanceId: string,
  variables: CompiledConfigVariable[],
  values: ReadonlyMap<string, unknown>,
): Promise<FilledShared[]> {
  const byKey = new Map(variables.map((variable) => [variable.key, variable]));
  const before = values.size > 0 ? await pointedBy(tx, instanceId) : new Map<string, Pointed>();
  const left: string[] = [];
  const filled: FilledShared[] = [];
  for (const [key, value] of values) {
    const variable = byKey.get(key);
    const isSecret = variable !== undefined && isSecretVariable(variable);
    const known = before.get(key)?.id;
    const to = variable && pointerIn(variable, value);
    const held = isSecret ? heldIn(value) : undefined;
    if (variable && (held || to)) {
      const present = isForNew(value) ? undefined : known;
      const isNew = to === undefined && held !== undefined;
      const made = isNew ? await storeConnection(tx, vault, instanceId, variable, held, present) : undefined;
      const id = to ?? made?.id;
      if (id === undefined) continue;
      if (made?.filled) filled.push(made.filled);
      await putRow(tx, instanceId, key, pointerTo(id), { isSecret: false, connectionId: id });
      if (known !== undefined && known !== id) left.push(known);
      continue;
    }
    const text = JSON.stringify(value);
    const stored = isSecret ? vault.seal(new Secret(text), placeOf(instanceId, key)) : text;
    await putRow(tx, instanceId, key, stored, { isSecret, connectionId: null });
    if (known !== undefined) left.push(known);
  }
  await dropUnused(tx, left);
  return filled;
}

async function putRow(
  tx: Database,
  instanceId: string,
  key: string,
  value: string,
  how: Pick<Row, 'isSecret' | 'connectionId'>,
): Promise<void> {
  const set = { value, ...how, updatedAt: now() };
  await tx
    .insert(configValues)
    .values({ instanceId, key, ...set })
    .onConflictDoUpdate({ target: [configValues.instanceId, configValues.key], set });
}

/**
 * After a change of version the connections of an instance are of the kinds that the version has under their keys; one
 * that it does not have stays of the kind that it was.
 */
export async function carryConnections(
  tx: Database,
  vault: Vault,
  instanceId: string,
  variables: CompiledConfigVariable[],
): Promise<void> {
  const pointed = await pointedBy(tx, instanceId);
  for (const variable of variables) {
    const before = pointed.get(variable.key);
    if (!before || variable.dataType !== 'connection') continue;
    const kind = kindOfVariable(variable);
    if (before.component === kind.component && before.kind === kind.key) continue;
    await updateConnection(tx, vault, await getConnection(tx, vault, before.id), kind);
  }
}

/** Makes a value of an instance point to another connection. One that is used no more goes. */
export async function pointTo(tx: Database, instanceId: string, key: string, id: string): Promise<void> {
  const before = (await pointedBy(tx, instanceId)).get(key);
  await putRow(tx, instanceId, key, pointerTo(id), { isSecret: false, connectionId: id });
  if (before && before.id !== id) await dropUnused(tx, [before.id]);
}

type Pointed = { id: string; component: string | null; kind: string | null };

/** The connections of an instance, by the key of the value that points to each. */
export async function pointedBy(db: Database, instanceId: string): Promise<Map<string, Pointed>> {
  const { id, component, key: kind } = connections;
  const rows = await db
    .select({ key: configValues.key, id, component, kind })
    .from(configValues)
    .innerJoin(connections, eq(id, configValues.connectionId))
    .where(eq(configValues.instanceId, instanceId));
  return new Map(rows.map(({ key, ...pointed }) => [key, pointed]));
}

/** Forgets the values of these keys, so that defaults hold again. */
export async function dropConfigValues(tx: Database, instanceId: string, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  const before = await pointedBy(tx, instanceId);
  await tx
    .delete(configValues)
    .where(and(eq(configValues.instanceId, instanceId), inArray(configValues.key, keys)));
  await dropUnused(
    tx,
    keys.flatMap((key) => before.get(key)?.id ?? []),
  );
}

/**
 * The secrets of an instance: its passwords, every field of its connections that may be one, and their tokens, whether
 * stored for it or filled in by the definition itself.
 */
export function secretsOf(
  { values, secretKeys }: Pick<ConfigValues, 'values' | 'secretKeys'>,
  variables: CompiledConfigVariable[],
): Secret[] {
  const found: Secret[] = [];
  const collect = (value: unknown, key: string): void => {
    const isText = typeof value === 'string' || typeof value === 'number';
    if (isText && isSecretField(key)) found.push(new Secret(String(value)));
    if (typeof value === 'object' && value !== null) {
      const isInherited = isSecretField(key) || Array.isArray(value);
      for (const [name, item] of Object.entries(value)) collect(item, isInherited ? key : name);
    }
  };
  const sealed = new Map([...secretKeys].map((key) => [key, values.get(key)]));
  for (const variable of variables) {
    if (!isSecretVariable(variable)) continue;
    sealed.set(variable.key, runtimeValue(variable, values.get(variable.key)));
  }
  // Steps do not receive a secret that belongs elsewhere, but it stays one.
  const elsewhere = [...secretKeys]
    .map((key) => values.get(key))
    .filter((value) => isConnection(value) && 'filledIn' in value);
  for (const value of [...sealed.values(), ...elsewhere]) {
    if (!isConnection(value)) {
      collect(value, 'password');
      continue;
    }
    // What was told beside a token is no secret: the number of an account stands in results too.
    const { context: _context, ...parts } = value;
    for (const part of Object.values(parts)) collect(part, '');
  }
  return found;
}

/** Values with masks for their secret fields, as pages know them; of what is the organization's, which connection it is. */
export function shownValues({
  values,
  secretKeys,
  pointed,
}: Pick<ConfigValues, 'values' | 'secretKeys'> & Partial<ConfigValues>): Record<string, unknown> {
  const maskSecret = (value: unknown) =>
    isConnection(value)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([name]) => name !== 'context')
            .map(([name, part]) => [name, name === 'filledIn' ? part : masked(part, '')]),
        )
      : MASK;
  return Object.fromEntries(
    [...values].map(([key, value]) => {
      const connection = pointed?.get(key);
      if (connection?.customerId === null) return [key, { connection: connection.id }];
      return [key, secretKeys.has(key) ? maskSecret(value) : value];
    }),
  );
}

/** A connection is stored as `{ fields, token? }`, a password as a text or a list of texts. */
function isConnection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function placeOf(instanceId: string, key: string) {
  return { table: 'config_values', column: 'value', row: `${instanceId}/${key}` };
}
