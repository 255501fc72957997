import { expect, test } from 'bun:test';
import { pack } from '../../src/db/payload.ts';
import { executionSeconds } from '../../src/db/schema.ts';
import { firstIdAt, newId, secondOf } from '../../src/lib/ids.ts';
import { MINUTE, now } from '../../src/lib/time.ts';
import { deleteBelongings } from '../../src/models/deletions.ts';
import { targetOf } from '../../src/models/deployments.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { countNewExecutions, newestExecutionId } from '../../src/models/execution-news.ts';
import { enqueue } from '../../src/models/executions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { deleteExpired } from '../../src/models/retention.ts';
import { oldestEnded } from '../../src/models/stored-bytes.ts';
import { deployed, queued } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const SKIPPED = { skipped: { message: 'Missed' } };
// At the beginning of a second as ids have it, so that what is made within it has one, whenever the test runs.
const noon = Math.floor((now() - MINUTE) / 1024) * 1024;

/** An execution that was made so many milliseconds after `noon`, and has been skipped. */
async function made(instance: Instance, after: number): Promise<string> {
  const id = firstIdAt('exe', noon + after).slice(0, 14) + newId('exe').slice(14);
  return (await queued(at.store, instance, { id, ...SKIPPED })).id;
}

const noted = async () =>
  (await at.store.read.select().from(executionSeconds))
    .map(({ owner, second }) => `${owner} ${second}`)
    .sort();

const ownersOf = ({ id, customerId, integrationId }: Instance) => [id, customerId, integrationId];

const listed = async (filter: Parameters<typeof listExecutions>[2], limit = 10, cursor?: string) =>
  await listExecutions(at.store.read, EVERYTHING, filter, { limit, cursor });

const idsOf = ({ items }: Awaited<ReturnType<typeof listed>>) => items.map(({ id }) => id);

test('a second is noted once for each that had an execution in it', async () => {
  const [one, other] = [(await deployed(at.store)).instance, (await deployed(at.store)).instance];
  const ids = [await made(one, 1), await made(one, 2), await made(one, 2000), await made(other, 3)];
  const expected = [
    ...ownersOf(one).flatMap((owner) => [
      `${owner} ${secondOf(ids[0] ?? '')}`,
      `${owner} ${secondOf(ids[2] ?? '')}`,
    ]),
    ...ownersOf(other).map((owner) => `${owner} ${secondOf(ids[3] ?? '')}`),
  ];
  expect(await noted()).toEqual(expected.sort());
});

test('what others made in the same second is not listed, counted or freed', async () => {
  const [one, other] = [(await deployed(at.store)).instance, (await deployed(at.store)).instance];
  const [first, , second] = [
    await made(one, 1),
    await made(other, 2),
    await made(one, 3),
    await made(other, 4),
  ];
  const own = [second, first].map(String);
  for (const filter of [
    { instance: one.id },
    { customer: one.customerId },
    { integration: one.integrationId },
    { customer: one.customerId, status: 'skipped' as const },
  ])
    expect({ filter, ids: idsOf(await listed(filter)) }).toEqual({ filter, ids: own });
  const viewer = viewerFor(one.customerId);
  expect(await newestExecutionId(at.store.read, viewer)).toBe(second);
  expect(await countNewExecutions(at.store.read, viewer, {}, { after: first }, 10)).toBe(1);
  const { ended } = await oldestEnded(at.store.read, { customerId: one.customerId }, '');
  expect(ended.map(({ id }) => id)).toEqual(own.toReversed());
});

test('pages go on within a second and beyond it, whatever was made out of order', async () => {
  const { instance } = await deployed(at.store);
  const ids: string[] = [];
  for (const after of [5000, 1, 3000, 2, 5001, 3, 3001]) ids.push(await made(instance, after));
  const found: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listed({ instance: instance.id }, 2, cursor);
    found.push(...idsOf(page));
    cursor = page.nextCursor;
  }
  expect(found).toEqual(ids.sort().reverse());
});

