import { afterEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { executions, instanceRuns } from '../../src/db/schema.ts';
import { setClockAhead } from '../../src/lib/time.ts';
import { targetOf } from '../../src/models/deployments.ts';
import type { ExecutionKind } from '../../src/models/executions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { enqueueCall, requestKeysOf } from '../../src/models/request-keys.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import { retryDelay } from '../../src/models/retries.ts';
import { shownExecution } from '../../src/web/api/execution-answers.ts';
import { START, toldOfFlow } from '../definition/told.ts';
import { flow, type Probe, reference, step, until, value, workshop } from '../support/engine.ts';

/*
 * What the field's documentation says of retries and queues, a row for each sentence. How they hold over crashes, with
 * many runs and with the clock set is in the files of their own.
 */

let shop: ReturnType<typeof workshop> | undefined;
afterEach(async () => {
  setClockAhead(0);
  await shop?.close();
  shop = undefined;
});

/**
 * An instance of one flow whose last step fails as long as `fails` says so; what that was given, and how many were in it
 * at once.
 * @param together how many come to it before it lets them go
 */
async function set(
  config: Record<string, unknown>,
  { fails = (_number: number): boolean => false, together = 1 } = {},
) {
  const given: unknown[] = [];
  const doors: (() => void)[] = [];
  let inside = 0;
  let most = 0;
  const perform: Probe[string]['perform'] = async (_context, params) => {
    const number = given.push(params.given);
    inside += 1;
    most = Math.max(most, inside);
    if (inside % together === 0) for (const go of doors.splice(0)) go();
    else await new Promise<void>((resolve) => doors.push(resolve));
    // Others may begin meanwhile, should they be let in.
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    if (fails(number)) throw new Error(`no ${number}`);
    return { data: number };
  };
  const inputs = [{ key: 'given', label: 'Given', type: 'string' as const }];
  const own = workshop({ work: { inputs, perform } });
  shop = own;
  const steps = [
    step('First', 'text-manipulation.upperCase', { text: value('x') }),
    step('Work', 'probe.work', { given: reference('start.results.body.data.id') }),
  ];
  const instance = await own.deploy([flow('Main', steps, config)]);
  const { flows } = await own.tools.compiledVersions.get(own.store.read, instance.integrationId, 1);
  const call = async (id: unknown, kind: ExecutionKind = 'webhook') => {
    const [main] = flows;
    if (!main) throw new Error('There is no flow.');
    const request = internalRequest({ id });
    const payload = await packRequest(request, own.store.blobs, own.tools.vault);
    const run = { ...targetOf(instance, 'Main'), kind, payload };
    const keys = requestKeysOf(main, instance.id, request);
    return (await own.store.write((tx) => enqueueCall(tx, run, keys))).execution.id;
  };
  const rows = () =>
    own.store.read
      .select()
      .from(executions)
      .where(eq(executions.instanceId, instance.id))
      .orderBy(executions.id);
  /** Runs all that is due, and answers how each of the rows has ended, oldest first. */
  const run = async () => {
    await own.engine();
    await until(
      async () =>
        (await rows()).every(({ status }) => status !== 'queued' && status !== 'running') || undefined,
    );
    return (await rows()).map(({ status }) => status);
  };
  return { own, instance, given, call, rows, run, most: () => most };
}

const failures = async ({ own, instance }: { own: ReturnType<typeof workshop>; instance: Instance }) =>
  (await own.store.read.select().from(instanceRuns).where(eq(instanceRuns.instanceId, instance.id)))[0]
    ?.failures;
const refusal = (text: string, start = START) => toldOfFlow(text, start)[0] ?? 'nothing';
const SCHEDULED = `${START.slice(0, -1)}, schedule: {type: value, value: "0 3 * * *"}}`;
const waits = (minutes: number, doubles: boolean, count: number) =>
  Array.from(
    { length: count },
    (_, n) =>
      retryDelay(
        {
          ...{ maxAttempts: 10, delayMinutes: minutes, usesExponentialBackoff: doubles },
          uniqueRequestIdField: undefined,
        },
        n + 1,
      ) / 60_000,
  );

const SENTENCES: [sentence: string, prove: () => Promise<[is: unknown, shouldBe: unknown]>][] = [
  [
    'a run of an asynchronous flow that fails is tried again',
    async () => {
      const { call, run } = await set({ retryConfig: { maxAttempts: 1 } }, { fails: (n) => n === 1 });
      await call(1);
      return [await run(), ['failed', 'succeeded']];
    },
  ],
  [
    'a run of a synchronous flow is not',
    async () => {
      const config = { isSynchronous: true, retryConfig: { maxAttempts: 1 } };
      const { call, run } = await set(config, { fails: () => true });
      await call(1);
      return [await run(), ['failed']];
    },
  ],
  [
    'it is tried again 0 to 10 times',
    async () => [
      [refusal('retryConfig: {maxAttempts: 11}'), refusal('retryConfig: {maxAttempts: 10}')],
      [expect.stringContaining('from 0 to 10'), 'nothing'],
    ],
  ],
  [
    'with 0 to 60 minutes between',
    async () => [
      [refusal('retryConfig: {delayMinutes: 61}'), refusal('retryConfig: {delayMinutes: 60}')],
      [expect.stringContaining('from 0 to 60'), 'nothing'],
    ],
  ],
  ['each wait is as long as the one before', async () => [waits(4, false, 3), [4, 4, 4]]],
  ['or twice as long, with exponential backoff', async () => [waits(3, true, 5), [3, 6, 12, 24, 48]]],
  ['and 24 hours at most', async () => [waits(60, true, 8).slice(-3), [1440, 1440, 1440]]],
  [
    'the whole flow restarts from its first step, with the original payload',
    async () => {
      const { own, call, run, rows, given } = await set(
        { retryConfig: { maxAttempts: 1 } },
        { fails: (n) => n === 1 },
      );
      await call('order 7');
      await run();
      const [, retry] = await rows();
      const paths = (await own.steps(retry?.id ?? '')).map(({ path }) => path);
      return [
        [given, paths],
        [
          ['order 7', 'order 7'],
          ['first', 'work'],
        ],
      ];
    },
  ],
  [
    'each retry is an execution of its own, with its number and the first one',
    async () => {
      const { call, run, rows } = await set({ retryConfig: { maxAttempts: 2 } }, { fails: () => true });
      const first = await call(1);
      await run();
      const shown = (await rows()).map((row) => shownExecution(row));
      return [
        shown.map(({ retryCount, retryForExecution }) => [retryCount, retryForExecution]),
        [
          [0, null],
          [1, first],
          [2, first],
        ],
      ];
    },
  ],
  [
    'people are told after the last attempt alone',
    async () => {
      const at = await set({ retryConfig: { maxAttempts: 2 } }, { fails: () => true });
      await at.call(1);
      await at.run();
      return [await failures(at), 1];
    },
  ],
  [
    'a newer request with the same id cancels the retry that waits',
    async () => {
      const retryConfig = { maxAttempts: 3, delayMinutes: 5, uniqueRequestIdField: 'body.data.id' };
      const { call, run } = await set({ retryConfig }, { fails: (n) => n === 1 });
      await call('a');
      const before = await run();
      await call('b');
      const other = await run();
      await call('a');
      return [
        [before, other, await run()],
        [
          ['failed', 'waiting'],
          ['failed', 'waiting', 'succeeded'],
          ['failed', 'cancelled', 'succeeded', 'succeeded'],
        ],
      ];
    },
  ],
  [
    'calls run side by side, unless their flow says otherwise',
    async () => {
      const { call, run, most } = await set({}, { together: 3 });
      for (const id of [1, 2, 3]) await call(id);
      await run();
      return [most(), 3];
    },
  ],
  [
    'throttled, 2 to 15 run at once',
    async () => {
      const { call, run, most } = await set(
        { queueConfig: { usesFifoQueue: true, concurrencyLimit: 2 } },
        { together: 2 },
      );
      for (const id of [1, 2, 3, 4]) await call(id);
      await run();
      return [
        [most(), refusal('queueConfig: {usesFifoQueue: true, concurrencyLimit: 16}')],
        [2, expect.stringContaining('from 1 to 15')],
      ];
    },
  ],
  [
    'sequential, one runs after the other, first in, first out',
    async () => {
      const { call, run, most, given } = await set({
        queueConfig: { usesFifoQueue: true, concurrencyLimit: 1 },
      });
      for (const id of [1, 2, 3, 4, 5]) await call(id);
      await run();
      return [
        [most(), given],
        [1, [1, 2, 3, 4, 5]],
      ];
    },
  ],
  [
    'a failed execution does not block the queue',
    async () => {
      const { call, run } = await set({ queueConfig: { usesFifoQueue: true } }, { fails: (n) => n === 1 });
      for (const id of [1, 2]) await call(id);
      return [await run(), ['failed', 'succeeded']];
    },
  ],
  [
    'what is deployed waits in no queue',
    async () => {
      const { call, run, most } = await set({ queueConfig: { usesFifoQueue: true } }, { together: 2 });
      await call(1, 'user_deploy');
      await call(2, 'user_deploy');
      await run();
      return [most(), 2];
    },
  ],
  [
    'a queue with a schedule is refused',
    async () => [
      refusal('queueConfig: {usesFifoQueue: true}', SCHEDULED),
      expect.stringContaining('has a schedule, which cannot be queued'),
    ],
  ],
  [
    'a queue of a synchronous flow is refused',
    async () => [
      refusal('isSynchronous: true, queueConfig: {usesFifoQueue: true}'),
      expect.stringContaining('cannot be queued'),
    ],
  ],
  [
    'singleton executions without a schedule are refused',
    async () => [
      refusal('queueConfig: {singletonExecutions: true}'),
      expect.stringContaining('has no schedule'),
    ],
  ],
  [
    'a queue and singleton executions together are refused',
    async () => [
      refusal('queueConfig: {usesFifoQueue: true, singletonExecutions: true}', SCHEDULED),
      expect.stringContaining('choose one'),
    ],
  ],
  [
    'a call whose id has come within the window is dropped',
    async () => {
      const { call, run, given } = await set({ queueConfig: { dedupeIdField: 'body.data.id' } });
      const [first, second] = [await call('a'), await call('a')];
      await call('b');
      const statuses = (await run()).toSorted();
      return [
        [first === second, statuses, given.toSorted()],
        [true, ['skipped', 'succeeded', 'succeeded'], ['a', 'b']],
      ];
    },
  ],
];

test.each(SENTENCES)('%s', async (_sentence, prove) => {
  const [is, shouldBe] = await prove();
  expect(is).toEqual(shouldBe);
});
