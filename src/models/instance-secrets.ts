import type { Database } from '../db/store.ts';
import type { CompiledIntegration } from '../definition/compile/compiled.ts';
import { literalSecrets } from '../definition/read/literal-secrets.ts';
import { Secret, type Vault } from '../lib/crypto.ts';
import type { Redactor } from '../lib/redact.ts';
import type { CompiledVersions } from './compiled-versions.ts';
import { type ConfigValues, readConfigValues, secretsOf } from './config-values.ts';
import { listApiKeys } from './endpoint-keys.ts';
import type { Execution } from './executions.ts';
import { findUserConfiguration } from './user-configurations.ts';
import { readUserValues, withUserValues } from './user-values.ts';

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
 * The same for a run: with the values of the person that it is for over those of the instance, all of whose secrets stay
 * secret. Without any of theirs where they have set nothing up, or not any more.
 */
export async function readRunSecrets(
  db: Database,
  tools: { vault: Vault; compiledVersions: CompiledVersions },
  { instanceId, integrationId, version, userId }: Run,
  compiled: CompiledIntegration,
): Promise<InstanceSecrets> {
  const { vault } = tools;
  const configuration = userId === null ? undefined : await findUserConfiguration(db, instanceId, userId);
  if (!configuration) return await readInstanceSecrets(db, vault, instanceId, compiled);
  const of = await readConfigValues(db, vault, instanceId);
  const person = { userId: configuration.userId, configuration };
  const own = await readUserValues(db, tools, person, { integrationId, version });
  const read = await readInstanceSecrets(db, vault, instanceId, compiled, withUserValues(of, own));
  return { ...read, secrets: [...read.secrets, ...secretsOf(of, compiled.configVars)] };
}

type Run = Pick<Execution, 'instanceId' | 'integrationId' | 'version' | 'userId'>;

/**
 * Whether all that was masked of a text once is masked by now as well: a secret may have changed since, and the former
 * one is not known any more.
 * @param shown the text as it was masked
 */
export async function staysMasked(redact: Redactor, text: string, shown: string): Promise<boolean> {
  return (await redact.inTurns(text, undefined)) === (await redact.inTurns(shown, undefined));
}
