import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import * as v from 'valibot';
import { type Answer, cleanUp, type Server, send, start, until } from '../support/binary.ts';
import {
  code,
  flow,
  integration,
  pairs,
  reference,
  step,
  synchronous,
  trigger,
  webhook,
} from '../support/definitions.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  executionsOf,
  importDefinition,
  install,
  publish,
  startedBy,
  urlOf,
} from '../support/journey.ts';

setDefaultTimeout(180_000);

// What a step sees of the call, bytes marked as such.
const SHOW = `
  const show = (value) => Buffer.isBuffer(value) ? { bytes: [...value] } : value;
  const { headers, queryParameters, pathFragment, body, rawBody } = stepResults.trigger.results;
  return { data: {
    headers, queryParameters, pathFragment,
    body: show(body.data), bodyType: body.contentType, raw: show(rawBody.data), flow: context.flow.name,
    customer: context.customer.externalId,
  } };`;

// Not v.record, which leaves out some of the keys that are looked for here.
const Texts = v.custom<Record<string, string | string[]>>(
  (value) => typeof value === 'object' && value !== null,
);
const Seen = v.looseObject({
  headers: Texts,
  queryParameters: Texts,
  pathFragment: v.string(),
  body: v.unknown(),
  bodyType: v.optional(v.string()),
  raw: v.unknown(),
  flow: v.string(),
  customer: v.string(),
});
const seenIn = (answer: Answer) => {
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
  return v.parse(Seen, answer.json);
};

let server: Server;
let url: string;
beforeAll(async () => {
  server = await start();
  url = urlOf(
    await install(server, integration('Shows', [flow('Main', [webhook(), code('Show', SHOW)], synchronous)])),
  );
});
afterAll(cleanUp);

async function seen(path: string, init: RequestInit = {}) {
  return seenIn(await send(url + path, { method: 'POST', ...init }));
}
const typed = (type: string, body: NonNullable<RequestInit['body']>) => ({
  headers: { 'content-type': type },
  body,
});

test('the path behind the address is the path fragment, decoded', async () => {
  expect((await seen('')).pathFragment).toBe('');
  expect((await seen('/orders/new')).pathFragment).toBe('orders/new');
  expect((await seen('/gr%C3%BC%C3%9Fe/a%20b')).pathFragment).toBe('grüße/a b');
  expect((await seen('/half%')).pathFragment).toBe('half%');
});

test('query parameters are read, escapes and empty ones too', async () => {
  const { queryParameters } = await seen('?a=1&b=two%20words&c=&d&a=2&__proto__=x');
  expect(Object.entries(queryParameters).sort()).toEqual([
    ['__proto__', 'x'],
    ['a', ['1', '2']],
    ['b', 'two words'],
    ['c', ''],
    ['d', ''],
  ]);
});

test('header names come in lower case, and as the flow spells them', async () => {
  const spelled = `return { data: {
    lower: stepResults.trigger.results.headers['x-github-event'],
    spelled: stepResults.trigger.results.headers['X-GitHub-Event'] } };`;
  const instance = await install(
    server,
    integration('Headers', [flow('Main', [webhook(), code('Show', spelled)], synchronous)]),
  );
  const answer = await send(urlOf(instance), { method: 'POST', headers: { 'X-GITHUB-EVENT': 'push' } });
  expect(answer.json).toEqual({ lower: 'push', spelled: 'push' });
});

test('a key that opens a flow is not shown to its steps', async () => {
  const { headers } = await seen('', { headers: { 'api-key': 'something-secret' } });
  expect(JSON.stringify(headers)).not.toContain('something-secret');
});

test('a JSON body is parsed, and kept as it came for signatures', async () => {
  const text = ' {"a": [1, 2.50], "big": 12345678901234567890, "n": null}';
  const { body, raw, bodyType } = await seen('', typed('application/json; charset=utf-8', text));
  expect(body).toEqual({ a: [1, 2.5], big: 12345678901234567000, n: null });
  expect(raw).toBe(text);
  expect(bodyType).toBe('application/json; charset=utf-8');
});

test('JSON of a vendor’s own type is parsed as well', async () => {
  expect((await seen('', typed('application/vnd.github+json', '{"a":1}'))).body).toEqual({ a: 1 });
});

test('keys such as __proto__ in JSON stay plain data', async () => {
  const { body } = await seen('', typed('application/json', '{"__proto__":{"a":1},"constructor":2}'));
  expect(JSON.stringify(body)).toBe('{"__proto__":{"a":1},"constructor":2}');
});

test('a form is read field by field, repeated ones as a list', async () => {
  const form = typed('application/x-www-form-urlencoded', 'name=Ada+L.&city=K%C3%B6ln&tag=a&tag=b');
  const { body, raw } = await seen('', form);
  expect(body).toEqual({ name: 'Ada L.', city: 'Köln', tag: ['a', 'b'] });
  expect(raw).toBe('name=Ada+L.&city=K%C3%B6ln&tag=a&tag=b');
});

test('XML and other text stay text', async () => {
  for (const [type, text] of [
    ['application/xml', '<a b="c">é</a>'],
    ['text/plain', 'ünïcode\r\nlines\u0000nul'],
    ['text/csv', 'a;b'],
    ['', 'no type'],
  ] as const) {
    const { body, raw } = await seen('', typed(type, new Blob([text])));
    expect([body, raw]).toEqual([text, text]);
  }
});

test('what is no text arrives as bytes', async () => {
  const bytes = [0, 1, 255, 254, 128, 10];
  const { body, raw } = await seen('', typed('application/octet-stream', Buffer.from(bytes)));
  expect([body, raw]).toEqual([{ bytes }, { bytes }]);
  expect((await seen('', typed('image/png', 'text though'))).body).toEqual({
    bytes: [...Buffer.from('text though')],
  });
  expect((await seen('', typed('text/plain', Buffer.from([0x66, 0xfc])))).body).toEqual({
    bytes: [0x66, 0xfc],
  });
});

