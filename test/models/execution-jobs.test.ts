import { expect, test } from 'bun:test';
import { dropData, instancesAbove, isDataPast, setKeeping, withData } from '../../src/models/data-life.ts';
import {
  getJob,
  jobCounts,
  jobReasons,
  listJobRuns,
  listJobs,
  openJobs,
} from '../../src/models/execution-job-list.ts';
import { countListed } from '../../src/models/execution-job-plans.ts';
import { beginJob, cancelJob, goOnWithJob } from '../../src/models/execution-jobs.ts';
import { cancelExecution } from '../../src/models/executions.ts';
import { deleteOldJobs } from '../../src/models/retention.ts';
import { deleteFilter, listFilters, saveFilter } from '../../src/models/saved-filters.ts';
import { createUser } from '../../src/models/users.ts';
import { deployed, queued, refusal, toolsFor } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();

test('a job finds what its filter shows, does each once and tells why it has not', async () => {
  const { instance } = await deployed(at.store);
  const { read } = at.store;
  const runs = [
    await queued(at.store, instance),
    await queued(at.store, instance),
    await queued(at.store, instance),
  ];
  await at.store.write((tx) => cancelExecution(tx, EVERYTHING, runs[0]?.id ?? ''));
  const filter = { instance: instance.id };
  expect(await countListed(read, EVERYTHING, { ...filter, isOpen: true }, 9)).toEqual({
    count: 2,
    isAll: true,
  });
  expect(await countListed(read, EVERYTHING, filter, 2)).toEqual({ count: 2, isAll: false });
  const replays = {
    kind: 'replay' as const,
    filter,
    from: 'failed-step' as const,
    version: 'original' as const,
  };
  const cancels = { ...replays, kind: 'cancel' as const };
  const replaying = await at.store.write((tx) => beginJob(tx, EVERYTHING, replays));
  const cancelling = await at.store.write((tx) => beginJob(tx, EVERYTHING, cancels));
  for (let turn = 0; turn < 3; turn++)
    for (const job of await openJobs(read)) await goOnWithJob(toolsFor(at.store), job, () => false);
  const one = await getJob(read, EVERYTHING, replaying.id);
  const other = await getJob(read, EVERYTHING, cancelling.id);
  expect([one.size, one.isListed, one.isCut, other.size]).toEqual([1, true, false, 2]);
  expect(await jobCounts(read, one)).toEqual({ waiting: 0, done: 0, refused: 1 });
  expect(await jobCounts(read, other)).toEqual({ waiting: 0, done: 2, refused: 0 });
  expect(await jobReasons(read, one, 5)).toMatchObject([{ count: 1 }]);
  expect((await listJobRuns(read, other, 'done', { limit: 1 })).nextCursor).not.toBeNull();
  expect((await listJobs(read, EVERYTHING, { limit: 1 })).items.map(({ id }) => id)).toEqual([cancelling.id]);
  expect(await openJobs(read)).toEqual([]);
  const ended = await at.store.write((tx) => cancelJob(tx, EVERYTHING, one.id));
  expect(ended.cancelledBy).toBeNull();
});

test('jobs are forgotten 90 days after their end, with what they have done', async () => {
  const { instance } = await deployed(at.store);
  await queued(at.store, instance);
  const wanted = {
    kind: 'cancel' as const,
    filter: {},
    from: 'start' as const,
    version: 'original' as const,
  };
  const job = await at.store.write((tx) => beginJob(tx, EVERYTHING, wanted));
  for (let turn = 0; turn < 3; turn++)
    for (const each of await openJobs(at.store.read))
      await goOnWithJob(toolsFor(at.store), each, () => false);
  const days = 24 * 60 * 60 * 1000;
  await at.store.write((tx) => deleteOldJobs(tx, Date.now() + 89 * days));
  expect((await getJob(at.store.read, EVERYTHING, job.id)).size).toBe(1);
  await at.store.write((tx) => deleteOldJobs(tx, Date.now() + 91 * days));
  expect((await refusal(getJob(at.store.read, EVERYTHING, job.id))).code).toBe('not_found');
});

test('filters are a person’s own, each name once, and at most twenty', async () => {
  const person = { email: 'a@example.test', name: 'A', role: 'owner' as const };
  const user = await at.store.write((tx) => createUser(tx, person));
  const keep = (name: string, query: string) => at.store.write((tx) => saveFilter(tx, user.id, name, query));
  const kept = await keep('Broken', 'status=failed');
  expect((await keep('Broken', 'status=paused')).id).toBe(kept.id);
  for (let index = 1; index < 20; index++) await keep(`Filter ${index}`, 'status=failed');
  expect((await refusal(keep('One more', ''))).code).toBe('conflict');
  expect((await listFilters(at.store.read, user.id))[0]).toMatchObject({
    name: 'Broken',
    query: 'status=paused',
  });
  expect((await refusal(at.store.write((tx) => deleteFilter(tx, 'usr_other', kept.id)))).code).toBe(
    'not_found',
  );
  await at.store.write((tx) => deleteFilter(tx, user.id, kept.id));
  expect(await listFilters(at.store.read, user.id)).toHaveLength(19);
});

test('what an instance says of its data is kept with it, and data is dropped once', async () => {
  const { instance } = await deployed(at.store);
  const { read } = at.store;
  const run = await queued(at.store, instance);
  await at.store.write((tx) => setKeeping(tx, EVERYTHING, instance.id, { dataDays: 3, storedMb: 1 }));
  await at.store.write((tx) => cancelExecution(tx, EVERYTHING, run.id));
  const [found] = await withData(read, '', 9);
  expect(found).toMatchObject({ run: { id: run.id }, keeping: { dataDays: 3, storedMb: 1 } });
  if (!found) throw new Error('It has no data.');
  expect(isDataPast(found.run, 'always', 3, Date.now())).toBe(false);
  expect(isDataPast(found.run, 'on_failure', undefined, Date.now())).toBe(false);
  expect(isDataPast(found.run, 'never', undefined, Date.now())).toBe(true);
  expect(await at.store.write((tx) => dropData(tx, run))).toBe(true);
  expect(await withData(read, '', 9)).toEqual([]);
  expect(await instancesAbove(read)).toEqual([]);
});
