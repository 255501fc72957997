import { afterEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { instanceRuns } from '../../src/db/schema.ts';
import type { CompiledFlow } from '../../src/definition/compile/compiled.ts';
import { DAY, HOUR, MINUTE, setClockAhead, toIso } from '../../src/lib/time.ts';
import { setActive, targetOf } from '../../src/models/deployments.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { cancelExecution, type Execution } from '../../src/models/executions.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import { replayExecution } from '../../src/models/replays.ts';
import { enqueueCall, requestKeysOf } from '../../src/models/request-keys.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import { attemptOf, retriesOf, retryDelay } from '../../src/models/retries.ts';
import { flow, type Probe, reference, step, until, value, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(async () => {
  setClockAhead(0);
  await shop?.close();
});

/** A flow of two steps, the second of which fails so often; `seen` is what it was given each time. */
function failing(times: number, retryConfig: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const seen: unknown[] = [];
  const work: Probe[string] = {
    inputs: [{ key: 'given', label: 'Given', type: 'string' }],
    perform(_context, { given }) {
      seen.push(given);
      if (seen.length <= times) throw new Error(`no ${seen.length}`);
      return { data: 'done' };
    },
  };
  const steps = [
    step('First', 'text-manipulation.upperCase', { text: value('x') }),
    step('Work', 'probe.work', { given: reference('start.results.body.data') }),
  ];
  shop = workshop({ work });
  return { seen, flows: [flow('Main', steps, { retryConfig, ...more })] };
}

const rows = async () =>
  (await listExecutions(shop.store.read, EVERYTHING, {}, { limit: 100 })).items.toReversed();
const openRows = async () => (await rows()).filter(({ endedAt }) => endedAt === null);
const failuresOf = async (instanceId: string) =>
  (await shop.store.read.select().from(instanceRuns).where(eq(instanceRuns.instanceId, instanceId)))[0]
    ?.failures;

/** The row of the next attempt, once there is one that waits. */
const pending = () => until(async () => (await rows()).find(({ status }) => status === 'waiting'));

/** As after a restart, so much later. */
async function later(time: number) {
  setClockAhead(time);
  return await shop.engine();
}

describe('when the next attempt begins', () => {
  type Retry = NonNullable<CompiledFlow['retry']>;
  const config = (delayMinutes: number, usesExponentialBackoff: boolean): Retry => ({
    ...{ maxAttempts: 10, delayMinutes, usesExponentialBackoff, uniqueRequestIdField: undefined },
  });
  const times = (retry: Retry, count: number) => {
    let at = Date.UTC(2026, 0, 5, 10, 24);
    return Array.from({ length: count }, (_, n) => {
      at += retryDelay(retry, n + 1);
      return toIso(at).slice(11, 16);
    });
  };

  test('is so many minutes after each failure: 10:24 leads to 10:28, 10:32, 10:36, 10:40 and 10:44', () => {
    expect(times(config(4, false), 5)).toEqual(['10:28', '10:32', '10:36', '10:40', '10:44']);
  });

  test('is twice as long after each with exponential backoff, and a day at most', () => {
    const minutes = Array.from({ length: 10 }, (_, n) => retryDelay(config(3, true), n + 1) / MINUTE);
    expect(minutes).toEqual([3, 6, 12, 24, 48, 96, 192, 384, 768, 1440]);
    expect(retryDelay(config(60, true), 10)).toBe(DAY);
  });
});

test('a failed run is tried again after its delay, as an execution of its own, from the first step and with its payload', async () => {
  const { seen, flows } = failing(1, { maxAttempts: 2, delayMinutes: 4 });
  const instance = await shop.deploy(flows);
  const first = await shop.call(instance, 'Main', 'the order', await shop.engine());
  const retry = await pending();
  const failed = await shop.execution(first);
  expect([failed.status, attemptOf(failed).number]).toEqual(['failed', 0]);
  expect(attemptOf(retry)).toEqual({ first, number: 1 });
  expect([Math.round((retry.runAt - retry.queuedAt) / MINUTE), retry.startedAt, retry.kind]).toEqual([
    4,
    null,
    'webhook',
  ]);
  await later(4 * MINUTE);
  expect((await shop.end(retry.id)).status).toBe('succeeded');
  expect((await shop.steps(retry.id)).map(({ path, status }) => [path, status])).toEqual([
    ['first', 'succeeded'],
    ['work', 'succeeded'],
  ]);
  expect(seen).toEqual(['the order', 'the order']);
  expect((await retriesOf(shop.store.read, EVERYTHING, first)).map(({ id }) => id)).toEqual([retry.id]);
});

test('it is tried so often and no more, and is a failure of its instance with the last attempt alone', async () => {
  const { seen, flows } = failing(9, { maxAttempts: 2, delayMinutes: 1 });
  const instance = await shop.deploy(flows);
  await shop.call(instance, 'Main', 1, await shop.engine());
  for (const minutes of [2, 4]) {
    await pending();
    expect(await failuresOf(instance.id)).toBe(0);
    await later(minutes * MINUTE);
    await until(
      async () =>
        (await rows()).filter(({ status }) => status === 'failed').length > minutes / 2 || undefined,
    );
  }
  expect(seen).toHaveLength(3);
  expect((await rows()).map((row) => [row.status, attemptOf(row).number])).toEqual([
    ['failed', 0],
    ['failed', 1],
    ['failed', 2],
  ]);
  expect(await failuresOf(instance.id)).toBe(1);
});

test('without a delay it is tried again at once', async () => {
  const { seen, flows } = failing(3, { maxAttempts: 3 });
  const instance = await shop.deploy(flows);
  await shop.call(instance, 'Main', 1, await shop.engine());
  await until(async () => (await rows()).some(({ status }) => status === 'succeeded') || undefined);
  expect(seen).toHaveLength(4);
});

test('a wait for the next attempt survives restarts, and begins no earlier', async () => {
  const { seen, flows } = failing(1, { maxAttempts: 1, delayMinutes: 60 });
  const instance = await shop.deploy(flows);
  await shop.call(instance, 'Main', 1, await shop.engine());
  const retry = await pending();
  await later(HOUR - 5 * MINUTE);
  const other = await shop.deploy([flow('Main', [])]);
  await shop.end(await shop.call(other, 'Main', 1, await shop.engine()));
  expect([(await shop.execution(retry.id)).status, seen.length]).toEqual(['waiting', 1]);
  await later(HOUR);
  expect((await shop.end(retry.id)).status).toBe('succeeded');
});

const never: [what: string, flow: Record<string, unknown>][] = [
  ['whose flow asks for no attempts', { retryConfig: { maxAttempts: 0, delayMinutes: 1 } }],
  ['of a synchronous flow', { isSynchronous: true }],
];
test.each(never)('a run %s is not tried again', async (_what, more) => {
  const { flows } = failing(1, { maxAttempts: 3 }, more);
  const instance = await shop.deploy(flows);
  const id = await shop.call(instance, 'Main', 1, await shop.engine());
  expect((await shop.end(id)).status).toBe('failed');
  expect(await rows()).toHaveLength(1);
});

test('a run that succeeds, is cancelled or is a replay is not tried again', async () => {
  const { flows } = failing(2, { maxAttempts: 1, delayMinutes: 5 });
  const instance = await shop.deploy(flows);
  const engine = await shop.engine();
  const first = await shop.call(instance, 'Main', 1, engine);
  const retry = await pending();
  await shop.store.write((tx) => cancelExecution(tx, EVERYTHING, retry.id));
  const replay = await replayExecution(shop.tools, EVERYTHING, first, { from: 'start', version: 'original' });
  engine.wake(replay);
  expect((await shop.end(replay.id)).status).toBe('failed');
  const fresh = await shop.call(instance, 'Main', 1, engine);
  expect((await shop.end(fresh)).status).toBe('succeeded');
  expect(await rows()).toHaveLength(4);
});

test('a run whose next attempt waits holds up none of its flow', async () => {
  const { seen, flows } = failing(
    1,
    { maxAttempts: 1, delayMinutes: 60 },
    { queueConfig: { usesFifoQueue: true } },
  );
  const instance = await shop.deploy(flows);
  const engine = await shop.engine();
  await shop.call(instance, 'Main', 'one', engine);
  await pending();
  expect((await shop.run(instance, 'Main', 'two', engine)).execution.status).toBe('succeeded');
  expect(seen).toEqual(['one', 'two']);
});

test('of a paused instance the next attempt waits until it is enabled, and with the instance it goes', async () => {
  const { flows } = failing(9, { maxAttempts: 3, delayMinutes: 1 });
  const instance = await shop.deploy(flows);
  await shop.call(instance, 'Main', 1, await shop.engine());
  const retry = await pending();
  await setActive(shop.tools, EVERYTHING, instance.id, false);
  const engine = await later(HOUR);
  const other = await shop.deploy([flow('Main', [])]);
  await shop.end(await shop.call(other, 'Main', 1, engine));
  expect((await shop.execution(retry.id)).status).toBe('waiting');
  await setActive(shop.tools, EVERYTHING, instance.id, true);
  engine.heed([instance.id]);
  expect((await shop.end(retry.id)).status).toBe('failed');
  const last = await pending();
  await removeInstance(shop.tools, EVERYTHING, instance.id);
  const gone: Execution = await shop.execution(last.id);
  expect([gone.status, await openRows()]).toEqual(['cancelled', []]);
});

test('a run that fails after a newer request with its id has come is not tried again', async () => {
  const { flows } = failing(1, { maxAttempts: 3, delayMinutes: 1, uniqueRequestIdField: 'body.data.id' });
  const instance = await shop.deploy(flows);
  const compiled = await shop.tools.compiledVersions.get(shop.store.read, instance.integrationId, 1);
  const [main] = compiled.flows;
  if (!main) throw new Error('There is no flow.');
  const calls: string[] = [];
  for (const body of [{ id: 1 }, { id: 2 }, { id: 1 }]) {
    const request = internalRequest(body);
    const payload = await packRequest(request, shop.store.blobs, shop.tools.vault);
    const run = { ...targetOf(instance, 'Main'), kind: 'webhook' as const, payload };
    const keys = requestKeysOf(main, instance.id, request);
    calls.push((await shop.store.write((tx) => enqueueCall(tx, run, keys))).execution.id);
  }
  await shop.engine({ 'max-executions-per-instance': '1' });
  for (const id of calls) await shop.end(id);
  expect((await rows()).map(({ status }) => status)).toEqual(['failed', 'succeeded', 'succeeded']);
});
