import { expect, test } from 'bun:test';
import { countNewExecutions, executionsOf, newestExecutionId } from '../../src/models/execution-news.ts';
import { replaysOf } from '../../src/models/replays.ts';
import { deployed, queued } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();

test('executions that came after one are counted, up to a limit and inside the scope', async () => {
  const { read } = at.store;
  const own = await deployed(at.store);
  const other = await deployed(at.store);
  expect(await newestExecutionId(read, EVERYTHING)).toBeUndefined();
  const first = await queued(at.store, own.instance);
  const count = (filter = {}, after = first.id, most = 100, until?: string) =>
    countNewExecutions(read, EVERYTHING, filter, { after, ...(until ? { until } : {}) }, most);
  expect(await count()).toBe(0);
  const second = await queued(at.store, own.instance);
  await queued(at.store, other.instance);
  const last = await queued(at.store, other.instance, { flow: 'Other' });
  expect(await newestExecutionId(read, EVERYTHING)).toBe(last.id);
  expect(await count()).toBe(3);
  expect(await count({}, 'exe_')).toBe(4);
  expect(await count({}, first.id, 2)).toBe(2);
  expect(await count({}, first.id, 100, second.id)).toBe(1);
  expect(await count({ customer: own.customer.id })).toBe(1);
  expect(await count({ flow: 'Other' })).toBe(1);
  expect(await count({ status: 'running' })).toBe(0);
  const viewer = viewerFor(own.customer.id);
  expect(await countNewExecutions(read, viewer, {}, { after: 'exe_' }, 100)).toBe(2);
});

test('executions are looked up together, those of others are not there', async () => {
  const own = await deployed(at.store);
  const other = await deployed(at.store);
  const ids = [
    (await queued(at.store, own.instance)).id,
    (await queued(at.store, other.instance)).id,
    'exe_no',
  ];
  const viewer = viewerFor(own.customer.id);
  expect((await executionsOf(at.store.read, viewer, ids)).map(({ id }) => id)).toEqual(ids.slice(0, 1));
  expect(await executionsOf(at.store.read, EVERYTHING, ids)).toHaveLength(2);
  expect(await executionsOf(at.store.read, EVERYTHING, [])).toEqual([]);
});

test('the replays of an execution are found from it, newest first', async () => {
  const { instance } = await deployed(at.store);
  const first = await queued(at.store, instance);
  const replays = [];
  for (let index = 0; index < 3; index++)
    replays.unshift((await queued(at.store, instance, { kind: 'replay', replayOf: first.id })).id);
  await queued(at.store, instance);
  const found = await replaysOf(at.store.read, EVERYTHING, first.id, 2);
  expect(found.map(({ id }) => id)).toEqual(replays.slice(0, 2));
});
