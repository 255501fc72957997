import { expect, test } from 'bun:test';
import { count } from 'drizzle-orm';
import { instanceRuns, runCounts } from '../../src/db/schema.ts';
import { DAY, HOUR } from '../../src/lib/time.ts';
import { deleteCustomer } from '../../src/models/customers.ts';
import { setActive } from '../../src/models/deployments.ts';
import { cancelExecution, type NewExecution } from '../../src/models/executions.ts';
import { removeInstance, restoreInstance } from '../../src/models/instance-removal.ts';
import { failingInstances, lastRuns } from '../../src/models/instance-runs.ts';
import type { Instance } from '../../src/models/instances.ts';
import { deleteIntegration } from '../../src/models/integration-trash.ts';
import { claim, type Ending } from '../../src/models/leases.ts';
import { deleteRunCounts } from '../../src/models/retention.ts';
import { type RunCount, runsPerDay, runsPerHour } from '../../src/models/run-counts.ts';
import { takeOver } from '../../src/models/suspects.ts';
import { TEST_CUSTOMER } from '../../src/models/test-customer.ts';
import { deployed, finished, queued, refusal, toolsFor } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const NOON = Date.UTC(2026, 4, 10, 12);
const FAILED: Ending = { status: 'failed', error: { message: 'It broke' } };
const DONE: Ending = { status: 'succeeded' };

/** A run of the instance that ends so at that time. */
async function ran(instance: Instance, ending: Ending, time: number, more: Partial<NewExecution> = {}) {
  const { id } = await queued(at.store, instance, more);
  await at.store.write(async (tx) => {
    await claim(tx, id, 'boot_1', time);
    expect(await finished(tx, id, 'boot_1', ending, null, time)).toBe(true);
  });
  return id;
}

const hourAt = async (time: number): Promise<RunCount | undefined> =>
  (await runsPerHour(at.store.read, EVERYTHING, time, time + 1))[0];
/** The last hour and the one that has begun: the clock may come to the full hour during a test. */
const lately = async () => {
  const hours = await runsPerHour(at.store.read, EVERYTHING, Date.now() - HOUR, Date.now() + 1);
  const sum = (key: 'succeeded' | 'failed' | 'other') => hours.reduce((all, hour) => all + hour[key], 0);
  return { succeeded: sum('succeeded'), failed: sum('failed'), other: sum('other') };
};
const failuresOf = async (id: string) =>
  (await lastRuns(at.store.read, EVERYTHING, [id])).get(id)?.failures ?? 0;
const rowsIn = async (table: typeof runCounts | typeof instanceRuns) =>
  (await at.store.read.select({ count: count() }).from(table))[0]?.count;

test('what ends in the same hour adds up, and the hours between have zeros', async () => {
  const { instance } = await deployed(at.store);
  await ran(instance, DONE, NOON);
  await ran(instance, DONE, NOON + HOUR - 1);
  await ran(instance, FAILED, NOON + 5);
  await ran(instance, FAILED, NOON + 2 * HOUR);
  expect(await runsPerHour(at.store.read, EVERYTHING, NOON, NOON + 3 * HOUR)).toEqual([
    { at: NOON, succeeded: 2, failed: 1, other: 0 },
    { at: NOON + HOUR, succeeded: 0, failed: 0, other: 0 },
    { at: NOON + 2 * HOUR, succeeded: 0, failed: 1, other: 0 },
  ]);
});

test('the first hour asked for is a whole one, and one that has just begun is there', async () => {
  const { instance } = await deployed(at.store);
  await ran(instance, DONE, NOON);
  const hours = await runsPerHour(at.store.read, EVERYTHING, NOON + 59, NOON + HOUR + 1);
  expect(hours.map((hour) => [hour.at, hour.succeeded])).toEqual([
    [NOON, 1],
    [NOON + HOUR, 0],
  ]);
});

