import { afterAll, expect, test } from 'bun:test';
import { openUpgrades } from '../../../src/models/upgrade-list.ts';
import { goOnWithUpgrade } from '../../../src/models/upgrades.ts';
import { deployedShop, publishChange, shopDefinition, shopValues } from '../../support/api-records.ts';
import { at, call, issuePaths, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

const changed = { ...shopDefinition, description: 'Changed' };

const asking = {
  ...changed,
  requiredConfigVars: [
    ...shopDefinition.requiredConfigVars,
    { key: 'Warehouse', dataType: 'string', stableKey: 'warehouse' },
  ],
  configPages: [
    ...shopDefinition.configPages,
    { name: 'More', elements: [{ type: 'configVar', value: 'Warehouse' }] },
  ],
};

async function behind(name: string) {
  const shop = await deployedShop(app, name);
  const wanted = {
    integrationId: shop.integrationId,
    customerId: shop.customerId,
    configVariables: shopValues,
  };
  const second = textAt(await call(app, 'POST', '/instances', { ...wanted, paused: true }), 'id');
  await publishChange(app, shop.integrationId, changed);
  return { ...shop, second, path: `/integrations/${shop.integrationId}/upgrades` };
}

test('all instances that are behind are upgraded by one call, which says of each what happened', async () => {
  const { instanceId, second, path } = await behind('All');
  const done = await call(app, 'POST', path, {});
  expect(done.status).toBe(200);
  expect(done.json).toEqual({
    version: 2,
    behind: 0,
    instances: [
      { id: instanceId, outcome: 'upgraded', version: 2, state: 'active' },
      { id: second, outcome: 'upgraded', version: 2, state: 'paused' },
    ],
  });
  expect((await call(app, 'POST', path, {})).json).toEqual({ version: 2, behind: 0, instances: [] });
});

test('only the instances that are named are upgraded; one that has the version stays as it is', async () => {
  const { instanceId, second, path } = await behind('Some');
  await call(app, 'PUT', `/instances/${second}/version`, { version: 2 });
  const none = await call(app, 'POST', path, { instances: [] });
  expect(none.json).toEqual({ version: 2, behind: 1, instances: [] });
  const named = await call(app, 'POST', path, { instances: [second, second], version: 2 });
  expect(at(named, 'instances')).toEqual([{ id: second, outcome: 'unchanged', version: 2, state: 'paused' }]);
  expect((await call(app, 'GET', `/instances/${instanceId}`)).json).toMatchObject({ version: 1 });
});

test('an instance that needs an answer for the new version goes on with the one that it has', async () => {
  const { instanceId, second, path, integrationId } = await behind('Asked');
  await publishChange(app, integrationId, asking);
  expect(at(await call(app, 'POST', path, {}), 'instances')).toMatchObject([
    { id: instanceId, outcome: 'needs_configuration', state: 'active', version: 1 },
    { id: second, outcome: 'needs_configuration', state: 'paused', version: 1 },
  ]);
});

test('a removed instance is left as it is', async () => {
  const { instanceId, path } = await behind('Removed');
  await call(app, 'DELETE', `/instances/${instanceId}`);
  expect(at(await call(app, 'POST', path, { instances: [instanceId] }), 'instances')).toEqual([
    { id: instanceId, outcome: 'unchanged', version: 1, state: 'removed' },
  ]);
});

test('what is wrong with the request changes no instance', async () => {
  const { instanceId, path, integrationId } = await behind('Faulty');
  const other = await behind('Other');
  const statusOf = async (body: object) => (await call(app, 'POST', path, body)).status;
  expect(await statusOf({ instances: [instanceId, other.instanceId] })).toBe(404);
  expect(await statusOf({ instances: [instanceId, 'ins_0'] })).toBe(404);
  expect(await statusOf({ version: 9 })).toBe(404);
  const tooMany = Array.from({ length: 501 }, () => instanceId);
  for (const instances of [tooMany, instanceId, [1]]) {
    const refused = await call(app, 'POST', path, { instances });
    expect([refused.status, issuePaths(refused)[0]?.split('.')[0]]).toEqual([422, 'instances']);
  }
  expect(issuePaths(await call(app, 'POST', path, { version: 0, all: true }))).toEqual(['version', 'all']);
  expect((await call(app, 'POST', '/integrations/int_0/upgrades', {})).status).toBe(404);
  await call(app, 'PATCH', `/integrations/${integrationId}/versions/2`, { available: false });
  expect(await statusOf({ version: 2 })).toBe(409);
  expect((await call(app, 'GET', `/instances/${instanceId}`)).json).toMatchObject({ version: 1 });
});

test('the same upgrade sent twice with a key is answered as the first time', async () => {
  const { path } = await behind('Twice');
  const key = { 'idempotency-key': 'upgrade' };
  const first = await call(app, 'POST', path, {}, key);
  const again = await call(app, 'POST', path, {}, key);
  expect(again.json).toEqual(first.json);
  expect(again.headers.get('idempotent-replay')).toBe('true');
});

/** What the engine does. */
async function finish() {
  for (const job of await openUpgrades(desk.deps.store.read)) while (await goOnWithUpgrade(desk.deps, job));
}

test('a dry run lists who will need configuration, a job does it, and is read with its outcomes', async () => {
  const { instanceId, second, integrationId } = await behind('Job');
  await publishChange(app, integrationId, asking);
  const path = `/integrations/${integrationId}/instance-upgrades`;
  const dry = await call(app, 'PUT', path, { version: 3, dryRun: true });
  expect(dry.json).toMatchObject({ version: 3, ready: 0, unchanged: 0, needConfiguration: 2 });
  expect(at(dry, 'instances.0')).toMatchObject({ id: instanceId, version: 1, asks: ['Warehouse'] });
  expect(at(await call(app, 'GET', path), 'items')).toEqual([]);

  const two = textAt(await call(app, 'PUT', path, { version: 2, instances: [instanceId] }), 'jobId');
  const three = textAt(await call(app, 'PUT', path, { version: 3 }), 'jobId');
  expect((await call(app, 'GET', `${path}/${two}`)).json).toMatchObject({
    ...{ id: two, version: 2, endedAt: null, counts: { waiting: 1 } },
  });
  await finish();
  const list = await call(app, 'GET', `${path}?limit=1`);
  expect(list.json).toMatchObject({ items: [{ id: three, counts: { needs_configuration: 2 } }] });
  const rest = await call(app, 'GET', `${path}?cursor=${textAt(list, 'nextCursor')}`);
  expect(rest.json).toMatchObject({ items: [{ id: two, counts: { upgraded: 1 } }], nextCursor: null });
  const outcomes = await call(app, 'GET', `${path}/${three}?limit=1`);
  expect(at(outcomes, 'outcomes.items')).toMatchObject([
    { instanceId, outcome: 'needs_configuration', from: 2, version: 2, asks: ['Warehouse'] },
  ]);
  const cursor = textAt(outcomes, 'outcomes.nextCursor');
  expect(at(await call(app, 'GET', `${path}/${three}?cursor=${cursor}`), 'outcomes.items')).toMatchObject([
    { instanceId: second },
  ]);
  expect(at(await call(app, 'GET', `${path}/${three}?outcome=failed`), 'outcomes.items')).toEqual([]);

  const upgradeTo = async () => at(await call(app, 'GET', `/instances/${instanceId}`), 'upgradeTo');
  expect(await upgradeTo()).toBe(3);
  expect((await call(app, 'DELETE', `/instances/${instanceId}/upgrade`)).status).toBe(204);
  expect(await upgradeTo()).toBeNull();
  const back = textAt(await call(app, 'PUT', path, { version: 1 }), 'jobId');
  await finish();
  expect((await call(app, 'GET', `${path}/${back}`)).json).toMatchObject({ counts: { upgraded: 1 } });
  expect((await call(app, 'GET', `/instances/${instanceId}`)).json).toMatchObject({ version: 1 });
});

test('a job that is cancelled does no more', async () => {
  const { instanceId, integrationId } = await behind('Cancelled');
  const path = `/integrations/${integrationId}/instance-upgrades`;
  const job = textAt(await call(app, 'PUT', path, { version: 2 }), 'jobId');
  const cancelled = await call(app, 'PUT', `${path}/${job}/cancellation`);
  expect(cancelled.json).toMatchObject({ cancelledBy: 'STEPWELL_ADMIN_TOKEN', counts: { waiting: 2 } });
  await finish();
  expect((await call(app, 'GET', `/instances/${instanceId}`)).json).toMatchObject({ version: 1 });
  const other = await behind('Not its own');
  const stray = `/integrations/${other.integrationId}/instance-upgrades/${job}`;
  expect((await call(app, 'GET', stray)).status).toBe(404);
  expect((await call(app, 'PUT', `${stray}/cancellation`)).status).toBe(404);
});

test('what is wrong with a job is refused before it begins', async () => {
  const { instanceId, integrationId } = await behind('Refused');
  const other = await behind('Elsewhere');
  const path = `/integrations/${integrationId}/instance-upgrades`;
  for (const dryRun of [true, false]) {
    const statusOf = async (body: object) => (await call(app, 'PUT', path, { ...body, dryRun })).status;
    expect(await statusOf({})).toBe(422);
    expect(await statusOf({ version: 9 })).toBe(404);
    expect(await statusOf({ version: 2, instances: [instanceId, other.instanceId] })).toBe(404);
  }
  expect(at(await call(app, 'GET', path), 'items')).toEqual([]);
});
