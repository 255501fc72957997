import { afterAll, expect, test } from 'bun:test';
import {
  customer,
  deployedShop,
  publishChange,
  publishedShop,
  shopDefinition,
  shopValues,
} from '../../support/api-records.ts';
import { at, call, issuePaths, listAt, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

test('a deployed instance is active and says where it is called, with which keys and values', async () => {
  const integrationId = await publishedShop(app);
  const customerId = await customer(app, 'Acme');
  const before = desk.told.rescheduled;
  const made = await call(app, 'POST', '/instances', {
    integrationId,
    customerId,
    configVariables: shopValues,
  });
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({
    state: 'active',
    customerId,
    integrationId,
    version: 1,
    name: 'Shop',
    flows: [
      { name: 'Orders', webhookUrl: expect.stringMatching(/^http:\/\/stepwell\.test\/trigger\/[\w-]{22,}$/) },
    ],
    configVariables: { 'Shop Name': 'Nord', System: { fields: { apiKey: '***' } } },
  });
  expect(textAt(made, 'flows.0.apiKeys.0').length).toBeGreaterThan(20);
  expect(made.text).not.toContain('very-secret-key');
  expect((await call(app, 'GET', `/instances/${textAt(made, 'id')}`)).json).toEqual(made.json);
  expect(desk.told.rescheduled).toBe(before + 1);
});

test('a config variable may be called what every object has', async () => {
  const requiredConfigVars = [{ key: 'constructor', dataType: 'string', stableKey: 'odd' }];
  const integrationId = await publishedShop(app, { ...shopDefinition, requiredConfigVars, configPages: [] });
  const customerId = await customer(app, 'Odd');
  const configVariables = { constructor: 'Nord' };
  const made = await call(app, 'POST', '/instances', { integrationId, customerId, configVariables });
  expect(made.json).toMatchObject({ state: 'active', configVariables });
});

test('an instance is deployed paused, under a name and on a version of one’s choice', async () => {
  const integrationId = await publishedShop(app);
  await publishChange(app, integrationId, shopDefinition);
  const customerId = await customer(app, 'Chosen');
  const wanted = { integrationId, customerId, configVariables: shopValues };
  const made = await call(app, 'POST', '/instances', { ...wanted, version: 1, name: 'Mine', paused: true });
  expect(made.json).toMatchObject({ version: 1, name: 'Mine', state: 'paused' });
  expect((await call(app, 'POST', '/instances', wanted)).json).toMatchObject({ version: 2 });
});

test('each config variable that is missing, wrong or unknown is told', async () => {
  const integrationId = await publishedShop(app);
  const customerId = await customer(app, 'Faulty');
  const wanted = { integrationId, customerId };
  const missing = await call(app, 'POST', '/instances', wanted);
  expect(missing.status).toBe(422);
  expect(issuePaths(missing)).toEqual(['configVariables.Shop Name', 'configVariables.System']);
  const configVariables = { ...shopValues, Region: 'mars', Margin: 'much', Colour: 'red' };
  expect(issuePaths(await call(app, 'POST', '/instances', { ...wanted, configVariables }))).toEqual([
    'configVariables.Region',
    'configVariables.Margin',
    'configVariables.Colour',
  ]);
  const shapes = await call(app, 'POST', '/instances', {
    customerId,
    version: 0,
    paused: 'no',
    configVariables: [],
  });
  expect(issuePaths(shapes).sort()).toEqual(['configVariables', 'integrationId', 'paused', 'version']);
  expect(listAt(await call(app, 'GET', `/instances?customer=${customerId}`), 'items')).toEqual([]);
});

test('what is not there or not available cannot be deployed', async () => {
  const integrationId = await publishedShop(app);
  const customerId = await customer(app, 'Early');
  const wanted = { integrationId, customerId, configVariables: shopValues };
  const deploy = async (change: object) =>
    (await call(app, 'POST', '/instances', { ...wanted, ...change })).status;
  expect(await deploy({ integrationId: 'int_0' })).toBe(404);
  expect(await deploy({ customerId: 'cus_0' })).toBe(404);
  expect(await deploy({ version: 2 })).toBe(404);
  await call(app, 'PATCH', `/integrations/${integrationId}/versions/1`, { available: false });
  expect(await deploy({ version: 1 })).toBe(409);
  expect(await deploy({})).toBe(409);
});

test('instances are listed page by page, by customer, integration and state', async () => {
  const { integrationId, customerId, instanceId } = await deployedShop(app, 'Lister');
  const wanted = { integrationId, customerId, configVariables: shopValues, paused: true };
  const second = textAt(await call(app, 'POST', '/instances', wanted), 'id');
  const ids = async (query: string) =>
    listAt(await call(app, 'GET', `/instances?${query}`), 'items').map((item) =>
      Reflect.get(Object(item), 'id'),
    );
  expect(await ids(`customer=${customerId}`)).toEqual([instanceId, second]);
  expect(await ids(`integration=${integrationId}&state=paused`)).toEqual([second]);
  const first = await call(app, 'GET', `/instances?customer=${customerId}&limit=1`);
  expect(await ids(`customer=${customerId}&limit=1&cursor=${textAt(first, 'nextCursor')}`)).toEqual([second]);
  expect((await call(app, 'GET', '/instances?state=removed')).status).toBe(400);
});

test('name, pause and values are changed together, or nothing is', async () => {
  const { instanceId } = await deployedShop(app, 'Changer');
  const path = `/instances/${instanceId}`;
  const changed = await call(app, 'PATCH', path, {
    name: 'New name',
    paused: true,
    configVariables: { Region: 'us' },
  });
  expect(changed.json).toMatchObject({
    name: 'New name',
    state: 'paused',
    configVariables: { Region: 'us', 'Shop Name': 'Nord' },
  });
  const refused = await call(app, 'PATCH', path, {
    name: 'Never',
    paused: false,
    configVariables: { Region: 'mars' },
  });
  expect(refused.status).toBe(422);
  expect((await call(app, 'GET', path)).json).toEqual(changed.json);
  expect((await call(app, 'PATCH', path, { paused: false })).json).toMatchObject({ state: 'active' });
  expect(issuePaths(await call(app, 'PATCH', path, { state: 'active', customerId: 'cus_0' }))).toEqual([
    'state',
    'customerId',
  ]);
});

test('a removed instance is gone from everywhere', async () => {
  const { instanceId, customerId } = await deployedShop(app, 'Leaver');
  const path = `/instances/${instanceId}`;
  expect((await call(app, 'DELETE', path)).status).toBe(204);
  expect((await call(app, 'GET', path)).status).toBe(404);
  expect((await call(app, 'DELETE', path)).status).toBe(404);
  expect((await call(app, 'PATCH', path, { name: 'x' })).status).toBe(404);
  expect((await call(app, 'PUT', `${path}/activation`)).status).toBe(404);
  expect(listAt(await call(app, 'GET', `/instances?customer=${customerId}`), 'items')).toEqual([]);
});

test('flows that run on deployment and removal are handed to the engine', async () => {
  const on = (name: string, key: string) => ({
    name,
    steps: [
      {
        name: 'Start',
        isTrigger: true,
        action: { key, component: { key: 'management-triggers', version: 'LATEST', isPublic: true } },
      },
    ],
  });
  const flows = [on('Welcome', 'instanceDeploy'), on('Farewell', 'instanceRemove')];
  const integrationId = await publishedShop(app, { definitionVersion: 7, name: 'Life', flows });
  const customerId = await customer(app, 'Living');
  const before = desk.told.woken.length;
  const id = textAt(await call(app, 'POST', '/instances', { integrationId, customerId }), 'id');
  expect(desk.told.woken.length).toBe(before + 1);
  await call(app, 'DELETE', `/instances/${id}`);
  const woken = desk.told.woken.slice(before);
  const runs = listAt(await call(app, 'GET', `/executions?instance=${id}`), 'items');
  expect(runs).toMatchObject([
    { id: woken[1], kind: 'remove', flow: 'Farewell' },
    { id: woken[0], kind: 'deploy', flow: 'Welcome' },
  ]);
});

test('a removed instance is brought back paused, with its values and addresses', async () => {
  const { instanceId } = await deployedShop(app, 'Back');
  const path = `/instances/${instanceId}`;
  const before = await call(app, 'GET', path);
  await call(app, 'DELETE', path);
  const back = await call(app, 'PUT', `${path}/restoration`);
  expect(back.status).toBe(200);
  expect(back.json).toMatchObject({
    state: 'paused',
    flows: at(before, 'flows'),
    configVariables: at(before, 'configVariables'),
  });
  expect((await call(app, 'PUT', `${path}/restoration`)).json).toEqual(back.json);
  expect((await call(app, 'GET', path)).json).toEqual(back.json);
  expect((await call(app, 'PUT', '/instances/ins_0/restoration')).status).toBe(404);
});
