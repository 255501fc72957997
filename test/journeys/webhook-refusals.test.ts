import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, type Server, send, start, until } from '../support/binary.ts';
import { flow, integration, synchronous, value, webhook } from '../support/definitions.ts';
import {
  createCustomer,
  deploy,
  executionsOf,
  failureOf,
  type Instance,
  importDefinition,
  install,
  publish,
  urlOf,
} from '../support/journey.ts';

setDefaultTimeout(180_000);
let server: Server;
let instance: Instance;
beforeAll(async () => {
  server = await start();
  instance = await install(server, integration('Plain', [flow('Main', [webhook()])]));
});
afterAll(cleanUp);

const json = (body: string) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body });

async function refused(init: RequestInit, status: number, code: string): Promise<string> {
  const before = (await executionsOf(server, instance.id)).length;
  const answer = await send(urlOf(instance), { method: 'POST', ...init });
  expect(answer.status).toBe(status);
  const failure = failureOf(answer);
  expect(failure.code).toBe(code);
  expect(await executionsOf(server, instance.id)).toHaveLength(before);
  return failure.message;
}

test('an address that does not exist answers 404', async () => {
  for (const path of ['/trigger/nothing', '/trigger/nothing/more', '/trigger/', '/trigger', '/elsewhere']) {
    const answer = await send(server.url + path, { method: 'POST' });
    expect([path, answer.status]).toEqual([path, 404]);
    expect(failureOf(answer).code).toBe('not_found');
  }
});

test.each([
  ['cut off', '{"a":'],
  ['two values', '{} {}'],
  ['single quotes', "{'a':1}"],
  ['a word', 'undefined'],
])('JSON that is none (%s) answers 400 and starts nothing', async (_what, body) => {
  await refused(json(body), 400, 'bad_request');
});

test('JSON nested deeper than 512 levels answers 400; 512 levels are taken', async () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  expect(await refused(json(nested(513)), 400, 'bad_request')).toContain('512');
  await refused(json('['.repeat(1_000_000)), 400, 'bad_request');
  expect((await send(urlOf(instance), json(nested(512)))).status).toBe(200);
});

test('bytes that are no UTF-8 are refused where the type says JSON', async () => {
  await refused({ ...json(''), body: Buffer.from([0x22, 0xff, 0x22]) }, 400, 'bad_request');
});

test('a body over 6 MB answers 413 and says the limit; one of 6 MB is taken', async () => {
  const limit = 6 * 1024 * 1024;
  expect(await refused({ body: Buffer.alloc(limit + 1) }, 413, 'too_large')).toContain('6 MB');
  expect((await send(urlOf(instance), { method: 'POST', body: Buffer.alloc(limit) })).status).toBe(200);
});

test('a body without a length that grows over the limit answers 413 as well', async () => {
  const endless = async function* () {
    for (let sent = 0; sent < 7 * 1024 * 1024; sent += 65_536) yield Buffer.alloc(65_536);
  };
  const answer = await send(urlOf(instance), { method: 'POST', body: endless() }).catch(() => undefined);
  if (answer) expect(answer.status).toBe(413);
  expect((await send(`${server.url}/healthz`)).status).toBe(200);
});

test('a huge body is refused by the server itself, which goes on serving', async () => {
  const answer = await send(urlOf(instance), { method: 'POST', body: Buffer.alloc(30 * 1024 * 1024) }).catch(
    () => undefined,
  );
  if (answer) expect(answer.status).toBe(413);
  expect((await send(urlOf(instance), { method: 'POST' })).status).toBe(200);
});

test('headers of 60 KB are taken, and over 64 KB are refused', async () => {
  const long = (bytes: number) =>
    send(urlOf(instance), { method: 'POST', headers: { 'x-long': 'x'.repeat(bytes) } });
  expect((await long(60_000)).status).toBe(200);
  const answer = await long(70_000);
  expect(answer.status).toBe(413);
  expect(failureOf(answer).message).toContain('64 KB');
});

test.each([
  ['HEAD', 200],
  ['OPTIONS', 405],
  ['PROPFIND', 405],
  ['REPORT', 405],
])('the method %s starts nothing, and is answered %i with what is taken', async (method, expected) => {
  const before = (await executionsOf(server, instance.id)).length;
  const { status, headers, text } = await send(urlOf(instance), { method });
  expect([status, headers.get('allow')]).toEqual([expected, 'POST, PUT, PATCH, DELETE, GET, HEAD']);
  if (method === 'HEAD') expect(text).toBe('');
  expect((await send(`${urlOf(instance)}x`, { method: 'HEAD' })).status).toBe(404);
  expect(await executionsOf(server, instance.id)).toHaveLength(before);
});

