import { afterAll, describe, expect, test } from 'bun:test';
import { code } from '../../src/components/code/index.ts';
import { bundleOf, LoadedBundles } from '../../src/sandbox/bundle.ts';
import type { SandboxPool } from '../../src/sandbox/pool.ts';
import { createContext, perform } from '../components/context.ts';
import { failure, openPool, program, run } from './pools.ts';

const MB = 1024 * 1024;
const pool = openPool({ self: program('counting.ts') });
afterAll(async () => await pool.close());

/** A code step as the product runs it. */
async function codeStep(on: SandboxPool, text: string, isolation = 'acme'): Promise<unknown> {
  const context = createContext();
  context.host.runCode = (source, args, onLog, repeated) =>
    on.run({ isolation, source, args, onLog, repeated, deadlineMs: 60_000 });
  return (await perform(code, 'runCode', { code: text }, context)).data;
}

/** Answers how many bytes its child has been sent so far. */
const sized = (bytes: number, mark = '') =>
  `/* ${mark} ${'x'.repeat(bytes)} */ module.exports = async () => ({ data: sent.bytes })`;

test('a code step of 1 MB that runs 100 times is sent to its process once', async () => {
  const text = sized(MB);
  const first = Number(await codeStep(pool, text));
  expect(first).toBeGreaterThan(MB);
  expect(first).toBeLessThan(MB + 10_000);
  let last = first;
  for (let i = 1; i < 100; i++) last = Number(await codeStep(pool, text));
  expect(last - first).toBeLessThan(99 * 2_000);
});

test('a process of another customer is sent it anew', async () => {
  const text = sized(MB);
  await codeStep(pool, text);
  const others = Number(await codeStep(pool, text, 'globex'));
  expect(others).toBeGreaterThan(MB);
  expect(others).toBeLessThan(MB + 10_000);
});

test('a process that was started again is sent it again', async () => {
  const text = sized(MB, 'again');
  const before = Number(await codeStep(pool, text, 'initech'));
  await failure(run(pool, 'process.exit(3)', { isolation: 'initech' }));
  const after = Number(await codeStep(pool, text, 'initech'));
  expect(Math.abs(after - before)).toBeLessThan(1_000);
});

test('what a process keeps is bounded: a text that many others have displaced is sent again', async () => {
  const texts = Array.from({ length: 20 }, (_each, i) => sized(MB, `text ${i}`));
  const [first = ''] = texts;
  let sent = 0;
  for (const text of texts) sent = Number(await codeStep(pool, text, 'umbrella'));
  expect(sent).toBeGreaterThan(20 * MB);
  const again = Number(await codeStep(pool, first, 'umbrella'));
  expect(again - sent).toBeGreaterThan(MB);
  const kept = Number(await codeStep(pool, texts.at(-1) ?? '', 'umbrella'));
  expect(kept - again).toBeLessThan(2_000);
}, 180_000);

describe('a text that comes again arrives as it is', () => {
  test.each([
    ['with characters of four bytes', '💧 Ångström'],
    ['with half a character', 'a\ud800b'],
    ['that is empty', ''],
    ['that is like a hash', bundleOf('x').hash],
  ])('%s', async (_kind, text) => {
    for (let i = 0; i < 2; i++) {
      const answer = await run(pool, 'return args', { args: [1, text, 2], repeated: [1] });
      expect(answer).toEqual([1, text, 2]);
    }
  });
});

test('code that breaks the built-in collections breaks no later call', async () => {
  const spoil =
    'for (const kind of [Map, Set]) for (const name of ["get", "has", "set"]) kind.prototype[name] = () => undefined';
  const isolation = 'hooli';
  const text = sized(1000);
  await codeStep(pool, text, isolation);
  await run(pool, `${spoil}; return 1`, { isolation }).catch(() => undefined);
  expect(await codeStep(pool, text, isolation)).toBeGreaterThan(0);
});

test('the limit of the input holds for all that a call needs, also what its process has been sent before', async () => {
  const small = openPool({ maxValueBytes: MB });
  const text = 'x'.repeat(MB * 0.6);
  const call = (more: string) => run(small, 'return args[0].length', { args: [text, more], repeated: [0] });
  expect(await call('')).toBe(text.length);
  expect(await failure(call('y'.repeat(MB * 0.6)))).toMatchObject({
    reason: 'too_large',
    message: 'the input of the code cannot be handed over: the value is larger than 1 MB',
  });
  expect(await call('')).toBe(text.length);
  await small.close();
});

describe('a part of a module', () => {
  const source = `module.exports = { default: {
    key: 'stock',
    actions: { count: { perform: async (context, params) => ({ data: [context.name, params.n] }) } },
  } };`;
  const call = (part: string[]) =>
    pool.run({ isolation: 'acme', source, part, args: [{ name: 'Acme' }, { n: 1 }], deadlineMs: 60_000 });

  test('is called with a context and params', async () => {
    expect(await call(['actions', 'count', 'perform'])).toEqual({ data: ['Acme', 1] });
  });

  test.each([
    ['a part that is not there', ['actions', 'sum', 'perform']],
    ['a part that is no function', ['key']],
    ['what every object has', ['actions', 'constructor']],
    ['what every function has', ['actions', 'count', 'perform', 'call']],
    ['a part of a part that is not there', ['triggers', 'new', 'perform']],
  ])('is refused for %s', async (_kind, part) => {
    expect((await failure(call(part))).message).toBe(`the module has no function ${part.join('.')}`);
  });
});

test('a text of which a child has been told to forget is missing again, the one that is needed is not', () => {
  const loaded = new LoadedBundles();
  const large = Array.from({ length: 4 }, (_each, i) => bundleOf(`${i}${'x'.repeat(6 * MB)}`));
  const [first, second, third] = large.map((bundle) => [bundle]);
  if (!first || !second || !third) throw new Error('There are four.');
  expect(loaded.load(first)).toEqual({ missing: first, forgotten: [] });
  expect(loaded.load(second)).toEqual({ missing: second, forgotten: [] });
  expect(loaded.load(first)).toEqual({ missing: [], forgotten: [] });
  expect(loaded.load(third)).toEqual({ missing: third, forgotten: [second[0]?.hash ?? ''] });
  expect(loaded.load(large).missing.length).toBe(2);
});
