import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, type Server, send, start, until } from '../support/binary.ts';
import {
  apiKeyConnection,
  configVar,
  flow,
  integration,
  page,
  pairs,
  post,
  reference,
  step,
  synchronous,
  template,
  value,
  variable,
  webhook,
} from '../support/definitions.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  executionsOf,
  failureOf,
  getInstance,
  importDefinition,
  install,
  logsOf,
  publish,
  publishChange,
  startedBy,
  stepsOf,
  urlOf,
} from '../support/journey.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
let server: Server;
let upstream: Upstream;
beforeAll(async () => {
  upstream = startUpstream();
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const orders = () =>
  integration(
    'Orders',
    [
      flow('Take order', [
        webhook(),
        step('Note', 'log.writeLog', {
          level: value('info'),
          message: template('Order {{$trigger.results.body.data.number}} for {{#Shop}}'),
        }),
        post('Send', configVar('Address')),
      ]),
    ],
    {
      requiredConfigVars: [
        variable('Shop', 'string'),
        variable('Address', 'string'),
        variable('Limit', 'number', { defaultValue: '5' }),
        variable('Size', 'picklist', { pickList: ['small', 'large'] }),
        apiKeyConnection('Shop System'),
      ],
      configPages: [page('Shop', 'Shop System')],
    },
  );

const values = () => ({
  Shop: 'Berlin',
  Address: `${upstream.url}/orders`,
  Size: 'small',
  'Shop System': { apiKey: 'the-key-of-the-shop' },
});

test('from the file to the answer: import, publish, deploy, call, and read each step and log line', async () => {
  const { id: integrationId, problems } = await importDefinition(server, orders());
  expect(problems).toEqual([]);
  expect(await publish(server, integrationId, 'First version')).toBe(1);
  const customerId = await createCustomer(server, 'Ada', 'ada-1');
  const instance = await deploy(server, { integrationId, customerId, configVariables: values() });
  expect(instance.state).toBe('active');
  expect(instance.flows).toEqual([
    { name: 'Take order', webhookUrl: expect.stringContaining(`${server.url}/trigger/`), apiKeys: [] },
  ]);

  const answer = await send(urlOf(instance), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"number":17}',
  });
  const id = startedBy(answer);
  expect(answer.headers.get('stepwell-executionid')).toBe(id);
  expect(await executionEnded(server, id)).toMatchObject({ status: 'succeeded', flow: 'Take order' });

  const steps = await stepsOf(server, id);
  expect(steps.map((each) => [each.name, each.status])).toEqual([
    ['Note', 'succeeded'],
    ['Send', 'succeeded'],
  ]);
  expect(steps[1]).toMatchObject({ output: { ok: true } });
  const lines = await logsOf(server, id);
  expect(lines.map((line) => [line.level, line.message])).toContainEqual(['info', 'Order 17 for Berlin']);
  expect(upstream.of(id, 'Send')).toHaveLength(1);
  expect((await executionsOf(server, instance.id)).map((run) => run.id)).toEqual([id]);
});

test('values that are missing or wrong are refused with one issue for each variable, and nothing is deployed', async () => {
  const { id: integrationId } = await importDefinition(server, orders());
  await publish(server, integrationId);
  const customerId = await createCustomer(server, 'Wrong values');
  const answer = await server.call('POST', '/instances', {
    integrationId,
    customerId,
    configVariables: { Size: 'huge', Limit: 'many', Colour: 'red' },
  });
  expect(answer.status).toBe(422);
  const { code, issues } = failureOf(answer);
  expect(code).toBe('invalid');
  expect(issues.map((issue) => issue.path).sort()).toEqual([
    'configVariables.Address',
    'configVariables.Colour',
    'configVariables.Limit',
    'configVariables.Shop',
    'configVariables.Shop System',
    'configVariables.Size',
  ]);
  const { json } = await server.call('GET', `/instances?customer=${customerId}`);
  expect(json).toEqual({ items: [], nextCursor: null });
});

test('what is to be deployed must exist: customer, integration, version', async () => {
  const { id: integrationId } = await importDefinition(server, orders());
  const customerId = await createCustomer(server, 'Nobody');
  const wanted = { integrationId, customerId, configVariables: values() };
  expect((await server.call('POST', '/instances', wanted)).status).toBe(409);
  await publish(server, integrationId);
  for (const wrong of [{ version: 2 }, { customerId: 'cus_0' }, { integrationId: 'int_0' }]) {
    expect((await server.call('POST', '/instances', { ...wanted, ...wrong })).status).toBe(404);
  }
});

test('two instances of one version with different values never mix, however their calls come', async () => {
  const mirror = integration(
    'Mirror',
    [
      flow(
        'Mirror',
        [
          webhook(),
          step('Put Together', 'collection-tools.createObject', {
            keyValueInput: pairs({
              name: configVar('Name'),
              template: template('{{#Name}}-{{$trigger.results.body.data.n}}'),
              customer: reference('trigger.results.customer.externalId'),
              n: reference('trigger.results.body.data.n'),
            }),
          }),
        ],
        synchronous,
      ),
    ],
    { requiredConfigVars: [variable('Name', 'string')] },
  );
  const { id: integrationId } = await importDefinition(server, mirror);
  await publish(server, integrationId);
  const names = ['Anna', 'Boris', 'Clara'];
  const urls = await Promise.all(
    names.map(async (Name) => {
      const customerId = await createCustomer(server, `Mirror ${Name}`, Name);
      return urlOf(await deploy(server, { integrationId, customerId, configVariables: { Name } }));
    }),
  );
  expect(new Set(urls).size).toBe(3);
  const calls = Array.from({ length: 150 }, async (_, n) => {
    const which = n % 3;
    const headers = { 'content-type': 'application/json' };
    const answer = await send(urls[which] ?? '', { method: 'POST', headers, body: JSON.stringify({ n }) });
    const name = names[which];
    expect(answer.json).toEqual({ name, template: `${name}-${n}`, customer: name, n });
  });
  await Promise.all(calls);
});

