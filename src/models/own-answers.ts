import * as v from 'valibot';
import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable } from '../definition/compile/compiled.ts';
import { refuseIssues } from '../lib/errors.ts';
import { type Instant, now } from '../lib/time.ts';
import { namesOf, record } from './audit.ts';
import { type ConfigValues, readConfigValues } from './config-values.ts';
import { checkConfigVariables, missingIssues, missingNames, userVariables } from './config-variables.ts';
import { type Answers, KeptAnswers, withAnswers, withMore, withoutSecrets } from './configuration-drafts.ts';
import { pointerIn } from './connection-values.ts';
import { enqueueEvent } from './deploy-flows.ts';
import type { DeploymentTools } from './deployments.ts';
import { afterCommit } from './effects.ts';
import { findInstance, getInstance, type Instance } from './instances.ts';
import {
  beginUserConfiguration,
  changeUserConfiguration,
  configuredInstances,
  findUserConfiguration,
  placeOf,
  sealed,
  type UserConfiguration,
} from './user-configurations.ts';
import { deleteUserConfigurations, readUserValues, withUserValues, writeUserValues } from './user-values.ts';
import { getUser } from './users.ts';
import { ownUserId, type Viewer } from './viewer.ts';

/*
 * The wizard of what somebody answers for themselves: the same life as that of an instance (`activations.ts`), and all of
 * it is one person's, whom nobody else can answer for.
 */

type Reading = Pick<DeploymentTools, 'vault' | 'compiledVersions'>;

const Kept = v.object({ version: v.number(), ...KeptAnswers.entries });

const NONE: Answers = { given: {}, unset: [] };

/** The answers that wait. Those to another version's questions are kept as `draftOf` keeps them. */
function openedAnswers(
  vault: DeploymentTools['vault'],
  { id, answers }: UserConfiguration,
  version: number,
  variables: CompiledConfigVariable[],
): Answers | undefined {
  if (answers === null) return undefined;
  const { given, unset, ...of } = v.parse(
    Kept,
    JSON.parse(vault.open(answers, placeOf(id, 'answers')).reveal()),
  );
  return of.version === version ? { given, unset } : withoutSecrets({ given, unset }, variables);
}

/** The values that one person would run with if their wizard were finished now, those of the instance among them. */
export type OwnAnswers = ConfigValues & {
  /** Their own alone. */
  own: ConfigValues;
  draft: (Answers & { isFirst: boolean }) | undefined;
  configuration: UserConfiguration | undefined;
};

/** What the viewer has answered for themselves. @param instance with the version whose questions these are */
export async function ownAnswers(
  db: Database,
  tools: Reading,
  viewer: Viewer,
  instance: Instance,
): Promise<OwnAnswers> {
  const { configVars } = await tools.compiledVersions.get(db, instance.integrationId, instance.version);
  const variables = userVariables(configVars);
  const isOfUsers = new Set(variables.map(({ key }) => key));
  const of = valuesBut(await readConfigValues(db, tools.vault, instance.id), isOfUsers);
  const userId = ownUserId(viewer);
  const configuration = await findUserConfiguration(db, instance.id, userId);
  const stored = await readUserValues(db, tools, { userId, configuration }, instance);
  if (!configuration) return { ...withUserValues(of, stored), own: stored, draft: undefined, configuration };
  const draft = openedAnswers(tools.vault, configuration, instance.version, variables);
  const own = withAnswers(stored, draft, variables);
  const isFirst = configuration.configuredAt === null;
  return { ...withUserValues(of, own), own, draft: draft && { ...draft, isFirst }, configuration };
}

/** What the instance has for a question of each person holds for runs that are for nobody: it is no answer of theirs. */
function valuesBut({ values, secretKeys, pointed }: ConfigValues, keys: ReadonlySet<string>): ConfigValues {
  return {
    values: new Map([...values].filter(([key]) => !keys.has(key))),
    secretKeys: secretKeys.difference(keys),
    pointed: new Map([...pointed].filter(([key]) => !keys.has(key))),
  };
}

