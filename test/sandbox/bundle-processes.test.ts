import { afterAll, describe, expect, test } from 'bun:test';
import type { BundleReference } from '../../src/components/host.ts';
import type { BundleCall } from '../../src/sandbox/pool.ts';
import { bundle, bundleWith } from '../support/bundles.ts';
import { failure, isGone, listOf, openPool, processState, until } from './pools.ts';

const pool = openPool({ loadMs: 2000 });
afterAll(async () => await pool.close());

const callOf = (reference: BundleReference, action: string, more: Partial<BundleCall> = {}): BundleCall => ({
  ...{ isolation: `acme/${reference.hash}`, owner: 'acme', bundle: reference },
  ...{ part: ['actions', action, 'perform'], context: {}, args: [{}], deadlineMs: 60_000 },
  ...more,
});
const answer = async (reference: BundleReference, action = 'run', more: Partial<BundleCall> = {}) =>
  listOf(await pool.call(callOf(reference, action, more)))[0];
const fails = (reference: BundleReference, more: Partial<BundleCall> = {}) =>
  failure(pool.call(callOf(reference, 'run', more)));

describe('a bundle in its processes', () => {
  const counting = bundleWith(
    { run: 'async () => ({ pid: process.pid, calls: ++calls })' },
    'let calls = 0;',
  );

  test('is evaluated once and keeps what it keeps; its text is asked for once', async () => {
    let asked = 0;
    const source = () => {
      asked++;
      return counting.source();
    };
    const counted = { ...counting, source };
    const first = Object(await answer(counted));
    expect(await answer(counted)).toEqual({ pid: first.pid, calls: 2 });
    expect(asked).toBe(1);
  });

  test('may hold packed data: one word of three million letters', async () => {
    const packed = bundleWith({ run: 'async () => word.length' }, `const word = '${'x'.repeat(3e6)}';`);
    expect(await answer(packed)).toBe(3_000_000);
  });

  test('is evaluated anew for another customer, in another process', async () => {
    const ours = Object(await answer(counting, 'run', { isolation: 'one' }));
    const theirs = Object(await answer(counting, 'run', { isolation: 'two' }));
    expect(theirs.calls).toBe(1);
    expect(theirs.pid).not.toBe(ours.pid);
  });

  test('leaves timers and patched prototypes to its own next call, and ends no process with them', async () => {
    const leaves = bundleWith(
      {
        run: `async () => { setInterval(() => {}, 5); Array.prototype.mark = 'left'; return [process.pid, [].mark, was] }`,
      },
      'const was = [].mark;',
    );
    const first = listOf(await answer(leaves));
    expect(await answer(leaves)).toEqual(first);
    const other = bundleWith({ run: 'async () => [process.pid, [].mark ?? null]' });
    expect(listOf(await answer(other))[1]).toBeNull();
  });

  test('is stopped while it waits, and goes once it has waited too long', async () => {
    const short = openPool({ idleMs: 1500 });
    const pid = Number(
      listOf(await short.call(callOf(bundleWith({ run: 'async () => process.pid' }), 'run')))[0],
    );
    await until('it is stopped', () => processState(pid)?.state === 'T' || isGone(pid));
    await until('it is gone', () => isGone(pid));
    await short.close();
  });

  test('has another process after so many calls', async () => {
    const few = openPool({ maxCalls: 5 });
    const who = bundleWith({ run: 'async () => process.pid' });
    const pids = new Set<unknown>();
    // to load it counts as one
    for (let i = 0; i < 8; i++) pids.add(listOf(await few.call(callOf(who, 'run')))[0]);
    expect(pids.size).toBe(2);
    await few.close();
  });

  test('may add to the built-in objects, as polyfills do, and not change what they have', async () => {
    const adds = bundleWith(
      { run: 'async () => [Reflect.own(), typeof JSON.parse]' },
      'Reflect.own = () => 1; JSON.parse = 1;',
    );
    expect(await answer(adds)).toEqual([1, 'function']);
  });
});

