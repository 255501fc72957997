import { afterAll, describe, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { loopbackAddress } from '../../src/sandbox/guard/socket-address.ts';
import { block, openSystemCalls } from '../../src/sandbox/libc.ts';
import { networkOf } from '../../src/sandbox/network.ts';
import type { SandboxCall } from '../../src/sandbox/pool.ts';
import { SandboxProcess } from '../../src/sandbox/process.ts';
import { callNumber } from '../../src/sandbox/syscalls.ts';
import { failure, listOf, openPool, program, run, self } from './pools.ts';

const answering = (text: string) =>
  Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response(text) });
const open = answering('open');
let forbiddenCalls = 0;
const forbidden = Bun.listen({
  hostname: '127.0.0.1',
  port: 0,
  socket: { open: () => void forbiddenCalls++, data() {} },
});

const NAMES: Record<string, string[]> = {
  'erp.internal': ['127.0.0.1'],
  'mixed.test': ['10.0.0.1', '93.184.215.14'],
  'public.test': ['93.184.215.14', '2606:4700::1111'],
  'evil.test': ['10.0.0.1'],
  'metadata.internal': ['169.254.169.254'],
};

const networkWith = (more: { connectsPerSecond?: number; allow?: string[] } = {}) => ({
  entry: program('main.ts')[1] ?? '',
  allow: () => [
    `127.0.0.1:${open.port}`,
    `erp.internal:${open.port}`,
    '*.internal:80',
    ...(more.allow ?? []),
  ],
  async lookup(host: string) {
    const addresses = NAMES[host];
    if (!addresses) throw new Error('ENOTFOUND');
    return addresses.map((address) => ({ address }));
  },
  connectsPerSecond: more.connectsPerSecond ?? 1_000_000,
});

const pool = openPool({ network: networkWith() });
afterAll(async () => {
  await pool.close();
  open.stop(true);
  forbidden.stop(true);
});

const refused = async (body: string, extra: Partial<SandboxCall> = {}) =>
  (await failure(run(pool, body, extra))).message;
const FETCH = "return (await fetch('http://127.0.0.1:' + args[0])).text()";
/** Native code, which waits in the kernel. */
const BLOCKING_CONNECT = `
  const [port, socket, connect] = args;
  const { dlopen, ptr } = process.getBuiltinModule('module').createRequire('/')('bun:ffi');
  const libc = dlopen('libc.so.6', { syscall: { args: ['i64', 'i64', 'i64', 'i64'], returns: 'i64' } }).symbols;
  const address = Buffer.from(new ArrayBuffer(16));
  address.writeUInt16LE(2, 0);
  address.writeUInt16BE(port, 2);
  address.set([127, 0, 0, 1], 4);
  const file = libc.syscall(BigInt(socket), 2n, 1n, 0n);
  return Number(libc.syscall(BigInt(connect), file, BigInt(ptr(address)), 16n));`;
const builtin = (name: string) => `process.getBuiltinModule('${name}')`;

test('foreign code is fully confined with a network', async () => {
  expect(await pool.confinement()).toMatchObject({ level: 'full', network: 'guarded', networkReason: '' });
});

describe('what the allow list opens is reached', () => {
  test.each([
    ['fetch', FETCH],
    ['fetch by a name', "return (await fetch('http://erp.internal:' + args[0])).text()"],
    [
      'http',
      "return await new Promise((ok, no) => require('http').get({ port: args[0], host: '127.0.0.1' }, (answer) => answer.on('data', (data) => ok(String(data)))).on('error', no))",
    ],
    [
      'http by a name',
      "return await new Promise((ok, no) => require('http').get({ port: args[0], host: 'erp.internal' }, (answer) => answer.on('data', (data) => ok(String(data)))).on('error', no))",
    ],
    [
      'net',
      `return await new Promise((ok, no) => ${builtin('net')}.connect(args[0], '127.0.0.1', function () { this.destroy(); ok('open'); }).on('error', no))`,
    ],
    [
      'Bun.connect',
      "return await new Promise((ok, no) => Bun.connect({ hostname: '127.0.0.1', port: args[0], socket: { open: (socket) => { socket.end(); ok('open') }, data() {}, connectError: (_, error) => no(error) } }))",
    ],
  ])('by %s', async (_client, body) => {
    expect(await run(pool, body, { args: [open.port] })).toBe('open');
  });

  test('also with ten megabytes, sent and received', async () => {
    const echo = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: async (request) => new Response(await request.arrayBuffer()),
    });
    const large = openPool({ network: networkWith({ allow: [`127.0.0.1:${echo.port}`] }) });
    const body =
      "const body = Buffer.alloc(1e7, 7); const answer = await fetch('http://127.0.0.1:' + args[0], { method: 'POST', body }); return Buffer.from(await answer.arrayBuffer()).equals(body)";
    expect(await run(large, body, { args: [echo.port] })).toBe(true);
    await large.close();
    echo.stop(true);
  });
});