/** What one person connects is made for them alone: a pointer to a connection of others is refused. */
function checkOwn(
  variables: CompiledConfigVariable[],
  given: Record<string, unknown>,
  stored: ReadonlyMap<string, unknown>,
): ReturnType<typeof checkConfigVariables> {
  const { values, issues } = checkConfigVariables(variables, given, stored);
  const pointing = variables.filter(
    (variable) => pointerIn(variable, values.get(variable.key)) !== undefined,
  );
  const refused = pointing.map(({ key }) => ({
    path: `configVariables.${key}`,
    message: `${key}: connect an account of your own.`,
  }));
  return { values, issues: [...issues, ...refused] };
}

/**
 * Keeps answers of the viewer's until their wizard is finished; masked secrets keep what is stored or was answered before.
 * @param variables those of the page
 * @throws AppError `not_found`; `invalid` with one issue per variable that is unknown or wrong
 */
export async function saveOwnAnswers(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  { given, unset }: Answers,
  variables: CompiledConfigVariable[],
): Promise<void> {
  await changing(tools, viewer, id, async (tx, instance) => {
    const { own, draft } = await ownAnswers(tx, tools, viewer, instance);
    const { values, issues } = checkOwn(variables, given, own.values);
    refuseIssues('Some answers are wrong.', issues);
    const changed = [...namesOf(given), ...unset];
    if (changed.length === 0) return;
    const all = withMore(draft, { given: Object.fromEntries(values), unset });
    const configuration = await beginUserConfiguration(tx, tools.vault, instance, ownUserId(viewer));
    const answers = sealed(tools.vault, configuration.id, 'answers', { version: instance.version, ...all });
    await changeUserConfiguration(tx, configuration.id, { answers });
    await record(tx, 'instance.own_answered', instance, { changed });
  });
}

/**
 * Keeps accounts at once that the viewer signs in for: the other system sends its token to them. Runs know of them when
 * the wizard was finished once.
 * @throws AppError `not_found`; `invalid` as `saveOwnAnswers` does
 */
export async function saveOwnConnections(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  given: Record<string, unknown>,
): Promise<void> {
  await changing(tools, viewer, id, async (tx, instance) => {
    const variables = await ownVariables(tx, tools, instance);
    const userId = ownUserId(viewer);
    const configuration = await beginUserConfiguration(tx, tools.vault, instance, userId);
    const stored = await readUserValues(tx, tools, { userId, configuration }, instance);
    const { values, issues } = checkOwn(variables, given, stored.values);
    refuseIssues('Some answers are wrong.', issues);
    const all = new Map([...stored.values, ...values]);
    await writeUserValues(tx, tools.vault, configuration, instance, variables, all);
    await record(tx, 'instance.own_answered', instance, { changed: namesOf(given) });
  });
}

/**
 * Finishes the viewer's wizard: all their answers hold at once, and runs that are for them have them.
 * @throws AppError `not_found`; `invalid` with one issue per variable that is wrong or missing: nothing holds then
 */
export async function applyOwnAnswers(tools: DeploymentTools, viewer: Viewer, id: string): Promise<void> {
  await changing(tools, viewer, id, async (tx, instance) => {
    const variables = await ownVariables(tx, tools, instance);
    const userId = ownUserId(viewer);
    const configuration = await beginUserConfiguration(tx, tools.vault, instance, userId);
    const { given, unset } = openedAnswers(tools.vault, configuration, instance.version, variables) ?? NONE;
    const stored = await readUserValues(tx, tools, { userId, configuration }, instance);
    const { values, issues } = checkOwn(variables, given, stored.values);
    const all = new Map([...stored.values, ...values]);
    for (const key of unset) all.delete(key);
    refuseIssues('Some answers are missing or wrong.', [...issues, ...missingIssues(variables, all)]);
    await writeUserValues(tx, tools.vault, configuration, instance, variables, all);
    await changeUserConfiguration(tx, configuration.id, { answers: null, configuredAt: now() });
    await record(tx, 'instance.own_configured', instance, { changed: [...namesOf(given), ...unset] });
    await runFlows(tx, tools, instance, 'user_deploy', configuration.userId);
  });
}

/** How far the viewer is with what they answer for themselves. */
export type OwnSetUp = { configuredAt: Instant | null; isWaiting: boolean; missing: string[] };

