import { afterEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { schedules } from '../../src/db/schema.ts';
import { HOUR, MINUTE, now } from '../../src/lib/time.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { step, until, value, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

const scheduled = (cron: string) => ({
  name: 'Main',
  steps: [
    step(
      'Start',
      'schedule-triggers.schedule',
      {},
      {
        isTrigger: true,
        schedule: { type: 'value', value: cron, meta: { scheduleType: 'custom', timeZone: 'UTC' } },
      },
    ),
    step('Up', 'text-manipulation.upperCase', { text: value('x') }),
  ],
});

async function deployDue(cron: string, missedFor: number) {
  shop = workshop();
  const instance = await shop.deploy([scheduled(cron)]);
  const at = now() - missedFor;
  const due = at - (at % MINUTE);
  await shop.store.write(async (tx) => {
    await tx.update(schedules).set({ nextRunAt: due }).where(eq(schedules.instanceId, instance.id));
  });
  return instance;
}

const all = async () => (await listExecutions(shop.store.read, EVERYTHING, {}, { limit: 200 })).items;

test('a schedule that is due fires once, and its next time is in the table', async () => {
  const instance = await deployDue('0 3 * * *', 0);
  await shop.engine();
  const [run] = await until(async () =>
    (await all()).some(({ status }) => status === 'succeeded') ? all() : undefined,
  );
  expect(run?.kind).toBe('schedule');
  const [row] = await shop.store.read.select().from(schedules).where(eq(schedules.instanceId, instance.id));
  expect(row?.nextRunAt).toBeGreaterThan(now());
});

test('after downtime the last missed firing runs once, and the others are recorded as skipped with the reason', async () => {
  await deployDue('*/10 * * * *', HOUR);
  await shop.engine();
  const runs = await until(async () =>
    (await all()).some(({ status }) => status === 'succeeded') ? all() : undefined,
  );
  const skipped = runs.filter(({ status }) => status === 'skipped');
  expect(runs.filter(({ status }) => status === 'succeeded')).toHaveLength(1);
  expect(skipped.length).toBeGreaterThanOrEqual(5);
  expect(skipped[0]?.error?.message).toContain('was missed');
});

test('a long downtime of a quick schedule is recorded in a bounded number of rows', async () => {
  await deployDue('* * * * *', 30 * 24 * HOUR);
  await shop.engine();
  await until(async () => (await all()).some(({ status }) => status === 'succeeded') || undefined);
  const runs = await all();
  expect(runs.length).toBeLessThanOrEqual(102);
  expect(runs.some(({ error }) => error?.message.includes('before it'))).toBe(true);
});

test('two looks at the same time fire once', async () => {
  await deployDue('0 3 * * *', 0);
  const engine = await shop.engine();
  for (let n = 0; n < 5; n++) engine.heed([]);
  await until(async () => (await all()).some(({ status }) => status === 'succeeded') || undefined);
  expect(await all()).toHaveLength(1);
});

const singleton = (flow: ReturnType<typeof scheduled>) => ({
  ...flow,
  steps: [flow.steps[0], step('Wait', 'probe.wait')],
  queueConfig: { singletonExecutions: true },
});

test('a firing of a flow that runs alone is skipped while the run before it goes on, and says which', async () => {
  const doors: (() => void)[] = [];
  const perform = () => new Promise((resolve) => doors.push(() => resolve({ data: 1 })));
  shop = workshop({ wait: { perform } });
  const instance = await shop.deploy([singleton(scheduled('0 3 * * *'))]);
  const engine = await shop.engine();
  const fire = async (count: number) => {
    // Each firing has a time of its own.
    const due = now() - (now() % MINUTE) - (10 - count) * MINUTE;
    await shop.store.write(async (tx) => {
      await tx.update(schedules).set({ nextRunAt: due }).where(eq(schedules.instanceId, instance.id));
    });
    engine.heed([]);
    return await until(async () => ((await all()).length === count ? all() : undefined));
  };
  await fire(1);
  await until(() => doors.length === 1 || undefined);
  const [skipped, first] = await fire(2);
  expect([skipped?.status, first?.status]).toEqual(['skipped', 'running']);
  expect(skipped?.error?.message).toContain(
    `was skipped: the run before it, ${first?.id}, has not ended, and the flow runs one at a time.`,
  );
  doors[0]?.();
  await shop.end(first?.id ?? '');
  await fire(3);
  await until(() => doors.length === 2 || undefined);
  doors[1]?.();
  const [third] = await all();
  expect((await shop.end(third?.id ?? '')).status).toBe('succeeded');
});