test('what may be freed is found behind any number of others’, some at a time', async () => {
  const [one, other] = [(await deployed(at.store)).instance, (await deployed(at.store)).instance];
  const own: string[] = [];
  for (let after = 0; after < 9; after++) {
    const id = await made(after % 4 === 0 ? one : other, after);
    if (after % 4 === 0) own.push(id);
  }
  const found: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const some = await oldestEnded(at.store.read, { customerId: one.customerId }, after, 2);
    found.push(...some.ended.map(({ id }) => id));
    after = some.next;
  }
  expect(found).toEqual(own);
});

test('a list begins and ends where it is told to', async () => {
  const { instance } = await deployed(at.store);
  const ids: string[] = [];
  for (const after of [1, 500, 1500, 5000]) ids.push(await made(instance, after));
  const between = { instance: instance.id, from: noon + 500, to: noon + 5000 };
  expect(idsOf(await listed(between))).toEqual([ids[2], ids[1]].map(String));
});

test('a write that fails notes nothing', async () => {
  const { instance } = await deployed(at.store);
  const payload = await pack('{}', at.store.blobs);
  const run = { ...targetOf(instance, 'Import'), kind: 'webhook' as const, payload };
  const failing = at.store.write(async (tx) => {
    await enqueue(tx, run);
    throw new Error('It came to nothing.');
  });
  const beside = queued(at.store, instance, { id: firstIdAt('exe', noon) });
  await expect(failing).rejects.toThrow('It came to nothing.');
  await beside;
  expect(await noted()).toHaveLength(3);
});

test('a second is forgotten by each with its own last execution, whatever others have made in it', async () => {
  const [one, other] = [(await deployed(at.store)).instance, (await deployed(at.store)).instance];
  const [first] = [await made(one, 1), await made(one, 2), await made(other, 3)];
  const theirs = ownersOf(other).map((owner) => `${owner} ${secondOf(first)}`);
  const ours = ownersOf(one).map((owner) => `${owner} ${secondOf(first)}`);
  await at.store.write((tx) => deleteExpired(tx, 'unsuccessful', noon + 2));
  expect(await noted()).toEqual([...theirs, ...ours].sort());
  await at.store.write((tx) => deleteExpired(tx, 'unsuccessful', noon + 3));
  expect(await noted()).toEqual(theirs.sort());
  await at.store.write((tx) => deleteExpired(tx, 'unsuccessful', noon + 4));
  expect(await noted()).toEqual([]);
});

test('a customer’s list goes by its own seconds, whosever instance is asked for', async () => {
  const [one, other] = [(await deployed(at.store)).instance, (await deployed(at.store)).instance];
  for (let after = 0; after < 5; after++) await made(other, after);
  const viewer = viewerFor(one.customerId);
  const page = await listExecutions(at.store.read, viewer, { instance: other.id }, { limit: 10 }, 3);
  expect(page).toEqual({ items: [], nextCursor: null });
});

test('news are counted behind any number of others’', async () => {
  const [one, other] = [(await deployed(at.store)).instance, (await deployed(at.store)).instance];
  await made(one, 1);
  for (let after = 2; after < 40; after++) await made(other, after);
  const count = (customer: string) =>
    countNewExecutions(at.store.read, EVERYTHING, { customer }, { after: 'exe_' }, 100);
  expect([await count(one.customerId), await count(other.customerId)]).toEqual([1, 38]);
});

test('nothing is left of a customer or an integration that is deleted, and all of others', async () => {
  const [one, two, other] = [await deployed(at.store), await deployed(at.store), await deployed(at.store)];
  for (const { instance } of [one, other, two, other]) await made(instance, 1);
  const tell = () => undefined;
  await deleteBelongings(at.store, { customerId: one.customer.id }, tell, { last: async () => undefined });
  await deleteBelongings(at.store, { integrationId: two.integration.id }, tell, {
    last: async () => undefined,
  });
  expect(await noted()).toHaveLength(3);
  expect(idsOf(await listed({}))).toHaveLength(2);
});
