import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, type Server, send, start, temporaryFolder } from '../support/binary.ts';
import {
  code,
  type Definition,
  flow,
  integration,
  reference,
  synchronous,
  webhook,
} from '../support/definitions.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  failureOf,
  type Instance,
  importDefinition,
  install,
  publish,
  startedBy,
  urlOf,
} from '../support/journey.ts';

setDefaultTimeout(180_000);
let server: Server;
let dataFolder: string;
beforeAll(async () => {
  dataFolder = temporaryFolder();
  server = await start({ dataFolder });
});
afterAll(cleanUp);

const required = { ...synchronous, endpointSecurityType: 'customer_required' };
const say = (name: string, more: Record<string, boolean | string>) =>
  flow(name, [webhook(), code('Say', 'return { data: context.flow.name };')], more);
const JSON_TYPE = { 'content-type': 'application/json' };
const keyOf = (instance: Instance, name: string) =>
  instance.flows.find((each) => each.name === name)?.apiKeys[0] ?? '';

type Answered = { status: number; code: string; message: string };
async function call(url: string, body: string, key?: string): Promise<Answered | string> {
  const headers = { ...JSON_TYPE, ...(key === undefined ? {} : { 'api-key': key }) };
  const answer = await send(url, { method: 'POST', headers, body });
  if (answer.status === 200) return answer.text;
  const { code, message } = failureOf(answer);
  return { status: answer.status, code, message };
}
const refused = {
  status: 401,
  code: 'unauthorized',
  message: 'The header Api-Key is missing or has a key that does not open this flow.',
};

async function deployed(definition: Definition, customer: string): Promise<Instance> {
  const { id: integrationId } = await importDefinition(server, definition);
  await publish(server, integrationId);
  return await deploy(server, { integrationId, customerId: await createCustomer(server, customer) });
}

describe('who lacks the key learns nothing', () => {
  const routing = { flowNameField: reference('payload.results.body.data.flow') };
  const instanceOf = (flows: ReturnType<typeof say>[]) =>
    integration('Instance', flows, { endpointType: 'instance_specific', ...routing });

  test('of a paused instance and of bad JSON at the address of a flow', async () => {
    const instance = await install(server, integration('One', [say('Alpha', required)]));
    const url = urlOf(instance);
    expect(await call(url, '{"a":')).toEqual(refused);
    expect(await call(url, '{"a":', keyOf(instance, 'Alpha'))).toMatchObject({ status: 400 });
    expect(await call(url, 'x'.repeat(7_000_000))).toEqual(refused);
    await server.call('DELETE', `/instances/${instance.id}/activation`);
    expect(await call(url, '{}')).toEqual(refused);
    expect(await call(url, '{}', keyOf(instance, 'Alpha'))).toMatchObject({ status: 409 });
  });

  test.each<[what: string, body: string, withKey: number]>([
    ['bad JSON', '{"flow":', 400],
    ['a flow that is not there', '{"flow":"Gamma"}', 401],
    ['no flow', '{}', 400],
    ['an empty body', '', 400],
    ['another flow than the key’s', '{"flow":"Beta"}', 401],
  ])('at the address of an instance: %s', async (_what, body, withKey) => {
    const instance = await deployed(
      instanceOf([say('Alpha', required), say('Beta', required)]),
      `Instance ${body}`,
    );
    const url = urlOf(instance, 'Alpha');
    expect(await call(url, body)).toEqual(refused);
    expect(await call(url, body, 'wrong')).toEqual(refused);
    const key = keyOf(instance, 'Alpha');
    const answer = await call(url, body, key);
    expect(answer).toMatchObject({ status: withKey });
    expect(JSON.stringify(answer)).not.toContain('Beta');
    expect(await call(url, '{"flow":"Alpha"}', key)).toBe('Alpha');
  });

  test('where one flow is open and another is not, beside that the open one can be called', async () => {
    const open = { ...synchronous, endpointSecurityType: 'unsecured' };
    const instance = await deployed(instanceOf([say('Alpha', open), say('Beta', required)]), 'Half open');
    const url = urlOf(instance, 'Alpha');
    expect(await call(url, '{"flow":"Alpha"}')).toBe('Alpha');
    for (const body of ['{"flow":"Beta"}', '{"flow":"Gamma"}'])
      expect([body, await call(url, body)]).toEqual([body, refused]);
    const unnamed = await call(url, '{}');
    expect([Object(unnamed).status, JSON.stringify(unnamed).includes('Beta')]).toEqual([400, false]);
    expect(await call(url, '{"flow":"Beta"}', keyOf(instance, 'Beta'))).toBe('Beta');
    expect(await call(url, '{"flow":"Gamma"}', keyOf(instance, 'Beta'))).toMatchObject({
      status: 400,
      message: expect.stringContaining('Alpha, Beta'),
    });
  });

  test('at a shared address: which customers, flows and states there are', async () => {
    const shared = integration('Shared', [say('Alpha', required), say('Beta', required)], {
      endpointType: 'shared_instance',
      externalCustomerIdField: reference('payload.results.body.data.shop'),
      ...routing,
    });
    const { id: integrationId } = await importDefinition(server, shared);
    await publish(server, integrationId);
    const customerId = await createCustomer(server, 'Shared anna', 'anna');
    const instance = await deploy(server, { integrationId, customerId });
    const url = urlOf(instance, 'Alpha');
    const bodies = [
      '',
      '{"shop":',
      '{}',
      '{"shop":"nobody"}',
      '{"shop":"anna"}',
      '{"shop":"anna","flow":"Gamma"}',
    ];
    for (const body of [...bodies, '{"shop":"anna","flow":"Alpha"}'])
      expect([body, await call(url, body)]).toEqual([body, refused]);
    const key = keyOf(instance, 'Alpha');
    const told = await Promise.all(bodies.map(async (body) => Object(await call(url, body, key)).status));
    expect(told).toEqual([400, 400, 400, 404, 400, 400]);
    expect(await call(url, '{"shop":"anna","flow":"Alpha"}', key)).toBe('Alpha');
    expect(await call(url, '{"shop":"anna","flow":"Beta"}', key)).toEqual(refused);
  });
});

