import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { asc, eq } from 'drizzle-orm';
import { parse } from 'yaml';
import { type BundleProcess, bundleCalls, describeBundle } from '../../src/components/bundle-calls.ts';
import { componentOf } from '../../src/components/bundled.ts';
import type {
  ActionContext,
  Trigger,
  TriggerPayload,
  TriggerResult,
} from '../../src/components/component.ts';
import { executions } from '../../src/db/schema.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { setConfigVariables, targetOf } from '../../src/models/deployments.ts';
import { cancelExecution, type Execution, type ExecutionKind, enqueue } from '../../src/models/executions.ts';
import { activityOf } from '../../src/models/flow-activity.ts';
import type { Instance } from '../../src/models/instances.ts';
import { listLogs } from '../../src/models/logs.ts';
import { replayExecution } from '../../src/models/replays.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import { openPool } from '../sandbox/pools.ts';
import { bundleNamed, type Fixture } from '../support/bundles.ts';
import { reference, step, until, workshop } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';
import { EVERYTHING } from '../support/viewers.ts';

/*
 * Triggers that find many things at once, written with the SDK.
 */

const pool = openPool();
const run: BundleProcess = (call) =>
  pool.call({ ...call, isolation: call.bundle.hash, owner: 'acme', deadlineMs: 60_000 });
const shop = workshop({}, () => ({ ...closedHost, ...bundleCalls(run, shop.catalog) }));
let engine: Engine;

async function add(name: Fixture) {
  const bundle = await bundleNamed(name);
  const description = await describeBundle(run, bundle);
  shop.catalog.add(componentOf({ ...description, key: name }, bundle));
  return description;
}

beforeAll(async () => {
  await add('batches');
  engine = await shop.engine();
});
afterAll(async () => {
  await shop.close();
  await pool.close();
});

const own = (name: string, action: string, inputs = {}, more = {}) => {
  const made = step(name, action, inputs, more);
  return {
    ...made,
    action: { ...Object(made.action), component: { ...Object(made.action).component, isPublic: false } },
  };
};
const never = { schedule: { type: 'value', value: '0 0 1 1 *', meta: { scheduleType: 'custom' } } };
const pages = (triggerResolver?: object, inputs = {}) => ({
  name: 'Main',
  ...(triggerResolver && { triggerResolver }),
  steps: [
    own('Start', 'batches.pages', inputs, { isTrigger: true, ...never }),
    own('Note', 'batches.note', { what: reference('start.results.body.data') }),
  ],
});

async function startOf(instance: Instance, kind: ExecutionKind = 'schedule') {
  const payload = await packRequest(internalRequest({}), shop.store.blobs, shop.tools.vault);
  const queued = await shop.store.write((tx) =>
    enqueue(tx, { ...targetOf(instance, 'Main'), kind, payload }),
  );
  engine.wake(queued);
  return queued.id;
}

const runsOf = (instance: Instance): Promise<Execution[]> =>
  shop.store.read
    .select()
    .from(executions)
    .where(eq(executions.instanceId, instance.id))
    .orderBy(asc(executions.id));

/** All of an instance, once none of them is open. */
const ended = (instance: Instance) =>
  until(async () => {
    const all = await runsOf(instance);
    return all.every(({ endedAt }) => endedAt !== null) ? all : undefined;
  });

/** What the steps of each run were given, in the order of the runs; nothing of those that ran none. */
async function given(runs: Execution[]) {
  const found = [];
  for (const { id } of runs) found.push(...(await shop.steps(id)).map(({ data }) => data));
  return found;
}
const partsIn = (notes: unknown[]) => notes.map((note) => Reflect.get(Object(note), 'what'));

const linesOf = async (id: string) =>
  (await listLogs(shop.store.read, id, { limit: 100 })).items.map(({ message }) => message);

test('only so many batches run at once as the flow says, in their order, and what finds them waits for none', async () => {
  const instance = await shop.deploy([pages({ enabled: true, batchSize: 1, concurrentBatchLimit: 1 })]);
  await startOf(instance);
  const runs = await ended(instance);
  expect(runs.map(({ kind }) => kind)).toEqual(['schedule', ...Array(6).fill('batch')]);
  const batches = runs.slice(1);
  for (const [index, { startedAt, endedAt }] of batches.entries()) {
    const next = batches[index + 1];
    expect([startedAt, endedAt]).not.toContain(null);
    if (next) expect(next.startedAt).toBeGreaterThanOrEqual(endedAt ?? 0);
  }
});

