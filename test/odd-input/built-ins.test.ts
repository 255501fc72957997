/** Built-in components against the facts of the field: a row's name says the kind. */
import { afterEach, expect, test } from 'bun:test';
import type { InputDeclaration } from '../../src/components/component.ts';
import { http } from '../../src/components/http/index.ts';
import { builtInCatalog } from '../../src/components/registry.ts';
import { createContext, perform } from '../components/context.ts';
import { failure, httpCalls } from '../components/http-calls.ts';
import { compileDefinition } from '../definition/compiled.ts';
import { flow, reference, step, value, workshop } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';
import { configured } from '../support/records.ts';

const { closeLater, run } = httpCalls();

const shops: ReturnType<typeof workshop>[] = [];
afterEach(async () => {
  for (const shop of shops.splice(0)) await shop.close();
});

const BYTES = Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 255]);
const PDF = { data: BYTES, contentType: 'application/pdf' };

const RESULTS: [kind: string, result: Record<string, unknown>, path: string, seen: unknown][] = [
  ['its bytes', PDF, 'get.results.data', BYTES],
  ['its type', PDF, 'get.results.contentType', 'application/pdf'],
  ['the whole of it', PDF, 'get.results', PDF],
  ['bytes without a type', { data: BYTES }, 'get.results', BYTES],
  ['text with a type', { data: 'a', contentType: 'text/plain' }, 'get.results', 'a'],
  ['an object with a type', { data: { a: 1 }, contentType: 'application/json' }, 'get.results.a', 1],
];

test.each(RESULTS)('a binary step result: later steps read %s', async (_kind, result, path, seen) => {
  const shop = workshop({
    get: { perform: () => result },
    see: { perform: (_context, params) => ({ data: params.it }) },
  });
  shops.push(shop);
  const instance = await shop.deploy([
    flow('Main', [step('Get', 'probe.get'), step('See', 'probe.see', { it: reference(path) })]),
  ]);
  const { steps } = await shop.run(instance, 'Main', {}, await shop.engine());
  expect(steps.at(-1)?.data).toEqual(seen);
});

test('a binary step result: a loop collects files', async () => {
  const shop = workshop({
    get: { perform: () => PDF },
    see: { perform: (_context, params) => ({ data: params.it }) },
  });
  shops.push(shop);
  const instance = await shop.deploy([
    flow('Main', [
      step('Twice', 'loop.loopNTimes', { iterationCount: value('2') }, { steps: [step('Get', 'probe.get')] }),
      step('See', 'probe.see', { it: reference('twice.results.1.contentType') }),
    ]),
  ]);
  const { steps } = await shop.run(instance, 'Main', {}, await shop.engine());
  expect(steps.at(-1)?.data).toBe('application/pdf');
});

/** A system that remembers what it is sent. */
function system(answer: (request: Request) => Response = () => Response.json({})) {
  const seen: { headers: Headers; body: string }[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      seen.push({ headers: request.headers, body: await request.text() });
      return answer(request);
    },
  });
  closeLater(() => server.stop(true));
  return { seen, url: `http://127.0.0.1:${server.port}` };
}

const NAMED: [kind: string, headers: Record<string, string>, expected: string][] = [
  ['with a type', { 'content-type': 'image/png' }, 'image/png'],
  ['without a type', {}, 'application/octet-stream'],
];

test.each(NAMED)('a binary answer %s is a file with one', async (_kind, headers, contentType) => {
  const host = { ...closedHost, fetch: async () => new Response(BYTES, { headers }) };
  const params = { url: 'https://shop.test/report', responseType: 'binary' };
  expect(await perform(http, 'httpGet', params, createContext({ host }))).toEqual({
    data: BYTES,
    contentType,
  });
});

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const TYPES: [kind: string, data: unknown, headers: Record<string, string>, expected: string][] = [
  ['text', 'hello', {}, FORM_TYPE],
  ['text of JSON', '{"a":1}', {}, FORM_TYPE],
  ['text of XML', '<a/>', {}, FORM_TYPE],
  ['text under a header', '{"a":1}', { 'Content-Type': 'text/json' }, 'text/json'],
  ['text under a header in other letters', '{"a":1}', { 'content-TYPE': JSON_TYPE }, JSON_TYPE],
  ['an object', { a: 1 }, {}, JSON_TYPE],
  ['a list', [1], {}, JSON_TYPE],
  [
    'an object under a header',
    { a: 1 },
    { 'Content-Type': 'application/vnd.api+json' },
    'application/vnd.api+json',
  ],
];

test.each(TYPES)('what a body is called that is %s', async (_kind, data, headers, expected) => {
  for (const action of ['httpPost', 'httpPut', 'httpPatch']) {
    const { seen, url } = system();
    await run(action, { url, data, headers });
    expect(seen[0]?.headers.get('content-type')).toBe(expected);
  }
});

const HEADERS: [
  kind: string,
  action: string,
  headers: Record<string, string>,
  name: string,
  seen: string | RegExp,
][] = [
  ['what is accepted', 'httpGet', {}, 'accept', 'application/json, text/plain, */*'],
  ['what is accepted, by a POST', 'httpPost', {}, 'accept', 'application/json, text/plain, */*'],
  ['what is accepted, unless a header says it', 'httpGet', { Accept: 'text/csv' }, 'accept', 'text/csv'],
  ['who calls', 'httpGet', {}, 'user-agent', /^axios\/\d+\.\d+\.\d+/],
  ['who calls, unless a header says it', 'httpGet', { 'User-Agent': 'Acme' }, 'user-agent', 'Acme'],
];

