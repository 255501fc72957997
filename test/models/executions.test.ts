import { expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import { pack } from '../../src/db/payload.ts';
import { firstIdAt } from '../../src/lib/ids.ts';
import { targetOf } from '../../src/models/deployments.ts';
import { type ExecutionFilter, listExecutions } from '../../src/models/execution-list.ts';
import {
  cancelExecution,
  countOpenExecutions,
  enqueue,
  getExecution,
  getRequest,
} from '../../src/models/executions.ts';
import { claim } from '../../src/models/leases.ts';
import { isBlobUsed } from '../../src/models/retention.ts';
import { deployed, finished, queued, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const read = (id: string) => getExecution(at.store.read, EVERYTHING, id);

test('an execution is stored with what called it, before anyone runs it', async () => {
  const { instance } = await deployed(at.store);
  const payload = await pack('{"order":1}', at.store.blobs);
  const made = await queued(at.store, instance, { payload, kind: 'webhook' });
  expect(made).toMatchObject({ status: 'queued', kind: 'webhook', flow: 'Import', version: 1, depth: 0 });
  expect(await read(made.id)).toEqual(made);
  expect(Buffer.from((await getRequest(at.store.read, made.id)) ?? [])).toEqual(Buffer.from(payload.bytes));
});

test('a large payload is a blob that the execution holds on to', async () => {
  const { instance } = await deployed(at.store);
  const payload = await pack(randomBytes(600_000).toString('base64'), at.store.blobs);
  const { id } = await queued(at.store, instance, { payload });
  expect(payload.blob).toBeString();
  expect(await isBlobUsed(at.store.read, payload.blob ?? '')).toBe(true);
  expect((await getRequest(at.store.read, id))?.byteLength).toBeLessThan(100);
});

test('one that is not to run yet waits, one that is skipped has ended, one with a slot runs', async () => {
  const { instance } = await deployed(at.store);
  const later = await queued(at.store, instance, { runAt: Date.now() + 60_000 });
  const skipped = await queued(at.store, instance, { skipped: { message: 'Missed' } });
  const leased = await queued(at.store, instance, { leaseOwner: 'boot_1' });
  expect((await read(later.id)).status).toBe('waiting');
  expect(await read(skipped.id)).toMatchObject({ status: 'skipped', error: { message: 'Missed' } });
  expect((await read(skipped.id)).endedAt).toBeNumber();
  expect(await read(leased.id)).toMatchObject({ status: 'running', leaseOwner: 'boot_1' });
});

test('of many that come from one origin at the same time one is made, and all are told its id', async () => {
  const { instance } = await deployed(at.store);
  const made = await Promise.all(
    Array.from({ length: 20 }, () =>
      queued(at.store, instance, { origin: 'schedule:1', leaseOwner: 'boot_1' }),
    ),
  );
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(made.filter(({ leaseOwner }) => leaseOwner !== null)).toHaveLength(1);
  const { items } = await listExecutions(at.store.read, EVERYTHING, {}, { limit: 50 });
  expect(items).toHaveLength(1);
  await queued(at.store, instance, { origin: 'schedule:2' });
  await queued(at.store, instance);
  await queued(at.store, instance);
  expect((await listExecutions(at.store.read, EVERYTHING, {}, { limit: 50 })).items).toHaveLength(4);
});

test('a duplicate of an origin stores no second payload', async () => {
  const { instance } = await deployed(at.store);
  const first = await queued(at.store, instance, {
    origin: 'o',
    payload: await pack('"first"', at.store.blobs),
  });
  await queued(at.store, instance, { origin: 'o', payload: await pack('"second"', at.store.blobs) });
  expect(Buffer.from((await getRequest(at.store.read, first.id)) ?? []).toString()).toContain('first');
});

test('an execution of an instance that is not there is not made', async () => {
  const { instance } = await deployed(at.store);
  const ghost = { ...instance, id: 'ins_none' };
  await expect(queued(at.store, ghost)).rejects.toThrow();
  expect((await listExecutions(at.store.read, EVERYTHING, {}, { limit: 9 })).items).toEqual([]);
});

test('the list is filtered by what was asked, newest first', async () => {
  const [a, b] = [await deployed(at.store), await deployed(at.store)];
  const first = await queued(at.store, a.instance);
  const second = await queued(at.store, a.instance, { flow: 'Other' });
  const third = await queued(at.store, b.instance);
  const failed = await queued(at.store, b.instance, { skipped: { message: 'Missed' } });
  await at.store.write(async (tx) => {
    await claim(tx, first.id, 'boot_1', Date.now());
    await finished(tx, first.id, 'boot_1', { status: 'succeeded' }, null, Date.now());
    await claim(tx, second.id, 'boot_1', Date.now());
  });
  const ids = async (filter: ExecutionFilter) =>
    (await listExecutions(at.store.read, EVERYTHING, filter, { limit: 50 })).items.map(({ id }) => id);
  expect(await ids({})).toEqual([failed.id, third.id, second.id, first.id]);
  expect(await ids({ instance: a.instance.id })).toEqual([second.id, first.id]);
  expect(await ids({ customer: b.customer.id })).toEqual([failed.id, third.id]);
  expect(await ids({ integration: a.integration.id })).toEqual([second.id, first.id]);
  expect(await ids({ flow: 'Other' })).toEqual([second.id]);
  expect(await ids({ status: 'succeeded' })).toEqual([first.id]);
  expect(await ids({ status: 'running' })).toEqual([second.id]);
  expect(await ids({ status: 'queued' })).toEqual([third.id]);
  expect(await ids({ status: 'skipped' })).toEqual([failed.id]);
  expect(await ids({ status: 'failed' })).toEqual([]);
  expect(await ids({ instance: a.instance.id, customer: b.customer.id })).toEqual([]);
  expect(await ids({ instance: 'ins_none' })).toEqual([]);
  expect(await countOpenExecutions(at.store.read, EVERYTHING, 50)).toBe(2);
  expect(await countOpenExecutions(at.store.read, EVERYTHING, 1)).toBe(1);
});

test('a range of time is a range of ids: from is in it, to is not', async () => {
  const { instance } = await deployed(at.store);
  const run = await queued(at.store, instance);
  const made = run.queuedAt;
  expect(firstIdAt('exe', made) <= run.id && run.id < firstIdAt('exe', made + 2)).toBe(true);
  const count = async (filter: ExecutionFilter) =>
    (await listExecutions(at.store.read, EVERYTHING, filter, { limit: 9 })).items.length;
  expect(await count({ from: made })).toBe(1);
  expect(await count({ from: made + 2 })).toBe(0);
  expect(await count({ to: made })).toBe(0);
  expect(await count({ to: made + 2 })).toBe(1);
  expect(await count({ from: 0, to: made + 2 })).toBe(1);
});

test('pages hold each execution once, also while new ones come', async () => {
  const { instance } = await deployed(at.store);
  const before: string[] = [];
  for (let count = 0; count < 5; count++) before.unshift((await queued(at.store, instance)).id);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listExecutions(at.store.read, EVERYTHING, {}, { limit: 2, cursor });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
    await queued(at.store, instance);
  } while (cursor);
  expect(seen).toEqual(before);
});

test('a waiting, queued or running execution is cancelled, and one that has ended is not', async () => {
  const { instance } = await deployed(at.store);
  const open = [
    await queued(at.store, instance),
    await queued(at.store, instance, { runAt: Date.now() + 60_000 }),
    await queued(at.store, instance, { leaseOwner: 'boot_1' }),
  ];
  for (const { id } of open) {
    const gone = await at.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
    expect(gone).toMatchObject({
      status: 'cancelled',
      leaseOwner: null,
      error: { message: 'Cancelled by a user.' },
    });
    expect(gone.endedAt).toBeNumber();
    const again = await refusal(at.store.write((tx) => cancelExecution(tx, EVERYTHING, id)));
    expect(again.code).toBe('conflict');
    expect(again.message).toContain('cancelled');
  }
  expect(await countOpenExecutions(at.store.read, EVERYTHING, 9)).toBe(0);
});

test('a customer sees and cancels its own executions, and no other exists for it', async () => {
  const [own, other] = [await deployed(at.store), await deployed(at.store)];
  const mine = await queued(at.store, own.instance);
  const theirs = await queued(at.store, other.instance);
  const viewer = viewerFor(own.customer.id);
  const seen = async (filter: ExecutionFilter) =>
    (await listExecutions(at.store.read, viewer, filter, { limit: 9 })).items.map(({ id }) => id);
  expect(await seen({})).toEqual([mine.id]);
  for (const filter of [
    { customer: other.customer.id },
    { instance: other.instance.id },
    { integration: other.integration.id },
  ])
    expect(await seen(filter)).toEqual([]);
  expect((await refusal(getExecution(at.store.read, viewer, theirs.id))).code).toBe('not_found');
  const cancel = at.store.write((tx) => cancelExecution(tx, viewer, theirs.id));
  expect((await refusal(cancel)).code).toBe('not_found');
  expect((await read(theirs.id)).status).toBe('queued');
});

test('an execution keeps the version it was made for', async () => {
  const { instance } = await deployed(at.store);
  const payload = await pack('{}', at.store.blobs);
  const target = { ...targetOf(instance, 'Import'), version: 7 };
  const run = await at.store.write((tx) => enqueue(tx, { ...target, kind: 'invoked', payload, depth: 3 }));
  expect(await read(run.id)).toMatchObject({ version: 7, depth: 3, kind: 'invoked' });
});
