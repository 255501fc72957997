import { afterEach, beforeEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { blobUses, executionRequests, executions, stepResults } from '../../src/db/schema.ts';
import { DataLife } from '../../src/engine/data-life.ts';
import { DAY } from '../../src/lib/time.ts';
import { setKeeping } from '../../src/models/data-life.ts';
import { cancelExecution } from '../../src/models/executions.ts';
import { lastRuns } from '../../src/models/instance-runs.ts';
import type { Instance } from '../../src/models/instances.ts';
import { replayExecution } from '../../src/models/replays.ts';
import { flow, reference, step, workshop } from '../support/engine.ts';
import { refusal } from '../support/records.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
beforeEach(() => {
  shop = workshop({
    say: {
      perform: (context, { text }) => {
        context.logger.info('said');
        if (text === 'bad') throw new Error('out of order');
        return { data: text };
      },
    },
  });
});
afterEach(() => shop.close());

const steps = [step('Say', 'probe.say', { text: reference('start.results.body.data') })];
const deployed = (more: Record<string, unknown> = {}) => shop.deploy([flow('Main', steps, more)]);

async function dataOf(id: string) {
  const { read } = shop.store;
  const calls = await read.select().from(executionRequests).where(eq(executionRequests.executionId, id));
  const rows = await read.select().from(stepResults).where(eq(stepResults.executionId, id));
  const uses = await read.select().from(blobUses).where(eq(blobUses.executionId, id));
  return {
    calls: calls.length,
    steps: rows.length,
    values: rows.filter(({ input, output, sealedOutput }) => input ?? output ?? sealedOutput).length,
    uses: uses.length,
  };
}

const WHOLE = { calls: 1, steps: 1, values: 1, uses: 0 };
const BARE = { calls: 0, steps: 1, values: 0, uses: 0 };

const sizeKept = async (instance: Instance) =>
  (await lastRuns(shop.store.read, EVERYTHING, [instance.id])).get(instance.id)?.size ?? 0;
const life = (keepDays = 0) => new DataLife({ ...shop.tools, keepDays });
const keep = (instance: Instance, keeping: Parameters<typeof setKeeping>[3]) =>
  shop.store.write((tx) => setKeeping(tx, EVERYTHING, instance.id, keeping));
const age = (id: string, days: number) =>
  shop.store.write(async (tx) => {
    await tx
      .update(executions)
      .set({ endedAt: Date.now() - days * DAY })
      .where(eq(executions.id, id));
  });

test.each([
  ['always', WHOLE, WHOLE],
  ['on_failure', BARE, WHOLE],
  ['never', BARE, BARE],
] as const)(
  'of a flow whose data is kept %s, runs keep what it says once they have ended',
  async (keepData, well, badly) => {
    const instance = await deployed({ keepData });
    const engine = await shop.engine();
    const good = await shop.run(instance, 'Main', 'good', engine);
    const bad = await shop.run(instance, 'Main', 'bad', engine);
    expect([good.execution.status, bad.execution.status]).toEqual(['succeeded', 'failed']);
    expect(await dataOf(good.id)).toEqual(well);
    expect(await dataOf(bad.id)).toEqual(badly);
    // What is counted is what is there.
    const sizes = (await shop.execution(good.id)).size + (await shop.execution(bad.id)).size;
    expect(await sizeKept(instance)).toBe(sizes);
  },
);

test('files go with the data that named them, and such a run cannot be replayed', async () => {
  const instance = await deployed({ keepData: 'never' });
  const engine = await shop.engine();
  const large = Array.from({ length: 60_000 }, (_, index) => `${index * 7919}`).join(' ');
  const { id } = await shop.run(instance, 'Main', large, engine);
  expect(await dataOf(id)).toEqual(BARE);
  const refused = refusal(
    replayExecution(shop.tools, EVERYTHING, id, { from: 'start', version: 'original' }),
  );
  expect((await refused).message).toContain('payload of this execution is no longer kept');
});

test('an instance says otherwise than its flow', async () => {
  const instance = await deployed({ keepData: 'always' });
  await keep(instance, { data: 'never' });
  const engine = await shop.engine();
  const { id } = await shop.run(instance, 'Main', 'good', engine);
  expect(await dataOf(id)).toEqual(BARE);
});

test('what was cancelled while it waited loses its data afterwards, and what has not ended keeps it', async () => {
  const instance = await deployed({ keepData: 'never' });
  const [gone, open] = [await shop.call(instance, 'Main', 'x'), await shop.call(instance, 'Main', 'y')];
  await shop.store.write((tx) => cancelExecution(tx, EVERYTHING, gone));
  await life().tidy();
  expect(await dataOf(gone)).toMatchObject({ calls: 0 });
  expect(await dataOf(open)).toMatchObject({ calls: 1 });
});

test('data goes before its execution: after the days of the settings, or of the instance', async () => {
  const instance = await deployed();
  const engine = await shop.engine();
  const ids: string[] = [];
  for (const days of [1, 4, 9]) {
    const { id } = await shop.run(instance, 'Main', 'good', engine);
    await age(id, days);
    ids.push(id);
  }
  const kept = async () => await Promise.all(ids.map(async (id) => (await dataOf(id)).calls));
  await life().tidy();
  expect(await kept()).toEqual([1, 1, 1]);
  await life(7).tidy();
  expect(await kept()).toEqual([1, 1, 0]);
  await keep(instance, { dataDays: 3 });
  await life(7).tidy();
  expect(await kept()).toEqual([1, 0, 0]);
  expect((await shop.execution(ids[2] ?? '')).status).toBe('succeeded');
});

test('of more than an instance may have the oldest executions go', async () => {
  const instance = await deployed();
  const other = await deployed();
  const engine = await shop.engine();
  const noise = () => Array.from({ length: 20_000 }, () => Math.random()).join(' ');
  const ids: string[] = [];
  for (let index = 0; index < 5; index++) ids.push((await shop.run(instance, 'Main', noise(), engine)).id);
  const theirs = (await shop.run(other, 'Main', noise(), engine)).id;
  await keep(instance, { storedMb: 1 });
  expect(await sizeKept(instance)).toBeGreaterThan(1024 * 1024);
  await life().tidy();
  expect(await sizeKept(instance)).toBeLessThanOrEqual(1024 * 1024);
  await expect(shop.execution(ids[0] ?? '')).rejects.toMatchObject({ code: 'not_found' });
  expect((await shop.execution(ids.at(-1) ?? '')).status).toBe('succeeded');
  expect((await shop.execution(theirs)).status).toBe('succeeded');
});