test.each(HEADERS)('a request says %s (%s)', async (_kind, action, headers, name, expected) => {
  const { seen, url } = system();
  await run(action, { url, headers });
  expect(seen[0]?.headers.get(name) ?? '').toMatch(expected);
});

const redirects = (request: Request) => {
  const left = Number(new URL(request.url).pathname.slice(1));
  return left === 0 ? Response.json('there') : Response.redirect(`/${left - 1}`, 302);
};

const REDIRECTS: [kind: string, hops: number, maxRedirects: string, outcome: string][] = [
  ['five by default', 5, '', 'there'],
  ['no more by default', 6, '', 'redirects more than 5 times'],
  ['as many as it says', 8, '8', 'there'],
  ['no more than it says', 2, '1', 'redirects more than 1 times'],
  ['none', 1, '0', 'answered 302'],
  ['none, where there is none', 0, '0', 'there'],
];

test.each(REDIRECTS)('redirects are followed: %s', async (_kind, hops, maxRedirects, outcome) => {
  const { url } = system(redirects);
  const work = run('httpGet', { url: `${url}/${hops}`, maxRedirects });
  if (outcome === 'there') expect(await work).toBe(outcome);
  else expect((await failure(work)).message).toContain(outcome);
});

const KEYS: [written: string, declared: string][] = [
  ['authorizationCode', 'authorizationCode'],
  ['clientCredentials', 'clientCredentials'],
  ['oauth2', 'authorizationCode'],
  ['oauth2ClientCredentials', 'clientCredentials'],
  ['apiKey', 'apiKey'],
  ['basic', 'basic'],
];

test.each(KEYS)('a connection that a file names %s has the form of %s', (key, declared) => {
  const found = builtInCatalog.connection({ key, component: { key: 'http' } });
  expect(found?.key).toBe(declared);
});

test.each(['authorizationCode', 'clientCredentials', 'oauth2'])(
  'a connection of the kind %s is required however much of it the definition fills in',
  (key) => {
    const hidden = { visibleToCustomerDeployer: false, visibleToOrgDeployer: false };
    const inputs = { clientId: { type: 'value' as const, value: 'c', meta: hidden } };
    const connection = { key, component: { key: 'http' } };
    const written = configured([{ key: 'It', dataType: 'connection', connection, inputs }]);
    expect(compileDefinition(written, builtInCatalog).configVars[0]?.required).toBe(true);
  },
);

const inputsOf = (key: string): InputDeclaration[] =>
  http.connections.find((each) => each.key === key)?.inputs ?? [];

const DECLARED: [kind: string, connection: string, label: string, preset: unknown][] = [
  ['the key itself', 'apiKey', 'API key', undefined],
  ['the header of a key', 'apiKey', 'Header key', 'Authorization'],
  ['the scheme of a key', 'apiKey', 'Authentication scheme', 'Basic'],
  ['where tokens are renewed', 'authorizationCode', 'Refresh URL', undefined],
  ['where tokens are issued', 'clientCredentials', 'Token URL', undefined],
];

test.each(DECLARED)('a connection asks for %s', (_kind, connection, label, preset) => {
  const input = inputsOf(connection).find((each) => each.label === label);
  expect(input).toBeDefined();
  expect(input?.default).toEqual(preset);
});

const SENT: [kind: string, fields: Record<string, string>, header: string, sent: string][] = [
  [
    'as it is set up without a change',
    { headerKey: 'Authorization', authScheme: 'Basic' },
    'authorization',
    'Basic k',
  ],
  ['with a scheme', { headerKey: 'Authorization', authScheme: 'Bearer' }, 'authorization', 'Bearer k'],
  ['with a scheme of its own', { authScheme: 'Token' }, 'authorization', 'Token k'],
  ['in a header of its own', { headerKey: 'X-Key', authScheme: 'None' }, 'x-key', 'k'],
  ['in a header of its own, no scheme said', { headerKey: 'X-Key' }, 'x-key', 'k'],
  [
    'in a header of its own, with a scheme',
    { headerKey: 'X-Key', authScheme: 'Bearer' },
    'x-key',
    'Bearer k',
  ],
  ['alone in the usual header', { headerKey: 'Authorization', authScheme: 'None' }, 'authorization', 'k'],
  [
    'as connections were set up before, saved again',
    { headerKey: 'Authorization', headerName: 'X-Key' },
    'x-key',
    'k',
  ],
  ['as connections were set up before', { headerName: 'X-Key', authScheme: 'Header' }, 'x-key', 'k'],
];

test.each(SENT)('an API key is sent %s', async (_kind, fields, header, sent) => {
  const { seen, url } = system();
  const connection = { key: 'apiKey', configVarKey: 'It', fields: { apiKey: 'k', ...fields } };
  await run('httpGet', { url, connection });
  expect(seen[0]?.headers.get(header)).toBe(sent);
});

test('a secret that a file or an error of a binary call repeats is not shown', async () => {
  const { url } = system(() => new Response(Buffer.from('k3y-of-the-shop'), { status: 500 }));
  const connection = { key: 'apiKey', configVarKey: 'It', fields: { apiKey: 'k3y-of-the-shop' } };
  const thrown = await failure(run('httpGet', { url, connection, responseType: 'binary' }));
  expect(JSON.stringify([thrown.message, thrown.response])).not.toContain('k3y-of-the-shop');
});
