import { expect, test } from 'bun:test';
import { and, eq, isNotNull } from 'drizzle-orm';
import { schedules } from '../../src/db/schema.ts';
import { nextFiring } from '../../src/lib/cron.ts';
import {
  changeVersion,
  deployInstance,
  setActive,
  setConfigVariables,
} from '../../src/models/deployments.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import { advanceSchedule, dueSchedules, earliestSchedule, nextFirings } from '../../src/models/schedules.ts';
import {
  configured,
  customerNamed,
  definition,
  deployed,
  flow,
  published,
  publishedNext,
  scheduled,
  toolsFor,
  trigger,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const rows = () => at.store.read.select().from(schedules).orderBy(schedules.flow);
const LATER = Date.UTC(2100, 0, 1);
const NIGHTLY = '30 2 * * *';
const isHourlyOf = (id: string) => and(eq(schedules.instanceId, id), eq(schedules.flow, 'Hourly'));

test('an active instance has its next firing in the table, in its own zone', async () => {
  const before = Date.now();
  const { instance } = await deployed(
    at.store,
    definition({ flows: [scheduled('Nightly', NIGHTLY, 'Europe/Zurich')] }),
  );
  const [row] = await rows();
  expect(row).toMatchObject({
    instanceId: instance.id,
    flow: 'Nightly',
    cron: NIGHTLY,
    timeZone: 'Europe/Zurich',
  });
  expect(row?.nextRunAt).toBe(nextFiring(NIGHTLY, 'Europe/Zurich', before) ?? 0);
});

test('a paused instance does not fire, and begins anew from now when it is enabled', async () => {
  const { instance } = await deployed(at.store, definition({ flows: [scheduled('Nightly', NIGHTLY)] }));
  const tools = toolsFor(at.store);
  await setActive(tools, EVERYTHING, instance.id, false);
  expect((await rows())[0]?.nextRunAt).toBeNull();
  expect(await dueSchedules(at.store.read, LATER, 9)).toEqual([]);
  expect(await earliestSchedule(at.store.read)).toBeUndefined();
  await setActive(tools, EVERYTHING, instance.id, true);
  expect((await rows())[0]?.nextRunAt).toBeGreaterThan(Date.now());
});

test('a removed instance never fires again', async () => {
  const { instance } = await deployed(at.store, definition({ flows: [scheduled('Nightly', NIGHTLY)] }));
  await removeInstance(toolsFor(at.store), EVERYTHING, instance.id);
  expect(await dueSchedules(at.store.read, LATER, 9)).toEqual([]);
});

test('a change of something else leaves a firing that is due where it is', async () => {
  const written = configured([{ key: 'Region', dataType: 'string' }], {
    flows: [scheduled('Nightly', NIGHTLY)],
  });
  const { instance } = await deployed(at.store, written, { Region: 'eu' });
  await at.store.write((tx) => tx.update(schedules).set({ nextRunAt: 1000 }));
  await setConfigVariables(toolsFor(at.store), EVERYTHING, instance.id, { Region: 'us' });
  expect((await rows())[0]?.nextRunAt).toBe(1000);
});

test('another version brings its own schedules', async () => {
  const { integration, instance } = await deployed(
    at.store,
    definition({ flows: [scheduled('Nightly', NIGHTLY), scheduled('Gone', '0 * * * *')] }),
  );
  await at.store.write((tx) => tx.update(schedules).set({ nextRunAt: 1000 }));
  const next = definition({ flows: [scheduled('Nightly', '45 3 * * *'), scheduled('New', '*/5 * * * *')] });
  await publishedNext(at.store, integration.id, next);
  await changeVersion(toolsFor(at.store), EVERYTHING, instance.id, 2);
  expect((await rows()).map((row) => [row.flow, row.cron])).toEqual([
    ['New', '*/5 * * * *'],
    ['Nightly', '45 3 * * *'],
  ]);
  for (const row of await rows()) expect(row.nextRunAt).toBeGreaterThan(Date.now());
});

test('a customer sets its own schedule by a config variable, with its zone', async () => {
  const schedule = { type: 'configVar' as const, value: 'When' };
  const own = flow('Own', { steps: [trigger('schedule-triggers', 'schedule', { schedule })] });
  const when = { key: 'When', dataType: 'schedule', timeZone: 'Europe/Zurich' };
  const { instance } = await deployed(at.store, configured([when], { flows: [own] }), { When: NIGHTLY });
  expect(await rows()).toMatchObject([{ cron: NIGHTLY, timeZone: 'Europe/Zurich' }]);
  const given = { value: '0 9 * * 1', time_zone: 'America/New_York' };
  await setConfigVariables(toolsFor(at.store), EVERYTHING, instance.id, { When: given });
  const [row] = await rows();
  expect(row).toMatchObject({ cron: '0 9 * * 1', timeZone: 'America/New_York' });
  expect(row?.nextRunAt).toBe(nextFiring('0 9 * * 1', 'America/New_York', Date.now()) ?? 0);
});

test('a cron line that nobody can read or that never fires does not stop a deployment', async () => {
  const flows = [
    scheduled('Broken', 'every day'),
    scheduled('Never', '0 0 30 2 *'),
    scheduled('Fine', NIGHTLY),
  ];
  const { instance } = await deployed(at.store, definition({ flows }));
  expect(instance.state).toBe('active');
  expect((await rows()).map((row) => row.flow)).toEqual(['Fine']);
});

test('what is due comes earliest first, in batches', async () => {
  const flows = ['a', 'b', 'c'].map((name) => scheduled(name, NIGHTLY));
  await deployed(at.store, definition({ flows }));
  const { eq } = await import('drizzle-orm');
  for (const [name, nextRunAt] of [
    ['a', 3000],
    ['b', 1000],
    ['c', 2000],
  ] as const)
    await at.store.write((tx) => tx.update(schedules).set({ nextRunAt }).where(eq(schedules.flow, name)));
  const due = async (instant: number, limit: number) =>
    (await dueSchedules(at.store.read, instant, limit)).map((row) => row.flow);
  expect(await due(999, 9)).toEqual([]);
  expect(await due(2000, 9)).toEqual(['b', 'c']);
  expect(await due(9000, 2)).toEqual(['b', 'c']);
  expect(await earliestSchedule(at.store.read)).toBe(1000);
});

test('of two who move the same firing on, one does', async () => {
  await deployed(at.store, definition({ flows: [scheduled('Nightly', NIGHTLY)] }));
  const [row] = await rows();
  if (!row) throw new Error('There is one.');
  const move = () => at.store.write((tx) => advanceSchedule(tx, row, LATER));
  expect(await Promise.all([move(), move(), move()])).toEqual([true, false, false]);
  const [moved] = await rows();
  expect(moved?.nextRunAt).toBe(LATER);
  expect(await at.store.write((tx) => advanceSchedule(tx, { ...row, nextRunAt: LATER }, undefined))).toBe(
    true,
  );
  expect((await rows())[0]?.nextRunAt).toBeNull();
  expect(await at.store.write((tx) => advanceSchedule(tx, { ...row, nextRunAt: null }, LATER))).toBe(false);
});

test('the next firings are those of integrations: alike schedules of many instances are one', async () => {
  const integration = await published(
    at.store,
    definition({ flows: [scheduled('Nightly', NIGHTLY), scheduled('Hourly', '0 * * * *')] }),
  );
  const tools = toolsFor(at.store);
  const deploy = async (name: string) => {
    const customer = await customerNamed(at.store, name);
    const fields = { customerId: customer.id, integrationId: integration.id, configVariables: {} };
    return (await deployInstance(tools, fields)).instance;
  };
  const [a, b] = [await deploy('A'), await deploy('B')];
  await setActive(tools, EVERYTHING, (await deploy('Paused')).id, false);
  const mine = { integrationId: integration.id, integrationName: 'Orders', timeZone: 'UTC', hasMore: false };
  await at.store.write(async (tx) => {
    await tx.update(schedules).set({ nextRunAt: 5000 }).where(isNotNull(schedules.nextRunAt));
    await tx.update(schedules).set({ nextRunAt: 3000 }).where(eq(schedules.instanceId, b.id));
    await tx.update(schedules).set({ nextRunAt: 2000 }).where(isHourlyOf(a.id));
  });
  expect(await nextFirings(at.store.read, EVERYTHING, 10)).toEqual([
    { ...mine, flow: 'Hourly', cron: '0 * * * *', at: 2000, instanceId: a.id, instances: 2 },
    { ...mine, flow: 'Nightly', cron: NIGHTLY, at: 3000, instanceId: b.id, instances: 2 },
  ]);
  expect(await nextFirings(at.store.read, EVERYTHING, 1)).toHaveLength(1);
});

test('of very many schedules only the next 500 are looked at, and the count says that there are more', async () => {
  const { instance } = await deployed(at.store);
  const rows = Array.from({ length: 501 }, (_, index) => ({
    instanceId: instance.id,
    flow: `Flow ${index}`,
    cron: NIGHTLY,
    timeZone: 'UTC',
    nextRunAt: index,
  }));
  await at.store.write((tx) => tx.insert(schedules).values(rows));
  const firings = await nextFirings(at.store.read, EVERYTHING, 1000);
  expect(firings).toHaveLength(500);
  expect(firings.at(-1)).toMatchObject({ flow: 'Flow 499', hasMore: true });
  expect(firings[0]).toMatchObject({ flow: 'Flow 0', instances: 1, hasMore: false });
});
