import { and, eq } from 'drizzle-orm';
import * as v from 'valibot';
import { configurationDrafts } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import { type Place, Secret, type Vault } from '../lib/crypto.ts';
import { isRecord } from '../lib/records.ts';
import { type Instant, now } from '../lib/time.ts';
import type { ConfigValues } from './config-values.ts';
import { isSecretVariable } from './config-variables.ts';
import type { Instance } from './instances.ts';

/** What a wizard was answered: values by key as they are stored, and the keys whose values go. */
export type Answers = { given: Record<string, unknown>; unset: string[] };

/** Answers that are kept until the wizard is finished; until then they hold nowhere. */
export type ConfigurationDraft = Answers & { isFirst: boolean; updatedAt: Instant };

// `v.record` leaves out what is called `constructor` or `__proto__`, and variables are called anything.
const Kept = v.object({ given: v.custom<Record<string, unknown>>(isRecord), unset: v.array(v.string()) });
const NONE: Answers = { given: {}, unset: [] };

/**
 * The answers that wait. Those to another version's questions are kept without their secrets, which that version may
 * send elsewhere, and without what the present version does not ask.
 * @param variables those of the version that the instance is on
 */
export async function draftOf(
  db: Database,
  vault: Vault,
  { id, version }: Pick<Instance, 'id' | 'version'>,
  variables: CompiledConfigVariable[],
): Promise<ConfigurationDraft | undefined> {
  const [row] = await db.select().from(configurationDrafts).where(eq(configurationDrafts.instanceId, id));
  if (!row) return undefined;
  const { given, unset } = v.parse(Kept, JSON.parse(vault.open(row.answers, placeOf(id)).reveal()));
  const facts = { isFirst: row.isFirst, updatedAt: row.updatedAt };
  if (row.version === version) return { given, unset, ...facts };
  const open = new Set(variables.filter((each) => !isSecretVariable(each)).map(({ key }) => key));
  const kept = Object.entries(given).filter(([key]) => open.has(key));
  return { given: Object.fromEntries(kept), unset: unset.filter((key) => open.has(key)), ...facts };
}

/** The values of an instance as they would be with the answers. */
export function withAnswers(
  { values, secretKeys, ...stored }: ConfigValues,
  { given, unset }: Answers = NONE,
  variables: CompiledConfigVariable[],
): ConfigValues {
  const answered = new Map([...values, ...Object.entries(given)]);
  for (const key of unset) answered.delete(key);
  const secrets = variables.filter(({ key }) => Object.hasOwn(given, key)).filter(isSecretVariable);
  return {
    ...stored,
    values: answered,
    secretKeys: new Set([...secretKeys, ...secrets.map(({ key }) => key)]),
  };
}

/** Keeps answers beside those that are there; the same key is answered anew. */
export async function keepAnswers(
  tx: Database,
  vault: Vault,
  { id, version }: Pick<Instance, 'id' | 'version'>,
  before: ConfigurationDraft | undefined,
  { given, unset }: Answers,
): Promise<void> {
  const all = { ...before?.given, ...given };
  for (const key of unset) delete all[key];
  const without = [...new Set([...(before?.unset ?? []), ...unset])].filter(
    (key) => !Object.hasOwn(all, key),
  );
  await putDraft(tx, vault, { id, version }, { given: all, unset: without }, before?.isFirst ?? false);
}

/** From now on the instance waits for the end of a wizard, whatever else is there. */
export async function beginDraft(tx: Database, vault: Vault, instance: Instance): Promise<void> {
  await putDraft(tx, vault, instance, NONE, true);
}

async function putDraft(
  tx: Database,
  vault: Vault,
  { id, version }: Pick<Instance, 'id' | 'version'>,
  answers: Answers,
  isFirst: boolean,
): Promise<void> {
  const sealed = vault.seal(new Secret(JSON.stringify(answers)), placeOf(id));
  const set = { version, answers: sealed, isFirst, updatedAt: now() };
  await tx
    .insert(configurationDrafts)
    .values({ instanceId: id, ...set })
    .onConflictDoUpdate({ target: configurationDrafts.instanceId, set });
}

/** Forgets the answers, if there are any. */
export async function discardDraft(tx: Database, instanceId: string): Promise<void> {
  await tx.delete(configurationDrafts).where(eq(configurationDrafts.instanceId, instanceId));
}

/** What the end of a wizard that was begun would do: activate the instance, or change it. */
export async function begunWizard(
  db: Database,
  instanceId: string,
): Promise<'activation' | 'change' | undefined> {
  const [row] = await db
    .select({ isFirst: configurationDrafts.isFirst })
    .from(configurationDrafts)
    .where(eq(configurationDrafts.instanceId, instanceId));
  return row && (row.isFirst ? 'activation' : 'change');
}

/** Somebody has activated the instance in another way: its wizard is not waited for. */
export async function endActivation(tx: Database, instanceId: string): Promise<void> {
  const isIt = and(eq(configurationDrafts.instanceId, instanceId), eq(configurationDrafts.isFirst, true));
  await tx.delete(configurationDrafts).where(isIt);
}

function placeOf(instanceId: string): Place {
  return { table: 'configuration_drafts', column: 'answers', row: instanceId };
}
