import { afterEach, expect, test } from 'bun:test';
import { createEgress, EgressError, EgressRefused } from '../../src/lib/egress.ts';
import { CA, CERT, KEY } from '../support/certificate.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

type Seen = { host: string | null; authorization: string | null; body: string; port: number };

function serve(answer: () => Response = () => new Response('hello'), tls?: { cert: string; key: string }) {
  const seen: Seen[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    ...(tls ? { tls } : {}),
    async fetch(request, self) {
      const { headers } = request;
      const port = self.requestIP(request)?.port ?? 0;
      seen.push({
        host: headers.get('host'),
        authorization: headers.get('authorization'),
        body: await request.text(),
        port,
      });
      return answer();
    },
  });
  cleanups.push(() => server.stop(true));
  return { seen, port: server.port };
}

const serveTls = (answer?: () => Response) => serve(answer, { cert: CERT, key: KEY });

function open(ca?: string) {
  const lookup = async () => [{ address: '127.0.0.1' }];
  const egress = createEgress({ allow: ['127.0.0.1'], lookup, ...(ca ? { ca } : {}) });
  cleanups.push(() => egress.close());
  return egress;
}

async function failure(work: Promise<unknown>): Promise<EgressError> {
  const thrown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof EgressError)) throw new Error(`unexpected outcome: ${String(thrown)}`);
  return thrown;
}

test('https to a checked address is verified against the name in the URL', async () => {
  const { port, seen } = serveTls();
  const response = await open(CA).fetch(`https://api.example.test:${port}/`);
  expect(await response.text()).toBe('hello');
  expect(seen[0]?.host).toBe(`api.example.test:${port}`);
});

test('a certificate of another name is refused, even when it is good for the address', async () => {
  const { port, seen } = serveTls();
  const error = await failure(open(CA).fetch(`https://other.example.test:${port}/?token=s3cret`));
  expect(error.code).toBe('tls');
  expect(error.message).toContain(`other.example.test:${port}`);
  expect(error.message).not.toContain('s3cret');
  expect(seen).toEqual([]);
});

test('a certificate for the address is accepted when the URL names the address', async () => {
  const { port } = serveTls();
  expect((await open(CA).fetch(`https://127.0.0.1:${port}/`)).status).toBe(200);
});

test('a certificate of an unknown authority is refused', async () => {
  const { port } = serveTls();
  expect((await failure(open().fetch(`https://api.example.test:${port}/`))).code).toBe('tls');
});

test('https to a server that speaks no TLS is refused', async () => {
  const { port } = serve();
  expect((await failure(open(CA).fetch(`https://api.example.test:${port}/`))).code).toBe('tls');
});

test('names share an address but never a connection, while one name reuses its own', async () => {
  const { port, seen } = serveTls();
  const egress = open(CA);
  for (let count = 0; count < 3; count += 1) await egress.fetch(`https://api.example.test:${port}/`);
  expect(new Set(seen.map((request) => request.port)).size).toBe(1);
  expect((await failure(egress.fetch(`https://other.example.test:${port}/`))).code).toBe('tls');
});

test('ignoring TLS errors holds for the requests that ask for it, not for later ones', async () => {
  const { port } = serveTls();
  const egress = open();
  const url = `https://other.example.test:${port}/`;
  expect((await egress.fetch(url, { ignoreSslErrors: true })).status).toBe(200);
  expect((await failure(egress.fetch(url))).code).toBe('tls');
  expect((await failure(egress.fetch(url, { ignoreSslErrors: false }))).code).toBe('tls');
});

test('the environment cannot switch the verification off', async () => {
  const { port } = serveTls();
  const module = new URL('../../src/lib/egress.ts', import.meta.url).pathname;
  const script = `const { createEgress } = await import(${JSON.stringify(module)});
    const egress = createEgress({ allow: ['127.0.0.1'] });
    console.log(await egress.fetch('https://127.0.0.1:${port}/').then(() => 'accepted', (error) => error.code));`;
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const child = Bun.spawn([process.execPath, '-e', script], { env, stdout: 'pipe', stderr: 'ignore' });
  expect((await child.stdout.text()).trim()).toBe('tls');
});

test('a redirect from https to http leaves the credentials behind', async () => {
  const plain = serve();
  const { port } = serveTls(() => Response.redirect(`http://api.example.test:${plain.port}/`, 302));
  const headers = { authorization: 'Bearer t' };
  await open(CA).fetch(`https://api.example.test:${port}/`, { headers });
  expect(plain.seen[0]?.authorization).toBeNull();
});

test('a redirect that would send a body from https on to http is refused', async () => {
  const plain = serve();
  const { port } = serveTls(() => Response.redirect(`http://api.example.test:${plain.port}/`, 307));
  const url = `https://api.example.test:${port}/`;
  const error = await failure(open(CA).fetch(url, { method: 'POST', body: 'client_secret=s' }));
  expect(error).toBeInstanceOf(EgressRefused);
  expect(plain.seen).toEqual([]);
});
