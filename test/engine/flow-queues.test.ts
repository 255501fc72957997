import { afterEach, describe, expect, test } from 'bun:test';
import type { Engine } from '../../src/engine/engine.ts';
import { changeVersion } from '../../src/models/deployments.ts';
import { cancelExecution } from '../../src/models/executions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { pauseExecution, resumeExecution } from '../../src/models/pauses.ts';
import { callOf, flow, type Probe, reference, step, until, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

const work = step('Work', 'probe.work', { given: reference('start.results.body.data') });
const fifo = (queueConfig: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  flow('Main', [{ ...work, ...more }], { queueConfig });
const GIVEN = [{ key: 'given', label: 'Given', type: 'string' as const }];
const SEQUENTIAL = { usesFifoQueue: true };

/** A step that says what it was given, stays until it is told to go on, and counts how many are inside at once. */
function gate() {
  const started: unknown[] = [];
  const doors = new Map<unknown, (failure?: Error) => void>();
  const at = { most: 0 };
  const perform: Probe[string]['perform'] = (_context, { given }) =>
    new Promise((resolve, reject) => {
      started.push(given);
      doors.set(given, (failure) => {
        doors.delete(given);
        if (failure) reject(failure);
        else resolve({ data: given });
      });
      at.most = Math.max(at.most, doors.size);
    });
  /** Lets everybody through until so many have begun and none is inside. */
  const runAll = (count: number) =>
    until(() => {
      for (const go of [...doors.values()]) go();
      return (started.length >= count && doors.size === 0) || undefined;
    });
  return { started, doors, at, runAll, probe: { work: { inputs: GIVEN, perform } } };
}

const calls = async (instance: Instance, from: number, to: number, engine?: Engine) => {
  const ids: string[] = [];
  for (let n = from; n <= to; n++) ids.push(await shop.call(instance, 'Main', n, engine));
  return ids;
};
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

describe('a flow whose calls are run one after another', () => {
  test('runs them in the order in which they were accepted, also those that do not fit in memory', async () => {
    const started: unknown[] = [];
    let inside = 0;
    let most = 0;
    const perform: Probe[string]['perform'] = async (_context, { given }) => {
      started.push(given);
      inside += 1;
      most = Math.max(most, inside);
      await Promise.resolve();
      inside -= 1;
      return { data: given };
    };
    shop = workshop({ work: { inputs: GIVEN, perform } });
    const engine = await shop.engine();
    const instance = await shop.deploy([fifo(SEQUENTIAL)]);
    const ids = await calls(instance, 1, 230, engine);
    expect((await shop.end(ids.at(-1) ?? '')).status).toBe('succeeded');
    expect([most, started]).toEqual([1, upTo(230)]);
  }, 180_000);

  test('runs them so after a crash: first what was in flight, then the others', async () => {
    const { started, doors, probe } = gate();
    shop = workshop(probe);
    const instance = await shop.deploy([fifo(SEQUENTIAL)]);
    await calls(instance, 1, 30, await shop.engine());
    for (let n = 1; n <= 10; n++) {
      await until(() => doors.get(n));
      doors.get(n)?.();
    }
    await until(() => doors.get(11));
    // The next process knows nothing of this one, which stays inside for ever.
    doors.delete(11);
    const engine = await shop.engine();
    await calls(instance, 31, 40, engine);
    for (let n = 11; n <= 40; n++) {
      await until(() => doors.get(n));
      expect(doors.size).toBe(1);
      doors.get(n)?.();
    }
    expect(started).toEqual([...upTo(11), ...upTo(40).slice(10)]);
  });

  test('goes on with the next when one fails', async () => {
    const { started, doors, probe } = gate();
    shop = workshop(probe);
    const instance = await shop.deploy([fifo(SEQUENTIAL)]);
    const ids = await calls(instance, 1, 3, await shop.engine());
    for (let n = 1; n <= 3; n++) {
      await until(() => doors.get(n));
      doors.get(n)?.(new Error('no'));
    }
    for (const id of ids) expect((await shop.end(id)).status).toBe('failed');
    expect(started).toEqual([1, 2, 3]);
  });

  const retry = { errorConfig: { errorHandlerType: 'retry', maxAttempts: 1, delaySeconds: 1 } };

  test('does not begin the next while one waits to try a step again', async () => {
    const { started, doors, probe } = gate();
    shop = workshop(probe);
    const instance = await shop.deploy([fifo(SEQUENTIAL, retry)]);
    const ids = await calls(instance, 1, 3, await shop.engine());
    await until(() => doors.get(1));
    doors.get(1)?.(new Error('not yet'));
    for (const n of [1, 2, 3]) {
      await until(() => doors.get(n));
      expect(doors.size).toBe(1);
      doors.get(n)?.();
    }
    for (const id of ids) await shop.end(id);
    expect(started).toEqual([1, 1, 2, 3]);
  });

  const FAR = { errorConfig: { errorHandlerType: 'retry', maxAttempts: 1, delaySeconds: 3600 } };
  const waysOut: [how: string, (engine: Engine, id: string, instance: Instance) => Promise<void>][] = [
    [
      'cancelled',
      async (engine, id, instance) => {
        const { error } = await shop.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
        engine.abort({ id, instanceId: instance.id }, error);
      },
    ],
    [
      'set aside',
      async (engine, id, instance) => {
        const { error } = await shop.store.write((tx) => pauseExecution(tx, EVERYTHING, id));
        engine.setAside({ id, instanceId: instance.id }, error);
      },
    ],
  ];
  test.each(waysOut)('begins the next when the one that waits is %s', async (_how, leave) => {
    const { doors, probe } = gate();
    shop = workshop(probe);
    const instance = await shop.deploy([fifo(SEQUENTIAL, FAR)]);
    const first = await shop.engine();
    const [one = '', two = ''] = await calls(instance, 1, 2, first);
    await until(() => doors.get(1));
    doors.get(1)?.(new Error('not yet'));
    await until(async () => (await shop.execution(one)).status === 'waiting' || undefined);
    // It keeps its place also after a restart.
    const engine = await shop.engine();
    const other = await shop.deploy([flow('Main', [])]);
    await shop.end(await shop.call(other, 'Main', 1, engine));
    expect([(await shop.execution(two)).status, doors.size]).toEqual(['queued', 0]);
    await leave(engine, one, instance);
    await until(() => doors.get(2));
    doors.get(2)?.();
  });

  test('takes up one that goes on after it was set aside, however many wait behind', async () => {
    const doors = new Map<unknown, () => void>();
    const perform: Probe[string]['perform'] = ({ executionId }, { given }) =>
      given === 1 || given === 230
        ? new Promise((resolve) => doors.set(given, () => resolve({ data: executionId })))
        : { data: executionId };
    shop = workshop({ work: { inputs: GIVEN, perform } });
    const instance = await shop.deploy([fifo(SEQUENTIAL)]);
    const engine = await shop.engine();
    const [, aside = ''] = await calls(instance, 1, 330, engine);
    const { error } = await shop.store.write((tx) => pauseExecution(tx, EVERYTHING, aside));
    engine.setAside({ id: aside, instanceId: instance.id }, error);
    (await until(() => doors.get(1)))();
    const go = await until(() => doors.get(230));
    engine.wake(await shop.store.write((tx) => resumeExecution(tx, EVERYTHING, aside)));
    go();
    await until(async () => (await shop.execution(aside)).status === 'succeeded' || undefined);
  }, 180_000);

  test('holds up no other flow of its instance, and is held up by none', async () => {
    const { doors, probe } = gate();
    shop = workshop(probe);
    const others = { ...flow('Other', [work]) };
    const instance = await shop.deploy([fifo(SEQUENTIAL), others]);
    const engine = await shop.engine();
    await calls(instance, 1, 210, engine);
    await until(() => doors.get(1));
    for (let n = 1; n <= 12; n++) await shop.call(instance, 'Other', `other ${n}`, engine);
    // Of ten slots of the instance nine are left for it.
    await until(() => doors.size === 10 || undefined);
    expect([...doors.keys()].filter((given) => typeof given === 'number')).toEqual([1]);
    doors.get('other 1')?.();
    await until(() => doors.get('other 10'));
    doors.get(1)?.();
    await until(() => doors.get(2));
    for (const go of [...doors.values()]) go();
  });

  test('a call is accepted without a slot, and at once', async () => {
    shop = workshop();
    const engine = await shop.engine();
    const instance = await shop.deploy([fifo(SEQUENTIAL)]);
    const compiled = await shop.tools.compiledVersions.get(shop.store.read, instance.integrationId, 1);
    const places = [1, 2].map(() => engine.reserve(callOf(instance), compiled));
    expect(places.map(({ leaseOwner }) => leaseOwner)).toEqual([undefined, undefined]);
    for (const { release } of places) release();
    expect(engine.running()).toBe(0);
  });
});

test('a flow whose calls are throttled runs so many at once, and begins them in their order', async () => {
  const { started, doors, at, runAll, probe } = gate();
  shop = workshop(probe);
  const instance = await shop.deploy([fifo({ usesFifoQueue: true, concurrencyLimit: 3 })]);
  await calls(instance, 1, 20, await shop.engine());
  await until(() => doors.size === 3 || undefined);
  await runAll(20);
  expect([at.most, started]).toEqual([3, upTo(20)]);
});

test('a limit of a new version holds from the next run on, and is gone with it', async () => {
  const { doors, runAll, probe } = gate();
  shop = workshop(probe);
  const instance = await shop.deploy([flow('Main', [work])]);
  const engine = await shop.engine();
  await calls(instance, 1, 2, engine);
  await until(() => doors.size === 2 || undefined);
  await runAll(2);
  const versioned = async (number: number) => {
    const { queued } = await changeVersion(shop.tools, EVERYTHING, instance.id, number);
    for (const run of queued) engine.wake(run);
    engine.heed([instance.id]);
  };
  await shop.publish(instance.integrationId, [fifo(SEQUENTIAL)]);
  await versioned(2);
  await calls(instance, 3, 5, engine);
  await until(() => doors.size > 0 || undefined);
  expect(doors.size).toBe(1);
  await runAll(5);
  await versioned(1);
  await calls(instance, 6, 9, engine);
  await until(() => doors.size === 4 || undefined);
  await runAll(9);
});
