import { expect, test } from 'bun:test';
import { cancelExecution, getExecution } from '../../src/models/executions.ts';
import {
  advance,
  claim,
  earliestWaiting,
  instancesWithWork,
  nextQueued,
  putAside,
  release,
  takeOver,
} from '../../src/models/leases.ts';
import { ORGANIZATION } from '../../src/models/scope.ts';
import { deployed, finished, queued } from './fixtures.ts';
import { shelf } from './stores.ts';

const at = shelf();
const read = (id: string) => getExecution(at.store.read, ORGANIZATION, id);
const claimed = (id: string, owner: string, time = 1000) =>
  at.store.write((tx) => claim(tx, id, owner, time));

async function running(owner = 'boot_1') {
  const { instance } = await deployed(at.store);
  const { id } = await queued(at.store, instance);
  await claimed(id, owner);
  return id;
}

test('of many who claim an execution at the same time one gets it', async () => {
  const { instance } = await deployed(at.store);
  const { id } = await queued(at.store, instance);
  const owners = Array.from({ length: 10 }, (_, index) => `boot_${index}`);
  const got = await Promise.all(owners.map((owner) => claimed(id, owner)));
  const winners = got.filter((row) => row !== undefined);
  expect(winners).toHaveLength(1);
  expect(await read(id)).toMatchObject({
    status: 'running',
    leaseOwner: winners[0]?.leaseOwner ?? '',
    startedAt: 1000,
  });
});

test('the first start is kept when a run is claimed again', async () => {
  const id = await running();
  await at.store.write((tx) => putAside(tx, id, 'boot_1', 'a', 5000));
  expect(await claimed(id, 'boot_2', 9000)).toMatchObject({
    startedAt: 1000,
    leaseOwner: 'boot_2',
    cursor: 'a',
  });
});

test('what has ended is claimed by nobody', async () => {
  const id = await running();
  await at.store.write((tx) => finished(tx, id, 'boot_1', { status: 'succeeded' }, null, 2000));
  expect(await claimed(id, 'boot_1')).toBeUndefined();
  expect(await claimed('exe_none', 'boot_1')).toBeUndefined();
});

test('only the holder of the lease moves, ends, puts aside or gives back a run', async () => {
  const id = await running();
  const before = await read(id);
  const { store } = at;
  expect(await store.write((tx) => advance(tx, id, 'boot_2', 'x'))).toBe(false);
  expect(await store.write((tx) => finished(tx, id, 'boot_2', { status: 'succeeded' }, 'x', 1))).toBe(false);
  expect(await store.write((tx) => putAside(tx, id, 'boot_2', 'x', 1))).toBe(false);
  await store.write((tx) => release(tx, id, 'boot_2'));
  expect(await read(id)).toEqual(before);
  expect(await store.write((tx) => advance(tx, id, 'boot_1', 'first'))).toBe(true);
  expect((await read(id)).cursor).toBe('first');
});

test('whoever holds the lease of a cancelled run can do no more with it', async () => {
  const id = await running();
  await at.store.write((tx) => cancelExecution(tx, ORGANIZATION, id));
  const { store } = at;
  expect(await store.write((tx) => advance(tx, id, 'boot_1', 'x'))).toBe(false);
  expect(await store.write((tx) => finished(tx, id, 'boot_1', { status: 'succeeded' }, null, 1))).toBe(false);
  expect(await store.write((tx) => putAside(tx, id, 'boot_1', 'x', 1))).toBe(false);
  await store.write((tx) => release(tx, id, 'boot_1'));
  expect(await read(id)).toMatchObject({ status: 'cancelled', cursor: null });
});

test('a run ends once, with its error and its last step', async () => {
  const failed = await running();
  const error = { message: 'It “broke”', step: 'send', detail: { status: 500 } };
  const end = () =>
    at.store.write((tx) => finished(tx, failed, 'boot_1', { status: 'failed', error }, 'send', 2000));
  expect(await end()).toBe(true);
  expect(await end()).toBe(false);
  expect(await read(failed)).toMatchObject({
    status: 'failed',
    endedAt: 2000,
    error,
    cursor: 'send',
    leaseOwner: null,
  });
  const done = await running();
  await at.store.write((tx) => advance(tx, done, 'boot_1', 'first'));
  await at.store.write((tx) => finished(tx, done, 'boot_1', { status: 'succeeded' }, null, 3000));
  expect(await read(done)).toMatchObject({ status: 'succeeded', cursor: 'first', error: null });
});