test('each part of what a trigger finds is a run of its own, page by page and in order', async () => {
  const instance = await shop.deploy([pages()]);
  const id = await startOf(instance);
  const runs = await ended(instance);
  expect(runs.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    'schedule succeeded',
    ...Array(4).fill('batch succeeded'),
  ]);
  const notes = await given(runs);
  expect(partsIn(notes)).toEqual([[1, 2], [3], [4, 5]]);
  expect(notes[0]).toMatchObject({ batch: { enabled: true, batchSize: 2 } });
  expect(await linesOf(id)).toEqual(['after undefined, given total', 'Found 3 items, which are 2 runs.']);
  const [, , , page] = runs;
  expect(await linesOf(page?.id ?? '')).toEqual([
    'after {"from":3}, given total',
    'Found 2 items, which is one run.',
  ]);
  await startOf(instance);
  // One that finds nothing is counted, and leaves no execution.
  await until(async () => {
    const activity = await activityOf(shop.store.read, EVERYTHING, instance.id);
    return [...activity.values()].some(({ emptyPolls }) => emptyPolls === 1);
  });
  expect(await ended(instance)).toHaveLength(5);
});

test('the flow says how large parts are; of one item each it is the item itself', async () => {
  const instance = await shop.deploy([pages({ batchSize: 1 })]);
  await startOf(instance);
  expect(partsIn(await given(await ended(instance)))).toEqual([1, 2, 3, 4, 5]);
});

test('a run of a part is replayed with its part, and that of a page finds the same again', async () => {
  const instance = await shop.deploy([pages({ batchSize: 3 })]);
  await startOf(instance);
  const [, first] = await ended(instance);
  const how = { from: 'start', version: 'original' } as const;
  engine.wake(await replayExecution(shop.tools, EVERYTHING, first?.id ?? '', how));
  expect(partsIn(await given((await ended(instance)).slice(-1)))).toEqual([[1, 2, 3]]);
});

test('the initial sync is made once, when an instance is deployed first, with the inputs that only it has', async () => {
  const since = { since: { type: 'value', value: '1' } };
  const variable = { key: 'Any', stableKey: 'any', dataType: 'string', defaultValue: '' };
  const instance = await shop.deploy([pages({ runInitialSyncOnDeploy: true, batchSize: 10 }, since)], {
    requiredConfigVars: [variable],
  });
  const [deploy] = await runsOf(instance);
  if (deploy) engine.wake(deploy);
  const runs = await ended(instance);
  expect(runs.map(({ kind }) => kind)).toEqual(['deploy', 'batch', 'batch', 'batch']);
  expect(partsIn(await given(runs))).toEqual([[2, 3, 4], [5]]);
  await setConfigVariables(shop.tools, EVERYTHING, instance.id, { Any: 'changed' });
  expect(await runsOf(instance)).toHaveLength(4);
  expect(await runsOf(await shop.deploy([pages()]))).toEqual([]);
});

test('a trigger that may be batched is where its flow says so, and what it says besides is there', async () => {
  const note = own('Note', 'batches.note', { what: reference('start.results') });
  const called = (triggerResolver: object) => ({
    ...{ name: 'Main', triggerResolver, schemas: { invoke: { type: 'object' } } },
    steps: [own('Start', 'batches.called', {}, { isTrigger: true }), note],
  });
  const instance = await shop.deploy([called({ enabled: true, batchSize: 1 })]);
  await shop.call(instance, 'Main', { orders: ['a', 'b'] }, engine);
  const runs = await ended(instance);
  const notes = await given(runs);
  expect(partsIn(notes)).toMatchObject(
    ['a', 'b'].map((data, index) => ({
      ...{ body: { data }, shop: 'north', executionId: runs[index + 1]?.id, rawBody: { data: null } },
    })),
  );
  expect(notes[0]).toMatchObject({ flowSchemas: { Main: { invoke: { type: 'object' } } }, isDebug: false });
  const whole = await shop.deploy([called({ enabled: false })]);
  await shop.call(whole, 'Main', { orders: ['a', 'b'] }, engine);
  const [one, ...more] = await given(await ended(whole));
  expect([one, more]).toMatchObject([
    { what: { body: { data: { orders: ['a', 'b'] } } }, batch: { enabled: false } },
    [],
  ]);
});

