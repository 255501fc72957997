import { afterEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { schedules } from '../../src/db/schema.ts';
import { HOUR, MINUTE, now, setClockAhead, toIso } from '../../src/lib/time.ts';
import { createCustomer } from '../../src/models/customers.ts';
import { deployInstance, setActive } from '../../src/models/deployments.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { getRequest } from '../../src/models/executions.ts';
import { listLogs } from '../../src/models/logs.ts';
import { requestData, requestOpener, unpackRequest } from '../../src/models/requests.ts';
import { step, until, value, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(async () => {
  setClockAhead(0);
  await shop.close();
});

const scheduled = (cron: string, more: object = {}) => ({
  name: 'Main',
  steps: [
    step(
      'Start',
      'schedule-triggers.schedule',
      {},
      {
        isTrigger: true,
        schedule: { type: 'value', value: cron, meta: { scheduleType: 'custom', timeZone: 'UTC', ...more } },
      },
    ),
    step('Up', 'text-manipulation.upperCase', { text: value('x') }),
  ],
});

async function deployDue(cron: string, missedFor: number, more: object = {}) {
  shop = workshop();
  const instance = await shop.deploy([scheduled(cron, more)]);
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

const linesOf = async (id: string) =>
  (await listLogs(shop.store.read, id, { limit: 10 })).items.map(({ message }) => message);
const toldOf = async (id: string) => {
  const stored = await getRequest(shop.store.read, id);
  if (!stored) throw new Error('It has no request.');
  const open = requestOpener(shop.tools.vault, id);
  return requestData(await unpackRequest(stored, shop.store.blobs, open));
};

test('a flow that runs no missed firings has a row for each of them, with the reason, and runs the next one', async () => {
  await deployDue('*/10 * * * *', HOUR, { catchUp: 0 });
  await shop.engine();
  const runs = await until(async () => ((await all()).length >= 6 ? all() : undefined));
  // One that is on time just now runs like the others.
  const missed = runs.filter(({ status }) => status === 'skipped');
  expect(missed.length).toBeGreaterThanOrEqual(6);
  expect(missed[0]?.error?.message).toContain('Its flow runs no missed firings.');
  const [row] = await shop.store.read.select().from(schedules);
  expect(row?.nextRunAt).toBeGreaterThan(now());
});

test('a flow may run several of the missed firings, the last ones, and each says that it is late', async () => {
  await deployDue('*/10 * * * *', HOUR, { catchUp: 3 });
  await shop.engine();
  const runs = await until(async () => {
    const done = (await all()).filter(({ status }) => status === 'succeeded');
    return done.length === 3 ? all() : undefined;
  });
  const ran = runs.filter(({ status }) => status === 'succeeded').reverse();
  const planned = await Promise.all(ran.map(({ id }) => toldOf(id)));
  const instants = planned.map((data) => Date.parse(String(Reflect.get(Object(data), 'scheduledFor'))));
  expect(instants.map((at, index) => at - (instants[0] ?? 0) - index * 10 * MINUTE)).toEqual([0, 0, 0]);
  const late = ran.filter(({ queuedAt }, index) => queuedAt - (instants[index] ?? 0) > MINUTE);
  for (const { id } of late) expect((await linesOf(id))[0]).toContain('late: Stepwell was not running then');
  expect(late.length).toBeGreaterThanOrEqual(2);
  expect(runs.filter(({ status }) => status === 'skipped')[0]?.error?.message).toContain(
    'Of the missed firings the last 3 run.',
  );
});

test('firings of many instances are spread over a window, each always at its own place, and told when they were planned', async () => {
  shop = workshop();
  const flows = [scheduled('0 * * * *', { spreadMinutes: 30 })];
  const first = await shop.deploy(flows);
  const { integrationId } = first;
  const made = [first];
  for (let n = 0; n < 19; n++) {
    const fields = { name: `c${n}`, externalId: null, description: '', labels: [], limits: {} };
    const { id: customerId } = await shop.store.write((tx) => createCustomer(tx, fields));
    made.push(
      (await deployInstance(shop.tools, { integrationId, customerId, configVariables: {} })).instance,
    );
  }
  const rows = await shop.store.read.select().from(schedules);
  const places = rows.map(({ nextRunAt }) => ((nextRunAt ?? 0) % HOUR) / MINUTE);
  expect(new Set(places).size).toBeGreaterThan(10);
  expect(Math.max(...places)).toBeLessThan(30);
  await setActive(shop.tools, EVERYTHING, first.id, false);
  await setActive(shop.tools, EVERYTHING, first.id, true);
  const before = rows.find(({ instanceId }) => instanceId === first.id);
  const [again] = await shop.store.read.select().from(schedules).where(eq(schedules.instanceId, first.id));
  expect([again?.delay, again?.nextRunAt]).toEqual([before?.delay, before?.nextRunAt ?? null]);
  const delay = before?.delay ?? 0;
  const planned = Math.floor((now() - delay) / HOUR) * HOUR;
  await shop.store.write((tx) =>
    tx
      .update(schedules)
      .set({ nextRunAt: planned + delay })
      .where(eq(schedules.instanceId, first.id)),
  );
  await shop.engine();
  const [run] = await until(async () => ((await all()).length > 0 ? all() : undefined));
  expect(await toldOf(run?.id ?? '')).toEqual({ scheduledFor: toIso(planned) });
  const [after] = await shop.store.read.select().from(schedules).where(eq(schedules.instanceId, first.id));
  expect(after?.nextRunAt).toBe(planned + HOUR + delay);
});

test('a schedule that keeps its distance fires by it, also where a config variable holds the line', async () => {
  shop = workshop();
  const bound = scheduled('', { keepsDistance: true });
  const [start, ...rest] = bound.steps;
  const schedule = { type: 'configVar', value: 'When', meta: { timeZone: 'UTC', keepsDistance: true } };
  await shop.deploy(
    [
      scheduled('0 */13 * * *', { keepsDistance: true }),
      { name: 'Bound', steps: [{ ...start, schedule }, ...rest] },
    ],
    { requiredConfigVars: [{ key: 'When', dataType: 'schedule', stableKey: 'when' }] },
    { When: { value: '0 */11 * * *', schedule_type: 'custom' } },
  );
  const rows = await shop.store.read.select().from(schedules);
  for (const [flow, hours] of [
    ['Main', 13],
    ['Bound', 11],
  ] as const)
    expect(((rows.find((row) => row.flow === flow)?.nextRunAt ?? 1) / HOUR) % hours).toBe(0);
});

test.each([
  ['once, as usual', {}, 1],
  ['all of them', { catchUp: 100 }, 36],
  ['not at all', { catchUp: 0 }, 0],
])(
  'of the 36 firings that three hours of downtime have missed run %s; each other one is a row',
  async (_how, more, ran) => {
    const last = Math.ceil(now() / (5 * MINUTE)) * 5 * MINUTE;
    setClockAhead(last + 2 * MINUTE - now());
    shop = workshop();
    const instance = await shop.deploy([scheduled('*/5 * * * *', more)]);
    const first = last - 3 * HOUR + 5 * MINUTE;
    await shop.store.write((tx) =>
      tx.update(schedules).set({ nextRunAt: first }).where(eq(schedules.instanceId, instance.id)),
    );
    await shop.engine();
    const rows = await until(async () => {
      const made = await all();
      const hasEnded = made.every(({ status }) => status === 'succeeded' || status === 'skipped');
      return made.length === 36 && hasEnded ? made : undefined;
    });
    expect(rows.filter(({ status }) => status === 'succeeded')).toHaveLength(ran);
    expect(rows.filter(({ status }) => status === 'skipped')).toHaveLength(36 - ran);
  },
);
