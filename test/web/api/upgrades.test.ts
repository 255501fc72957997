import { afterAll, expect, test } from 'bun:test';
import { deployedShop, publishChange, shopDefinition, shopValues } from '../../support/api-records.ts';
import { at, call, issuePaths, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

const changed = { ...shopDefinition, description: 'Changed' };

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

test('an instance that needs an answer for the new version is told as one that needs configuration', async () => {
  const { instanceId, second, path, integrationId } = await behind('Asked');
  const asks = {
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
  await publishChange(app, integrationId, asks);
  expect(at(await call(app, 'POST', path, {}), 'instances')).toMatchObject([
    { id: instanceId, state: 'needs_configuration', version: 3 },
    { id: second, state: 'paused', version: 3 },
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
