import { afterEach, expect, test } from 'bun:test';
import type { Params } from '../../src/components/component.ts';
import { http } from '../../src/components/http/index.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { closedHost } from '../support/host.ts';
import { createContext, dataOf } from './context.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function serve() {
  const seen: { url: string; headers: Headers }[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request) {
      seen.push({ url: request.url, headers: request.headers });
      return Response.json({});
    },
  });
  cleanups.push(() => server.stop(true));
  return { seen, url: `http://127.0.0.1:${server.port}` };
}

function get(params: Params): Promise<unknown> {
  const egress = createEgress({ allow: ['127.0.0.1'] });
  cleanups.push(() => egress.close());
  const context = createContext({ host: { ...closedHost, fetch: egress.fetch } });
  return dataOf(http, 'httpGet', params, context);
}

const connect = (key: string, fields: object, token?: object) => ({
  key,
  configVarKey: 'Acme Connection',
  fields,
  ...(token ? { token } : {}),
});

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

const KINDS: [string, object, object | undefined, string][] = [
  ['basic', { username: 'anna', password: 'pä:ss' }, undefined, basic('anna:pä:ss')],
  ['basic', { username: 'anna', password: '' }, undefined, basic('anna:')],
  ['apiKey', { apiKey: 'k1' }, undefined, 'Basic k1'],
  ['apiKey', { apiKey: 'k1', authScheme: 'Bearer' }, undefined, 'Bearer k1'],
  ['apiKeySecret', { apiKey: 'k1', apiSecret: 's1' }, undefined, basic('k1:s1')],
  ['authorizationCode', { clientId: 'c', clientSecret: 's' }, { access_token: 't1' }, 'Bearer t1'],
  ['oauth2', { clientId: 'c', clientSecret: 's' }, { access_token: 't1' }, 'Bearer t1'],
  ['clientCredentials', { clientId: 'c', clientSecret: 's' }, { access_token: 't1' }, 'Bearer t1'],
];

test.each(KINDS)(
  'a connection of the kind %s with %j is sent as authorization',
  async (key, fields, token, expected) => {
    const { url, seen } = serve();
    await get({ url, connection: connect(key, fields, token) });
    expect(seen[0]?.headers.get('authorization')).toBe(expected);
  },
);

test('an API key may go into a header of its own', async () => {
  const { url, seen } = serve();
  await get({
    url,
    connection: connect('apiKey', { apiKey: 'k1', authScheme: 'Header', headerName: 'X-Acme' }),
  });
  await get({ url, connection: connect('apiKey', { apiKey: 'k1', authScheme: 'Header' }) });
  expect(seen[0]?.headers.get('x-acme')).toBe('k1');
  expect(seen[1]?.headers.get('x-api-key')).toBe('k1');
  expect(seen[0]?.headers.get('authorization')).toBeNull();
});

test("the connection's credentials win over a header of the step", async () => {
  const { url, seen } = serve();
  const headers = [{ key: 'Authorization', value: 'Bearer other' }];
  await get({ url, headers, connection: connect('apiKey', { apiKey: 'k1', authScheme: 'Bearer' }) });
  expect(seen[0]?.headers.get('authorization')).toBe('Bearer k1');
});

test('without a connection nothing is added', async () => {
  const { url, seen } = serve();
  for (const connection of [undefined, null, '']) await get({ url, connection });
  expect(seen.map(({ headers }) => headers.get('authorization'))).toEqual([null, null, null]);
});

test('a connection that is not finished says what to do', async () => {
  const url = 'https://api.example.com';
  await expect(get({ url, connection: connect('oauth2', { clientId: 'c' }) })).rejects.toThrow(
    'The connection "Acme Connection" has no access token yet: connect it first.',
  );
  await expect(get({ url, connection: connect('basic', {}) })).rejects.toThrow('complete it first');
  await expect(get({ url, connection: 'Acme Connection' })).rejects.toThrow('must be a connection');
});

const PATHS: [string, string, string][] = [
  ['', '/items?a=1', '/items?a=1'],
  ['/v2', '/items', '/v2/items'],
  ['/v2/', 'items', '/v2/items'],
  ['/v2', '', '/v2'],
  ['/v2', '?a=1', '/v2?a=1'],
];

test.each(PATHS)('with the base URL "%s", the path "%s" leads to %s', async (base, path, target) => {
  const { url, seen } = serve();
  await get({ url: path, connection: connect('apiKey', { apiKey: 'k1', baseUrl: url + base }) });
  expect(seen[0]?.url).toBe(url + target);
});

test('credentials with a base URL are never sent to another system', async () => {
  const mine = serve();
  const other = serve();
  const connection = connect('apiKey', { apiKey: 'k1', baseUrl: mine.url });
  await expect(get({ url: `${other.url}/x`, connection })).rejects.toThrow('The connection is for');
  expect(other.seen).toEqual([]);
  await get({ url: `${mine.url}/x`, connection });
  expect(mine.seen).toHaveLength(1);
});

test('every kind of connection declares what a person must fill in', () => {
  const keys = http.connections.map(({ key, oauth2Type, inputs }) => [
    key,
    oauth2Type,
    inputs.map((input) => input.key).join(' '),
  ]);
  expect(keys).toEqual([
    ['basic', undefined, 'username password baseUrl'],
    ['apiKey', undefined, 'apiKey headerKey authScheme baseUrl'],
    ['apiKeySecret', undefined, 'apiKey apiSecret baseUrl'],
    [
      'authorizationCode',
      'authorization_code',
      'authorizeUrl tokenUrl refreshUrl revokeUrl scopes clientId clientSecret clientAuthentication pkceMethod headers baseUrl',
    ],
    [
      'clientCredentials',
      'client_credentials',
      'tokenUrl scopes clientId clientSecret clientAuthentication headers baseUrl',
    ],
  ]);
  const secrets = http.connections.flatMap(({ inputs }) =>
    inputs.filter(({ key }) => /secret|password/i.test(key)),
  );
  for (const input of secrets) expect(input.type).toBe('password');
});
