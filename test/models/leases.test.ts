import { describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { executions } from '../../src/db/schema.ts';
import { cancelExecution, getExecution } from '../../src/models/executions.ts';
import {
  advance,
  claim,
  earliestWaiting,
  instancesWithWork,
  nextQueued,
  putAside,
  release,
} from '../../src/models/leases.ts';
import { acquit, takeOver } from '../../src/models/suspects.ts';
import { deployed, finished, queued } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const read = (id: string) => getExecution(at.store.read, EVERYTHING, id);
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
  await at.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
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

const taking = (owner: string) => at.store.write((tx) => takeOver(tx, owner));
const idsOf = (taken: Awaited<ReturnType<typeof taking>>) => taken.suspects.map(({ id }) => id);

test('what a dead process has left is queued again, and what this one runs is left alone', async () => {
  const [left, own] = [await running('boot_dead'), await running('boot_now')];
  expect(await taking('boot_now')).toMatchObject({ suspects: [{ id: left, crashes: 1 }], paused: [] });
  expect(await read(left)).toMatchObject({ status: 'queued', leaseOwner: null, crashes: 1 });
  expect(await read(own)).toMatchObject({ status: 'running', leaseOwner: 'boot_now', crashes: 0 });
});

test('a run that was alone in flight at the third death in its step is set aside, not tried a fourth time', async () => {
  const id = await running('boot_1');
  expect(idsOf(await taking('boot_2'))).toEqual([id]);
  await claimed(id, 'boot_2');
  expect(idsOf(await taking('boot_3'))).toEqual([id]);
  await claimed(id, 'boot_3');
  expect(await taking('boot_4')).toEqual({ suspects: [], paused: [id] });
  const paused = await read(id);
  expect(paused).toMatchObject({ status: 'paused', endedAt: null, leaseOwner: null });
  expect(paused.error?.message).toContain('3 times');
  expect(await claimed(id, 'boot_4')).toBeUndefined();
  expect(idsOf(await taking('boot_5'))).toEqual([]);
});

test('however often a process dies, a run that was not alone in flight is never set aside', async () => {
  const ids = [await running('boot_0'), await running('boot_0')];
  for (let boot = 1; boot < 10; boot++) {
    const taken = await taking(`boot_${boot}`);
    expect({ suspects: idsOf(taken).sort(), paused: taken.paused }).toEqual({ suspects: ids, paused: [] });
    for (const id of ids) await claimed(id, `boot_${boot}`);
  }
});

describe('a run in whose step two processes have died', () => {
  async function diedTwice() {
    const id = await running('boot_1');
    await taking('boot_2');
    await claimed(id, 'boot_2');
    await taking('boot_3');
    expect((await read(id)).crashes).toBe(2);
    return id;
  }

  test.each([
    ['nothing in flight', async () => undefined],
    ['another run in flight', async () => void (await running('boot_3'))],
    ['several others in flight', async () => void [await running('boot_3'), await running('boot_3')]],
  ] as [string, () => Promise<void>][])(
    'is cleared when the next one dies without it, with %s',
    async (_, others) => {
      const id = await diedTwice();
      await others();
      await taking('boot_4');
      expect(await read(id)).toMatchObject({ status: 'queued', crashes: 1 });
    },
  );

  test('is not cleared by the death of a process in another one like it', async () => {
    const [id, other] = [await diedTwice(), await running('boot_3')];
    await at.store.write((tx) => tx.update(executions).set({ crashes: 2 }).where(eq(executions.id, other)));
    expect((await taking('boot_4')).paused).toEqual([other]);
    expect((await read(id)).crashes).toBe(2);
  });

  test('is like any other once it has been put aside for its next try, or given back', async () => {
    const id = await diedTwice();
    await claimed(id, 'boot_3');
    await at.store.write((tx) => putAside(tx, id, 'boot_3', 'a', 5000));
    expect((await read(id)).crashes).toBe(0);
    const other = await diedTwice();
    await claimed(other, 'boot_3');
    await at.store.write((tx) => release(tx, other, 'boot_3'));
    expect((await read(other)).crashes).toBe(0);
  });
});

test('suspects are not begun like other runs, until they are acquitted', async () => {
  const { instance } = await deployed(at.store);
  const { id } = await queued(at.store, instance);
  await claimed(id, 'boot_1');
  await taking('boot_2');
  expect(await instancesWithWork(at.store.read, Date.now())).toEqual([]);
  expect(await nextQueued(at.store.read, instance.id, Date.now(), 9)).toEqual([]);
  await at.store.write((tx) => acquit(tx, id));
  expect(await instancesWithWork(at.store.read, Date.now())).toMatchObject([
    { instanceId: instance.id, length: 1 },
  ]);
  expect(await nextQueued(at.store.read, instance.id, Date.now(), 9)).toEqual([{ id }]);
});

test('what is queued is due, however early the clock says that it is; what waits is not', async () => {
  const { instance } = await deployed(at.store);
  const now = await queued(at.store, instance);
  const given = await running();
  await at.store.write((tx) => release(tx, given, 'boot_1'));
  const later = await queued(at.store, instance, { runAt: Date.now() + 60_000 });
  const longAgo = Date.now() - 40 * 86_400_000;
  expect((await nextQueued(at.store.read, instance.id, longAgo, 9)).map(({ id }) => id)).toEqual([now.id]);
  const [due] = await nextQueued(at.store.read, (await read(given)).instanceId, 0, 9);
  expect(due?.id).toBe(given);
  expect(await instancesWithWork(at.store.read, 0)).toHaveLength(2);
  expect((await nextQueued(at.store.read, instance.id, Date.now() + 60_001, 9)).at(-1)?.id).toBe(later.id);
});

test('a finished step sets the count of crashes back', async () => {
  const id = await running('boot_1');
  for (const boot of [2, 3, 4, 5]) {
    expect(idsOf(await taking(`boot_${boot}`))).toEqual([id]);
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