describe('a bundle that cannot be loaded says why', () => {
  test.each([
    ['throws', 'throw new TypeError("no luck")', 'the component cannot be loaded: no luck'],
    ['has no default export', 'exports.component = {}', /it has no default export\. Write "export default/],
    ['is no JavaScript', 'const = 1', /^the component cannot be loaded: .*Unexpected/],
    ['never ends', 'for (;;) {}', 'the component cannot be loaded: it takes too long to load'],
    ['ends its process', 'process.exit(0)', /ended its own process \(exit code 0\)/],
    ['fills the memory', 'new Uint8Array(4e8).fill(1)', /more memory than its 256 MB/],
    [
      'needs a package',
      'require("left-pad")',
      /Cannot find module 'left-pad': a bundle has to hold all packages/,
    ],
  ])('%s', async (_what, text, message) => {
    const error = await fails(bundle(text));
    expect(error.message).toMatch(message);
  });

  test('and the next call of it finds a fresh process', async () => {
    const broken = bundle(
      'process.__loads = (process.__loads ?? 0) + 1; throw new Error(String(process.__loads))',
    );
    for (let i = 0; i < 2; i++) expect((await fails(broken)).message).toEndWith(': 1');
  });
});

test('modules of Node are there in both spellings; files and sockets are closed', async () => {
  const names = ['fs', 'fs/promises', 'http', 'https', 'net', 'tls', 'dns', 'stream', 'stream/web', 'zlib'];
  const more = [
    'crypto',
    'events',
    'os',
    'path',
    'url',
    'util',
    'worker_threads',
    'async_hooks',
    'perf_hooks',
  ];
  const needs = bundleWith({
    run: `async () => {
      const failed = [];
      for (const name of ${JSON.stringify([...names, ...more])})
        if (require(name) !== require('node:' + name)) failed.push(name);
      const { readFile } = await import('node:fs/promises');
      const file = await readFile('/etc/passwd').catch((error) => error.code);
      const socket = await new Promise((resolve) =>
        require('net').connect(80, '192.0.2.1').on('error', (error) => resolve(String(error.message || error.code))));
      const fetched = await fetch('http://192.0.2.1').catch((error) => error.message);
      return { failed, file, socket, fetched };
    }`,
  });
  const { failed, file, socket, fetched } = Object(await answer(needs));
  expect({ failed, file }).toEqual({ failed: [], file: 'EACCES' });
  expect(socket).toContain('192.0.2.1');
  expect(fetched).toContain('code has no network here');
});

describe('what a call comes to', () => {
  const run = (body: string) => bundleWith({ run: `async (context, params) => { ${body} }` });

  test.each([
    ['null', 'throw null', 'null'],
    ['undefined', 'throw undefined', 'undefined'],
    ['a text', 'throw "oops"', 'oops'],
    ['a symbol', 'throw Symbol("s")', 'Symbol(s)'],
    ['a Proxy', 'throw new Proxy({}, { get() { throw 1 } })', /.+/],
    ['a frozen error', 'throw Object.freeze(new Error("cold"))', 'cold'],
    [
      'an error with a getter that throws',
      'throw Object.defineProperty({}, "message", { get() { throw 1 } })',
      /.+/,
    ],
    ['a rejection that nobody awaits', 'Promise.reject(new Error("lost")); return { data: 1 }', 'lost'],
    ['process.exit(0)', 'process.exit(0)', /ended its own process \(exit code 0\)/],
    ['process.abort()', 'process.abort()', /crashed its process/],
  ])('%s fails it with readable text', async (_what, body, message) => {
    expect((await fails(run(body))).message).toMatch(message);
  });

  test.each([
    ['a BigInt', 'return 7n', 7n],
    ['a Date', 'return new Date(0)', new Date(0)],
    ['a Map', 'return new Map([["a", 1]])', { a: 1 }],
    ['bytes', 'return Buffer.from("ab")', Buffer.from('ab')],
    ['nothing', 'return', undefined],
    ['NaN', 'return NaN', Number.NaN],
    [
      'a key like those of the prototype',
      `return JSON.parse('{"__proto__": 1}')`,
      JSON.parse('{"__proto__": 1}'),
    ],
    ['what JSON makes of itself', 'return { toJSON: () => 5 }', 5],
  ])('%s is answered', async (_what, body, wanted) => {
    expect(await answer(run(body))).toEqual(wanted);
  });

  test.each([
    ['a circle', 'const a = {}; a.a = a; return a'],
    ['a function', 'return { data: () => 1 }'],
    ['100,000 levels', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a'],
    ['100 MB', 'return "x".repeat(1e8)'],
    ['a toJSON without end', 'const bomb = () => ({ toJSON: bomb }); return { a: bomb() }'],
    ['a Proxy that throws', 'return new Proxy({}, { ownKeys() { throw new Error("no") } })'],
  ])('%s is refused in words', async (_what, body) => {
    expect((await fails(run(body))).message).toMatch(/^the result of the component cannot be handed over: /);
  });

  test('an error says which connection does not work, and what the other system has answered', async () => {
    const body = `throw Object.assign(new Error('bad key'), { name: 'ConnectionError', isSpectralError: true,
      connection: { configVarKey: 'Shop', fields: {} }, response: { status: 401, data: { error: 'expired' } } })`;
    expect(await fails(run(body))).toMatchObject({
      name: 'ConnectionError',
      message: 'bad key',
      connection: { configVarKey: 'Shop' },
      response: { status: 401, data: { error: 'expired' } },
    });
    const handled = `throw { message: 'refused', status: 401, data: 'expired', headers: {} }`;
    expect(await fails(run(handled))).toMatchObject({
      ...{ message: 'refused', response: { status: 401, data: 'expired' } },
    });
  });

  test('lines come as they are written, also of a call that is out of time', async () => {
    const lines: string[] = [];
    const onLog = (level: string, text: string) => lines.push(`${level} ${text}`);
    const body = `context.logger.warn('first', { a: 1 }); console.log('second'); for (;;) {}`;
    expect((await fails(run(body), { onLog, deadlineMs: 1500 })).reason).toBe('timeout');
    expect(lines).toEqual(['warn first {"a":1}', 'log second']);
  });

  test('a process that is gone fails its own call alone', async () => {
    const dies = bundleWith({ run: 'async (_context, { ends }) => ends ? process.exit(3) : 1' });
    const error = await fails(dies, { args: [{ ends: true }] });
    expect(error).toMatchObject({ reason: 'died', message: 'the code ended its own process (exit code 3)' });
    expect(await answer(dies)).toBe(1);
  });
});

describe('what a call asks of other components', () => {
  const asking = bundleWith({
    run: `async (context, { times }) => Promise.all(Array.from({ length: times }, (_, n) =>
      context._components.invoke({ key: 'each' }, context, { n })))`,
  });

  test('is answered one by one, not more than a few at once', async () => {
    let open = 0;
    let most = 0;
    const onRequest = async (request: unknown) => {
      most = Math.max(most, ++open);
      await Bun.sleep(1);
      open--;
      return { answer: listOf(listOf(request)[2])[0], changes: {} };
    };
    const all = listOf(await answer(asking, 'run', { onRequest, args: [{ times: 30 }] }));
    expect(all.map((each) => Object(each).n)).toEqual(Array.from({ length: 30 }, (_, n) => n));
    expect(most).toBe(8);
  });

  test('fails with the words of what was asked', async () => {
    const onRequest = () => Promise.reject(new Error('there is none'));
    expect((await fails(asking, { onRequest, args: [{ times: 1 }] })).message).toBe('there is none');
  });

  test('ends a process that asks what it may not', async () => {
    expect((await fails(asking, { args: [{ times: 1 }] })).message).toContain('it broke the protocol');
  });

  test('does not wait for its own turn, however few processes there are', async () => {
    const tight = openPool({ maxChildren: 2, maxChildrenPerOwner: 1 });
    const nested = bundleWith({ run: 'async () => 5' }, '/* nested */');
    const onRequest = async () => ({
      answer: listOf(await tight.call(callOf(nested, 'run')))[0],
      changes: {},
    });
    const calls = Array.from({ length: 3 }, () =>
      tight.call(callOf(asking, 'run', { onRequest, args: [{ times: 2 }] })),
    );
    expect(await Promise.all(calls)).toEqual([
      [[5, 5], {}],
      [[5, 5], {}],
      [[5, 5], {}],
    ]);
    await tight.close();
  });
});
