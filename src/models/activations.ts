import type { Database } from '../db/store.ts';
import type { CompiledConfigVariable, CompiledIntegration } from '../definition/compile/compiled.ts';
import { AppError, refuseIssues } from '../lib/errors.ts';
import { namesOf, record } from './audit.ts';
import { type ConfigValues, dropConfigValues, readConfigValues } from './config-values.ts';
import { checkConfigVariables, visibleVariables } from './config-variables.ts';
import {
  type Answers,
  askedVersion,
  beginDraft,
  type ConfigurationDraft,
  discardDraft,
  draftOf,
  emptyDraft,
  forgetTarget,
  keepAnswers,
  withAnswers,
} from './configuration-drafts.ts';
import { withPointers, withSharedValues } from './connection-pointers.ts';
import { getCustomer } from './customers.ts';
import {
  applyChanges,
  changing,
  type Deployed,
  type DeploymentTools,
  type NewInstance,
  takeToVersion,
} from './deployments.ts';
import { changeInstance, findInstance, getInstance, type Instance, insertInstance } from './instances.ts';
import { getIntegration } from './integrations.ts';
import { valuesUnder } from './moved-secrets.ts';
import { deployableVersion } from './versions.ts';
import { systemViewer, type Viewer } from './viewer.ts';

/*
 * A configuration wizard: an instance is begun, its pages are answered one after another, by one person or several, today
 * or another day, and all answers hold at once when it is finished. Changing a running instance goes the same way.
 */

/**
 * Makes an instance that waits for its wizard to be finished. A version that asks nothing waits, too.
 * @throws AppError `not_found`; `version_unavailable`
 */
export async function beginActivation(
  { store, vault }: DeploymentTools,
  fields: Omit<NewInstance, 'configVariables' | 'paused'>,
): Promise<Instance> {
  await getCustomer(store.read, systemViewer('activation'), fields.customerId);
  const integration = await getIntegration(store.read, fields.integrationId);
  const version = await deployableVersion(store.read, integration.id, fields.version);
  return await store.write(async (tx) => {
    await getIntegration(tx, integration.id);
    const existing = fields.id === undefined ? undefined : await findInstance(tx, fields.id);
    if (existing) return existing;
    const named = { ...fields, name: fields.name ?? integration.name, version: version.number };
    const { id } = await insertInstance(tx, named);
    const instance = await changeInstance(tx, id, { state: 'needs_configuration' });
    await record(tx, 'instance.deployed', instance, { version: version.number });
    await beginDraft(tx, vault, instance);
    return instance;
  });
}

/**
 * The values of an instance as they would be if its wizard were finished now, and the answers that wait.
 * @param variables those of the version that is asked for (`askedVersion`)
 */
export async function answeredValues(
  db: Database,
  { vault, compiledVersions }: Pick<DeploymentTools, 'vault' | 'compiledVersions'>,
  instance: Instance,
  variables: CompiledConfigVariable[],
): Promise<ConfigValues & { draft: ConfigurationDraft | undefined }> {
  const held = await withSharedValues(
    db,
    vault,
    instance,
    variables,
    await readConfigValues(db, vault, instance.id),
  );
  const draft = await draftOf(db, vault, instance, variables);
  const { configVars } = await compiledVersions.get(db, instance.integrationId, instance.version);
  const carried = draft?.target ? valuesUnder(configVars, variables, held.values) : [];
  const stored = { ...held, values: new Map([...held.values, ...carried]) };
  return { ...withAnswers(stored, draft, variables), draft };
}

/**
 * Keeps answers to some of the questions; masked secrets keep what is stored or was answered before.
 * @param variables those that are asked of who answers
 * @throws AppError `not_found`; `invalid` with one issue per variable that is unknown or wrong
 */
export async function saveAnswers(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  { given, unset }: Answers,
  variables: CompiledConfigVariable[],
): Promise<void> {
  await warmUp(tools, viewer, id);
  await tools.store.write(async (tx) => {
    const instance = await getInstance(tx, viewer, id);
    // All that the version asks, so that what other pages were answered is kept as well.
    const number = await askedVersion(tx, instance);
    const { configVars } = await tools.compiledVersions.get(tx, instance.integrationId, number);
    const { values: known, draft } = await answeredValues(tx, tools, instance, configVars);
    const pointed = await withPointers(tx, viewer, instance, variables, given);
    const { values, issues } = checkConfigVariables(variables, pointed, known);
    refuseIssues('Some answers are wrong.', issues);
    const changed = [...namesOf(given), ...unset];
    if (changed.length === 0) return;
    await keepAnswers(tx, tools.vault, instance, draft, { given: Object.fromEntries(values), unset });
    await record(tx, 'instance.answered', instance, { changed });
  });
}

