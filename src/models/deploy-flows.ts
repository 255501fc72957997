import type { Database, Store } from '../db/store.ts';
import type { CompiledFlow, CompiledIntegration } from '../definition/compile/compiled.ts';
import type { Vault } from '../lib/crypto.ts';
import { type ExecutionKind, enqueue, type Queued } from './executions.ts';
import type { Instance } from './instances.ts';
import { internalRequest, packRequest } from './requests.ts';

/** Lets the flows run that want to on that event, and those whose triggers have functions for it. */
export async function enqueueEvent(
  tx: Database,
  { store, vault }: { store: Store; vault: Vault },
  { flows }: CompiledIntegration,
  event: Extract<ExecutionKind, 'deploy' | 'remove'>,
  { id: instanceId, customerId, integrationId, version }: Instance,
): Promise<Queued[]> {
  const queued: Queued[] = [];
  for (const flow of flows) {
    if (!flow.trigger.hasFunctionsOn[event] && !runsOn(flow, event)) continue;
    const payload = await packRequest(internalRequest({}), store.blobs, vault);
    const target = { instanceId, customerId, integrationId, version, flow: flow.name };
    queued.push(await enqueue(tx, { ...target, kind: event, payload }));
  }
  return queued;
}

/** Whether the steps of a flow run on an event, or nothing but the functions of its trigger. */
export function runsOn(flow: CompiledFlow, event: ExecutionKind): boolean {
  return flow.trigger.lifecycleEvent === event || (event === 'deploy' && runsOnDeploy(flow));
}

/** Triggers of any kind may offer it by an input of that name (`recursive-flow.recursiveTrigger`). */
function runsOnDeploy({ trigger }: CompiledFlow): boolean {
  const input = trigger.inputs.find(({ key }) => key === 'runOnDeploy');
  return input?.value.kind === 'value' && input.value.value === 'true';
}
