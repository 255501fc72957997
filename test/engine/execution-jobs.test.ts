import { afterEach, beforeEach, expect, test } from 'bun:test';
import { getJob, jobCounts, jobReasons, listJobRuns } from '../../src/models/execution-job-list.ts';
import { beginJob, cancelJob, goOnWithJob, type WantedJob } from '../../src/models/execution-jobs.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import type { Instance } from '../../src/models/instances.ts';
import { flow, reference, step, until, workshop } from '../support/engine.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
let isBroken: boolean;
let said: unknown[];
let held: (() => void) | undefined;
beforeEach(() => {
  isBroken = true;
  said = [];
  held = undefined;
  shop = workshop({
    say: {
      perform: async (_, { text }) => {
        said.push(text);
        if (isBroken) throw new Error('out of order');
        if (text === 'slow') await new Promise<void>((resolve) => (held = resolve));
        return { data: text };
      },
    },
  });
});
afterEach(() => shop.close());

const steps = [step('Say', 'probe.say', { text: reference('start.results.body.data') })];
const deployed = () => shop.deploy([flow('Main', steps)]);

async function failed(instance: Instance, count: number): Promise<string[]> {
  const engine = await shop.engine();
  const ids: string[] = [];
  for (let index = 0; index < count; index++) ids.push((await shop.run(instance, 'Main', index, engine)).id);
  await engine.stop(0);
  said = [];
  return ids;
}

const begin = (more: Partial<WantedJob> = {}, viewer = EVERYTHING) =>
  shop.store.write((tx) =>
    beginJob(tx, viewer, {
      kind: 'replay',
      filter: { status: 'failed' },
      from: 'start',
      version: 'original',
      ...more,
    }),
  );
const jobOf = (id: string) => getJob(shop.store.read, EVERYTHING, id);
const ended = (id: string) =>
  until(async () => {
    const job = await jobOf(id);
    return job.endedAt === null ? undefined : job;
  });
const counts = async (id: string) => await jobCounts(shop.store.read, await jobOf(id));

async function replaysOf(instance: Instance) {
  const page = { limit: 200 };
  const { items } = await listExecutions(shop.store.read, EVERYTHING, { instance: instance.id }, page);
  return items.filter(({ kind }) => kind === 'replay');
}

const never = () => false;
async function turns(id: string, most: number, isFull = never): Promise<void> {
  for (let turn = 0; turn < most; turn++) {
    const job = await jobOf(id);
    if (job.endedAt === null) await goOnWithJob(shop.tools, job, isFull);
  }
}

test('all that a filter shows are replayed, oldest first, and none that is made meanwhile', async () => {
  const instance = await deployed();
  await failed(instance, 30);
  const job = await begin();
  const engine = await shop.engine({ 'max-executions-per-instance': '1' });
  engine.heedExecutionJobs();
  await ended(job.id);
  expect(await counts(job.id)).toEqual({ waiting: 0, done: 30, refused: 0 });
  expect(await replaysOf(instance)).toHaveLength(30);
  await until(() => said.length === 30 || undefined);
});

test('a job goes on where it was, however often its process ends, and makes each replay once', async () => {
  const instance = await deployed();
  await failed(instance, 25);
  const job = await begin();
  await turns(job.id, 1);
  const once = await jobOf(job.id);
  // The same turn of two processes, and of one that ended before it could mark what it had done.
  await Promise.all([goOnWithJob(shop.tools, once, never), goOnWithJob(shop.tools, once, never)]);
  await goOnWithJob(shop.tools, { ...once, isListed: false, listCursor: null }, never);
  await turns(job.id, 4);
  expect(await counts(job.id)).toEqual({ waiting: 0, done: 25, refused: 0 });
  const replays = await replaysOf(instance);
  expect(new Set(replays.map(({ replayOf }) => replayOf)).size).toBe(25);
  expect(replays).toHaveLength(25);
});

