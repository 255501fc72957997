import { afterAll, describe, expect, test } from 'bun:test';
import { failure, openPool, processState, run, until } from './pools.ts';

const pool = openPool();
afterAll(() => pool.close());

/** Writes to whatever may be the pipe to the server. */
const writeEverywhere = (bytes: string) =>
  `for (let file = 3; file < 16; file++) try { process.getBuiltinModule('fs').writeSync(file, ${bytes}); } catch {}`;
const FRAME = `
  const frame = (kind, text, call = 1) => {
    const header = Buffer.alloc(9);
    header.writeUInt32LE(text.length, 0);
    header[4] = kind;
    header.writeUInt32LE(call, 5);
    return Buffer.concat([header, Buffer.from(text)]);
  };`;

describe('what comes out of a child does no harm', () => {
  test('a prototype polluted there is not polluted here', async () => {
    const body = `
      Object.prototype.polluted = 'yes';
      Array.prototype.polluted = 'yes';
      return JSON.parse('{"__proto__": {"polluted": "yes"}, "constructor": {"prototype": {"polluted": "yes"}}}');`;
    const result = await run(pool, body, { isolation: 'polluter' });
    expect(Object.keys(Object(result))).toEqual(['__proto__', 'constructor']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get(Object(result), 'polluted')).toBeUndefined();
    expect(Reflect.get([], 'polluted')).toBeUndefined();
  });

  test.each([
    ['a length without end', 'Buffer.from([255, 255, 255, 255, 3, 1, 0, 0, 0])'],
    ['a result that is no JSON', "frame(3, 'oops')"],
    ['a result that nests a million deep', "frame(3, '['.repeat(1e6))"],
    ['a kind that does not exist', "frame(77, '1')"],
    ['an answer to a call that does not exist', "frame(3, '1', 99)"],
    [
      'a flood of empty answers to calls that do not exist',
      "Buffer.concat(Array(5000).fill(frame(3, '', 99)))",
    ],
    ['a log line of a call that does not exist', 'frame(2, \'["log","x"]\', 0)'],
    ['a second start', "frame(1, '{}', 0)"],
    ['a second word of what it left behind', "Buffer.concat([frame(5, 'null'), frame(5, 'null')])"],
    ['a flood of log lines', 'Buffer.concat(Array(3000).fill(frame(2, \'["log","x"]\')))'],
  ])('%s ends the child that wrote it', async (_what, bytes) => {
    const body = `${FRAME} ${writeEverywhere(bytes)} await new Promise(() => {});`;
    const error = await failure(run(pool, body, { isolation: 'forger' }));
    expect(error).toMatchObject({
      reason: 'died',
      message: expect.stringContaining('it broke the protocol'),
    });
  });

  test('a forged result is only the result of its own call', async () => {
    const body = `${FRAME} ${writeEverywhere('frame(3, \'"forged"\')')} await new Promise(() => {});`;
    expect(await run(pool, body, { isolation: 'forger' })).toBe('forged');
  });

  test('a child that answers twice is not used again', async () => {
    const twice = `${FRAME} const { pid } = process; ${writeEverywhere("Buffer.concat([frame(3, String(pid)), frame(3, '2')])")} await new Promise(() => {});`;
    const pid = await run(pool, twice, { isolation: 'twice' });
    expect(await run(pool, 'return process.pid', { isolation: 'twice' })).not.toBe(pid);
  });

  test('output without end is not kept', async () => {
    const before = process.memoryUsage().rss;
    const body = `const line = Buffer.alloc(65536, 120); while (true) process.getBuiltinModule('fs').writeSync(2, line);`;
    await failure(run(pool, body, { isolation: 'writer', deadlineMs: 1000 }));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('a child that waits for its next call gets no processor time', async () => {
    const pid = Number(await run(pool, 'return process.pid', { isolation: 'idle' }));
    await until('the idle child is stopped', () => processState(pid)?.state === 'T');
    expect(await run(pool, 'return process.pid', { isolation: 'idle' })).toBe(pid);
  });

  test('others get their turn while it writes without end', async () => {
    const body = `${FRAME} ${writeEverywhere("frame(2, '')")} while (true) { ${writeEverywhere('Buffer.alloc(4096)')} }`;
    const flood = failure(run(pool, body, { isolation: 'flood', deadlineMs: 60_000 }));
    expect((await flood).message).toContain('it broke the protocol');
  });
});
