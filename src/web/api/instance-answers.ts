import * as v from 'valibot';
import type { CompiledFlow, CompiledIntegration } from '../../definition/compile/compiled.ts';
import { MASK } from '../../lib/secret-fields.ts';
import { toIso } from '../../lib/time.ts';
import { type ConfigValues, readConfigValues, shownValues } from '../../models/config-values.ts';
import { visibleVariables } from '../../models/config-variables.ts';
import { askedVersion } from '../../models/configuration-drafts.ts';
import { withoutFilledIn } from '../../models/connection-values.ts';
import type { Deployed } from '../../models/deployments.ts';
import { listApiKeys } from '../../models/endpoint-keys.ts';
import { type Endpoint, endpointOf, listEndpoints, triggerUrl } from '../../models/endpoints.ts';
import type { Instance } from '../../models/instances.ts';
import { type Actor, may } from '../../models/rights.ts';
import { type Viewer, viewerOf } from '../../models/viewer.ts';
import type { Deps } from '../kit/deps.ts';
import { id, time } from './schemas.ts';

export const instanceState = v.picklist(['active', 'paused', 'needs_configuration', 'removed']);

const facts = {
  id,
  state: instanceState,
  customerId: id,
  integrationId: id,
  version: v.number(),
  name: v.string(),
  executionLimit: v.pipe(
    v.nullable(v.number()),
    v.description('How many of its executions run at once; null for as many as of any instance.'),
  ),
  createdAt: time,
  updatedAt: time,
};

export const instanceFacts = v.object(facts);
export const instanceAnswer = v.object({
  ...facts,
  flows: v.array(v.object({ name: v.string(), webhookUrl: v.string(), apiKeys: v.array(v.string()) })),
  configVariables: v.record(v.string(), v.unknown()),
  upgradeTo: v.pipe(
    v.nullable(v.number()),
    v.description(
      'The version that it gets when its wizard is finished; it goes on with its own until then.',
    ),
  ),
});

export function shownFacts({ revision: _, deployedAt: __, createdAt, updatedAt, ...rest }: Instance) {
  return { ...rest, createdAt: toIso(createdAt), updatedAt: toIso(updatedAt) };
}

/** An instance with its addresses, keys and values, as far as the actor may see them. */
export async function shownInstance(deps: Deps, actor: Actor, instance: Instance) {
  const { read } = deps.store;
  const compiled = await deps.compiledVersions.get(read, instance.integrationId, instance.version);
  const endpoints = await listEndpoints(read, instance.integrationId, instance.id);
  const flows = [];
  for (const flow of compiled.flows) {
    const apiKeys = await shownKeys(deps, actor, instance.id, flow);
    flows.push({ name: flow.name, webhookUrl: urlOf(deps, endpoints, flow), apiKeys });
  }
  const configVariables = await shownVariables(deps, viewerOf(actor), instance, compiled);
  const asked = await askedVersion(read, instance);
  const upgradeTo = asked === instance.version ? null : asked;
  return { ...shownFacts(instance), flows, configVariables, upgradeTo };
}

/** The instance after a change of it, once the engine knows of the runs and schedules that came of it. */
export async function shownDeployment(deps: Deps, actor: Actor, deployed: Deployed) {
  return await shownInstance(deps, actor, deployed.instance);
}

/** The same of all that is stored of an instance. */
export async function shownVariables(
  { store, vault }: Deps,
  viewer: Viewer,
  instance: Instance,
  compiled: CompiledIntegration,
): Promise<Record<string, unknown>> {
  const stored = await readConfigValues(store.read, vault, instance.id);
  const visible = new Set(visibleVariables(viewer, compiled.configVars).map((variable) => variable.key));
  return maskedValues(stored, (key) => viewer.scope.kind === 'organization' || visible.has(key));
}

/** Values by key, secrets masked. */
export function maskedValues(
  stored: ConfigValues,
  isShown: (key: string) => boolean,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shownValues(stored))
      .filter(([key]) => isShown(key))
      .map(([key, value]) => [key, stored.secretKeys.has(key) ? withoutFilledIn(value) : value]),
  );
}

function urlOf(deps: Deps, endpoints: Endpoint[], flow: CompiledFlow): string {
  const own = endpointOf(endpoints, flow);
  return own ? triggerUrl(deps.publicUrl(), own.id) : '';
}

/** Keys call the flow: who may not change the instance sees that there are some. Those of the organization are no customer's. */
async function shownKeys(
  { store, vault }: Deps,
  actor: Actor,
  instanceId: string,
  flow: CompiledFlow,
): Promise<string[]> {
  if (flow.endpointSecurity === 'organization' && actor.scope.kind === 'customer') return [];
  const keys = await listApiKeys(store.read, vault, instanceId, flow);
  return keys.map((key) => (may(actor, 'instances:write') ? key.reveal() : MASK));
}
