import { afterAll, describe, expect, test } from 'bun:test';
import { failure, listOf, openPool, program, run } from './pools.ts';

const pool = openPool();
afterAll(() => pool.close());

describe('code that is run', () => {
  test('is given its arguments and its result comes back', async () => {
    expect(await run(pool, 'return args[0] + args[1]', { args: [1, 2] })).toBe(3);
  });

  test('may receive and return bytes, dates and big integers', async () => {
    const args = [{ file: Buffer.from('hello'), at: new Date(0), big: 2n ** 80n, none: undefined }];
    const body =
      'const { file, at, big } = args[0]; return { text: file.toString(), year: at.getUTCFullYear(), file, at, big: big + 1n }';
    expect(await run(pool, body, { args })).toStrictEqual({
      text: 'hello',
      year: 1970,
      file: Buffer.from('hello'),
      at: new Date(0),
      big: 2n ** 80n + 1n,
    });
    expect(await run(pool, 'return undefined')).toBeUndefined();
  });

  test('may require the modules of Node that need no files and no network', async () => {
    const body = `
      const { createHash } = require('crypto');
      const { gunzipSync, gzipSync } = require('node:zlib');
      const { isDate } = require('util/types');
      require('node:os').EOL;
      return [createHash('md5').update('x').digest('hex'), gunzipSync(gzipSync('hello')).toString(), isDate(new Date())];`;
    expect(await run(pool, body)).toEqual(['9dd4e461268c8034f5c8564e155c67a6', 'hello', true]);
  });

  test('knows languages and time zones', async () => {
    const body =
      "return new Date(0).toLocaleString('de', { timeZone: 'Asia/Tokyo', dateStyle: 'long', timeStyle: 'short' })";
    expect(await run(pool, body)).toBe('1. Januar 1970 um 09:00');
  });

  test('does not meet the variables that its module left behind', async () => {
    const source = 'let count = 0; module.exports = async () => ++count;';
    expect(await pool.run({ isolation: 'acme', source, args: [], deadlineMs: 60_000 })).toBe(1);
    expect(await pool.run({ isolation: 'acme', source, args: [], deadlineMs: 60_000 })).toBe(1);
  });

  test('has its console output forwarded while it runs', async () => {
    const lines: string[][] = [];
    const body =
      "console.log('hi', { a: 1 }); console.error('bad'); process.stdout.write('raw\\n'); console.table([1]); console.group('x')";
    await run(pool, body, { onLog: (level, text) => lines.push([level, text]) });
    expect(lines).toEqual([
      ['log', 'hi { a: 1 }'],
      ['error', 'bad'],
      ['log', 'raw'],
      ['log', '[ 1 ]'],
    ]);
  });

  test('may log a thousand lines; what is beyond is left out', async () => {
    const lines: string[] = [];
    await run(pool, 'for (let i = 0; i < 5000; i++) console.log(i)', {
      onLog: (_level, text) => lines.push(text),
    });
    expect(lines).toHaveLength(1001);
    expect(lines.at(-1)).toBe('further log lines are left out');
  });
});