test('a run that was put aside waits for its time, and one that was given back is next', async () => {
  const id = await running();
  expect(await at.store.write((tx) => putAside(tx, id, 'boot_1', 'pause', 50_000))).toBe(true);
  const aside = await read(id);
  expect(aside).toMatchObject({ status: 'waiting', runAt: 50_000, cursor: 'pause', leaseOwner: null });
  expect(await earliestWaiting(at.store.read, 0)).toBe(50_000);
  expect(await earliestWaiting(at.store.read, 50_000)).toBeUndefined();
  await claimed(id, 'boot_1');
  await at.store.write((tx) => release(tx, id, 'boot_1'));
  expect(await read(id)).toMatchObject({ status: 'queued', leaseOwner: null });
  expect(await earliestWaiting(at.store.read, 0)).toBeUndefined();
});

test('what a dead process has left is queued again, and what this one runs is left alone', async () => {
  const [left, own] = [await running('boot_dead'), await running('boot_now')];
  const taken = await at.store.write((tx) => takeOver(tx, 'boot_now', 9000));
  expect(taken).toEqual({ requeued: [left], failed: [] });
  expect(await read(left)).toMatchObject({ status: 'queued', leaseOwner: null, crashes: 1 });
  expect(await read(own)).toMatchObject({ status: 'running', leaseOwner: 'boot_now', crashes: 0 });
});

test('a run in whose step three processes have died is failed, not tried a fourth time', async () => {
  const id = await running('boot_1');
  const die = (next: number) => at.store.write((tx) => takeOver(tx, `boot_${next}`, 9000));
  expect(await die(2)).toEqual({ requeued: [id], failed: [] });
  await claimed(id, 'boot_2');
  expect(await die(3)).toEqual({ requeued: [id], failed: [] });
  await claimed(id, 'boot_3');
  expect(await die(4)).toEqual({ requeued: [], failed: [id] });
  const failed = await read(id);
  expect(failed).toMatchObject({ status: 'failed', endedAt: 9000, leaseOwner: null });
  expect(failed.error?.message).toContain('3 times');
  expect(await claimed(id, 'boot_4')).toBeUndefined();
});

test('a finished step sets the count of crashes back', async () => {
  const id = await running('boot_1');
  for (const boot of [2, 3, 4, 5]) {
    const taken = await at.store.write((tx) => takeOver(tx, `boot_${boot}`, 9000));
    expect(taken.requeued).toEqual([id]);
    await claimed(id, `boot_${boot}`);
    await at.store.write((tx) => advance(tx, id, `boot_${boot}`, `step${boot}`));
  }
  expect((await read(id)).crashes).toBe(0);
});

test('the oldest runs of an instance come first, without those that are not due', async () => {
  const { instance } = await deployed(at.store);
  const other = await deployed(at.store);
  const soon = Date.now() + 60_000;
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) ids.push((await queued(at.store, instance)).id);
  const later = await queued(at.store, instance, { runAt: soon });
  await queued(at.store, other.instance);
  const next = async (time: number, limit: number) =>
    (await nextQueued(at.store.read, instance.id, time, limit)).map(({ id }) => id);
  expect(await next(Date.now(), 9)).toEqual(ids);
  expect(await next(Date.now(), 2)).toEqual(ids.slice(0, 2));
  expect(await next(soon, 9)).toEqual([...ids, later.id]);
  await claimed(ids[0] ?? '', 'boot_1');
  expect(await next(Date.now(), 9)).toEqual(ids.slice(1));
});

test('the instances that have something to run now are known', async () => {
  const [a, b, c] = [await deployed(at.store), await deployed(at.store), await deployed(at.store)];
  const soon = Date.now() + 60_000;
  await queued(at.store, a.instance);
  await queued(at.store, a.instance);
  await queued(at.store, b.instance, { runAt: soon });
  await queued(at.store, c.instance, { skipped: { message: 'Missed' } });
  const work = ({ instance }: typeof a, length: number) => ({
    instanceId: instance.id,
    customerId: instance.customerId,
    length,
  });
  expect(await instancesWithWork(at.store.read, Date.now())).toEqual([work(a, 2)]);
  expect(await instancesWithWork(at.store.read, soon)).toEqual([work(a, 2), work(b, 1)]);
  expect(await earliestWaiting(at.store.read, Date.now())).toBe(soon);
});
