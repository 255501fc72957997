import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { sendRaw } from '../fuzz/raw-http.ts';
import { cleanUp, type Server, start } from '../support/binary.ts';
import { flow, integration, webhook } from '../support/definitions.ts';
import { executionsOf, type Instance, install, urlOf } from '../support/journey.ts';

setDefaultTimeout(180_000);
type Listening = Server & { port: number };
let plain: Listening;
let published: Listening;
let proxied: Listening;
let instance: Instance;
/** The port is not in the public address, so it is chosen here. */
async function startNamed(env: Record<string, string> = {}): Promise<Listening> {
  const probe = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
  const port = probe.port ?? 0;
  await probe.stop(true);
  const more = { STEPWELL_URL: 'https://hooks.acme.example', STEPWELL_PORT: String(port) };
  return { ...(await start({ env: { ...more, ...env } })), port };
}

beforeAll(async () => {
  const bare = await start();
  plain = { ...bare, port: Number(new URL(bare.url).port) };
  [published, proxied] = await Promise.all([
    startNamed(),
    startNamed({ STEPWELL_TRUSTED_PROXIES: '127.0.0.1' }),
  ]);
  instance = await install(plain, integration('Plain', [flow('Main', [webhook()])]));
});
afterAll(cleanUp);

async function raw(server: Listening, lines: string[], body = '') {
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`, 'latin1');
  return await sendRaw(server.port, { bytes, isCut: false, mayBeClosed: false, isCall: false });
}
const get = async (server: Listening, path: string, host: string) =>
  (await raw(server, [`GET ${path} HTTP/1.1`, `Host: ${host}`]))?.status;

const PATHS = [
  '/healthz',
  '/metrics',
  '/sign-in',
  '/',
  '/api/v1/instances',
  '/nothing',
  '/trigger/x',
  '/results/x',
];

describe('a Host that is none is refused everywhere, before anything else', () => {
  test.each([
    'x:99999',
    '[::',
    'a@b',
    'a b',
    'a/b?c',
    'a%41',
    '[1.2.3.4',
    'localhost:80:80',
    'caf\xe9',
    '1.2.3.4.5',
  ])('%s', async (host) => {
    for (const path of PATHS) expect([path, await get(plain, path, host)]).toEqual([path, 400]);
  });

  test('two of them', async () => {
    expect((await raw(plain, ['GET /sign-in HTTP/1.1', 'Host: localhost', 'Host: other']))?.status).toBe(400);
  });

  test('and nothing of it is an error of ours', () => {
    expect(plain.output()).not.toContain('A request failed');
  });
});

describe('a Host that others may own is not taken for ours', () => {
  test.each([
    'evil.example',
    'evil.example:8080',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'EVIL.example.',
  ])('%s', async (host) => {
    for (const server of [plain, published])
      for (const path of PATHS) expect([path, await get(server, path, host)]).toEqual([path, 421]);
  });
});

describe('names of this server are served', () => {
  test.each<[what: string, host: string]>([
    ['what it listens on', '127.0.0.1'],
    ['another port, as of a container', '127.0.0.1:9'],
    ['loopback', 'localhost:8080'],
    ['loopback in capitals with a dot', 'LOCALHOST.'],
    ['loopback in IPv6', '[::1]:8080'],
    ['a name below localhost', 'stepwell.localhost'],
    ['an address, as health checks have it', '10.1.2.3:8080'],
    ['the name of a container', 'stepwell:8080'],
  ])('%s', async (_what, host) => {
    for (const server of [plain, published]) expect(await get(server, '/sign-in', host)).toBeLessThan(400);
  });

  test('the public one, and any that a trusted proxy has looked at', async () => {
    expect(await get(published, '/sign-in', 'hooks.acme.example')).toBeLessThan(400);
    expect(await get(published, '/sign-in', 'Hooks.Acme.example:443')).toBeLessThan(400);
    expect(await get(plain, '/sign-in', 'hooks.acme.example')).toBe(421);
    expect(await get(proxied, '/sign-in', 'internal.acme.example')).toBeLessThan(400);
  });
});

test('HTTP/1.0 without a Host is answered, and its webhooks are taken', async () => {
  for (const path of ['/healthz', '/readyz', '/sign-in'])
    expect([path, (await raw(plain, [`GET ${path} HTTP/1.0`]))?.status]).toEqual([path, 200]);
  const before = (await executionsOf(plain, instance.id)).length;
  const path = new URL(urlOf(instance)).pathname;
  const called = await raw(
    plain,
    [`POST ${path}/a?b=c HTTP/1.0`, 'Content-Type: application/json', 'Content-Length: 7'],
    '{"a":1}',
  );
  expect(called?.status).toBe(200);
  const [newest] = await executionsOf(plain, instance.id);
  expect(await executionsOf(plain, instance.id)).toHaveLength(before + 1);
  const shown = await plain.call('GET', `/executions/${newest?.id}`);
  expect(shown.json).toMatchObject({
    request: { body: { a: 1 }, pathFragment: 'a', queryParameters: { b: 'c' } },
  });
});

describe('forms are taken from our own pages alone', () => {
  const form = async (server: Listening, host: string, origin: string) =>
    (await raw(server, ['POST /sign-in HTTP/1.1', `Host: ${host}`, `Origin: ${origin}`, 'Content-Length: 0']))
      ?.status;

  test.each<[what: string, host: string, origin: string, isOwn: boolean]>([
    ['the address that is listened on', '127.0.0.1:PORT', 'http://127.0.0.1:PORT', true],
    ['another address of this machine', '10.1.2.3:80', 'http://10.1.2.3', true],
    ['another site', '127.0.0.1:PORT', 'http://evil.example', false],
    ['another port', '127.0.0.1:PORT', 'http://127.0.0.1:1', false],
    ['no site', '127.0.0.1:PORT', 'null', false],
  ])('without a public address: %s', async (_what, host, origin, isOwn) => {
    const { port } = new URL(plain.url);
    const status = await form(plain, host.replace('PORT', port), origin.replace('PORT', port));
    expect(status === 403).toBe(!isOwn);
  });

  test.each<[what: string, host: string, origin: string, isOwn: boolean]>([
    ['the public address', 'hooks.acme.example', 'https://hooks.acme.example', true],
    ['the public name without its lock', 'hooks.acme.example', 'http://hooks.acme.example', false],
    ['an address of this machine', '10.1.2.3:80', 'http://10.1.2.3', false],
    ['loopback', 'localhost', 'http://localhost', false],
  ])('with a public address: %s', async (_what, host, origin, isOwn) => {
    expect((await form(published, host, origin)) === 403).toBe(!isOwn);
  });
});
