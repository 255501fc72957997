import { afterAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { builtInCatalog } from '../../src/components/registry.ts';
import { unpack } from '../../src/db/payload.ts';
import { executions } from '../../src/db/schema.ts';
import { createVault } from '../../src/lib/crypto.ts';
import { randomToken } from '../../src/lib/ids.ts';
import { createCompiledVersions } from '../../src/models/compiled-versions.ts';
import { getExecution, getRequest } from '../../src/models/executions.ts';
import { type Replay, replayExecution } from '../../src/models/replays.ts';
import { isBlobUsed } from '../../src/models/retention.ts';
import { readStateChanges } from '../../src/models/state-changes.ts';
import { getStepResult, listStepResults } from '../../src/models/step-results.ts';
import { deployedShop, publishChange, shopDefinition, shopValues } from '../support/api-records.ts';
import { queue, ran, request } from '../support/api-runs.ts';
import { call, openDesk } from '../support/app.ts';
import { flow, reference, step, workshop } from '../support/engine.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const desk = openDesk();
const { app, deps } = desk;
const { read } = deps.store;
afterAll(desk.close);

const failed = { status: 'failed' as const, error: { message: 'It broke' } };
const steps = [
  { path: 'get', output: { data: { token: '***' } }, sealed: { data: { token: 'very-secret-key' } } },
  { path: 'each', status: 'running' as const, output: { data: null, iterations: { count: 2 } } },
  { path: 'each[0].send', output: { data: randomToken(400_000) } },
  { path: 'each[1].send', status: 'failed' as const, error: { message: 'It broke' } },
];

const replay = (id: string, how: Partial<Replay> = {}) =>
  replayExecution(deps, EVERYTHING, id, { from: 'start', version: 'original', ...how });

test('a replay from the start has the same payload and nothing behind it', async () => {
  const { instanceId } = await deployedShop(app, 'Start');
  const large = request({ kind: 'text', text: JSON.stringify(Array.from({ length: 50_000 }, Math.random)) });
  const id = await ran(deps, instanceId, steps, failed, large);
  const again = await replay(id);
  const row = await getExecution(read, EVERYTHING, again.id);
  expect(row).toMatchObject({ kind: 'replay', replayOf: id, status: 'queued', cursor: null, error: null });
  const payload = (await getRequest(read, again.id)) ?? new Uint8Array();
  expect(payload).toEqual((await getRequest(read, id)) ?? new Uint8Array(1));
  expect(JSON.parse(await unpack(payload, deps.store.blobs))).toMatchObject({ method: 'POST' });
  expect((await listStepResults(read, again.id, { limit: 10 })).items).toEqual([]);
  await call(app, 'DELETE', `/instances/${instanceId}`);
});

test('a replay from the failed step has the finished steps behind it, and none that failed', async () => {
  const { instanceId } = await deployedShop(app, 'Failed');
  const id = await ran(deps, instanceId, steps, failed);
  const again = await replay(id, { from: 'failed-step' });
  expect((await getExecution(read, EVERYTHING, again.id)).cursor).toBe('each[0].send');
  const behind = (await listStepResults(read, again.id, { limit: 10 })).items;
  const before = (await listStepResults(read, id, { limit: 10 })).items;
  expect(behind.map((row) => row.path)).toEqual(['get', 'each', 'each[0].send']);
  for (const [index, row] of behind.entries()) {
    const { executionId, sealedOutput: _, ...copied } = row;
    expect(executionId).toBe(again.id);
    expect(before[index]).toMatchObject(copied);
  }
});

test('a secret output opens in the replay, and only there', async () => {
  const { instanceId } = await deployedShop(app, 'Sealed');
  const id = await ran(deps, instanceId, steps, failed);
  const again = await replay(id, { from: 'failed-step' });
  const sealed = (await getStepResult(read, again.id, 'get'))?.sealedOutput ?? '';
  const place = { table: 'step_results', column: 'sealed_output' };
  const opened = deps.vault.open(sealed, { ...place, row: `${again.id}/get` }).reveal();
  expect(JSON.parse(opened)).toEqual({ data: { token: 'very-secret-key' } });
  expect(() => deps.vault.open(sealed, { ...place, row: `${id}/get` })).toThrow();
});

test('a replay keeps the state of the run and the files of its results, when the first one is gone too', async () => {
  const { instanceId } = await deployedShop(app, 'Kept');
  const id = await ran(deps, instanceId, steps, failed);
  const again = await replay(id, { from: 'failed-step' });
  const states = await readStateChanges(read, again.id);
  expect(states).toMatchObject([{ scope: 'execution', key: 'count' }]);
  await deps.store.write(async (tx) => {
    await tx.delete(executions).where(eq(executions.id, id));
  });
  const stored = (await getStepResult(read, again.id, 'each[0].send'))?.output ?? Buffer.alloc(0);
  expect(await isBlobUsed(read, stored.subarray(1).toString('utf8'))).toBe(true);
});

test('a run that failed in its first step is replayed from the start in any case', async () => {
  const { instanceId } = await deployedShop(app, 'First');
  const id = await ran(deps, instanceId, [{ path: 'get', status: 'failed' }], failed);
  const again = await replay(id, { from: 'failed-step' });
  expect((await getExecution(read, EVERYTHING, again.id)).cursor).toBeNull();
  expect(await readStateChanges(read, again.id)).toEqual([]);
});

test('a replay may run on the version that the instance has now, where the flow may have another name', async () => {
  const { integrationId, instanceId } = await deployedShop(app, 'Current');
  const id = await ran(deps, instanceId, steps, failed);
  const flows = shopDefinition.flows.map((flow) => ({ ...flow, name: 'Purchases' }));
  await publishChange(app, integrationId, { ...shopDefinition, flows });
  await call(app, 'PUT', `/instances/${instanceId}/version`, { version: 2 });
  const version = async (how: Partial<Replay>) =>
    await getExecution(read, EVERYTHING, (await replay(id, how)).id);
  expect(await version({})).toMatchObject({ version: 1, flow: 'Orders' });
  expect(await version({ version: 'current' })).toMatchObject({ version: 2, flow: 'Purchases' });
});

test('a flow that the current version has not, or an instance that is gone, is no more run', async () => {
  const { integrationId, instanceId } = await deployedShop(app, 'Gone');
  const id = await ran(deps, instanceId, steps, failed);
  const flows = shopDefinition.flows.map((flow) => ({ ...flow, name: 'Other', stableKey: 'other' }));
  await publishChange(app, integrationId, { ...shopDefinition, flows });
  await call(app, 'PUT', `/instances/${instanceId}/version`, { version: 2 });
  await expect(replay(id, { version: 'current' })).rejects.toMatchObject({ code: 'conflict' });
  await call(app, 'DELETE', `/instances/${instanceId}`);
  await expect(replay(id)).rejects.toMatchObject({ code: 'conflict' });
});

test('a run that goes on, has succeeded or is another customer’s is not replayed', async () => {
  const { instanceId } = await deployedShop(app, 'Not');
  const open = await queue(deps, instanceId);
  const done = await ran(deps, instanceId, []);
  const other = viewerFor('cus_other');
  const how = { from: 'start' as const, version: 'original' as const };
  await expect(replay(open)).rejects.toMatchObject({ code: 'conflict' });
  await expect(replay(done, { from: 'failed-step' })).rejects.toMatchObject({ code: 'conflict' });
  await expect(replayExecution(deps, other, done, how)).rejects.toMatchObject({ code: 'not_found' });
  expect((await replay(done)).instanceId).toBe(instanceId);
});

test('an engine goes on at the failed step, with the results, the secret and the state that came before', async () => {
  const seen: unknown[] = [];
  let isBroken = true;
  const shop = workshop({
    fetch: {
      perform: (context, params) => {
        context.executionState.count = 1;
        seen.push('fetch');
        return { data: { echo: params.secret } };
      },
    },
    send: {
      perform: (context, params) => {
        seen.push([params.secret, context.executionState.count]);
        if (isBroken) throw new Error('out of order');
        return { data: 'sent' };
      },
    },
  });
  const secret = { type: 'configVar', value: 'System' };
  const steps = [
    step('Fetch', 'probe.fetch', { secret }),
    step('Send', 'probe.send', { secret: reference('fetch.results.echo.fields.apiKey') }),
  ];
  const more = { requiredConfigVars: shopDefinition.requiredConfigVars };
  const instance = await shop.deploy([flow('Main', steps)], more, shopValues);
  const engine = await shop.engine();
  const { id } = await shop.run(instance, 'Main', {}, engine);
  isBroken = false;
  const tools = {
    store: shop.store,
    vault: createVault(new Uint8Array(32)),
    compiledVersions: createCompiledVersions(builtInCatalog),
  };
  const again = await replayExecution(tools, EVERYTHING, id, { from: 'failed-step', version: 'original' });
  engine.wake(again);
  expect(await shop.end(again.id)).toMatchObject({ status: 'succeeded', replayOf: id });
  expect(seen).toEqual(['fetch', ['very-secret-key', 1], ['very-secret-key', 1]]);
  await shop.close();
});

test('a replay that is asked for twice under the same name is made once', async () => {
  const { instanceId } = await deployedShop(app, 'Once');
  const id = await ran(deps, instanceId, steps, failed);
  const how = { from: 'failed-step', once: 'page-1' } as const;
  const made = await Promise.all([replay(id, how), replay(id, how)]);
  expect(new Set(made.map((each) => each.id)).size).toBe(1);
  expect((await replay(id, { ...how, from: 'start' })).id).not.toBe(made[0]?.id ?? '');
  expect((await replay(id, { ...how, once: 'page-2' })).id).not.toBe(made[0]?.id ?? '');
  await call(app, 'DELETE', `/instances/${instanceId}`);
});
