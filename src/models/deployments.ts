import type { Database, Store } from '../db/store.ts';
import type { CompiledConfigVariable, CompiledIntegration } from '../definition/compile/compiled.ts';
import type { Vault } from '../lib/crypto.ts';
import { AppError, type Issue, refuseIssues } from '../lib/errors.ts';
import { namesOf, record } from './audit.ts';
import type { Cancelled } from './cancellations.ts';
import type { CompiledVersions } from './compiled-versions.ts';
import { dropConfigValues, readConfigValues, writeConfigValues } from './config-values.ts';
import { checkConfigVariables, missingIssues, visibleVariables } from './config-variables.ts';
import { endActivation, forgetTarget } from './configuration-drafts.ts';
import { pointToShared, withPointers } from './connection-pointers.ts';
import { getCustomer } from './customers.ts';
import type { Queued } from './executions.ts';
import { changeInstance, findInstance, getInstance, type Instance, insertInstance } from './instances.ts';
import { getIntegration } from './integrations.ts';
import { carryValues } from './moved-secrets.ts';
import { settle, settleAll, unchanged } from './settling.ts';
import { sharedAmong } from './shared-connections.ts';
import { deployableVersion, getVersion } from './versions.ts';
import { systemViewer, type Viewer } from './viewer.ts';

/** What deploying needs beside the transaction. */
export type DeploymentTools = { store: Store; vault: Vault; compiledVersions: CompiledVersions };

export type Deployed = {
  instance: Instance;
  compiled: CompiledIntegration;
  /** Runs of its events, to be woken after the commit. */
  queued: Queued[];
  /** Runs that have ended with the change, to be stopped after the commit. */
  cancelled: Cancelled;
};

export type NewInstance = {
  /** Given beforehand by a form, which may be sent twice: the instance that has it is then answered. */
  id?: string | undefined;
  customerId: string;
  integrationId: string;
  version?: number | undefined;
  name?: string | undefined;
  paused?: boolean | undefined;
  configVariables: Record<string, unknown>;
};

/**
 * Deploys a version for a customer.
 * @returns the instance, and the runs of deploy flows to wake after the commit
 * @throws AppError `not_found`; `version_unavailable`; `invalid` with one issue per config variable
 */
export async function deployInstance(tools: DeploymentTools, fields: NewInstance): Promise<Deployed> {
  const { read } = tools.store;
  const viewer = systemViewer('deployment');
  await getCustomer(read, viewer, fields.customerId);
  const integration = await getIntegration(read, fields.integrationId);
  const version = await deployableVersion(read, integration.id, fields.version);
  const compiled = await tools.compiledVersions.get(read, integration.id, version.number);
  const { configVars } = compiled;
  const owner = { id: fields.id ?? '', customerId: fields.customerId };
  const given = await withPointers(read, viewer, owner, configVars, fields.configVariables);
  const { values, issues } = checkConfigVariables(configVars, given, new Map());
  const shared = await sharedAmong(read, owner.customerId, configVars);
  // A variable given wrongly has its issue already and is not missing as well.
  const known = new Map<string, unknown>([...shared, ...Object.entries(given), ...values]);
  refuse([...issues, ...missingIssues(configVars, known)]);
  return await tools.store.write(async (tx) => {
    await getIntegration(tx, integration.id);
    const existing = fields.id === undefined ? undefined : await findInstance(tx, fields.id);
    if (existing) return unchanged(tx, existing, compiled);
    const named = { ...fields, name: fields.name ?? integration.name, version: version.number };
    const instance = await insertInstance(tx, named);
    await record(tx, 'instance.deployed', instance, { version: version.number });
    const filled = await writeConfigValues(tx, tools.vault, instance.id, configVars, values);
    const wanted = fields.paused ? 'paused' : 'active';
    return await settleAll(tx, tools, instance, compiled, { wanted, event: 'deploy', filled });
  });
}

/**
 * Puts another version under a running instance; executions under way end on the version they began with.
 * @throws AppError `not_found`; `version_unavailable` for another version than it has
 */
export async function changeVersion(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  number: number,
): Promise<Deployed> {
  const { read } = tools.store;
  const before = await getInstance(read, viewer, id);
  if (number !== before.version) await deployableVersion(read, before.integrationId, number);
  else await getVersion(read, before.integrationId, number);
  const compiled = await tools.compiledVersions.get(read, before.integrationId, number);
  return await changing(tools, before, getInstance, viewer, async (tx, instance, former) => {
    const there = await takeToVersion(tx, tools, instance, former, { number, compiled });
    await forgetTarget(tx, tools.vault, id);
    const wanted = instance.state === 'paused' ? 'paused' : 'active';
    return await settle(tx, tools, there, compiled, wanted, 'deploy');
  });
}

/** The instance with its values on another version; to be settled. @param former the version that it leaves */
export async function takeToVersion(
  tx: Database,
  { vault }: DeploymentTools,
  { id, version }: Instance,
  former: CompiledIntegration,
  { number, compiled }: { number: number; compiled: CompiledIntegration },
): Promise<Instance> {
  await carryValues(tx, vault, id, former.configVars, compiled.configVars);
  const instance = await changeInstance(tx, id, { version: number });
  await record(tx, 'instance.version_changed', instance, { from: version, to: number });
  return instance;
}

export type InstanceChanges = {
  name?: string | undefined;
  paused?: boolean | undefined;
  /** How many executions run at once; null for as many as of any. For the organization to say. */
  executionLimit?: number | null | undefined;
  configVariables?: Record<string, unknown> | undefined;
  /** Keys whose values are forgotten, so that defaults hold again. */
  unset?: string[] | undefined;
};