/** The same by instance; of those that ask each person for something. */
export async function ownSetUps(
  db: Database,
  tools: Reading,
  viewer: Viewer,
  instances: Pick<Instance, 'id' | 'integrationId' | 'version'>[],
): Promise<Map<string, OwnSetUp>> {
  const found = new Map<string, OwnSetUp>();
  for (const instance of instances) {
    const { id, integrationId, version } = instance;
    const { configVars } = await tools.compiledVersions.get(db, integrationId, version);
    const variables = userVariables(configVars);
    if (variables.length === 0) continue;
    const userId = ownUserId(viewer);
    const configuration = await findUserConfiguration(db, id, userId);
    const { configuredAt = null, answers = null } = configuration ?? {};
    const person = { userId, configuration };
    const values = configuredAt ? (await readUserValues(db, tools, person, instance)).values : undefined;
    const missing = values ? missingNames(variables, values) : [];
    found.set(id, { configuredAt, isWaiting: answers !== null, missing });
  }
  return found;
}

/** The versions that it asks for are compiled before, where that holds up no other write. */
async function changing(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  change: (tx: Database, instance: Instance) => Promise<void>,
): Promise<void> {
  const { read } = tools.store;
  await ownAnswers(read, tools, viewer, await getInstance(read, viewer, id));
  await tools.store.write(async (tx) => await change(tx, await getInstance(tx, viewer, id)));
}

async function ownVariables(
  tx: Database,
  { compiledVersions }: DeploymentTools,
  { integrationId, version }: Instance,
): Promise<CompiledConfigVariable[]> {
  return userVariables((await compiledVersions.get(tx, integrationId, version)).configVars);
}

/** Forgets the viewer's answers that wait; those that hold stay. @throws AppError `not_found` */
export async function discardOwnAnswers(tools: DeploymentTools, viewer: Viewer, id: string): Promise<void> {
  await tools.store.write(async (tx) => {
    const instance = await getInstance(tx, viewer, id);
    const configuration = await findUserConfiguration(tx, id, ownUserId(viewer));
    if (!configuration || configuration.answers === null) return;
    await changeUserConfiguration(tx, configuration.id, { answers: null });
    await record(tx, 'instance.own_answers_discarded', instance);
  });
}

/** Forgets all that the viewer has answered for themselves; no run is for them any more. @throws AppError `not_found` */
export async function removeOwnAnswers(tools: DeploymentTools, viewer: Viewer, id: string): Promise<void> {
  await tools.store.write(async (tx) => {
    const instance = await getInstance(tx, viewer, id);
    const configuration = await findUserConfiguration(tx, id, ownUserId(viewer));
    if (!configuration) return;
    const wasSetUp = configuration.configuredAt !== null;
    await deleteUserConfigurations(tx, { ids: [configuration.id] });
    await record(tx, 'instance.own_removed', instance);
    if (wasSetUp) await runFlows(tx, tools, instance, 'user_remove', configuration.userId);
  });
}

/** The same of all that one person has answered, with the accounts that they have for it: they are to go. */
export async function removeAnswersOf(tx: Database, tools: DeploymentTools, userId: string): Promise<void> {
  const theirs = await configuredInstances(tx, userId);
  await deleteUserConfigurations(tx, { userId });
  for (const id of theirs) {
    const instance = await findInstance(tx, id);
    if (instance) await runFlows(tx, tools, instance, 'user_remove', userId);
  }
}

/** Runs the flows that want to know of it, with the person's values; once those are gone with the instance's alone. */
async function runFlows(
  tx: Database,
  tools: DeploymentTools,
  instance: Instance,
  event: 'user_deploy' | 'user_remove',
  userId: string,
): Promise<void> {
  if (instance.state !== 'active') return;
  const compiled = await tools.compiledVersions.get(tx, instance.integrationId, instance.version);
  const { name, email, externalId } = await getUser(tx, userId);
  const how = {
    userId: event === 'user_deploy' ? userId : null,
    data: { user: { id: userId, name, email, externalId: externalId ?? '' } },
  };
  for (const run of await enqueueEvent(tx, tools, compiled, event, instance, how))
    afterCommit(tx, { wake: run });
}