test('what opens doors elsewhere is not in the clear on disk, and shown to nobody but the flow', async () => {
  const secrets: Record<string, string> = {
    authorization: 'Bearer canary-authorization',
    cookie: 'other=canary-cookie',
    'x-api-key': 'canary-x-api-key',
    'x-auth-token': 'canary-x-auth-token',
    'proxy-authorization': 'canary-proxy',
    'x-shop-secret': 'canary-secret',
  };
  const tell = code('Tell', 'return { data: Object.keys(stepResults.trigger.results.headers).length > 5 };');
  const instance = await install(server, integration('Doors', [flow('Main', [webhook(), tell])]));
  const answer = await send(`${urlOf(instance)}?access_token=canary-query&page=2`, {
    method: 'POST',
    headers: { ...secrets, 'x-plain': 'canary-plain' },
  });
  const id = startedBy(answer);
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  const shown = (await server.call('GET', `/executions/${id}`)).text;
  const files = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /db/.test(name),
  );
  const disk = Buffer.concat(files.map((name) => readFileSync(join(dataFolder, name)))).toString('latin1');
  expect([shown.includes('canary-plain'), disk.includes('canary-plain')]).toEqual([true, true]);
  for (const secret of [...Object.values(secrets), 'canary-query'])
    expect([secret, shown.includes(secret), disk.includes(secret)]).toEqual([secret, false, false]);

  const replayed = await server.call('POST', `/executions/${id}/replays`, {});
  expect(replayed.status).toBeLessThan(300);
});

test('whoever is signed in does not lend the session to the flow behind a link', async () => {
  const tell = code('Tell', 'return { data: stepResults.trigger.results.headers.cookie ?? "none" };');
  const instance = await install(server, integration('Link', [flow('Main', [webhook(), tell], synchronous)]));
  const cookie = 'session=canary-session; device=canary-device; __Host-session=canary-host; theme=dark';
  const answer = await send(urlOf(instance), { headers: { cookie } });
  expect(answer.text).toBe('none');
  const id = answer.headers.get('stepwell-executionid') ?? '';
  expect((await server.call('GET', `/executions/${id}`)).text).not.toContain('cookie');
});