test('runs that end in one write of many are each counted, for all, their integration and their instance', async () => {
  const [a, b] = [await deployed(at.store), await deployed(at.store)];
  await Promise.all([
    ...Array.from({ length: 20 }, () => ran(a.instance, DONE, NOON)),
    ...Array.from({ length: 5 }, () => ran(b.instance, FAILED, NOON)),
  ]);
  expect(await hourAt(NOON)).toMatchObject({ succeeded: 20, failed: 5 });
  const owners = [a.instance.id, a.integration.id, b.instance.id, b.integration.id];
  const days = await runsPerDay(at.store.read, EVERYTHING, owners, 7, NOON);
  const figures = owners.map((owner) => days.get(owner)?.at(-1));
  expect(figures.map((day) => [day?.succeeded, day?.failed])).toEqual([
    [20, 0],
    [20, 0],
    [0, 5],
    [0, 5],
  ]);
  expect(await failuresOf(b.instance.id)).toBe(5);
});

test('an instance has its last days, the quiet ones as zeros, and one that has never run as well', async () => {
  const { instance } = await deployed(at.store);
  await ran(instance, DONE, NOON - 7 * DAY);
  await ran(instance, DONE, NOON - 6 * DAY);
  await ran(instance, FAILED, NOON);
  const days = await runsPerDay(at.store.read, EVERYTHING, [instance.id, 'ins_none'], 7, NOON + HOUR);
  const midnight = NOON - 12 * HOUR;
  expect(days.get(instance.id)?.map((day) => [day.at - midnight, day.succeeded, day.failed])).toEqual([
    [-6 * DAY, 1, 0],
    [-5 * DAY, 0, 0],
    [-4 * DAY, 0, 0],
    [-3 * DAY, 0, 0],
    [-2 * DAY, 0, 0],
    [-1 * DAY, 0, 0],
    [0, 0, 1],
  ]);
  expect(days.get('ins_none')).toHaveLength(7);
  expect(await runsPerDay(at.store.read, EVERYTHING, [], 7, NOON)).toEqual(new Map());
});

test('who has lost the lease counts nothing, and an end is counted once', async () => {
  const { instance } = await deployed(at.store);
  const { id } = await queued(at.store, instance);
  await at.store.write((tx) => claim(tx, id, 'boot_1', NOON));
  expect(await at.store.write((tx) => finished(tx, id, 'boot_2', DONE, null, NOON))).toBe(false);
  expect(await rowsIn(runCounts)).toBe(0);
  expect(await at.store.write((tx) => finished(tx, id, 'boot_1', DONE, null, NOON))).toBe(true);
  expect(await at.store.write((tx) => finished(tx, id, 'boot_1', DONE, null, NOON))).toBe(false);
  expect(await hourAt(NOON)).toMatchObject({ succeeded: 1, failed: 0, other: 0 });
});

