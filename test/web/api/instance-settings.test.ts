import { afterAll, expect, test } from 'bun:test';
import { readConfigValues } from '../../../src/models/config-values.ts';
import { deployedShop, publishChange, shopDefinition } from '../../support/api-records.ts';
import { call, issuePaths, openDesk } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

test('an instance is paused and enabled again; asking twice changes nothing', async () => {
  const { instanceId } = await deployedShop(app, 'Pauser');
  const path = `/instances/${instanceId}`;
  for (let i = 0; i < 2; i++) {
    expect((await call(app, 'DELETE', `${path}/activation`)).status).toBe(204);
    expect((await call(app, 'GET', path)).json).toMatchObject({ state: 'paused' });
  }
  for (let i = 0; i < 2; i++)
    expect((await call(app, 'PUT', `${path}/activation`)).json).toMatchObject({ state: 'active' });
});

const withPort = {
  ...shopDefinition,
  requiredConfigVars: [
    ...shopDefinition.requiredConfigVars,
    { key: 'Port', dataType: 'number', stableKey: 'port' },
  ],
  configPages: [{ name: 'All', elements: [{ type: 'configVar', value: 'Port' }] }],
};

test('an upgrade that needs another value waits for it, and a rollback goes back', async () => {
  const { integrationId, instanceId } = await deployedShop(app, 'Upgrader');
  await publishChange(app, integrationId, withPort);
  const path = `/instances/${instanceId}`;
  const upgraded = await call(app, 'PUT', `${path}/version`, { version: 2 });
  expect(upgraded.status).toBe(200);
  expect(upgraded.json).toMatchObject({ version: 2, state: 'needs_configuration' });
  expect(issuePaths(await call(app, 'PUT', `${path}/activation`))).toEqual(['configVariables.Port']);
  const set = await call(app, 'PUT', `${path}/config-variables`, { Port: 80 });
  expect(set.json).toMatchObject({ state: 'active', configVariables: { Port: 80 } });
  expect((await call(app, 'PUT', `${path}/version`, { version: 1 })).json).toMatchObject({ version: 1 });
});

test('a version that is not there or not available is refused', async () => {
  const { integrationId, instanceId } = await deployedShop(app, 'Refused');
  await publishChange(app, integrationId, shopDefinition);
  await call(app, 'PATCH', `/integrations/${integrationId}/versions/2`, { available: false });
  const path = `/instances/${instanceId}/version`;
  expect((await call(app, 'PUT', path, { version: 2 })).status).toBe(409);
  expect((await call(app, 'PUT', path, { version: 3 })).status).toBe(404);
  expect(issuePaths(await call(app, 'PUT', path, {}))).toEqual(['version']);
  expect(issuePaths(await call(app, 'PUT', path, { version: '1' }))).toEqual(['version']);
});

test('values are shown with their secrets masked, and a masked secret sent back is kept', async () => {
  const { instanceId } = await deployedShop(app, 'Keeper');
  const path = `/instances/${instanceId}/config-variables`;
  const shown = await call(app, 'GET', path);
  expect(shown.json).toEqual({ 'Shop Name': 'Nord', System: { fields: { apiKey: '***' } } });
  const changed = { ...Object(shown.json), 'Shop Name': 'Süd' };
  expect((await call(app, 'PUT', path, changed)).status).toBe(200);
  expect((await call(app, 'GET', path)).json).toMatchObject({ 'Shop Name': 'Süd' });
  const { values } = await readConfigValues(desk.deps.store.read, desk.deps.vault, instanceId);
  expect(values.get('System')).toEqual({ fields: { apiKey: 'very-secret-key' } });
});

test('wrong and unknown values are refused together', async () => {
  const { instanceId } = await deployedShop(app, 'Wrong');
  const path = `/instances/${instanceId}/config-variables`;
  const answer = await call(app, 'PUT', path, { Region: 'mars', Colour: 'red', 'Shop Name': 5 });
  expect(answer.status).toBe(422);
  expect(issuePaths(answer)).toEqual([
    'configVariables.Region',
    'configVariables.Colour',
    'configVariables.Shop Name',
  ]);
  expect((await call(app, 'PUT', path, [1])).status).toBe(422);
  const odd = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 1}');
  expect((await call(app, 'PUT', path, odd)).status).toBe(422);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('nothing is set on what is not there', async () => {
  for (const [method, name, body] of [
    ['PUT', 'activation', undefined],
    ['DELETE', 'activation', undefined],
    ['PUT', 'version', { version: 1 }],
    ['GET', 'config-variables', undefined],
    ['PUT', 'config-variables', {}],
  ] as const)
    expect((await call(app, method, `/instances/ins_0/${name}`, body)).status).toBe(404);
});

const elsewhere: [how: string, method: string, path: string, body: (values: unknown) => unknown][] = [
  ['PUT of the config variables', 'PUT', '/config-variables', (values) => values],
  ['PATCH of the instance', 'PATCH', '', (configVariables) => ({ configVariables })],
];
test.each(elsewhere)(
  'a %s does not send a masked secret to another address',
  async (how, method, path, body) => {
    const { instanceId } = await deployedShop(app, `Moved by ${how}`);
    const send = (fields: Record<string, unknown>) =>
      call(app, method, `/instances/${instanceId}${path}`, body({ System: { fields } }));
    const refused = await send({ apiKey: '***', baseUrl: 'http://evil.example' });
    expect(refused.status).toBe(422);
    expect(issuePaths(refused)).toEqual(['configVariables.System.fields.apiKey']);
    expect(refused.text).toContain('Type apiKey anew.');
    const { values } = await readConfigValues(desk.deps.store.read, desk.deps.vault, instanceId);
    expect(values.get('System')).toEqual({ fields: { apiKey: 'very-secret-key' } });
    expect((await send({ apiKey: 'new-key', baseUrl: 'https://api.example' })).status).toBe(200);
    expect((await send({ apiKey: '***', baseUrl: 'https://api.example' })).status).toBe(200);
    // Left out, the address is that of each step: also another one.
    expect((await send({ apiKey: '***' })).status).toBe(422);
  },
);