describe('code that fails', () => {
  /** The user's text, loaded by a module of ours. */
  const runUsers = (code: string) =>
    pool.run({
      isolation: 'acme',
      source: 'module.exports = async (code, ...args) => stepwell.load(code, console)(...args);',
      args: [code, {}],
      deadlineMs: 60_000,
    });

  test('is reported with its own error and the lines of its own code', async () => {
    const code =
      'module.exports = async (order) => {\n  const total = order.sum;\n  return total.toFixed(2);\n};';
    const error = await failure(runUsers(code));
    expect(error.reason).toBe('code');
    expect(error.name).toBe('TypeError');
    expect(error.message).toContain('undefined is not an object');
    expect(error.stack).toContain('code.js:3:');
    expect(error.stack?.split('\n')).toHaveLength(2);
  });

  test('by a wrong syntax is told the line', async () => {
    const error = await failure(runUsers('module.exports = async () => {\n  const x = ;\n};'));
    expect(error.name).toBe('SyntaxError');
    expect(error.message).toBe("Unexpected token ';' (line 2)");
  });

  test('because it exports no function is told so', async () => {
    const call = { isolation: 'acme', source: 'module.exports = { data: 1 }', args: [], deadlineMs: 60_000 };
    expect((await failure(pool.run(call))).message).toStartWith(
      'the code must set module.exports to a function',
    );
  });

  test('because it asks for what is not there is told what there is', async () => {
    for (const name of ['fs', 'node:net', 'lodash', 'child_process', 'bun:ffi', '../secret'])
      expect((await failure(run(pool, `require(${JSON.stringify(name)})`))).message).toContain(
        'Available: assert, async_hooks, buffer',
      );
    expect((await failure(run(pool, "await import('fs')"))).message).toContain('use require');
    expect((await failure(run(pool, "await fetch('https://acme.test')"))).message).toContain(
      'code has no network here, since no guard was started: make the request with an HTTP step',
    );
    expect((await failure(run(pool, "new WebSocket('wss://acme.test')"))).message).toContain(
      'no network here',
    );
  });

  test.each([
    ['null', 'throw null', 'null'],
    ['a text', "throw 'just text'", 'just text'],
    ['an object', 'throw { message: "odd", name: 7 }', 'odd'],
    ['nothing', 'throw undefined', 'undefined'],
    [
      'a Proxy',
      'throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })',
      'an error that cannot be read',
    ],
    [
      'getters',
      'throw { get message() { throw 1 }, get name() { throw 2 }, toString() { throw 3 } }',
      'an error that cannot be read',
    ],
    ['a symbol', "throw Symbol('s')", 'Symbol(s)'],
    ['a frozen error', "throw Object.freeze(new Error('frozen'))", 'frozen'],
    ['a big integer', 'throw 5n', '5'],
    ['an error without words', 'throw new Error()', 'Error'],
    ['an empty list', 'throw []', 'an error without a message'],
    [
      'an error whose message throws',
      "throw Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })",
      'an error that cannot be read',
    ],
    ['a promise that is refused', 'return Promise.reject(null)', 'null'],
    ['what is no promise', "return { then(ok, no) { no('late') } }", 'late'],
    ['a rejection beside its result', "Promise.reject(new Error('floating')); return 1", 'floating'],
    [
      'a rejection without await',
      "Promise.reject(new Error('floating')); await new Promise(() => {})",
      'floating',
    ],
    ['a timer', "setTimeout(() => { throw new Error('late') }); await new Promise(() => {})", 'late'],
  ])('by throwing %s gives a clear error', async (_what, body, message) => {
    expect(await failure(run(pool, body))).toMatchObject({ reason: 'code', message });
  });

  test.each([
    ['a function', 'return { data: [1, { onClick() {} }] }', 'data[1].onClick is a function'],
    ['a symbol', "return Symbol('s')", 'the value is a symbol, which cannot be stored'],
    ['a toJSON that throws', "return { toJSON() { throw new Error('no') } }", 'the value cannot be read: no'],
    ['more than fits', "return 'x'.repeat(1e8)", 'the value makes the whole larger than 32 MB'],
    ['what nests without end', 'let d; for (let i = 0; i < 1e5; i++) d = { d }; return d', 'd.d.d.d.'],
    ['a cycle', 'const x = {}; x.x = x; return x', 'x contains itself'],
    ['a getter that throws', "return { get a() { throw new Error('no') } }", 'a cannot be read: no'],
    [
      'a Proxy that throws',
      "return new Proxy({}, { ownKeys() { throw new Error('no') } })",
      'the value cannot be read: no',
    ],
  ])('by returning %s is told where it is', async (_what, body, message) => {
    expect((await failure(run(pool, body))).message).toContain(
      `the result of the code cannot be handed over: ${message}`,
    );
  });
});

describe('a result', () => {
  test.each([
    ['nothing', 'return undefined', undefined],
    ['no number', 'return [NaN, Infinity, -0]', [Number.NaN, Number.POSITIVE_INFINITY, 0]],
    ['a map and a set', "return [new Map([['a', 1]]), new Set([1])]", [{ a: 1 }, [1]]],
    ['an instance', 'return new (class { x = 1; y() {} })()', { x: 1 }],
    ['what has a toJSON', "return { toJSON: () => ({ a: 'b' }) }", { a: 'b' }],
    ['a Proxy', 'return new Proxy({ a: 1 }, {})', { a: 1 }],
    ['what is like a promise', 'return { then(ok) { ok(7) } }', 7],
    ['an error', "return { ...new Error('x'), name: 'x' }", { name: 'x' }],
  ])('that is %s arrives as data', async (_what, body, result) => {
    expect(await run(pool, body)).toEqual(result);
  });
});

