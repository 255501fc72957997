import { and, eq, isNotNull } from 'drizzle-orm';
import * as v from 'valibot';
import { configurationDrafts } from '../db/schema.ts';
import { type Database, hasChanged } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import { type Place, Secret, type Vault } from '../lib/crypto.ts';
import { isRecord } from '../lib/records.ts';
import { type Instant, now } from '../lib/time.ts';
import type { ConfigValues } from './config-values.ts';
import { isSecretVariable } from './config-variables.ts';
import type { Instance } from './instances.ts';

/** What a wizard was answered: values by key as they are stored, and the keys whose values go. */
export type Answers = { given: Record<string, unknown>; unset: string[] };

/**
 * Answers that are kept until the wizard is finished; until then they hold nowhere.
 * `target` is the version that the instance gets with them: until then it goes on with the one that it has.
 */
export type ConfigurationDraft = Answers & { isFirst: boolean; target: number | null; updatedAt: Instant };

// `v.record` leaves out what is called `constructor` or `__proto__`, and variables are called anything.
export const KeptAnswers = v.object({
  given: v.custom<Record<string, unknown>>(isRecord),
  unset: v.array(v.string()),
});
const NONE: Answers = { given: {}, unset: [] };

/** The version whose questions the wizard of an instance asks: its own, or the one that it is to get. */
export async function askedVersion(
  db: Database,
  { id, version }: Pick<Instance, 'id' | 'version'>,
): Promise<number> {
  const [row] = await db
    .select({ target: configurationDrafts.target })
    .from(configurationDrafts)
    .where(eq(configurationDrafts.instanceId, id));
  return row?.target ?? version;
}

/**
 * The answers that wait. Those to another version's questions are kept without their secrets, which that version may
 * send elsewhere, and without what is not asked any more.
 * @param variables those of the version that is asked for
 */
export async function draftOf(
  db: Database,
  vault: Vault,
  { id, version }: Pick<Instance, 'id' | 'version'>,
  variables: CompiledConfigVariable[],
): Promise<ConfigurationDraft | undefined> {
  const [row] = await db.select().from(configurationDrafts).where(eq(configurationDrafts.instanceId, id));
  if (!row) return undefined;
  const { given, unset } = openedAnswers(vault, row);
  const { isFirst, target, updatedAt } = row;
  const facts = { isFirst, target, updatedAt };
  if (row.version === (target ?? version)) return { given, unset, ...facts };
  return { ...withoutSecrets({ given, unset }, variables), ...facts };
}

/** Answers to another version's questions: what is asked still, and is no secret, which it may send elsewhere. */
export function withoutSecrets({ given, unset }: Answers, variables: CompiledConfigVariable[]): Answers {
  const open = new Set(variables.filter((each) => !isSecretVariable(each)).map(({ key }) => key));
  const kept = Object.entries(given).filter(([key]) => open.has(key));
  return { given: Object.fromEntries(kept), unset: unset.filter((key) => open.has(key)) };
}

/** Answers beside those that are there; the same key is answered anew. */
export function withMore(before: Answers = NONE, { given, unset }: Answers): Answers {
  const all = { ...before.given, ...given };
  for (const key of unset) delete all[key];
  const without = [...new Set([...before.unset, ...unset])].filter((key) => !Object.hasOwn(all, key));
  return { given: all, unset: without };
}

/** The values of an instance as they would be with the answers. */
export function withAnswers(
  { values, secretKeys, pointed }: ConfigValues,
  { given, unset }: Answers = NONE,
  variables: CompiledConfigVariable[],
): ConfigValues {
  const answered = new Map([...values, ...Object.entries(given)]);
  for (const key of unset) answered.delete(key);
  const secrets = variables.filter(({ key }) => Object.hasOwn(given, key)).filter(isSecretVariable);
  return {
    values: answered,
    pointed: new Map([...pointed].filter(([key]) => !Object.hasOwn(given, key) && !unset.includes(key))),
    secretKeys: new Set([...secretKeys, ...secrets.map(({ key }) => key)]),
  };
}

/** Keeps answers beside those that are there; the same key is answered anew. */
export async function keepAnswers(
  tx: Database,
  vault: Vault,
  { id, version }: Pick<Instance, 'id' | 'version'>,
  before: ConfigurationDraft | undefined,
  answers: Answers,
): Promise<void> {
  const { isFirst = false, target = null } = before ?? {};
  await putDraft(tx, vault, { id, version }, withMore(before, answers), { isFirst, target });
}

/** From now on the instance waits for the end of a wizard, whatever else is there. */
export async function beginDraft(tx: Database, vault: Vault, instance: Instance): Promise<void> {
  await putDraft(tx, vault, instance, NONE, { isFirst: true, target: null });
}

/** From now on the wizard asks for what another version needs, and its end takes the instance there. */
export async function aimDraft(
  tx: Database,
  vault: Vault,
  instance: Instance,
  target: number,
): Promise<void> {
  const isIt = eq(configurationDrafts.instanceId, instance.id);
  const aimed = await tx.update(configurationDrafts).set({ target }).where(isIt);
  if (!hasChanged(aimed)) await putDraft(tx, vault, instance, NONE, { isFirst: false, target });
}

/** No answers wait any more; what the wizard is for stays. */
export async function emptyDraft(
  tx: Database,
  vault: Vault,
  instance: Instance,
  { isFirst, target }: Pick<ConfigurationDraft, 'isFirst' | 'target'>,
): Promise<void> {
  if (isFirst || target !== null) await putDraft(tx, vault, instance, NONE, { isFirst, target });
  else await discardDraft(tx, instance.id);
}

/** The instance is to get no other version: answers that wait are for the one that it has. */
export async function forgetTarget(tx: Database, vault: Vault, instanceId: string): Promise<void> {
  const [row] = await tx
    .select()
    .from(configurationDrafts)
    .where(and(eq(configurationDrafts.instanceId, instanceId), isNotNull(configurationDrafts.target)));
  if (!row) return;
  const { given, unset } = openedAnswers(vault, row);
  const isIt = eq(configurationDrafts.instanceId, instanceId);
  if (row.isFirst || Object.keys(given).length + unset.length > 0)
    await tx.update(configurationDrafts).set({ target: null }).where(isIt);
  else await tx.delete(configurationDrafts).where(isIt);
}

function openedAnswers(
  vault: Vault,
  { instanceId, answers }: typeof configurationDrafts.$inferSelect,
): Answers {
  return v.parse(KeptAnswers, JSON.parse(vault.open(answers, placeOf(instanceId)).reveal()));
}

async function putDraft(
  tx: Database,
  vault: Vault,
  { id, version }: Pick<Instance, 'id' | 'version'>,
  answers: Answers,
  { isFirst, target }: Pick<ConfigurationDraft, 'isFirst' | 'target'>,
): Promise<void> {
  const sealed = vault.seal(new Secret(JSON.stringify(answers)), placeOf(id));
  const set = { version: target ?? version, answers: sealed, isFirst, target, updatedAt: now() };
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
