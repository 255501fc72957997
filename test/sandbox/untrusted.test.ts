import { afterAll, describe, expect, test } from 'bun:test';
import { failure, openPool, processState, run, until } from './pools.ts';

const pool = openPool();
afterAll(() => pool.close());

/** Writes to whatever may be the pipe to the server. */
const writeEverywhere = (bytes: string) =>
  `for (let file = 3; file < 16; file++) try { process.getBuiltinModule('fs').writeSync(file, ${bytes}); } catch {}`;
const FRAME = `
  const frame = (kind, text) => {
    const header = Buffer.alloc(9);
    header.writeUInt32LE(text.length, 0);
    header[4] = kind;
    header.writeUInt32LE(1, 5);
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

  test('output without end is not kept', async () => {
    const before = process.memoryUsage().rss;
    const body = `const line = Buffer.alloc(65536, 120); while (true) process.getBuiltinModule('fs').writeSync(2, line);`;
    await failure(run(pool, body, { isolation: 'writer', deadlineMs: 1000 }));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('work left behind gets no processor time between calls', async () => {
    const pid = Number(
      await run(pool, 'setInterval(() => {}, 1); return process.pid', { isolation: 'busy' }),
    );
    await until('the idle child is stopped', () => processState(pid)?.state === 'T');
    expect(await run(pool, 'return process.pid', { isolation: 'busy' })).toBe(pid);
  });
});
