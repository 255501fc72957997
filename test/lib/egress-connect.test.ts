import { afterAll, expect, test } from 'bun:test';
import { Socket } from 'node:net';
import { createEgress } from '../../src/lib/egress.ts';

const server = Bun.listen({
  hostname: '127.0.0.1',
  port: 0,
  socket: { open: (socket) => void socket.end('hello'), data: () => undefined },
});
afterAll(() => server.stop(true));

const egressTo = (addresses: string[], allow: string[]) =>
  createEgress({ allow, lookup: async () => addresses.map((address) => ({ address })) });
const limits = { ms: 60_000, signal: new AbortController().signal };

test('a connection goes to an address that was checked, and to the next one where nobody answers', async () => {
  const egress = egressTo(['127.0.0.2', '127.0.0.1'], ['127.0.0.0/8']);
  const socket = await egress.connect('db.example.test', server.port, limits);
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.on('data', (bytes) => resolve(String(bytes)));
  expect(await promise).toBe('hello');
  socket.destroy();
});

test.each([['127.0.0.1'], ['169.254.169.254'], ['10.0.0.5'], ['::1'], ['::ffff:127.0.0.1']])(
  'none is made to %s unless it is allowed',
  async (address) => {
    const refused = egressTo([address], []).connect('db.example.test', server.port, limits);
    expect(await refused.catch((thrown: unknown) => thrown)).toMatchObject({ code: 'refused' });
  },
);

test('a port that HTTP may not be sent to is open to the protocol that it belongs to, and to no other', async () => {
  const to = (ports?: readonly number[]) =>
    egressTo(['127.0.0.1'], ['127.0.0.1']).connect('ssh.example.test', 22, {
      ...limits,
      ...(ports && { ports }),
    });
  for (const ports of [undefined, [25]])
    expect(await to(ports).catch((thrown: unknown) => thrown)).toMatchObject({
      message: expect.stringContaining('port 22 is not for this protocol'),
    });
  const tried = await to([22]).catch((thrown: unknown) => thrown);
  if (tried instanceof Socket) tried.destroy();
  else expect(tried).toMatchObject({ code: 'network' });
});

test('an attempt ends with its signal, and after its time', async () => {
  const never = createEgress({ allow: [], lookup: () => new Promise(() => undefined) });
  const reason = new Error('cancelled');
  const aborted = { ms: 60_000, signal: AbortSignal.abort(reason) };
  expect(await never.connect('db.example.test', 5432, aborted).catch((thrown) => thrown)).toBe(reason);
  const late = never.connect('db.example.test', 5432, { ...limits, ms: 1 });
  expect(await late.catch((thrown) => thrown)).toMatchObject({ code: 'timeout' });
});
