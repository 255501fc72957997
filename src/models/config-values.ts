import { and, eq, inArray } from 'drizzle-orm';
import { configValues } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import { Secret, type Vault } from '../lib/crypto.ts';
import { isSecretField, MASK, masked } from '../lib/secret-fields.ts';
import { now } from '../lib/time.ts';
import { isSecretVariable, runtimeValue } from './config-variables.ts';

/** The values of an instance by config variable key, and the keys of those that are never shown or stored in the clear. */
export type ConfigValues = { values: Map<string, unknown>; secretKeys: Set<string> };

/** All values of an instance, opened. */
export async function readConfigValues(
  db: Database,
  vault: Vault,
  instanceId: string,
): Promise<ConfigValues> {
  const rows = await db.select().from(configValues).where(eq(configValues.instanceId, instanceId));
  const values = new Map<string, unknown>();
  const secretKeys = new Set<string>();
  for (const row of rows) {
    const text = row.isSecret ? vault.open(row.value, placeOf(instanceId, row.key)).reveal() : row.value;
    values.set(row.key, JSON.parse(text));
    if (row.isSecret) secretKeys.add(row.key);
  }
  return { values, secretKeys };
}

/** Stores values, sealing those of connections and passwords. */
export async function writeConfigValues(
  tx: Database,
  vault: Vault,
  instanceId: string,
  variables: CompiledConfigVariable[],
  values: ReadonlyMap<string, unknown>,
): Promise<void> {
  const byKey = new Map(variables.map((variable) => [variable.key, variable]));
  for (const [key, value] of values) {
    const variable = byKey.get(key);
    const isSecret = variable !== undefined && isSecretVariable(variable);
    const text = JSON.stringify(value);
    const stored = isSecret ? vault.seal(new Secret(text), placeOf(instanceId, key)) : text;
    const row = { instanceId, key, value: stored, isSecret, updatedAt: now() };
    await tx
      .insert(configValues)
      .values(row)
      .onConflictDoUpdate({
        target: [configValues.instanceId, configValues.key],
        set: { value: row.value, isSecret, updatedAt: row.updatedAt },
      });
  }
}

/** Forgets the values of these keys, so that defaults hold again. */
export async function dropConfigValues(tx: Database, instanceId: string, keys: string[]): Promise<void> {
  await tx
    .delete(configValues)
    .where(and(eq(configValues.instanceId, instanceId), inArray(configValues.key, keys)));
}

/**
 * The secrets of an instance: its passwords, every field of its connections that may be one, and their tokens, whether
 * stored for it or filled in by the definition itself.
 */
export function secretsOf(
  { values, secretKeys }: ConfigValues,
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
    if (isConnection(value)) for (const [, part] of Object.entries(value)) collect(part, '');
    else collect(value, 'password');
  }
  return found;
}

/** Values with masks for their secret fields, as pages know them. */
export function shownValues({ values, secretKeys }: ConfigValues): Record<string, unknown> {
  const maskSecret = (value: unknown) =>
    isConnection(value)
      ? Object.fromEntries(
          Object.entries(value).map(([name, part]) => [name, name === 'filledIn' ? part : masked(part, '')]),
        )
      : MASK;
  return Object.fromEntries(
    [...values].map(([key, value]) => [key, secretKeys.has(key) ? maskSecret(value) : value]),
  );
}

/** A connection is stored as `{ fields, token? }`, a password as a text or a list of texts. */
function isConnection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function placeOf(instanceId: string, key: string) {
  return { table: 'config_values', column: 'value', row: `${instanceId}/${key}` };
}