const answering = (text: string, more: Parameters<typeof integration>[2] = {}) =>
  integration(
    'Versions',
    [
      flow(
        'Main',
        [webhook(), step('Say', 'text-manipulation.upperCase', { text: value(text) })],
        synchronous,
      ),
    ],
    more,
  );
const said = async (url: string) => (await send(url, { method: 'POST' })).text;

test('an instance is upgraded and rolled back, and keeps its address', async () => {
  const instance = await install(server, answering('one'));
  expect(await publishChange(server, instance.integrationId, answering('two'))).toBe(2);
  const url = urlOf(instance);
  expect(await said(url)).toBe('ONE');
  expect((await server.call('PUT', `/instances/${instance.id}/version`, { version: 2 })).status).toBe(200);
  expect(await said(url)).toBe('TWO');
  expect((await server.call('PUT', `/instances/${instance.id}/version`, { version: 1 })).status).toBe(200);
  expect(await said(url)).toBe('ONE');
  expect((await server.call('PUT', `/instances/${instance.id}/version`, { version: 9 })).status).toBe(404);
});

test('a version that asks for a new value waits for it, and takes calls once it has it', async () => {
  const instance = await install(server, answering('old'));
  const asking = answering('new', {
    requiredConfigVars: [variable('Colour', 'string')],
    configPages: [page('Colour')],
  });
  await publishChange(server, instance.integrationId, asking);
  await server.call('PUT', `/instances/${instance.id}/version`, { version: 2 });
  expect((await getInstance(server, instance.id)).state).toBe('needs_configuration');
  expect((await send(urlOf(instance), { method: 'POST' })).status).toBe(409);
  const path = `/instances/${instance.id}/config-variables`;
  expect((await server.call('PUT', path, { Colour: 5 })).status).toBe(422);
  expect((await server.call('PUT', path, { Colour: 'red' })).status).toBe(200);
  expect((await getInstance(server, instance.id)).state).toBe('active');
  expect(await said(urlOf(instance))).toBe('NEW');
});

test('an unavailable version refuses to be deployed, and what runs on it goes on running', async () => {
  const instance = await install(server, answering('still'));
  const { integrationId } = instance;
  const path = `/integrations/${integrationId}/versions/1`;
  expect((await server.call('PATCH', path, { available: false })).status).toBe(200);
  const customerId = await createCustomer(server, 'Too late');
  const refused = await server.call('POST', '/instances', { integrationId, customerId, version: 1 });
  expect(refused.status).toBe(409);
  expect(failureOf(refused).code).toBe('version_unavailable');
  expect((await server.call('POST', '/instances', { integrationId, customerId })).status).toBe(409);
  expect(await said(urlOf(instance))).toBe('STILL');
  await publishChange(server, integrationId, answering('newer'));
  const newest = await deploy(server, { integrationId, customerId });
  expect(await said(urlOf(newest))).toBe('NEWER');
  expect((await server.call('PUT', `/instances/${newest.id}/version`, { version: 1 })).status).toBe(409);
  expect((await server.call('PATCH', path, { available: true })).status).toBe(200);
  expect((await server.call('PUT', `/instances/${newest.id}/version`, { version: 1 })).status).toBe(200);
});

test('a paused instance answers 409 instance_paused until it is enabled again', async () => {
  const instance = await install(server, answering('here'));
  const activation = `/instances/${instance.id}/activation`;
  expect((await server.call('DELETE', activation)).status).toBeLessThan(300);
  const refused = await send(urlOf(instance), { method: 'POST' });
  expect([refused.status, failureOf(refused).code]).toEqual([409, 'instance_paused']);
  expect(await executionsOf(server, instance.id)).toEqual([]);
  expect((await server.call('PUT', activation)).status).toBeLessThan(300);
  expect(await said(urlOf(instance))).toBe('HERE');
});

test('an instance can be deployed paused', async () => {
  const { id: integrationId } = await importDefinition(server, answering('later'));
  await publish(server, integrationId);
  const customerId = await createCustomer(server, 'Later');
  const instance = await deploy(server, { integrationId, customerId, paused: true });
  expect(instance.state).toBe('paused');
  expect((await send(urlOf(instance), { method: 'POST' })).status).toBe(409);
});

test('a removed instance is gone: its address answers 404, its deploy and remove flows have run once', async () => {
  const mark = (name: string) => post(name, value(`${upstream.url}/${name.toLowerCase()}`));
  const life = integration('Life', [
    flow('Comes', [
      step('Trigger', 'management-triggers.instanceDeploy', {}, { isTrigger: true }),
      mark('Came'),
    ]),
    flow('Goes', [
      step('Trigger', 'management-triggers.instanceRemove', {}, { isTrigger: true }),
      mark('Went'),
    ]),
    flow('Works', [webhook(), step('Say', 'text-manipulation.upperCase', { text: value('x') })]),
  ]);
  const instance = await install(server, life);
  const callsTo = (path: string) => upstream.calls.filter((call) => call.path === path).length;
  await until('the deploy flow to run', () => callsTo('/came') === 1);
  expect((await server.call('DELETE', `/instances/${instance.id}`)).status).toBe(204);
  expect((await send(urlOf(instance, 'Works'), { method: 'POST' })).status).toBe(404);
  expect((await server.call('GET', `/instances/${instance.id}`)).status).toBe(404);
  await until('the remove flow to run', () => callsTo('/went') === 1);
  expect(callsTo('/came')).toBe(1);
});
