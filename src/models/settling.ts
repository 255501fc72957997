import { and, ne } from 'drizzle-orm';
import { instances } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledIntegration } from '../definition/compile/compiled.ts';
import { unlessGone } from '../lib/errors.ts';
import { now } from '../lib/time.ts';
import { record } from './audit.ts';
import { cancelStopped, NONE_CANCELLED } from './cancellations.ts';
import type { FilledShared } from './config-connections.ts';
import { instancesByValue, readConfigValues } from './config-values.ts';
import { missingConfigVariables, runtimeValue } from './config-variables.ts';
import { begunWizard } from './configuration-drafts.ts';
import { pointToShared } from './connection-pointers.ts';
import { enqueueEvent } from './deploy-flows.ts';
import type { Deployed, DeploymentTools } from './deployments.ts';
import { afterCommit } from './effects.ts';
import { ensureEndpoints } from './endpoints.ts';
import { changeInstance, findInstance, type Instance, type InstanceState } from './instances.ts';
import { replaceSchedules } from './schedules.ts';
import { systemViewer, type Viewer, within } from './viewer.ts';

/** After any change: state, addresses, schedules and the flows that run on this event agree with version and values. */
export async function settle(
  tx: Database,
  tools: DeploymentTools,
  before: Instance,
  compiled: CompiledIntegration,
  wanted: Exclude<InstanceState, 'needs_configuration'>,
  event: 'deploy' | 'remove' | undefined,
): Promise<Deployed> {
  if (wanted !== 'removed') await pointToShared(tx, before, compiled.configVars);
  const { values } = await readConfigValues(tx, tools.vault, before.id);
  const missing = missingConfigVariables(compiled.configVars, values);
  const isIncomplete = missing.length > 0 || (await begunWizard(tx, before.id)) === 'activation';
  const state = wanted === 'active' && isIncomplete ? 'needs_configuration' : wanted;
  const isFirst = event === 'deploy' && state === 'active' && before.deployedAt === null;
  const instance = await changeInstance(tx, before.id, { state, ...(isFirst && { deployedAt: now() }) });
  if (state !== 'removed') await ensureEndpoints(tx, tools.vault, instance, compiled);
  const configVar = (key: string) => {
    const variable = compiled.configVars.find((each) => each.key === key);
    return variable && runtimeValue(variable, values.get(key));
  };
  await replaceSchedules(tx, instance, compiled, configVar, now());
  const cancelled = await cancelStopped(tx, before, instance);
  const runs = event && (state === 'active' || state === 'removed') ? event : undefined;
  const queued = runs ? await enqueueEvent(tx, tools, compiled, runs, instance, { isFirst }) : [];
  for (const run of queued) afterCommit(tx, { wake: run });
  afterCommit(tx, { heed: instance.id });
  return { instance, compiled, queued, cancelled };
}

/** Whoever asks for what is so already may do so since the engine has missed it. */
export function unchanged(tx: Database, instance: Instance, compiled: CompiledIntegration): Deployed {
  afterCommit(tx, { heed: instance.id });
  return { instance, compiled, queued: [], cancelled: NONE_CANCELLED };
}

type Settling = {
  wanted: Exclude<InstanceState, 'needs_configuration'>;
  event: 'deploy' | undefined;
  filled: FilledShared[];
};

/** The same, and whoever waits for a shared connection that was filled in with it has it as well. */
export async function settleAll(
  tx: Database,
  tools: DeploymentTools,
  before: Instance,
  compiled: CompiledIntegration,
  { wanted, event, filled }: Settling,
): Promise<Deployed> {
  const settled = await settle(tx, tools, before, compiled, wanted, event);
  for (const each of filled) await giveToWaiting(tx, tools, each);
  return settled;
}

/** Instances whose version names the shared connection, and that have no value for it yet, get it and run. */
export async function giveToWaiting(
  tx: Database,
  tools: DeploymentTools,
  { stableKey, customerId }: FilledShared,
): Promise<void> {
  const viewer = systemViewer('shared connections', customerId ?? undefined);
  for (const each of await waitingFor(tx, viewer, tools, stableKey)) await giveShared(tx, tools, each);
}

type Waiting = { id: string; key: string };

/** Those instances, each with the config variable. */
export async function waitingFor(
  db: Database,
  viewer: Viewer,
  { compiledVersions }: DeploymentTools,
  stableKey: string,
): Promise<Waiting[]> {
  const { integrationId, version, state } = instances;
  const versions = await db
    .selectDistinct({ integrationId, version })
    .from(instances)
    .where(and(ne(state, 'removed'), within(viewer, instances.customerId)));
  const found: Waiting[] = [];
  for (const { integrationId, version } of versions) {
    const compiled = await unlessGone(compiledVersions.get(db, integrationId, version));
    for (const { key, sharedKey } of compiled?.configVars ?? []) {
      if (sharedKey !== stableKey) continue;
      const wanted = { integrationId, versions: [version], key, has: false };
      for (const id of await instancesByValue(db, viewer, wanted)) found.push({ id, key });
    }
  }
  return found;
}

/** One of them gets it. */
export async function giveShared(tx: Database, tools: DeploymentTools, { id, key }: Waiting): Promise<void> {
  const instance = await findInstance(tx, id);
  if (!instance || instance.state === 'removed') return;
  const { integrationId, version, state } = instance;
  const compiled = await tools.compiledVersions.get(tx, integrationId, version);
  await record(tx, 'instance.configured', instance, { changed: [key] });
  await settle(tx, tools, instance, compiled, state === 'paused' ? 'paused' : 'active', 'deploy');
}