/** Compiles what a write of its answers needs, where that holds up no other write. @throws AppError `not_found` */
async function warmUp(
  { store: { read }, compiledVersions }: DeploymentTools,
  viewer: Viewer,
  id: string,
): Promise<Instance> {
  const instance = await getInstance(read, viewer, id);
  const { integrationId, version } = instance;
  for (const number of new Set([version, await askedVersion(read, instance)]))
    await compiledVersions.get(read, integrationId, number);
  return instance;
}

/**
 * Forgets the answers that wait; one that was never active stays to be activated, and another version waits on.
 * @throws AppError `not_found`
 */
export async function discardAnswers(tools: DeploymentTools, viewer: Viewer, id: string): Promise<void> {
  await tools.store.write(async (tx) => {
    const instance = await getInstance(tx, viewer, id);
    const draft = await draftOf(tx, tools.vault, instance, []);
    if (!draft) return;
    await emptyDraft(tx, tools.vault, instance, draft);
    await record(tx, 'instance.answers_discarded', instance);
  });
}

/** The instance stays on its version, where another one waits for answers. @throws AppError `not_found` */
export async function giveUpUpgrade(tools: DeploymentTools, viewer: Viewer, id: string): Promise<void> {
  await tools.store.write(async (tx) => {
    const instance = await getInstance(tx, viewer, id);
    const number = await askedVersion(tx, instance);
    if (number === instance.version) return;
    await forgetTarget(tx, tools.vault, id);
    await record(tx, 'instance.upgrade_given_up', instance, { version: number });
  });
}

/**
 * Finishes the wizard: all answers hold at once, with the version that they are for, and the instance runs, unless
 * somebody has paused it.
 * @throws AppError `not_found`; `invalid` with one issue per variable that is wrong or missing, `version_unavailable`:
 * nothing holds then
 */
export async function applyAnswers(tools: DeploymentTools, viewer: Viewer, id: string): Promise<Deployed> {
  const before = await warmUp(tools, viewer, id);
  return await changing(tools, before, getInstance, viewer, async (tx, present, former) => {
    const number = await askedVersion(tx, present);
    const asked = await tools.compiledVersions.get(tx, present.integrationId, number);
    const draft = await draftOf(tx, tools.vault, present, asked.configVars);
    await discardDraft(tx, id);
    const { instance, compiled } = await onVersion(tx, tools, present, former, number);
    const { given, unset } = draft ?? { given: {}, unset: [] };
    return await applyChanges(tx, tools, instance, compiled, {
      configVariables: given,
      unset,
      isWhole: true,
    });
  });
}

/** The instance on the version that its questions are of, taken there where it goes on on another one. */
async function onVersion(
  tx: Database,
  tools: DeploymentTools,
  instance: Instance,
  former: CompiledIntegration,
  number: number,
): Promise<{ instance: Instance; compiled: CompiledIntegration }> {
  if (number === instance.version) return { instance, compiled: former };
  await deployableVersion(tx, instance.integrationId, number);
  const compiled = await tools.compiledVersions.get(tx, instance.integrationId, number);
  return { instance: await takeToVersion(tx, tools, instance, former, { number, compiled }), compiled };
}

/**
 * Gives an instance all the values that whoever asks may see and set: those that are not named are forgotten, masked
 * secrets stay. It runs afterwards, unless somebody has paused it; answers that wait are given up. One that waits for
 * another version gets it with them.
 * @param isSeen whether the caller has seen the instance as it is, and the version whose questions these are
 * @throws AppError `not_found`; `precondition_failed`; `invalid` and `version_unavailable` as `applyAnswers` does
 */
export async function configureInstance(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  given: Record<string, unknown>,
  isSeen: (instance: Instance, version: number) => boolean,
): Promise<Deployed> {
  const before = await warmUp(tools, viewer, id);
  return await changing(tools, before, getInstance, viewer, async (tx, present, former) => {
    const number = await askedVersion(tx, present);
    if (!isSeen(present, number)) {
      const message = 'The instance was changed since you read its configuration. Read it again.';
      throw new AppError('precondition_failed', message);
    }
    const { instance, compiled } = await onVersion(tx, tools, present, former, number);
    const variables = visibleVariables(viewer, compiled.configVars);
    const configVariables = await withPointers(tx, viewer, instance, variables, given);
    const { values } = await readConfigValues(tx, tools.vault, id);
    const unset = variables
      .map(({ key }) => key)
      .filter((key) => values.has(key) && !Object.hasOwn(given, key));
    await dropConfigValues(tx, id, unset);
    await discardDraft(tx, id);
    const changes = { configVariables, unset, isWhole: true };
    return await applyChanges(tx, tools, instance, compiled, changes, variables);
  });
}
