import { afterAll, expect, test } from 'bun:test';
import { resolve } from 'node:path';
import { CA, CERT, KEY } from '../support/certificate.ts';
import { startMySql, startPostgres, startSsh } from './clients/database-servers.ts';
import { startWebServer } from './clients/web-server.ts';
import { openPool, program } from './pools.ts';

const tls = { cert: CERT, key: KEY };
const hostname = '127.0.0.1';
const answer = (request: Request, server: Bun.Server<undefined>) =>
  server.upgrade(request) ? undefined : new Response('pong');
const websocket: Bun.WebSocketHandler<undefined> = {
  message(socket) {
    socket.send('pong');
  },
};
const web = Bun.serve({ port: 0, hostname, fetch: answer, websocket });
const secure = Bun.serve({ port: 0, hostname, tls, fetch: () => new Response('pong') });
const redirecting = Bun.serve({
  port: 0,
  hostname,
  fetch: () => new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/latest' } }),
});
const pong = { data: (socket: Bun.Socket) => void socket.write('pong') };
const plain = Bun.listen({ port: 0, hostname, socket: pong });
const overTls = Bun.listen({ port: 0, hostname, socket: pong, tls });
const redis = Bun.listen({
  port: 0,
  hostname,
  socket: {
    data(socket, data) {
      // one answer for each command that came: an array of texts each
      for (const [command] of String(data).matchAll(/^\*\d+\r\n(\$\d+\r\n[^\r]*\r\n)+/gm))
        socket.write(/ping/i.test(command) ? '+PONG\r\n' : '+OK\r\n');
    },
  },
});
const busy = startWebServer(hostname);
const postgres = startPostgres(hostname);
const mysql = await startMySql(hostname);
const ssh = await startSsh(hostname);
const servers = [web, secure, redirecting, plain, overTls, redis, busy, postgres, mysql, ssh];
const allow = () => servers.map(({ port }) => `${hostname}:${port}`);
const pool = openPool({ network: { entry: program('main.ts')[1] ?? '', allow } });
afterAll(async () => {
  await pool.close();
  for (const server of servers) server.stop(true);
});

const built = Bun.build({
  entrypoints: [resolve(import.meta.dir, 'clients/bundle.ts')],
  target: 'node',
  format: 'cjs',
  // native parts that the packages do without
  external: ['cpu-features', 'pg-native', '*.node'],
});

/** What the bundle exports, with the modules of Node that a bundle gets. */
async function runBundle(part: string, args: unknown[], isolation = 'acme'): Promise<unknown> {
  const [output] = (await built).outputs;
  const source = `require = (name) => process.getBuiltinModule(name);\n${await output?.text()}`;
  return await pool.run({ isolation, source, part: [part], args, deadlineMs: 180_000 });
}

const given = {
  url: `http://${hostname}:${web.port}/`,
  https: `https://${hostname}:${secure.port}/`,
  ca: CA,
  socket: `ws://${hostname}:${web.port}/`,
  port: plain.port,
  tls: overTls.port,
  redis: redis.port,
  postgres: postgres.port,
  mysql: mysql.port,
  ssh: ssh.port,
};

test('the clients that bundles bring along reach what is allowed, unchanged', async () => {
  const results = Object(await runBundle('tryAll', [given]));
  expect(Object.entries(results).filter(([, result]) => result !== 'pong')).toEqual([]);
  expect(Object.keys(results).length).toBeGreaterThan(18);
});

/** What these clients do not do in this runtime, confined or not. */
const NOT_THEIRS: Record<string, string> = {
  'axios with fetch': 'ten megabytes sent as a stream',
  undici: 'keep-alive',
  'fetch of undici': 'keep-alive',
};
const HTTP = [
  ...['fetch', 'axios', 'axios with fetch', 'undici', 'fetch of undici', 'node-fetch', 'got'],
  'node:http',
];

// Each in a process of its own: what all of them leave behind is more than one may have.
test.each(HTTP)('and do with it all that they do elsewhere: %s', async (name) => {
  const url = `http://${hostname}:${busy.port}/`;
  const results: Record<string, string> = Object(await runBundle('tryHttp', [name, url], name));
  expect(Object.keys(results)).toHaveLength(9);
  const others = Object.entries(results).filter(([deed]) => deed !== NOT_THEIRS[name]);
  expect(others.filter(([, result]) => result !== 'ok')).toEqual([]);
});

test('none of them follows a redirect to the machine’s own credentials', async () => {
  const names = [
    'fetch',
    'axios',
    'axios with fetch',
    'undici with an agent',
    'node-fetch',
    'got',
    'node:http',
  ];
  const url = `http://${hostname}:${redirecting.port}/`;
  const results = Object(await runBundle('tryAll', [{ ...given, url }, names]));
  for (const name of names)
    expect([name, results[name]]).toEqual([name, expect.stringContaining('failed: ')]);
});
