import { afterEach, beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { runCounts } from '../../src/db/schema.ts';
import { now } from '../../src/lib/time.ts';
import { CANCELLED_BY_USER, cancelExecution } from '../../src/models/executions.ts';
import { lastRuns } from '../../src/models/instance-runs.ts';
import { claim, finish } from '../../src/models/leases.ts';
import { flow, step, until, workshop } from '../support/engine.ts';
import { refusal } from '../support/records.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
let begun: number;
let signals: AbortSignal[];
let letGo: (() => void)[];
beforeEach(() => {
  begun = 0;
  signals = [];
  letGo = [];
  shop = workshop({
    // Whatever happens, it goes on until the test lets it.
    deaf: {
      perform: async () => {
        begun += 1;
        await new Promise<void>((resolve) => letGo.push(resolve));
        return { data: 'late' };
      },
    },
    listening: {
      perform: async (context) => {
        signals.push(context.signal);
        await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()));
        return { data: 'late' };
      },
    },
    broken: {
      perform: () => {
        begun += 1;
        throw new Error('out of order');
      },
    },
  });
});
afterEach(async () => {
  for (const each of letGo) each();
  await shop.close();
});

const cancel = async (id: string, engine?: Awaited<ReturnType<typeof shop.engine>>) => {
  const run = await shop.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
  engine?.abort(run, CANCELLED_BY_USER);
  return run;
};

test('a step that ignores its signal is given up: the run ends, its slot is free, and what comes late changes nothing', async () => {
  const instance = await shop.deploy([
    flow('Main', [step('Deaf', 'probe.deaf'), step('Next', 'probe.deaf')]),
  ]);
  const engine = await shop.engine();
  const id = await shop.call(instance, 'Main', {}, engine);
  await until(() => begun === 1 || undefined);
  const told = shop.ended.wait(id, 60_000);
  await cancel(id, engine);
  expect(await told).toMatchObject({ status: 'cancelled' });
  await until(() => engine.running() === 0 || undefined);
  const before = await shop.execution(id);
  expect(before).toMatchObject({ status: 'cancelled', leaseOwner: null });
  for (const each of letGo) each();
  await engine.stop(1000);
  expect(await shop.execution(id)).toEqual(before);
  expect((await shop.steps(id)).map(({ data }) => data)).not.toContain('late');
  expect(begun).toBe(1);
});

test('a step that listens is told at once', async () => {
  const instance = await shop.deploy([flow('Main', [step('Listen', 'probe.listening')])]);
  const engine = await shop.engine();
  const id = await shop.call(instance, 'Main', {}, engine);
  await until(() => signals[0]);
  await cancel(id, engine);
  expect(signals[0]?.aborted).toBe(true);
  await until(() => engine.running() === 0 || undefined);
  expect((await shop.execution(id)).status).toBe('cancelled');
});

test('a run that waits to be tried again is not tried any more', async () => {
  const errorConfig = { errorHandlerType: 'retry', maxAttempts: 5, delaySeconds: 3600 };
  const instance = await shop.deploy([flow('Main', [step('Broken', 'probe.broken', {}, { errorConfig })])]);
  const engine = await shop.engine();
  const id = await shop.call(instance, 'Main', {}, engine);
  await until(async () => (await shop.execution(id)).status === 'waiting' || undefined);
  await cancel(id, engine);
  await engine.stop(1000);
  const next = await shop.engine();
  await next.stop(1000);
  expect((await shop.execution(id)).status).toBe('cancelled');
  expect(begun).toBe(1);
});

test('the first end counts: of an end and a cancellation at once one is there, and counted once', async () => {
  const instance = await shop.deploy([flow('Main', [step('Deaf', 'probe.deaf')])]);
  const { store } = shop;
  for (const cancelsFirst of [true, false]) {
    const id = await shop.call(instance, 'Main', {});
    const leased = await store.write((tx) => claim(tx, id, 'boot_test', now()));
    if (!leased) throw new Error('It was not leased.');
    const finishing = () =>
      store.write((tx) => finish(tx, leased, 'boot_test', { status: 'succeeded' }, null, now()));
    const cancelling = () =>
      cancel(id).then(
        () => true,
        () => false,
      );
    const acts = cancelsFirst ? [cancelling, finishing] : [finishing, cancelling];
    const [first, second] = await Promise.all(acts.map((act) => act()));
    expect([first, second]).toEqual([true, false]);
    expect((await shop.execution(id)).status).toBe(cancelsFirst ? 'cancelled' : 'succeeded');
    expect((await refusal(cancel(id))).message).toContain('there is nothing to cancel');
  }
  const last = (await lastRuns(store.read, EVERYTHING, [instance.id])).get(instance.id);
  expect(last?.status).toBe('succeeded');
  const counted = await store.read.select().from(runCounts).where(eq(runCounts.owner, instance.id));
  expect(counted).toMatchObject([{ succeeded: 1, failed: 0, other: 1 }]);
});
