import type { LifecycleEvent } from '../components/trigger-functions.ts';
import type { Database, Store } from '../db/store.ts';
import type { CompiledFlow, CompiledIntegration } from '../definition/compile/compiled.ts';
import type { Vault } from '../lib/crypto.ts';
import { type ExecutionKind, enqueue, type Queued } from './executions.ts';
import { noteEvent } from './flow-activity.ts';
import type { Instance } from './instances.ts';
import { internalRequest, packRequest, type StoredRequest } from './requests.ts';

const SYNC: StoredRequest = {
  ...internalRequest({}),
  batch: { kind: 'page', number: 1, state: null, isSync: true },
};

/**
 * Lets the flows run that want to on that event, and those whose triggers have functions for it.
 * @param how whose values they run with, and what they are told; nobody's and nothing unless it says so. With `isFirst`
 *   the instance was never deployed before: the initial syncs are made then
 */
export async function enqueueEvent(
  tx: Database,
  { store, vault }: { store: Store; vault: Vault },
  { flows }: CompiledIntegration,
  event: LifecycleEvent,
  { id: instanceId, customerId, integrationId, version }: Instance,
  {
    userId = null,
    data = {},
    isFirst = false,
  }: { userId?: string | null; data?: unknown; isFirst?: boolean } = {},
): Promise<Queued[]> {
  const queued: Queued[] = [];
  for (const flow of flows) {
    const syncs = isFirst && flow.syncsOnDeploy;
    const hasFunctions = isOfInstance(event) && flow.trigger.hasFunctionsOn[event];
    if (!syncs && !hasFunctions && !runsOn(flow, event)) continue;
    const payload = await packRequest(syncs ? SYNC : internalRequest(data), store.blobs, vault);
    const target = { instanceId, customerId, integrationId, version, flow: flow.name };
    const run = await enqueue(tx, { ...target, kind: event, userId, payload });
    if (isOfInstance(event)) await noteEvent(tx, { instanceId, flowKey: flow.stableKey }, run.id);
    queued.push(run);
  }
  return queued;
}

const isOfInstance = (event: LifecycleEvent): event is 'deploy' | 'remove' =>
  event === 'deploy' || event === 'remove';

/** Whether the steps of a flow run on an event, or nothing but the functions of its trigger. */
export function runsOn(flow: CompiledFlow, event: ExecutionKind): boolean {
  return flow.trigger.lifecycleEvent === event || (event === 'deploy' && runsOnDeploy(flow));
}

/** Triggers of any kind may offer it by an input of that name (`recursive-flow.recursiveTrigger`). */
function runsOnDeploy({ trigger }: CompiledFlow): boolean {
  const input = trigger.inputs.find(({ key }) => key === 'runOnDeploy');
  return input?.value.kind === 'value' && input.value.value === 'true';
}
