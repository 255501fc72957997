import type {
  Action,
  ActionContext,
  ActionResult,
  Component,
  Params,
  Trigger,
  TriggerPayload,
} from '../../src/components/component.ts';
import type { Host } from '../../src/components/host.ts';
import { loadModule } from '../../src/sandbox/child-module.ts';
import { closedHost } from '../support/host.ts';

const ignore = () => {};

/** What the sandbox does, without its walls: the module's text is loaded, and values are copied on the way in and out. */
const runCode: Host['runCode'] = async (source, args, onLog = ignore) =>
  structuredClone(await loadModule(source, onLog)(...structuredClone(args)));

export function createContext(overrides: Partial<ActionContext> = {}): ActionContext {
  return {
    logger: {
      metric: ignore,
      trace: ignore,
      debug: ignore,
      info: ignore,
      log: ignore,
      warn: ignore,
      error: ignore,
    },
    executionState: {},
    instanceState: {},
    crossFlowState: {},
    integrationState: {},
    configVars: {},
    stepId: 'stp_1',
    stepName: 'Step',
    executionId: 'exe_1',
    startedAt: '2026-01-31T08:00:00.000Z',
    webhookUrls: {},
    webhookApiKeys: {},
    invokeUrl: '',
    customer: { id: 'cus_1', externalId: 'acme', name: 'Acme' },
    instance: { id: 'ins_1', name: 'Acme orders' },
    user: { id: '', email: '', name: '', externalId: '' },
    integration: { id: 'int_1', name: 'Orders', versionSequenceId: '1', externalVersion: '' },
    flow: { id: 'flo_1', name: 'Import orders', stableId: 'import-orders' },
    executionFrame: {},
    flowSchemas: {},
    batch: { enabled: false },
    globalDebug: false,
    runnerAllocatedMemoryMb: 1024,
    isSimulatedTestExecution: false,
    signal: new AbortController().signal,
    idempotencyKey: 'exe_1:0',
    invokeFlow: async () => ({ data: { executionId: 'exe_2' } }),
    stepResults: {},
    host: { ...closedHost, runCode },
    ...overrides,
  };
}

export function createPayload(data: unknown = null): TriggerPayload {
  const { customer, instance, user, integration, flow, executionId, startedAt } = createContext();
  return {
    headers: {},
    queryParameters: {},
    rawBody: { data: JSON.stringify(data) },
    body: { data },
    pathFragment: '',
    webhookUrls: {},
    webhookApiKeys: {},
    invokeUrl: '',
    executionId,
    customer,
    instance,
    user,
    integration,
    flow,
    startedAt,
    globalDebug: false,
  };
}

export function actionOf(component: Component, key: string): Action {
  const action = component.actions[key];
  if (action === undefined) throw new Error(`${component.key} has no action ${key}`);
  return action;
}

export function triggerOf(component: Component, key: string): Trigger {
  const trigger = component.triggers[key];
  if (trigger === undefined) throw new Error(`${component.key} has no trigger ${key}`);
  return trigger;
}

/** Performs an action as the engine does: an input that is left empty has its default. */
export async function perform(
  component: Component,
  key: string,
  params: Params = {},
  context = createContext(),
): Promise<ActionResult> {
  const action = actionOf(component, key);
  const defaults = new Map(action.inputs.map((input) => [input.key, input.default]));
  const filled = Object.entries(params).map(([name, value]) => [
    name,
    value === '' ? (defaults.get(name) ?? '') : value,
  ]);
  return (await action.perform(context, Object.fromEntries(filled))) ?? {};
}

/** The data that an action answers. */
export async function dataOf(
  component: Component,
  key: string,
  params: Params = {},
  context = createContext(),
) {
  return (await perform(component, key, params, context)).data;
}
