import { afterAll, beforeAll, expect, test } from 'bun:test';
import { parse } from 'yaml';
import { type BundleProcess, bundleCalls, describeBundle } from '../../src/components/bundle-calls.ts';
import { componentOf } from '../../src/components/bundled.ts';
import type { Host } from '../../src/components/host.ts';
import { connections, executions } from '../../src/db/schema.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { changeVersion, targetOf } from '../../src/models/deployments.ts';
import { type ExecutionKind, enqueue } from '../../src/models/executions.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import type { Instance } from '../../src/models/instances.ts';
import { getDraft } from '../../src/models/integrations.ts';
import { listLogs } from '../../src/models/logs.ts';
import { listPollingCursors, setPollingCursor } from '../../src/models/polling-cursors.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import { publishVersion } from '../../src/models/versions.ts';
import { openPool } from '../sandbox/pools.ts';
import { bundleNamed, type Fixture } from '../support/bundles.ts';
import { putDraft } from '../support/drafts.ts';
import { flow, reference, type Step, step, value, workshop } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';
import { EVERYTHING } from '../support/viewers.ts';

/*
 * Components that were written with the SDK and built as their authors build them, in flows.
 */

const pool = openPool();
const processOf =
  (customerId: string): BundleProcess =>
  (call) =>
    pool.call({
      ...call,
      isolation: `${customerId}/${call.bundle.hash}`,
      owner: customerId,
      deadlineMs: 60_000,
    });
const hostFor = (customerId: string): Host => ({
  ...closedHost,
  ...bundleCalls(processOf(customerId), shop.catalog),
});
const shop = workshop({}, ({ customerId }) => hostFor(customerId));
let engine: Engine;

async function add(name: Fixture, key?: string) {
  const bundle = await bundleNamed(name);
  const description = await describeBundle(processOf('catalogue'), bundle);
  shop.catalog.add(componentOf(key === undefined ? description : { ...description, key }, bundle));
  return description;
}