test('what cannot be replayed is told with the reason, how often', async () => {
  const instance = await deployed();
  await failed(instance, 2);
  isBroken = false;
  const engine = await shop.engine();
  await shop.run(instance, 'Main', 'well', engine);
  const job = await begin({ filter: {}, from: 'failed-step' });
  engine.heedExecutionJobs();
  await ended(job.id);
  expect(await counts(job.id)).toEqual({ waiting: 0, done: 2, refused: 1 });
  expect(await jobReasons(shop.store.read, job, 5)).toEqual([
    { reason: expect.stringContaining('has no failed step (succeeded)'), count: 1 },
  ]);
  const { items } = await listJobRuns(shop.store.read, job, 'done', { limit: 9 });
  for (const { replayId } of items) expect((await shop.execution(replayId ?? '')).kind).toBe('replay');
});

test('a job does so many in a minute and no more', async () => {
  const instance = await deployed();
  await failed(instance, 5);
  const job = await begin({ perMinute: 120 });
  await turns(job.id, 2);
  expect((await counts(job.id)).done).toBe(2);
  const { dueAt, createdAt } = await jobOf(job.id);
  expect(dueAt - createdAt).toBeGreaterThanOrEqual(0);
  await turns(job.id, 1);
  // A second for two: the turn after waits until then.
  expect((await jobOf(job.id)).dueAt - dueAt).toBe(1000);
  expect((await counts(job.id)).done).toBe(4);
});

test('a job waits where the queue of an instance is full', async () => {
  const instance = await deployed();
  await failed(instance, 3);
  const job = await begin();
  await turns(job.id, 2, () => true);
  expect(await counts(job.id)).toEqual({ waiting: 3, done: 0, refused: 0 });
  expect((await jobOf(job.id)).dueAt).toBeGreaterThan(job.dueAt);
  await turns(job.id, 2);
  expect((await counts(job.id)).done).toBe(3);
});

test('a job that is stopped leaves the rest as it is', async () => {
  const instance = await deployed();
  await failed(instance, 25);
  const job = await begin();
  await turns(job.id, 2);
  await shop.store.write((tx) => cancelJob(tx, EVERYTHING, job.id));
  await turns(job.id, 3);
  expect((await counts(job.id)).waiting).toBe(5);
  expect(await replaysOf(instance)).toHaveLength(20);
  expect(await jobOf(job.id)).toMatchObject({ cancelledBy: 'Stepwell' });
});

test('all that have not ended are cancelled, those that run and those that wait', async () => {
  const instance = await deployed();
  isBroken = false;
  const engine = await shop.engine({ 'max-executions-per-instance': '1' });
  const running = await shop.call(instance, 'Main', 'slow', engine);
  await until(() => held);
  const waiting = await shop.call(instance, 'Main', 'next', engine);
  const job = await begin({ kind: 'cancel', filter: { instance: instance.id } });
  engine.heedExecutionJobs();
  await ended(job.id);
  expect(await counts(job.id)).toEqual({ waiting: 0, done: 2, refused: 0 });
  for (const id of [running, waiting])
    expect(await shop.execution(id)).toMatchObject({
      status: 'cancelled',
      error: { message: 'Cancelled by Stepwell.' },
    });
  held?.();
  await engine.stop(1000);
  expect((await shop.execution(running)).status).toBe('cancelled');
  expect(said).toEqual(['slow']);
});

test('the job of somebody of a customer touches their executions alone', async () => {
  const mine = await deployed();
  const theirs = await deployed();
  await failed(mine, 1);
  await failed(theirs, 1);
  const job = await begin({}, viewerFor(mine.customerId));
  await turns(job.id, 3);
  expect(await replaysOf(mine)).toHaveLength(1);
  expect(await replaysOf(theirs)).toHaveLength(0);
  await expect(getJob(shop.store.read, viewerFor(theirs.customerId), job.id)).rejects.toMatchObject({
    code: 'not_found',
  });
});