describe('limits', () => {
  test('an endless loop ends at the deadline', async () => {
    const error = await failure(run(pool, 'while (true);', { deadlineMs: 300 }));
    expect(error).toMatchObject({
      reason: 'timeout',
      message: 'the code ran longer than its limit of 300 ms',
    });
  });

  test('so does code that waits for nothing, and code whose regular expression explodes', async () => {
    const bodies = ['await new Promise(() => {})', "/^(a+)+$/.test('a'.repeat(40) + '!')"];
    const calls = bodies.map((body) => failure(run(pool, body, { deadlineMs: 200 })));
    expect((await Promise.all(calls)).map(({ reason }) => reason)).toEqual(['timeout', 'timeout']);
  });

  test('a cancelled run ends at once', async () => {
    const stop = new AbortController();
    const call = run(pool, "console.log('running'); while (true);", {
      signal: stop.signal,
      onLog: () => stop.abort(),
    });
    expect(await failure(call)).toMatchObject({ reason: 'aborted', message: 'the run was cancelled' });
    expect((await failure(run(pool, 'return 1', { signal: stop.signal }))).reason).toBe('aborted');
  });

  test('a result and an input over the limit are refused', async () => {
    const small = openPool({ maxValueBytes: 1 << 20 });
    expect((await failure(run(small, "return { data: 'x'.repeat(2e6) }"))).message).toBe(
      'the result of the code cannot be handed over: data makes the whole larger than 1 MB',
    );
    expect(await failure(run(small, 'return 1', { args: ['x'.repeat(2e6)] }))).toMatchObject({
      reason: 'too_large',
    });
    expect(await run(small, "return 'x'.repeat(1e6).length")).toBe(1e6);
    await small.close();
  });

  test('several megabytes pass both ways', async () => {
    const text = 'stepwell'.repeat(500_000);
    expect(await run(pool, 'return args[0]', { args: [text] })).toBe(text);
  });

  test('a memory hog dies alone', async () => {
    const small = openPool({ memoryMb: 64 });
    const neighbour = run(small, "await new Promise((done) => setTimeout(done, 300)); return 'fine'", {
      isolation: 'globex',
    });
    const bodies = ['all.push(Buffer.alloc(4e6, 1))', 'all.push(Array(1e5).fill({ a: Math.random() }))'];
    const hogs = bodies.map((body) => failure(run(small, `const all = []; while (true) ${body}`)));
    for (const error of await Promise.all(hogs))
      expect(error).toMatchObject({
        reason: 'died',
        message: expect.stringContaining('more memory than its 64 MB'),
      });
    expect(await neighbour).toBe('fine');
    expect(await run(small, 'return 1')).toBe(1);
    await small.close();
  });

  test('threads without end are ended at their limit; with a guard not one more begins', async () => {
    const body = `
      const { dlopen, ptr } = process.getBuiltinModule('module').createRequire('/')('bun:ffi');
      const word = { returns: 'i64' };
      const libc = dlopen('libc.so.6', {
        pthread_create: { args: ['ptr', 'ptr', 'i64', 'i64'], returns: 'i32' },
        pthread_attr_init: { args: ['ptr'], returns: 'i32' },
        pthread_attr_setstacksize: { args: ['ptr', 'u64'], returns: 'i32' },
        dlsym: { args: ['i64', 'ptr'], ...word },
      }).symbols;
      const [attributes, thread, name] = [64, 8, 8].map((size) => Buffer.from(new ArrayBuffer(size)));
      name.write('pause');
      const pause = libc.dlsym(0, ptr(name));
      libc.pthread_attr_init(ptr(attributes));
      libc.pthread_attr_setstacksize(ptr(attributes), 131072);
      for (let begun = 1; libc.pthread_create(ptr(thread), ptr(attributes), pause, 0) === 0; begun++)
        if (begun % 50 === 0) console.log(begun);
      await new Promise(() => {});`;
    const guarded = openPool({ network: { entry: program('main.ts')[1] ?? '', allow: () => [] } });
    const begun: number[] = [];
    for (const tried of [guarded, pool]) {
      const onLog = (_level: string, text: string) => tried === guarded && begun.push(Number(text));
      const error = await failure(run(tried, body, { onLog }));
      expect([error.reason, error.message]).toEqual([
        'died',
        'the code has started more threads than its 256',
      ]);
    }
    expect(Math.max(...begun)).toBeWithin(50, 256);
    expect(await run(guarded, 'return 1')).toBe(1);
    await guarded.close();
  });

  test('ending the process fails only the call that does it', async () => {
    // also where it says that all is well
    for (const code of [0, 3])
      expect((await failure(run(pool, `process.exit(${code})`))).message).toBe(
        `the code ended its own process (exit code ${code})`,
      );
    expect((await failure(run(pool, 'process.abort()'))).message).toContain(
      'the code crashed its process (SIGABRT)',
    );
    expect((await failure(run(pool, "process.kill(process.pid, 'SIGKILL')"))).message).toContain('SIGKILL');
    expect(await run(pool, 'return 1')).toBe(1);
  });
});

test('a thousand calls of a customer are one process, that was started once', async () => {
  const source =
    'module.exports = async (context, stepResults) => ({ data: [process.pid, stepResults.length] });';
  const pids = new Set<unknown>();
  for (let turn = 0; turn < 1000; turn++) {
    const args = [{ configVars: { region: 'eu' } }, Array(turn % 20).fill({ sku: 'A', qty: 1 })];
    const result = await pool.run({ isolation: 'acme', source, args, deadlineMs: 60_000 });
    const [pid, length] = listOf(Object(result).data);
    expect(length).toBe(turn % 20);
    pids.add(pid);
  }
  expect(pids.size).toBe(1);
});
