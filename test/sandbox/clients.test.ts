import { afterAll, expect, test } from 'bun:test';
import { resolve } from 'node:path';
import { CA, CERT, KEY } from '../support/certificate.ts';
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
const servers = [web, secure, redirecting, plain, overTls, redis];
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
});

/** What the bundle exports, with the modules of Node that a bundle gets. */
async function runBundle(given: object, names?: string[]): Promise<unknown> {
  const [output] = (await built).outputs;
  const source = `require = (name) => process.getBuiltinModule(name);\n${await output?.text()}`;
  const args = names ? [given, names] : [given];
  return await pool.run({ isolation: 'acme', source, args, deadlineMs: 60_000 });
}

const given = {
  url: `http://${hostname}:${web.port}/`,
  https: `https://${hostname}:${secure.port}/`,
  ca: CA,
  socket: `ws://${hostname}:${web.port}/`,
  port: plain.port,
  tls: overTls.port,
  redis: redis.port,
};

test('the clients that bundles bring along reach what is allowed, unchanged', async () => {
  const results = Object(await runBundle(given));
  expect(Object.entries(results).filter(([, result]) => result !== 'pong')).toEqual([]);
  expect(Object.keys(results).length).toBeGreaterThan(15);
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
  const results = Object(await runBundle({ ...given, url }, names));
  for (const name of names)
    expect([name, results[name]]).toEqual([name, expect.stringContaining('failed: ')]);
});