test('what is no list, or would be too many runs, fails the run and leads to none', async () => {
  const note = own('Note', 'batches.note', {});
  const steps = [own('Start', 'batches.called', {}, { isTrigger: true }), note];
  const instance = await shop.deploy([
    { name: 'Main', triggerResolver: { enabled: true, batchSize: 1 }, steps },
  ]);
  await shop.call(instance, 'Main', { orders: Array(5001).fill(0) }, engine);
  const [run, ...others] = await ended(instance);
  expect([run?.status, run?.error?.message, others]).toEqual([
    'failed',
    expect.stringContaining('found 5,001 items at once, and they would be more than 5,000 runs'),
    [],
  ]);
});

test('a flow that is written as code finds its parts and makes its initial sync', async () => {
  const { codeNativeIntegrationYAML } = await add('batches-in-code');
  const written = String(codeNativeIntegrationYAML);
  const key = /key: ([0-9a-f-]{36})/.exec(written)?.[1] ?? '';
  const { flows } = parse(written.replaceAll(key, 'batches-in-code'));
  const instance = await shop.deploy(flows);
  const [deploy] = await runsOf(instance);
  if (deploy) engine.wake(deploy);
  expect(await given(await ended(instance))).toEqual([{ id: 10 }, { id: 11 }]);
  await shop.call(instance, 'Import', {}, engine);
  expect(await given((await ended(instance)).slice(3))).toEqual([{ id: 1 }, { id: 2 }]);
});

describe('a run that does not come to its end', () => {
  const inner = workshop();
  afterAll(inner.close);
  let perform: (context: ActionContext, payload: TriggerPayload) => Promise<TriggerResult>;
  const found = (payload: TriggerPayload) => ({ payload: { ...payload, body: { data: ['a', 'b'] } } });
  beforeAll(() => {
    const display = { label: 'Inner', description: '' };
    const trigger: Trigger = {
      ...{
        key: 'find',
        display,
        inputs: [],
        scheduleSupport: 'invalid',
        synchronousResponseSupport: 'invalid',
      },
      triggerResolverSupport: 'required',
      perform: (context, payload) => perform(context, payload),
    };
    const none = { actions: {}, dataSources: {}, connections: [] };
    inner.catalog.add({ key: 'inner', display, triggers: { find: trigger }, ...none });
  });
  const finds = { name: 'Main', steps: [step('Start', 'inner.find', {}, { isTrigger: true })] };
  const kindsOf = async ({ id }: Instance) =>
    (await inner.store.read.select().from(executions).where(eq(executions.instanceId, id))).map(
      ({ kind, status }) => `${kind} ${status}`,
    );

  test('leads to no runs when it is cancelled while it looks', async () => {
    const instance = await inner.deploy([finds]);
    const id = await inner.call(instance, 'Main', {});
    perform = async (context, payload) => {
      context.instanceState.seen = 1;
      await inner.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
      return found(payload);
    };
    const at = await inner.engine();
    at.wake(await inner.execution(id));
    await until(() => at.running() === 0 || undefined);
    await at.stop(60_000);
    expect(await kindsOf(instance)).toEqual(['webhook cancelled']);
  });

  test('looks again after a crash, and makes each run once', async () => {
    const instance = await inner.deploy([finds]);
    const looking = Promise.withResolvers<void>();
    perform = () => {
      looking.resolve();
      return new Promise(() => {});
    };
    const dying = await inner.engine();
    await inner.call(instance, 'Main', {}, dying);
    await looking.promise;
    perform = async (_context, payload) => found(payload);
    await dying.stop(0);
    await inner.engine();
    await until(
      async () => (await kindsOf(instance)).every((each) => each.endsWith('succeeded')) || undefined,
    );
    expect(await kindsOf(instance)).toEqual(['webhook succeeded', 'batch succeeded', 'batch succeeded']);
  });
});