beforeAll(async () => {
  for (const name of ['orders', 'routes'] as const) await add(name);
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
const startedBy = (trigger: string, steps: Step[], more = {}) => ({
  name: 'Main',
  steps: [own('Start', trigger, {}, { isTrigger: true, ...more }), ...steps],
});
const variable = {
  ...{ key: 'Shop', dataType: 'connection', stableKey: 'shop' },
  connection: { key: 'shop', component: { key: 'orders', version: 'LATEST', isPublic: false } },
};
const create = own('Create', 'orders.createOrder', {
  connection: { type: 'configVar', value: 'Shop' },
  amount: value('12'),
});
const fields = (apiKey: string) => ({ Shop: { fields: { host: 'shop.test', apiKey } } });

const dataOf = (run: { steps: { data: unknown }[] }) => run.steps.map(({ data }) => data);

async function runOf(instance: Instance, kind: ExecutionKind) {
  const payload = await packRequest(internalRequest({}), shop.store.blobs, shop.tools.vault);
  const queued = await shop.store.write((tx) =>
    enqueue(tx, { ...targetOf(instance, 'Main'), kind, payload }),
  );
  engine.wake(queued);
  return { execution: await shop.end(queued.id), steps: await shop.steps(queued.id), id: queued.id };
}

const linesOf = async (id: string) =>
  (await listLogs(shop.store.read, id, { limit: 100 })).items.map(({ message }) => message);

test('an action is given its connection and cleans its inputs; what it keeps is there in the next run', async () => {
  const instance = await shop.deploy(
    [flow('Main', [create])],
    { requiredConfigVars: [variable] },
    fields('good'),
  );
  const first = await shop.run(instance, 'Main', {}, engine);
  expect(first.execution.error).toBeNull();
  expect(dataOf(first)).toEqual([{ sum: 12, number: 1, customer: 'c', host: 'shop.test' }]);
  expect(await linesOf(first.id)).toEqual(['order of 12']);
  expect(dataOf(await shop.run(instance, 'Main', {}, engine))).toMatchObject([{ number: 2 }]);
});

test('a ConnectionError fails the step and marks the connection, with what it says', async () => {
  const instance = await shop.deploy(
    [flow('Main', [create])],
    { requiredConfigVars: [variable] },
    fields('expired'),
  );
  const { execution } = await shop.run(instance, 'Main', {}, engine);
  expect(execution).toMatchObject({
    status: 'failed',
    error: { name: 'ConnectionError', message: 'The shop refused the API key' },
  });
  const rows = await shop.store.read.select().from(connections);
  expect(rows.filter(({ state }) => state === 'error')).toMatchObject([
    { customerId: instance.customerId, problem: 'The shop refused the API key' },
  ]);
});

test('a trigger makes the payload of a call; at deploy and removal only its functions are called', async () => {
  const instance = await shop.deploy([
    startedBy('orders.orderPlaced', [
      own('Topic', 'routes.remembered', { name: reference('start.results.body.data.topic') }),
      step('Seen', 'persist-data.getCrossFlowValue', { keyInput: value('seen') }),
    ]),
  ]);
  const id = await shop.call(instance, 'Main', { id: 7 });
  const answered = shop.responses.wait(id, 60_000);
  engine.wake(await shop.execution(id));
  expect(await answered).toEqual({ statusCode: 202, contentType: 'text/plain', body: 'taken' });
  const run = { execution: await shop.end(id), steps: await shop.steps(id) };
  expect(run.execution.error).toBeNull();
  expect(dataOf(run)).toMatchObject([{ name: 'orders' }, '']);
  const deployed = await runOf(instance, 'deploy');
  expect(deployed.steps).toEqual([]);
  expect(await linesOf(deployed.id)).toEqual(['deployed for orders']);
  expect(dataOf(await shop.run(instance, 'Main', {}, engine))[1]).toEqual(['onInstanceDeploy', 'create']);
  const { queued } = await removeInstance(shop.tools, EVERYTHING, instance.id);
  expect(queued).toHaveLength(1);
  for (const each of queued) {
    engine.wake(each);
    expect(await shop.end(each.id)).toMatchObject({ kind: 'remove', status: 'succeeded' });
  }
});

test('a deploy enqueues a run for a trigger that has functions for it, and none for others', async () => {
  const kinds = async (trigger: string) => {
    const { id } = await shop.deploy([startedBy(trigger, [])]);
    const rows = await shop.store.read.select().from(executions);
    return rows.filter(({ instanceId }) => instanceId === id).map(({ kind }) => kind);
  };
  expect(await kinds('orders.orderPlaced')).toEqual(['deploy']);
  expect(await kinds('routes.pages')).toEqual([]);
});

test('a polling trigger goes on where it was; a firing that finds nothing runs no step, and is counted instead of listed', async () => {
  const items = reference('start.results.body.data');
  const schedule = { schedule: { type: 'value', value: '0 0 1 1 *', meta: { scheduleType: 'custom' } } };
  const instance = await shop.deploy([
    startedBy('orders.newOrders', [step('Count', 'collection-tools.length', { listInput: items })], schedule),
  ]);
  const fire = async () => {
    const payload = await packRequest(internalRequest({}), shop.store.blobs, shop.tools.vault);
    const run = { ...targetOf(instance, 'Main'), kind: 'schedule' as const, payload };
    const queued = await shop.store.write((tx) => enqueue(tx, run));
    const ended = shop.ended.wait(queued.id, 60_000);
    engine.wake(queued);
    expect((await ended)?.status).toBe('succeeded');
    return queued.id;
  };
  const kept = async () => {
    const rows = await shop.store.read.select().from(executions);
    return rows.filter(({ instanceId }) => instanceId === instance.id).map(({ id }) => id);
  };
  const found = [await fire(), await fire()];
  expect(await Promise.all(found.map(async (id) => dataOf({ steps: await shop.steps(id) })))).toEqual([
    [1],
    [1],
  ]);
  await fire();
  await fire();
  expect(await kept()).toEqual(found);
  expect(await listPollingCursors(shop.tools, EVERYTHING, instance.id)).toEqual([
    {
      ...{ flow: 'Main', flowKey: 'Main', cursor: { since: 2 }, emptyPolls: 2 },
      lastEmptyPollAt: expect.any(Number),
    },
  ]);
  await setPollingCursor(shop.tools, EVERYTHING, instance.id, 'Main', { since: 1 });
  const again = await fire();
  expect(dataOf({ steps: await shop.steps(again) })).toEqual([1]);
  await setPollingCursor(shop.tools, EVERYTHING, instance.id, 'Main', undefined);
  const [reset] = await listPollingCursors(shop.tools, EVERYTHING, instance.id);
  expect(reset?.cursor).toBeUndefined();
  const anew = await fire();
  expect(await kept()).toEqual([...found, again, anew]);
});

test('a cursor goes along to the next version of the integration', async () => {
  const schedule = { schedule: { type: 'value', value: '0 0 1 1 *', meta: { scheduleType: 'custom' } } };
  const flows = [{ ...startedBy('orders.newOrders', [], schedule), stableKey: 'polls' }];
  const instance = await shop.deploy(flows);
  await runOf(instance, 'schedule');
  const { integrationId, id } = instance;
  const number = await shop.store.write(async (tx) => {
    const { definition, revision } = await getDraft(tx, integrationId);
    const [renamed] = definition.flows;
    if (!renamed) throw new Error('It has a flow.');
    await putDraft(tx, integrationId, { ...definition, flows: [{ ...renamed, name: 'Renamed' }] }, revision);
    return (await publishVersion(tx, integrationId, '')).number;
  });
  await changeVersion(shop.tools, EVERYTHING, id, number);
  expect(await listPollingCursors(shop.tools, EVERYTHING, id)).toMatchObject([
    { flow: 'Renamed', flowKey: 'polls', cursor: { since: 1 } },
  ]);
});

test('steps branch, end the run and its loops, answer files and refuse', async () => {
  const named = (name: string, steps: Step[]) => ({ name, steps });
  const note = (name: string) => step(name, 'math.add', { numbers: value('[1]') });
  const instance = await shop.deploy([
    flow('Branch', [
      own(
        'Choose',
        'routes.choose',
        { name: value('Small') },
        {
          branches: [
            named('Large', [own('Large file', 'routes.file')]),
            named('Small', [own('Small file', 'routes.file')]),
          ],
        },
      ),
      step(
        'Loop',
        'loop.loopNTimes',
        { iterationCount: value('3') },
        { steps: [own('Leave', 'routes.leave')] },
      ),
      own('Stop', 'routes.stop'),
      note('Never'),
    ]),
    flow('Refuse', [own('Decline', 'routes.decline')]),
    flow('Store', [
      own('Store', 'routes.store', { name: value('n') }),
      own('Name', 'routes.remembered', { name: value('als') }),
    ]),
  ]);
  const branch = await shop.run(instance, 'Branch', {}, engine);
  expect(branch.execution.error).toBeNull();
  expect(branch.steps.map(({ path }) => path).filter((path) => !path.includes('['))).toEqual([
    ...['choose', 'smallFile', 'loop', 'stop'],
  ]);
  expect(branch.steps.find(({ path }) => path === 'smallFile')?.data).toEqual(Buffer.from('PDF'));
  const refused = await shop.run(instance, 'Refuse', {}, engine);
  expect(refused.execution).toMatchObject({ status: 'failed', error: { message: 'not this one' } });
  const stored = await shop.run(instance, 'Store', {}, engine);
  expect(dataOf(stored)[1]).toEqual({ name: 'als', calls: 1 });
});

test('an integration that is written as code runs both of its flows, and calls another component', async () => {
  const { codeNativeIntegrationYAML } = await add('two-flows', 'two-flows');
  const written = String(codeNativeIntegrationYAML);
  const key = /key: ([0-9a-f-]{36})/.exec(written)?.[1] ?? '';
  const { flows, requiredConfigVars, configPages } = parse(written.replaceAll(key, 'two-flows'));
  const instance = await shop.deploy(flows, { requiredConfigVars, configPages });
  const imported = await shop.run(instance, 'Import', { id: 1 }, engine);
  expect(imported.execution.error).toBeNull();
  expect(dataOf(imported)).toEqual([
    { called: { id: 1 }, made: { sum: 7, number: 1, customer: 'c', host: 'shop.test' } },
  ]);
  expect(await linesOf(imported.id)).toEqual(['Hello!', 'order of 7']);
  expect(dataOf(await shop.run(instance, 'Report', {}, engine))).toEqual([{ last: null }]);
  expect(dataOf(await shop.run(instance, 'Import', {}, engine))).toMatchObject([{ made: { number: 2 } }]);
});
