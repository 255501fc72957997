import { afterEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import { createThreadPool, type ThreadOptions, type ThreadPool } from '../../src/lib/thread-pool.ts';
import { encode } from '../../src/lib/wire.ts';
import { until } from '../support/engine.ts';

const pools: ThreadPool[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

function poolOf(options: Partial<ThreadOptions> = {}): ThreadPool {
  const pool = createThreadPool({ entry: join(import.meta.dir, 'thread-jobs.ts'), ...options });
  pools.push(pool);
  return pool;
}

const job = (name: string, input: unknown = null, more = {}) => ({
  ...{ name, input, key: 'acme', deadlineMs: 30_000 },
  ...more,
});

test('a job is done in another thread, and its error comes back with name and message', async () => {
  const pool = poolOf();
  expect(pool.size()).toBe(0);
  expect(await pool.run(job('double', 21))).toBe(42);
  // `rejects` would wait in a loop of its own, in which no thread is heard.
  expect(await pool.run(job('refuse')).catch(String)).toBe('RangeError: not this one');
  expect(await pool.run(job('unknown')).catch(String)).toContain('there is no job unknown');
});

test('threads that have nothing to do end', async () => {
  const pool = poolOf({ idleMs: 1 });
  await pool.run(job('double', 1));
  await until(() => (pool.size() === 0 ? true : undefined));
  expect(await pool.run(job('double', 2))).toBe(4);
});

test('a job that does not end is ended at its deadline, and the next one is done', async () => {
  const pool = poolOf({ max: 1 });
  await expect(pool.run(job('forever', null, { deadlineMs: 50 }))).rejects.toThrow('took longer than 0.05 s');
  expect(await pool.run(job('double', 3))).toBe(6);
});

test('a job is cancelled while it goes on and while it waits', async () => {
  const pool = poolOf({ max: 1 });
  const [running, waiting] = [new AbortController(), new AbortController()];
  const first = pool.run(job('forever', null, { signal: running.signal })).catch(String);
  const second = pool.run(job('double', 1, { signal: waiting.signal })).catch(String);
  const third = pool.run(job('double', 4));
  waiting.abort();
  expect(await second).toContain('cancelled');
  running.abort();
  expect(await first).toContain('cancelled');
  expect(await third).toBe(8);
});

test('a thread that ends fails its job alone', async () => {
  const pool = poolOf({ max: 2 });
  const lost = pool.run(job('exit')).catch(String);
  const other = pool.run(job('double', 5, { key: 'globex' }));
  expect(await lost).toContain('The thread ended');
  expect(await other).toBe(10);
});

test('one customer’s jobs do not keep another’s first one waiting', async () => {
  const pool = poolOf({ max: 2 });
  const stop = new AbortController();
  const own = Array.from({ length: 10 }, () =>
    pool.run(job('forever', null, { signal: stop.signal })).catch(() => undefined),
  );
  expect(await pool.run(job('double', 6, { key: 'globex' }))).toBe(12);
  stop.abort();
  await Promise.all(own);
});

test('more than may wait is refused at once', async () => {
  const pool = poolOf({ max: 1, maxWaiting: 1 });
  const stop = new AbortController();
  const running = pool.run(job('forever', null, { signal: stop.signal })).catch(() => undefined);
  const waiting = pool.run(job('forever', null, { signal: stop.signal })).catch(() => undefined);
  await expect(pool.run(job('double', 1))).rejects.toThrow('try again later');
  stop.abort();
  await Promise.all([running, waiting]);
});

const long = 'é→"'.repeat(50_000);
const many = Buffer.alloc(2_500_000, 7);

test.each<[string, unknown]>([
  ['a long text by itself', long],
  ['bytes by themselves', many],
  ['long texts within lists and objects', { a: [long, { b: long }], c: 1, d: null, e: 'short' }],
  ['bytes beside texts', [many, long, many.subarray(0, 5), Buffer.alloc(0), '']],
  ['thousands of them', Array.from({ length: 3_000 }, (_each, index) => 'x'.repeat(5_000) + index)],
  ['nothing', null],
])('%s goes to a thread and comes back as it was', async (_name, value) => {
  const pool = poolOf({ max: 1 });
  const all = (each: unknown) => encode(each, { maxBytes: Number.MAX_SAFE_INTEGER });
  expect(all(await pool.run(job('back', value))) === all(value)).toBe(true);
});

test('what cannot be sent fails its job alone, and leaves nothing behind for the next one', async () => {
  const pool = poolOf({ max: 1 });
  expect(await pool.run(job('back', [long, () => 1])).catch(String)).toContain('ThreadError');
  const texts = [`first${long}`, `second${long}`];
  expect(await pool.run(job('back', texts))).toEqual(texts);
});
