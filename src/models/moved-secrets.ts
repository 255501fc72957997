import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import type { Vault } from '../lib/crypto.ts';
import { carryConnections, readConfigValues, writeConfigValues } from './config-values.ts';
import { carriedOver } from './connection-values.ts';

/**
 * The stored values of an instance as they are under another version: a connection whose secrets that one would send
 * elsewhere than the version they were typed for keeps them, and has to have them typed again.
 * @returns those that are others than before
 */
export function valuesUnder(
  older: CompiledConfigVariable[],
  newer: CompiledConfigVariable[],
  stored: ReadonlyMap<string, unknown>,
): Map<string, unknown> {
  const connectionIn = (variables: CompiledConfigVariable[], key: string) =>
    variables.find((variable) => variable.key === key && variable.dataType === 'connection');
  const changed = new Map<string, unknown>();
  for (const [key, value] of stored) {
    const [before, after] = [connectionIn(older, key), connectionIn(newer, key)];
    if (!before && !after) continue;
    const carried = carriedOver(before, after, value);
    if (!Bun.deepEquals(carried, value)) changed.set(key, carried);
  }
  return changed;
}

/** Takes the values of an instance from one version to another. */
export async function carryValues(
  tx: Database,
  vault: Vault,
  instanceId: string,
  older: CompiledConfigVariable[],
  newer: CompiledConfigVariable[],
): Promise<void> {
  const { values } = await readConfigValues(tx, vault, instanceId);
  const changed = valuesUnder(older, newer, values);
  if (changed.size > 0) await writeConfigValues(tx, vault, instanceId, [...newer, ...older], changed);
  await carryConnections(tx, vault, instanceId, newer);
}