test('an end whose write is given up is not counted, and those beside it are', async () => {
  const { instance } = await deployed(at.store);
  const [kept, lost] = [await queued(at.store, instance), await queued(at.store, instance)];
  const end = (id: string, after: () => void) =>
    at.store.write(async (tx) => {
      await claim(tx, id, 'boot_1', NOON);
      await finished(tx, id, 'boot_1', FAILED, null, NOON);
      after();
    });
  const ends = await Promise.allSettled([
    end(lost.id, () => {
      throw new Error('The rest of the write failed.');
    }),
    end(kept.id, () => undefined),
  ]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(await hourAt(NOON)).toMatchObject({ failed: 1 });
  expect((await lastRuns(at.store.read, EVERYTHING, [instance.id])).get(instance.id)).toEqual({
    instanceId: instance.id,
    executionId: kept.id,
    status: 'failed',
    endedAt: NOON,
    size: kept.size,
    failures: 1,
  });
});

test('a cancelled run counts once, though its process ends it as well', async () => {
  const { instance } = await deployed(at.store);
  const { id } = await queued(at.store, instance);
  await at.store.write((tx) => claim(tx, id, 'boot_1', Date.now()));
  const cancel = () => at.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
  await cancel();
  await at.store.write((tx) => finished(tx, id, 'boot_1', DONE, null, Date.now()));
  expect((await refusal(cancel())).code).toBe('conflict');
  expect(await lately()).toEqual({ succeeded: 0, failed: 0, other: 1 });
});

test('a run that is only recorded is counted, and one that is set aside when it is cancelled', async () => {
  const { instance } = await deployed(at.store);
  await queued(at.store, instance, { skipped: { message: 'Missed' } });
  expect(await lately()).toEqual({ succeeded: 0, failed: 0, other: 1 });
  const { id } = await queued(at.store, instance);
  for (const boot of ['boot_1', 'boot_2', 'boot_3', 'boot_4']) {
    await at.store.write(async (tx) => {
      await takeOver(tx, boot);
      await claim(tx, id, boot, Date.now());
    });
  }
  expect(await lately()).toEqual({ succeeded: 0, failed: 0, other: 1 });
  await at.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
  expect(await lately()).toEqual({ succeeded: 0, failed: 0, other: 2 });
  expect(await failuresOf(instance.id)).toBe(0);
});

test('the same event that comes twice is counted once', async () => {
  const { instance } = await deployed(at.store);
  const missed = { skipped: { message: 'Missed' }, origin: 'firing 1' };
  await queued(at.store, instance, missed);
  await queued(at.store, instance, missed);
  expect(await lately()).toEqual({ succeeded: 0, failed: 0, other: 1 });
});

test('test runs are not counted, nor what they have led to', async () => {
  const { instance } = await deployed(at.store);
  for (const kind of ['test', 'invoked', 'replay'] as const)
    await ran(instance, FAILED, NOON, { kind, customerId: TEST_CUSTOMER });
  expect(await rowsIn(runCounts)).toBe(0);
  expect(await rowsIn(instanceRuns)).toBe(0);
});

test('failures in a row are counted until a run succeeds; cancelled and skipped ones change nothing', async () => {
  const { instance } = await deployed(at.store);
  const failures = () => failuresOf(instance.id);
  expect(await failures()).toBe(0);
  await ran(instance, FAILED, NOON);
  await ran(instance, FAILED, NOON);
  await ran(instance, { ...FAILED, status: 'cancelled' }, NOON);
  const { id } = await queued(at.store, instance, { skipped: { message: 'Missed' } });
  expect((await lastRuns(at.store.read, EVERYTHING, [instance.id])).get(instance.id)).toMatchObject({
    executionId: id,
    status: 'skipped',
    failures: 2,
  });
  await ran(instance, DONE, NOON);
  expect(await failures()).toBe(0);
  await ran(instance, FAILED, NOON);
  expect(await failures()).toBe(1);
});

test('of runs that end in the same write a success sets back only what failed before it', async () => {
  const { instance } = await deployed(at.store);
  await ran(instance, FAILED, NOON);
  const endings = [FAILED, FAILED, DONE, FAILED, FAILED, FAILED];
  await Promise.all(endings.map((ending) => ran(instance, ending, NOON)));
  expect(await failuresOf(instance.id)).toBe(3);
  await Promise.all([FAILED, FAILED].map((ending) => ran(instance, ending, NOON)));
  expect(await failuresOf(instance.id)).toBe(5);
});

test('failing are active instances alone, those with most failures in a row first', async () => {
  const [bad, worse, good, paused] = [
    await deployed(at.store),
    await deployed(at.store),
    await deployed(at.store),
    await deployed(at.store),
  ];
  await ran(bad.instance, FAILED, NOON);
  const last = [await ran(worse.instance, FAILED, NOON), await ran(worse.instance, FAILED, NOON + 1)][1];
  await ran(good.instance, DONE, NOON);
  await ran(paused.instance, FAILED, NOON);
  await setActive(toolsFor(at.store), EVERYTHING, paused.instance.id, false);
  const failing = await failingInstances(at.store.read, EVERYTHING, 10);
  expect(failing.map(({ instanceId }) => instanceId)).toEqual([worse.instance.id, bad.instance.id]);
  expect(failing[0]).toEqual({
    instanceId: worse.instance.id,
    name: worse.instance.name,
    customerId: worse.customer.id,
    customerName: 'Acme',
    integrationId: worse.integration.id,
    integrationName: 'Orders',
    executionId: last ?? '',
    endedAt: NOON + 1,
    failures: 2,
  });
  expect(await failingInstances(at.store.read, EVERYTHING, 1)).toHaveLength(1);
});

test('a removed instance is never shown as failing, even when a run of it ends later', async () => {
  const { instance } = await deployed(at.store);
  await ran(instance, FAILED, NOON);
  const { id } = await queued(at.store, instance);
  await at.store.write((tx) => claim(tx, id, 'boot_1', NOON));
  await removeInstance(toolsFor(at.store), EVERYTHING, instance.id);
  expect(await failingInstances(at.store.read, EVERYTHING, 10)).toEqual([]);
  await at.store.write((tx) => finished(tx, id, 'boot_1', FAILED, null, NOON));
  expect(await failingInstances(at.store.read, EVERYTHING, 10)).toEqual([]);
});

test('an instance that is brought back still knows its last run', async () => {
  const { instance } = await deployed(at.store);
  const tools = toolsFor(at.store);
  await ran(instance, FAILED, NOON);
  await removeInstance(tools, EVERYTHING, instance.id);
  await restoreInstance(tools, EVERYTHING, instance.id);
  expect((await lastRuns(at.store.read, EVERYTHING, [instance.id])).get(instance.id)).toMatchObject({
    failures: 1,
  });
});

test('counts go with the integration or customer that they are of, and those of all stay', async () => {
  const [a, b] = [await deployed(at.store), await deployed(at.store)];
  await ran(a.instance, DONE, NOON);
  await ran(b.instance, FAILED, NOON);
  const owners = async () =>
    (await at.store.read.select({ owner: runCounts.owner }).from(runCounts)).map(({ owner }) => owner).sort();
  await deleteIntegration(at.store, a.integration.id, () => {});
  expect(await owners()).toEqual(['all', b.instance.id, b.integration.id]);
  await deleteCustomer(at.store, EVERYTHING, b.customer.id, () => {});
  expect(await owners()).toEqual(['all', b.integration.id]);
  expect(await rowsIn(instanceRuns)).toBe(0);
});

test('a run that ends just before its customer is deleted holds up neither', async () => {
  const { instance, customer } = await deployed(at.store);
  const { id } = await queued(at.store, instance);
  await at.store.write((tx) => claim(tx, id, 'boot_1', NOON));
  const [hasEnded] = await Promise.all([
    at.store.write((tx) => finished(tx, id, 'boot_1', FAILED, null, NOON)),
    deleteCustomer(at.store, EVERYTHING, customer.id, () => {}),
  ]);
  expect(hasEnded).toBe(true);
  expect(await hourAt(NOON)).toMatchObject({ failed: 1 });
  expect(await rowsIn(instanceRuns)).toBe(0);
});

test('counts past their time go in small pieces, oldest first', async () => {
  const hours = Array.from({ length: 450 }, (_, index) => ({ owner: 'all', at: NOON + index * HOUR }));
  const one = { succeeded: 1, failed: 0, other: 0 };
  const others = hours.slice(0, 3).map(({ at }, index) => ({ owner: `ins_${index}`, at, ...one }));
  await at.store.write((tx) =>
    tx.insert(runCounts).values([...hours.map((hour) => ({ ...hour, ...one })), ...others]),
  );
  const before = NOON + 300 * HOUR;
  const gone: number[] = [];
  do gone.push(await at.store.write((tx) => deleteRunCounts(tx, before)));
  while (gone.at(-1) !== 0);
  expect(gone).toEqual([200, 103, 0]);
  const kept = await at.store.read.select().from(runCounts).orderBy(runCounts.at);
  expect(kept).toHaveLength(150);
  expect(kept[0]?.at).toBe(before);
});