describe('what it does not open is refused, and the error says what', () => {
  const ADDRESSES: [address: string, kind: string][] = [
    ['10.0.0.1', 'private network'],
    ['172.16.0.1', 'private network'],
    ['192.168.1.1', 'private network'],
    ['169.254.169.254', 'link-local, cloud metadata'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['0.0.0.0', 'this host'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['::1', 'loopback'],
    ['::', 'this host'],
    ['::ffff:10.0.0.1', 'private network'],
    ['fe80::1', 'link-local, cloud metadata'],
    ['fd00::1', 'unique local'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['2002:7f00:1::', 'transition tunnel'],
    ['ff02::1', 'multicast'],
  ];

  test('whatever the form of the address', async () => {
    const body = `return await Promise.all(args[0].map((host) => new Promise((done) => ${builtin('net')}
      .connect(args[1], host, () => done('connected')).on('error', (error) => done(error.code)))))`;
    const addresses = ADDRESSES.map(([address]) => address);
    const codes = listOf(await run(pool, body, { args: [addresses, forbidden.port] }));
    // an address that the client itself does not take is refused as well
    expect(codes.filter((code) => code === 'connected')).toEqual([]);
    expect(forbiddenCalls).toBe(0);
    const [address = '', kind = ''] = ADDRESSES[0] ?? [];
    // Of one child so many are told at once.
    expect(await refused(`await fetch('http://${address}/')`, { isolation: 'another' })).toEndWith(
      `(egress refused ${address}:80: it is not on the public internet (${kind}))`,
    );
  });

  test('and the error of a call says nothing of what the one before it was refused', async () => {
    const call = { isolation: 'one after the other' };
    await run(pool, "await fetch('http://10.0.0.1/').catch(() => undefined)", call);
    expect(await refused("await fetch('http://10.0.0.2/')", call)).toEndWith(
      '(egress refused 10.0.0.2:80: it is not on the public internet (private network))',
    );
  });

  test('a port beside the one that is opened, also by a name, and one that is for mail alone', async () => {
    const { port } = forbidden;
    expect(await refused(`await fetch('http://127.0.0.1:${port}')`)).toContain(
      `egress refused 127.0.0.1:${port}`,
    );
    expect(await refused(`await fetch('http://erp.internal:${port}')`)).toContain(
      `egress refused 127.0.0.1:${port}`,
    );
    expect(await refused("await fetch('http://93.184.215.14:25')")).toMatch(
      /egress refused 93.184.215.14:25|bad port/i,
    );
    expect(forbiddenCalls).toBe(0);
  });

  test('a name that leads inside, even where another of its addresses does not', async () => {
    expect(await refused("await fetch('http://evil.test')")).toEndWith(
      '(egress refused evil.test: it leads to 10.0.0.1, and it is not on the public internet (private network))',
    );
    expect(await refused(`await fetch('http://mixed.test:${open.port}')`)).toContain(
      'egress refused mixed.test',
    );
    // whoever may edit an allowed name must not get at the machine's own credentials
    expect(await refused("await fetch('http://metadata.internal')")).toContain(
      'egress refused metadata.internal',
    );
  });

  test('a redirect inside, by each client', async () => {
    const redirecting = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: () =>
        new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/latest' } }),
    });
    const redirected = openPool({ network: networkWith({ allow: [`127.0.0.1:${redirecting.port}`] }) });
    const error = await failure(run(redirected, `await fetch('http://127.0.0.1:${redirecting.port}')`));
    expect(error.message).toContain('egress refused 169.254.169.254:80');
    await redirected.close();
    redirecting.stop(true);
  });

  test('and the next call is not told of it', async () => {
    await refused("await fetch('http://10.0.0.1')");
    expect(await refused("throw new Error('its own')")).toBe('its own');
  });
});

test('names are answered with all that clients ask for', async () => {
  const dns = `${builtin('dns')}.promises`;
  const body = `const all = await ${dns}.lookup('public.test', { all: true });
    return [all.map(({ address }) => address).sort(), await ${dns}.resolve4('public.test'), await ${dns}.resolve6('public.test')]`;
  expect(await run(pool, body)).toEqual([
    ['2606:4700::1111', '93.184.215.14'],
    ['93.184.215.14'],
    ['2606:4700::1111'],
  ]);
  expect(await refused(`await ${dns}.lookup('unknown.test')`)).toContain('ENOTFOUND');
});

test('a child that connects without end waits in its connects, and others do not', async () => {
  const slow = openPool({ network: networkWith({ connectsPerSecond: 2 }) });
  const connects = `for (let i = 0; i < args[0]; i++) await new Promise((done) => ${builtin('net')}
    .connect(args[1], '127.0.0.1', function () { this.destroy(); }).on('close', done).on('error', done))`;
  await slow.confinement();
  const begun = performance.now();
  const spinning = run(slow, connects, { args: [22, open.port] });
  expect(
    await run(slow, FETCH, {
      args: [open.port],
      isolation: 'other',
    }),
  ).toBe('open');
  await spinning;
  expect(performance.now() - begun).toBeGreaterThan(900);
  await slow.close();
});

test('a connect that nobody answers holds up its own child alone', async () => {
  const call = openSystemCalls();
  if (!call) return;
  // listens, and lets nobody in: what does not fit is left unanswered
  const socket = call('socket', 2, 1, 0);
  const { raw } = loopbackAddress(0);
  call('bind', socket, raw, 16);
  call('listen', socket, 0);
  const name = block(16);
  const length = block(4);
  length.writeInt32LE(16, 0);
  call('getsockname', socket, name, length);
  const port = name.readUInt16BE(2);
  const full = Array.from({ length: 3 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  const silent = openPool({ network: networkWith({ allow: [`127.0.0.1:${port}`] }) });
  const blocking = failure(
    run(silent, BLOCKING_CONNECT, {
      args: [port, callNumber('socket'), callNumber('connect')],
      deadlineMs: 1500,
    }),
  );
  const other = { args: [open.port], isolation: 'other' };
  const waits = async () => (await run(silent, FETCH, other)) === 'open';
  expect([await waits(), await waits()]).toEqual([true, true]);
  expect((await blocking).reason).toBe('timeout');
  expect(await waits()).toBe(true);
  await silent.close();
  for (const each of full) each.destroy();
  call('close', socket);
});

test('children that come and go leave no file open in the server', async () => {
  const opened = openPool({ network: networkWith() });
  const files = () => readdirSync('/proc/self/fd').length;
  await run(opened, FETCH, { args: [open.port], isolation: 'first' });
  const before = files();
  for (const isolation of ['second', 'third', 'fourth']) {
    const end = { args: [open.port], isolation };
    await run(opened, FETCH, end);
    await failure(run(opened, 'process.exit(1)', end));
  }
  // one child more waits for its first call at most
  expect(files() - before).toBeLessThan(8);
  await opened.close();
  expect(files()).toBeLessThan(before);
});

describe('where the guard cannot be', () => {
  test('because a supervisor listens already, there is no network, and fetch says so', async () => {
    const supervised = openPool({ self: program('below-supervisor.ts'), network: networkWith() });
    expect(await supervised.confinement()).toEqual({
      level: 'full',
      reason: 'Landlock, seccomp and resource limits hold',
      network: 'closed',
      networkReason: 'the kernel gives no listener for connects (error 16)',
    });
    expect((await failure(run(supervised, FETCH, { args: [open.port] }))).message).toContain(
      'code has no network here, since the kernel gives no listener for connects',
    );
    expect((await failure(run(supervised, "require('http')"))).message).toContain('not possible here');
    await supervised.close();
  });

  test('any more, since it has ended, its children end with it', async () => {
    const network = networkOf(networkWith());
    const plan = { self, memoryMb: 256, isConfined: true, isGuarded: true, maxValueBytes: 1000, maxCalls: 9 };
    const child = new SandboxProcess(plan, network);
    expect(await child.ready).toMatchObject({ network: 'guarded' });
    network?.close();
    expect(child.alive).toBe(false);
    await child.ended;
  });
});
