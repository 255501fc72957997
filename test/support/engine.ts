import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCatalog, type OpenCatalog } from '../../src/components/catalog.ts';
import type { Action, ActionContext, HttpResponse, Params } from '../../src/components/component.ts';
import { builtInComponents } from '../../src/components/registry.ts';
import { openBlobs } from '../../src/db/blobs.ts';
import { unpack } from '../../src/db/payload.ts';
import { parseDefinition } from '../../src/definition/document/import.ts';
import { createEngine, type Engine, type EngineTools } from '../../src/engine/engine.ts';
import type { Ended } from '../../src/engine/worker.ts';
import { readSettings } from '../../src/lib/config.ts';
import { createVault } from '../../src/lib/crypto.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { createLog } from '../../src/lib/log.ts';
import { createWaiters } from '../../src/lib/waiters.ts';
import { decode } from '../../src/lib/wire.ts';
import { createCompiledVersions } from '../../src/models/compiled-versions.ts';
import { createConnectionTokens } from '../../src/models/connection-tokens.ts';
import { createCustomer } from '../../src/models/customers.ts';
import { deployInstance, targetOf } from '../../src/models/deployments.ts';
import { enqueue, getExecution } from '../../src/models/executions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { createIntegration, getDraft } from '../../src/models/integrations.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import { listStepResults } from '../../src/models/step-results.ts';
import { publishVersion } from '../../src/models/versions.ts';
import { putDraft } from './drafts.ts';
import { closedHost } from './host.ts';
import { openNewStore } from './new-store.ts';
import { EVERYTHING } from './viewers.ts';

/** A component of the outside world for these tests: `probe.<key>` performs what the test says. */
export type Probe = Record<
  string,
  Partial<Action> & { perform(context: ActionContext, params: Params): unknown }
>;

export type Step = { name: string } & Record<string, unknown>;

export function step(
  name: string,
  action: string,
  inputs: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Step {
  const [component = '', key = ''] = action.split('.');
  return {
    name,
    action: { key, component: { key: component, version: 'LATEST', isPublic: true } },
    inputs,
    ...more,
  };
}
export const value = (text: string) => ({ type: 'value', value: text });
export const reference = (path: string) => ({ type: 'reference', value: path });

export function flow(name: string, steps: Step[], more: Record<string, unknown> = {}) {
  return {
    name,
    steps: [step('Start', 'webhook-triggers.webhook', {}, { isTrigger: true }), ...steps],
    ...more,
  };
}

/** A call of an instance, and a version no flow of which has a queue: what a place is kept with. */
export function callOf({ id, customerId }: Pick<Instance, 'id' | 'customerId'>) {
  return { instanceId: id, customerId, flow: 'Main', kind: 'webhook' as const };
}
export const NO_QUEUES = { flows: [], preprocessFlowName: undefined };

function catalogWith(probe: Probe): OpenCatalog {
  const display = { label: 'Probe', description: '' };
  return createCatalog([
    ...builtInComponents(),
    {
      ...{ key: 'probe', display, triggers: {}, dataSources: {}, connections: [] },
      // A test may change its probe at any time.
      get actions() {
        return Object.fromEntries(Object.entries(probe).map(([key, own]) => [key, actionOf(key, own)]));
      },
    },
  ]);
}

function actionOf(key: string, own: Probe[string]): Action {
  return Object.assign({ key, display: { label: key, description: '' }, inputs: [] }, own as Action);
}

/** A store in a folder of its own, and engines on it one after the other, as after crashes. */
export function workshop(
  probe: Probe = {},
  hostOf: EngineTools['hostOf'] = () => closedHost,
  traces?: EngineTools['traces'],
) {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-engine-'));
  const store = openNewStore(join(folder, 'db'), openBlobs(join(folder, 'blobs')));
  const vault = createVault(new Uint8Array(32));
  const catalog = catalogWith(probe);
  const compiledVersions = createCompiledVersions(catalog);
  const { fetch } = createEgress({ allow: ['127.0.0.1'] });
  const tokens = createConnectionTokens({ store, vault, catalog, compiledVersions, fetch });
  const tools = { store, vault, catalog, compiledVersions, tokens };
  const lines: string[] = [];
  const engines: Engine[] = [];
  const ended = createWaiters<Ended>();
  const responses = createWaiters<HttpResponse | undefined>();
  const shop = {
    store,
    catalog,
    tools,
    folder,
    ended,
    responses,
    lines,
    async engine(flags: Record<string, string> = {}): Promise<Engine> {
      const engine = createEngine({
        ...tools,
        settings: readSettings(flags, {}),
        publicUrl: () => 'http://127.0.0.1:1',
        ended,
        responses,
        log: createLog('json', (line) => lines.push(line)),
        hostOf,
        traces,
        fetch,
      });
      engines.push(engine);
      await engine.start();
      return engine;
    },
    async deploy(
      flows: unknown[],
      more: Record<string, unknown> = {},
      configVariables = {},
      ofCustomer?: string,
    ): Promise<Instance> {
      const parsed = parseDefinition({ definitionVersion: 7, name: 'test', description: '', flows, ...more });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      const { integrationId, customerId } = await store.write(async (tx) => {
        const integration = await createIntegration(tx, parsed.definition);
        await publishVersion(tx, integration.id, '');
        const fields = { name: 'c', externalId: null, description: '', labels: [], limits: {} };
        const customerId = ofCustomer ?? (await createCustomer(tx, fields)).id;
        return { integrationId: integration.id, customerId };
      });
      return (await deployInstance(tools, { integrationId, customerId, configVariables })).instance;
    },
    /** Publishes the next version of an integration, with these flows. */
    async publish(integrationId: string, flows: unknown[]): Promise<void> {
      const parsed = parseDefinition({ definitionVersion: 7, name: 'test', description: '', flows });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      await store.write(async (tx) => {
        const { revision } = await getDraft(tx, integrationId);
        await putDraft(tx, integrationId, parsed.definition, revision);
        await publishVersion(tx, integrationId, '');
      });
    },
    /** Enqueues a run and answers its id, without waking an engine unless one is given. */
    async call(instance: Instance, name: string, body: unknown, engine?: Engine): Promise<string> {
      const payload = await packRequest(internalRequest(body), store.blobs, vault);
      const run = { ...targetOf(instance, name), kind: 'webhook' as const, payload };
      const queued = await store.write((tx) => enqueue(tx, run));
      engine?.wake(queued);
      return queued.id;
    },
    execution: (id: string) => getExecution(store.read, EVERYTHING, id),
    async end(id: string) {
      return await until(async () => {
        const execution = await shop.execution(id);
        return ['queued', 'running', 'waiting'].includes(execution.status) ? undefined : execution;
      });
    },
    async steps(id: string) {
      const { items } = await listStepResults(store.read, id, { limit: 1000 });
      return await Promise.all(
        items.map(async (row) => ({
          path: row.path,
          status: row.status,
          attempt: row.attempt,
          error: row.error?.message,
          data: row.output
            ? Reflect.get(Object(decode(await unpack(row.output, store.blobs))), 'data')
            : undefined,
        })),
      );
    },
    async run(instance: Instance, name: string, body: unknown, engine: Engine) {
      const id = await shop.call(instance, name, body, engine);
      return { id, execution: await shop.end(id), steps: await shop.steps(id) };
    },
    async close() {
      for (const engine of engines) await engine.stop(20);
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return shop;
}

/** Waits for a condition, a minute at most: the machine may be busy. */
export async function until<T>(condition: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const held = await condition();
    if (held !== undefined && held !== false) return held;
    if (Date.now() > deadline) throw new Error('The condition did not come to hold.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