test('five megabytes of bytes arrive whole', async () => {
  const hash = `const { createHash } = require('node:crypto');
    return { data: createHash('sha256').update(stepResults.trigger.results.body.data).digest('hex') };`;
  const instance = await install(
    server,
    integration('Hash', [flow('Main', [webhook(), code('Hash', hash)], synchronous)]),
  );
  const bytes = Buffer.alloc(5 * 1024 * 1024, 'abcdefg\xff', 'latin1');
  const answer = await send(urlOf(instance), { method: 'POST', ...typed('application/octet-stream', bytes) });
  expect(answer.text).toBe(new Bun.CryptoHasher('sha256').update(bytes).digest('hex'));
});

test('an empty body is none, also when its type says JSON', async () => {
  expect((await seen('', typed('application/json', ''))).body).toBeNull();
  expect((await seen('')).body).toBe('');
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'GET'])('%s calls the flow', async (method) => {
  const body = method === 'GET' ? {} : { body: 'x' };
  expect((await send(url, { method, ...body })).status).toBe(200);
});

test('an instance-specific address finds its flow by a field of the call', async () => {
  const routed = integration(
    'Routed',
    ['Alpha', 'Beta'].map((name) => flow(name, [webhook(), code('Show', SHOW)], synchronous)),
    {
      endpointType: 'instance_specific',
      flowNameField: { type: 'reference', value: 'payload.results.headers.x-flow' },
    },
  );
  const instance = await install(server, routed);
  const address = urlOf(instance, 'Alpha');
  expect(urlOf(instance, 'Beta')).toBe(address);
  for (const name of ['Alpha', 'Beta']) {
    expect(seenIn(await send(address, { method: 'POST', headers: { 'X-Flow': name } })).flow).toBe(name);
  }
  const refused = await send(address, { method: 'POST', headers: { 'X-Flow': 'Gamma' } });
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('Alpha, Beta')]);
});

test('a shared address finds flow and customer by fields of the body', async () => {
  const shared = integration(
    'Shared',
    ['Alpha', 'Beta'].map((name) => flow(name, [webhook(), code('Show', SHOW)], synchronous)),
    {
      endpointType: 'shared_instance',
      flowNameField: { type: 'reference', value: 'payload.results.body.data.flow' },
      externalCustomerIdField: { type: 'reference', value: 'payload.results.body.data.shop.id' },
    },
  );
  const { id: integrationId } = await importDefinition(server, shared);
  await publish(server, integrationId);
  const urls: string[] = [];
  for (const name of ['anna', 'boris']) {
    const customerId = await createCustomer(server, `Shared ${name}`, name);
    urls.push(urlOf(await deploy(server, { integrationId, customerId }), 'Alpha'));
  }
  expect(new Set(urls).size).toBe(1);
  const call = async (body: string) =>
    await send(urls[0] ?? '', { method: 'POST', ...typed('application/json', body) });
  const { flow: name, customer } = seenIn(await call('{"flow":"Beta","shop":{"id":"boris"}}'));
  expect([name, customer]).toEqual(['Beta', 'boris']);
  expect((await call('{"flow":"Beta","shop":{"id":"nobody"}}')).status).toBe(404);
  expect((await call('{"flow":"Beta"}')).status).toBe(400);
  expect((await call('"text"')).status).toBe(400);
});

test('a flow that only other flows or events start can still be told apart from one that is not there', async () => {
  const instance = await install(
    server,
    integration('Inside', [
      flow('Inner', [trigger('cross-flow.crossFlow'), code('Show', SHOW)], synchronous),
    ]),
  );
  const address = urlOf(instance);
  expect((await send(address, { method: 'POST', body: '{}' })).status).toBe(200);
  expect((await send(address.slice(0, -1), { method: 'POST', body: '{}' })).status).toBe(404);
});

test('a preprocess flow says which flow and which customer a call is for', async () => {
  const route = step('Route', 'collection-tools.createObject', {
    keyValueInput: pairs({
      flow: reference('trigger.results.body.data.to'),
      shop: reference('trigger.results.body.data.shop'),
    }),
  });
  const routed = integration(
    'Preprocessed',
    [flow('Front', [webhook(), route]), flow('Alpha', [webhook(), code('Show', SHOW)])],
    {
      endpointType: 'shared_instance',
      preprocessFlowName: 'Front',
      flowNameField: { type: 'reference', value: 'onExecution.results.flow' },
      externalCustomerIdField: { type: 'reference', value: 'onExecution.results.shop' },
    },
  );
  const first = await install(server, routed);
  const call = (body: Record<string, string>) =>
    send(urlOf(first, 'Alpha'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const customers = await server.call('GET', `/instances/${first.id}`);
  const { customerId } = v.parse(v.object({ customerId: v.string() }), customers.json);
  const customer = await server.call('GET', `/customers/${customerId}`);
  const { externalId } = v.parse(v.object({ externalId: v.string() }), customer.json);
  const well = await executionEnded(server, startedBy(await call({ to: 'Alpha', shop: externalId })));
  expect(well.status).toBe('succeeded');
  const handedOn = await until('the run that it leads to', async () =>
    (await executionsOf(server, first.id)).find(
      (each) => each.flow === 'Alpha' && each.status === 'succeeded',
    ),
  );
  expect(handedOn.kind).toBe('webhook');
  const lost = await executionEnded(server, startedBy(await call({ to: 'Nowhere', shop: externalId })));
  expect(lost.status).toBe('failed');
  expect(JSON.stringify(lost)).toContain('names no other flow');
});
