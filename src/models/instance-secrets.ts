import type { Database } from '../db/store.ts';
import type { CompiledIntegration } from '../definition/compile/compiled.ts';
import { literalSecrets } from '../definition/read/literal-secrets.ts';
import { Secret, type Vault } from '../lib/crypto.ts';
import type { Redactor } from '../lib/redact.ts';
import { type ConfigValues, readConfigValues, secretsOf } from './config-values.ts';
import { listApiKeys } from './endpoints.ts';

/** What an instance knows and nobody may read in a result, a log or an answer, what its steps have written into them included. */
export type InstanceSecrets = {
  stored: ConfigValues;
  /** Keys that open its flows, by the name of the flow. */
  apiKeys: Record<string, string[]>;
  /** All of it together, for the redactor. */
  secrets: Secret[];
};

/**
 * The values and keys of an instance under a version, opened.
 * @param held its values, where they are not those that are stored
 */
export async function readInstanceSecrets(
  db: Database,
  vault: Vault,
  instanceId: string,
  compiled: CompiledIntegration,
  held?: ConfigValues,
): Promise<InstanceSecrets> {
  const stored = held ?? (await readConfigValues(db, vault, instanceId));
  const written = literalSecrets(compiled).map((text) => new Secret(text));
  const secrets = [...secretsOf(stored, compiled.configVars), ...written];
  const apiKeys: Record<string, string[]> = {};
  for (const flow of compiled.flows) {
    const keys = await listApiKeys(db, vault, instanceId, flow);
    apiKeys[flow.name] = keys.map((key) => key.reveal());
    secrets.push(...keys);
  }
  return { stored, apiKeys, secrets };
}

/**
 * Whether all that was masked of a text once is masked by now as well: a secret may have changed since, and the former
 * one is not known any more.
 * @param shown the text as it was masked
 */
export async function staysMasked(redact: Redactor, text: string, shown: string): Promise<boolean> {
  return (await redact.inTurns(text, undefined)) === (await redact.inTurns(shown, undefined));
}