/**
 * Changes all that is given, or nothing; config variables that are not named keep their values.
 * @throws AppError `not_found`; `invalid` with one issue per variable that is unknown, wrong, or missing to enable it
 */
export async function updateInstance(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  { name, paused, executionLimit, configVariables: given, unset = [] }: InstanceChanges,
): Promise<Deployed> {
  const before = await getInstance(tools.store.read, viewer, id);
  if (executionLimit !== undefined && viewer.scope.kind !== 'organization')
    throw new AppError('forbidden', 'How much runs at once is for the organization to say.');
  return await changing(tools, before, getInstance, viewer, async (tx, instance, compiled) => {
    const visible = visibleVariables(viewer, compiled.configVars);
    if (paused === false) await endActivation(tx, id);
    const configVariables = given && (await withPointers(tx, viewer, instance, visible, given));
    const changes = { name, paused, executionLimit, configVariables, unset };
    return await applyChanges(tx, tools, instance, compiled, changes, visible);
  });
}

/**
 * The same in a transaction that is there already.
 * @param changes `isWhole`: nothing may be missing afterwards, even of one that stays paused
 * @param variables those that may be set
 * @throws AppError `invalid` as `updateInstance` does
 */
export async function applyChanges(
  tx: Database,
  tools: DeploymentTools,
  before: Instance,
  compiled: CompiledIntegration,
  changes: InstanceChanges & { isWhole?: boolean },
  variables: CompiledConfigVariable[] = compiled.configVars,
): Promise<Deployed> {
  const { id, state } = before;
  const { name, paused, executionLimit, configVariables: given, unset = [] } = changes;
  const { isWhole = paused === false } = changes;
  await pointToShared(tx, before, compiled.configVars);
  const stored = await readConfigValues(tx, tools.vault, id);
  const { values, issues } = checkConfigVariables(variables, given ?? {}, stored.values);
  const known = new Map([...stored.values, ...Object.entries(given ?? {}), ...values]);
  refuse(isWhole ? [...issues, ...missingIssues(compiled.configVars, known)] : issues);
  const filled = await writeConfigValues(tx, tools.vault, id, compiled.configVars, values);
  await dropConfigValues(tx, id, unset);
  const instance = await changeInstance(tx, id, {
    ...(name !== undefined && { name }),
    ...(executionLimit !== undefined && { executionLimit }),
  });
  const wanted = (paused ?? state === 'paused') ? 'paused' : 'active';
  await recordUpdate(tx, { ...instance, state }, changes);
  const event = given && 'deploy';
  return await settleAll(tx, tools, { ...instance, state }, compiled, { wanted, event, filled });
}

async function recordUpdate(
  tx: Database,
  before: Instance,
  { name, paused, executionLimit, configVariables, unset = [] }: InstanceChanges,
): Promise<void> {
  const changed = [...namesOf({ name, executionLimit, ...configVariables }), ...unset];
  if (changed.length > 0 || configVariables) await record(tx, 'instance.configured', before, { changed });
  if (paused === undefined || paused === (before.state === 'paused')) return;
  await record(tx, paused ? 'instance.paused' : 'instance.enabled', before);
}

/** Sets values by key; others keep theirs. @throws AppError `invalid` with one issue per variable that is unknown or wrong */
export async function setConfigVariables(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  given: Record<string, unknown>,
): Promise<Deployed> {
  return await updateInstance(tools, viewer, id, { configVariables: given });
}

/** Enables or pauses; asking for what is so already changes nothing. @throws AppError `invalid` when values are missing */
export async function setActive(
  tools: DeploymentTools,
  viewer: Viewer,
  id: string,
  active: boolean,
): Promise<Deployed> {
  const before = await getInstance(tools.store.read, viewer, id);
  return await changing(tools, before, getInstance, viewer, async (tx, instance, compiled) => {
    if (instance.state === (active ? 'active' : 'paused')) return unchanged(tx, instance, compiled);
    await pointToShared(tx, instance, compiled.configVars);
    const { values } = await readConfigValues(tx, tools.vault, id);
    if (active) {
      refuse(missingIssues(compiled.configVars, values));
      await endActivation(tx, id);
    }
    await record(tx, active ? 'instance.enabled' : 'instance.paused', instance);
    return await settle(tx, tools, instance, compiled, active ? 'active' : 'paused', undefined);
  });
}

/**
 * Changes an instance, with the version that it has when it is written. That is compiled before, where it holds up no
 * other write; another one only if it was upgraded in between.
 */
export async function changing(
  { store, compiledVersions }: DeploymentTools,
  before: Instance,
  find: (db: Database, viewer: Viewer, id: string) => Promise<Instance>,
  viewer: Viewer,
  change: (tx: Database, instance: Instance, compiled: CompiledIntegration) => Promise<Deployed>,
): Promise<Deployed> {
  await compiledVersions.get(store.read, before.integrationId, before.version);
  return await store.write(async (tx) => {
    const instance = await find(tx, viewer, before.id);
    return await change(
      tx,
      instance,
      await compiledVersions.get(tx, instance.integrationId, instance.version),
    );
  });
}

/** The target of a run of one of the instance's flows, on its present version. */
export function targetOf(instance: Instance, flow: string) {
  const { id, customerId, integrationId, version } = instance;
  return { instanceId: id, customerId, integrationId, version, flow };
}

function refuse(issues: Issue[]): void {
  refuseIssues('Some config variables are missing or wrong.', issues);
}