test('a flow that requires a key takes no call without it, and none with another one', async () => {
  const secured = integration('Secured', [
    flow('One', [webhook()], { endpointSecurityType: 'customer_required' }),
    flow('Two', [webhook()], { endpointSecurityType: 'customer_required' }),
  ]);
  const { id: integrationId } = await importDefinition(server, secured);
  await publish(server, integrationId);
  const deployed: Instance[] = [];
  for (const name of ['Key one', 'Key two']) {
    deployed.push(await deploy(server, { integrationId, customerId: await createCustomer(server, name) }));
  }
  const [first, second] = deployed;
  if (!first || !second) throw new Error('two instances are wanted');
  const keyOf = (of: Instance, name: string) => of.flows.find((each) => each.name === name)?.apiKeys[0] ?? '';
  const key = keyOf(first, 'One');
  expect(key.length).toBeGreaterThan(20);
  const wrong = ['', 'x', key.slice(1), `${key}x`, keyOf(first, 'Two'), keyOf(second, 'One'), server.token];
  for (const each of [undefined, ...wrong]) {
    const headers: Record<string, string> = each === undefined ? {} : { 'Api-Key': each };
    const answer = await send(urlOf(first, 'One'), { method: 'POST', headers });
    expect([each, answer.status]).toEqual([each, 401]);
    expect(failureOf(answer).code).toBe('unauthorized');
  }
  expect(await executionsOf(server, first.id)).toEqual([]);
  expect((await send(urlOf(first, 'One'), { method: 'POST', headers: { 'Api-Key': key } })).status).toBe(200);
});

test('a flow of the organization opens with the keys that its definition names', async () => {
  const more = { endpointSecurityType: 'organization', organizationApiKeys: ['key-of-the-organization'] };
  const secured = await install(server, integration('Organization', [flow('Main', [webhook()], more)]));
  expect((await send(urlOf(secured), { method: 'POST' })).status).toBe(401);
  const headers = { 'Api-Key': 'key-of-the-organization' };
  expect((await send(urlOf(secured), { method: 'POST', headers })).status).toBe(200);
});

test('a wrong key is told before anything of the body is', async () => {
  const more = { endpointSecurityType: 'customer_required', ...synchronous };
  const secured = await install(server, integration('Order of checks', [flow('Main', [webhook()], more)]));
  const answer = await send(urlOf(secured), { method: 'POST', body: 'x' });
  expect(answer.status).toBe(401);
});

test('answers that a flow fixes cannot carry a second header in a first one', async () => {
  const hostile = webhook({ contentType: value('text/plain\r\nset-cookie: a=b') });
  const split = await install(server, integration('Split', [flow('Main', [hostile])]));
  const answer = await send(urlOf(split), { method: 'POST' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('two hundred connections that send nothing keep nobody from being served', async () => {
  const { hostname, port } = new URL(server.url);
  const sockets = await Promise.all(
    Array.from({ length: 200 }, () => Bun.connect({ hostname, port: Number(port), socket: { data() {} } })),
  );
  for (const socket of sockets.slice(0, 100))
    socket.write('POST /trigger/x HTTP/1.1\r\nHost: localhost\r\nX-Half: ');
  expect((await send(urlOf(instance), { method: 'POST' })).status).toBe(200);
  for (const socket of sockets) socket.end();
  await until('the server to answer', async () => (await send(`${server.url}/healthz`)).status === 200);
});

test('a body that trickles in for ever is cut off with its connection', async () => {
  const hasty = await start({ env: { STEPWELL_SYNC_SECONDS: '1' } });
  const { hostname, port } = new URL(hasty.url);
  const paths = [
    '/sign-in',
    new URL(urlOf(await install(hasty, integration('Slow', [flow('Main', [webhook()])])))).pathname,
  ];
  const open = new Set(paths);
  for (const path of paths) {
    const socket = await Bun.connect({
      ...{ hostname, port: Number(port) },
      socket: { data() {}, close: () => void open.delete(path) },
    });
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: none\r\nContent-Length: 90000\r\n\r\n`;
    socket.write(head);
    const trickle = setInterval(() => (open.has(path) ? socket.write('a') : clearInterval(trickle)), 100);
  }
  await until('both connections to be closed', () => open.size === 0);
});
