import { afterAll, describe, expect, test } from 'bun:test';
import { failure, openPool, run } from './pools.ts';

const pool = openPool();
afterAll(() => pool.close());

const LATER = "setTimeout(() => { throw new Error('late') }, 60_000);";
const MODULE = "require('timers')";

describe('a child in which a call has left something behind is not used again', () => {
  test.each([
    ['a timer', LATER],
    ['a timer of the module', `${MODULE}.setTimeout(() => { throw new Error('late') }, 60_000);`],
    ['an interval', 'setInterval(() => {}, 1);'],
    ['a chain of immediates', 'const again = () => setImmediate(again); again();'],
    [
      'a timer as a promise',
      "require('timers/promises').setTimeout(60_000).then(() => { throw new Error('late') });",
    ],
    ['a sleep', 'Bun.sleep(60_000).then(() => { throw new Error("late") });'],
    [
      'a signal that is due',
      "AbortSignal.timeout(60_000).addEventListener('abort', () => { throw new Error('late') });",
    ],
    ['a timer that was set by a promise', `await null; ${LATER}`],
    ['a thread', "new Worker(URL.createObjectURL(new Blob(['setInterval(() => {}, 5)'])));"],
  ])('%s', async (what, body) => {
    const isolation = `leaves ${what}`;
    const first = await run(pool, `${body} return process.pid`, { isolation });
    expect(await run(pool, 'return process.pid', { isolation })).not.toBe(first);
  });

  test.each([
    ['a timer that has fired', 'await new Promise((done) => setTimeout(done, 1));'],
    ['a timer that was stopped', 'clearTimeout(setTimeout(() => {}, 60_000));'],
    ['a timer that was stopped by its number', 'clearTimeout(Number(setTimeout(() => {}, 60_000)));'],
    ['an interval that was stopped', 'clearInterval(setInterval(() => {}, 60_000));'],
    ['a sleep that is over', 'await Bun.sleep(1);'],
    ['a promised timer that is over', "await require('util').promisify(setTimeout)(1);"],
  ])('%s is none', async (what, body) => {
    const isolation = `is done with ${what}`;
    const first = await run(pool, `${body} return process.pid`, { isolation });
    expect(await run(pool, 'return process.pid', { isolation })).toBe(first);
  });
});

describe('an error that nobody awaits fails the call that made it', () => {
  test.each([
    ['a rejected promise', "Promise.reject(new Error('lost'));"],
    ['a rejected promise of a function', "(async () => { throw new Error('lost') })();"],
    ['a rejection after a turn', "(async () => { await null; throw new Error('lost') })();"],
    ['a microtask that throws', "queueMicrotask(() => { throw new Error('lost') });"],
    ['an immediate that throws', "setImmediate(() => { throw new Error('lost') });"],
  ])('%s', async (what, body) => {
    const isolation = `loses ${what}`;
    expect((await failure(run(pool, `${body} return 'done'`, { isolation }))).message).toBe('lost');
    expect(await run(pool, "return 'fine'", { isolation })).toBe('fine');
  });

  test('one that is caught later in the same turn is none', async () => {
    const body = "const p = Promise.reject(new Error('x')); await p.catch(() => {}); return 'fine'";
    expect(await run(pool, body)).toBe('fine');
  });
});
