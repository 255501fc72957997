import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Action,
  ActionContext,
  ActionResult,
  Component,
  Params,
  Trigger,
  TriggerPayload,
} from '../../src/components/component.ts';

const require = createRequire(import.meta.url);

/** What the sandbox does, without its walls: the module's text is loaded, and values are copied on the way in and out. */
async function runCode(source: string, args: unknown[]): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-code-'));
  try {
    const file = join(folder, 'module.cjs');
    await Bun.write(file, source);
    const main: unknown = require(file);
    if (typeof main !== 'function') throw new TypeError('The module exports no function.');
    return structuredClone(await main(...structuredClone(args)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ignore = () => {};

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
    globalDebug: false,
    runnerAllocatedMemoryMb: 1024,
    isSimulatedTestExecution: false,
    signal: new AbortController().signal,
    idempotencyKey: 'exe_1:0',
    invokeFlow: async () => ({ data: { executionId: 'exe_2' } }),
    stepResults: {},
    host: {
      fetch: async () => {
        throw new Error('These components call nobody.');
      },
      runCode,
    },
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

/** Performs an action as the engine does. */
export async function perform(
  component: Component,
  key: string,
  params: Params = {},
  context = createContext(),
): Promise<ActionResult> {
  return (await actionOf(component, key).perform(context, params)) ?? {};
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
