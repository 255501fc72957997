import { afterEach, beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { executions, stepResults } from '../../src/db/schema.ts';
import { flow, step, until, value, workshop } from '../support/engine.ts';

const noise = () =>
  Array.from({ length: 9 }, () =>
    Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('base64'),
  ).join('');

let performed = 0;
let shop: ReturnType<typeof workshop>;
beforeEach(() => {
  performed = 0;
  shop = workshop({
    large: { perform: async () => ({ data: noise() }) },
    fails: {
      perform: async () => {
        performed += 1;
        throw new Error('not yet');
      },
    },
    counts: {
      perform: async () => {
        performed += 1;
        return { data: 1 };
      },
    },
  });
});
afterEach(() => shop.close());

const retries = { errorConfig: { errorHandlerType: 'retry', maxAttempts: 3, delaySeconds: 1 } };
const lose = () => shop.store.blobs.sweep(Number.MAX_SAFE_INTEGER, async () => false);

test('a run that waits, and whose result is lost meanwhile, fails with words', async () => {
  const engine = await shop.engine();
  const instance = await shop.deploy([
    flow('Main', [step('Large', 'probe.large'), step('Fails', 'probe.fails', { a: value('') }, retries)]),
  ]);
  const id = await shop.call(instance, 'Main', {}, engine);
  await until(async () => (await shop.execution(id)).status === 'waiting' || undefined);
  expect(await lose()).toBe(1);
  const ended = await shop.end(id);
  expect([ended.status, ended.error?.message]).toEqual([
    'failed',
    'The result of “Large” is no longer kept, so this execution cannot go on. Replay it from the start.',
  ]);
  expect(performed).toBe(1);
});

test('a run whose call is lost before it begins fails with words', async () => {
  const instance = await shop.deploy([flow('Main', [step('Counts', 'probe.counts')])]);
  const id = await shop.call(instance, 'Main', { noise: noise() });
  expect(await lose()).toBe(1);
  await shop.engine();
  const ended = await shop.end(id);
  expect([ended.status, ended.error?.message]).toEqual(['failed', 'What called the flow is no longer kept.']);
  expect(performed).toBe(0);
});

test.each([
  ['is of an unknown form', Buffer.from([9, 9, 9])],
  ['is cut', Buffer.from([1, 0x28, 0xb5, 0x2f])],
  ['is no JSON', Buffer.from('\0{"data":')],
])('a run whose stored result %s fails instead of being tried again for ever', async (_, output) => {
  const engine = await shop.engine();
  const instance = await shop.deploy([
    flow('Main', [step('Counts', 'probe.counts'), step('Fails', 'probe.fails', {}, retries)]),
  ]);
  const id = await shop.call(instance, 'Main', {}, engine);
  await until(async () => (await shop.execution(id)).status === 'waiting' || undefined);
  await shop.store.write(async (tx) => {
    await tx.update(stepResults).set({ output }).where(eq(stepResults.path, 'counts'));
    await tx.update(executions).set({ runAt: 0 }).where(eq(executions.id, id));
  });
  const ended = await shop.end(id);
  expect([ended.status, ended.error?.message]).toEqual(['failed', expect.stringContaining('cannot go on')]);
});
