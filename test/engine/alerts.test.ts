import { expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { connections, deliveries, instances } from '../../src/db/schema.ts';
import { Alerts } from '../../src/engine/alerts.ts';
import { Notices } from '../../src/engine/notices.ts';
import { createLog } from '../../src/lib/log.ts';
import { HOUR, MINUTE, SECOND } from '../../src/lib/time.ts';
import { listAlerts } from '../../src/models/alerts.ts';
import { setActive } from '../../src/models/deployments.ts';
import { endExecution } from '../../src/models/endings.ts';
import { createEventWebhook } from '../../src/models/event-webhooks.ts';
import { noteEmptyPoll } from '../../src/models/flow-activity.ts';
import type { Instance } from '../../src/models/instances.ts';
import { claim, type Ending } from '../../src/models/leases.ts';
import { writeLogs } from '../../src/models/logs.ts';
import { createMonitor, type MonitorFields, updateMonitor } from '../../src/models/monitors.ts';
import { deleteOldAlerts } from '../../src/models/retention.ts';
import { TEST_CUSTOMER } from '../../src/models/test-customer.ts';
import {
  CONNECTION,
  configured,
  deployed,
  finished,
  queued,
  refusal,
  toolsFor,
  vault,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';
import { monitorFields, sentTo } from '../support/watching.ts';

const at = shelf();
const NOON = Date.now() + HOUR;
const FAILED: Ending = { status: 'failed', error: { message: 'It broke' } };
const DONE: Ending = { status: 'succeeded' };

const watching = (more: Partial<MonitorFields> = {}) =>
  at.store.write((tx) => createMonitor(tx, EVERYTHING, monitorFields(more)));

function watchman() {
  const tools = { store: at.store, log: createLog('json', () => {}), publicUrl: () => 'https://hub.example' };
  return new Alerts(tools);
}

/** A run of the instance that ends so at that time, after so long. */
async function ran(instance: Instance, ending: Ending, time: number, took = 0) {
  const { id } = await queued(at.store, instance);
  await at.store.write(async (tx) => {
    await claim(tx, id, 'boot_1', time - took);
    expect(await finished(tx, id, 'boot_1', ending, null, time)).toBe(true);
  });
  return id;
}

const seen = async () => (await listAlerts(at.store.read, EVERYTHING, {}, { limit: 100 })).items.toReversed();
const openOnes = async () => (await seen()).filter(({ closedAt }) => closedAt === null);
/** Subjects of what is mailed, oldest first. */
async function mailed(): Promise<string[]> {
  const rows = await at.store.read.select().from(deliveries).orderBy(deliveries.id);
  return rows.flatMap(({ mailTo, payload }) => (mailTo === null ? [] : [JSON.parse(payload).subject]));
}

test('a failure raises an alert, another one adds to it, and a success closes it; both are told once', async () => {
  const { instance, customer } = await deployed(at.store);
  await watching();
  const alerts = watchman();
  await ran(instance, DONE, NOON);
  expect(await seen()).toEqual([]);
  await ran(instance, FAILED, NOON);
  const last = await ran(instance, FAILED, NOON + 1);
  expect(await openOnes()).toMatchObject([
    { count: 2, executionId: last, message: 'Import failed: It broke', lastAt: NOON + 1 },
  ]);
  await alerts.look(NOON + 2);
  await alerts.look(NOON + 3);
  await ran(instance, DONE, NOON + MINUTE);
  await alerts.look(NOON + MINUTE);
  await alerts.look(NOON + HOUR);
  expect(await openOnes()).toEqual([]);
  expect(await mailed()).toEqual([
    `Alert: Orders – ${instance.name} of ${customer.name}`,
    `Over: Orders – ${instance.name} of ${customer.name}`,
  ]);
});

test('an execution that its flow tries again raises none until its last attempt', async () => {
  const { instance, customer, integration } = await deployed(at.store);
  await watching();
  const run = {
    ...{ id: 'exe_1', instanceId: instance.id, customerId: customer.id, integrationId: integration.id },
    ...{ status: 'failed' as const, startedAt: NOON, endedAt: NOON, size: 0 },
  };
  await at.store.write((tx) => endExecution(tx, { ...run, isRetried: true }));
  expect(await seen()).toEqual([]);
  await at.store.write((tx) => endExecution(tx, run));
  expect(await openOnes()).toHaveLength(1);
});

test('within the quiet period nobody is told again; what is open still is told after it', async () => {
  const { instance } = await deployed(at.store);
  await watching({ quietMinutes: 30 });
  const alerts = watchman();
  for (let nth = 0; nth < 4; nth++) {
    await ran(instance, FAILED, NOON + nth * 5 * MINUTE);
    await alerts.look(NOON + nth * 5 * MINUTE);
    await ran(instance, DONE, NOON + nth * 5 * MINUTE + SECOND);
    await alerts.look(NOON + nth * 5 * MINUTE + SECOND);
  }
  expect(await seen()).toHaveLength(4);
  expect(await mailed()).toHaveLength(2);
  await ran(instance, FAILED, NOON + 25 * MINUTE);
  await alerts.look(NOON + 25 * MINUTE);
  expect(await mailed()).toHaveLength(2);
  await alerts.look(NOON + 31 * MINUTE);
  expect(await mailed()).toHaveLength(3);
});

test('what failed and is well again before anybody looked is told with its end', async () => {
  const { instance } = await deployed(at.store);
  await watching();
  await ran(instance, FAILED, NOON);
  await ran(instance, DONE, NOON + 1);
  await watchman().look(NOON + 2);
  expect((await mailed()).map((subject) => subject.split(':')[0])).toEqual(['Alert', 'Over']);
});

test('a slow run raises an alert, a quick one closes it', async () => {
  const { instance } = await deployed(at.store);
  await watching({ trigger: 'slow', threshold: 10 });
  await ran(instance, DONE, NOON, 10 * SECOND);
  expect(await seen()).toEqual([]);
  await ran(instance, DONE, NOON, 11 * SECOND);
  expect(await openOnes()).toMatchObject([{ message: 'An execution took 11 s, more than 10 s.' }]);
  await ran(instance, FAILED, NOON, SECOND);
  expect(await openOnes()).toEqual([]);
});

test('a line of the log raises an alert from its level on', async () => {
  const { instance } = await deployed(at.store);
  await watching({ trigger: 'log_level', level: 'error' });
  const logged = async (level: 'warn' | 'error') => {
    const { id } = await queued(at.store, instance);
    await at.store.write(async (tx) => {
      await claim(tx, id, 'boot_1', NOON);
      const line = { executionId: id, sequence: 1, at: NOON, level, step: 'note', message: 'Stock is low' };
      await writeLogs(tx, [line]);
      await finished(tx, id, 'boot_1', DONE, null, NOON);
    });
  };
  await logged('warn');
  expect(await seen()).toEqual([]);
  await logged('error');
  expect(await openOnes()).toMatchObject([{ message: 'An execution has logged at error: Stock is low' }]);
});

test('so many failures in a row raise an alert', async () => {
  const { instance } = await deployed(at.store);
  await watching({ trigger: 'failed_in_a_row', threshold: 3 });
  const alerts = watchman();
  for (let nth = 0; nth < 2; nth++) await ran(instance, FAILED, NOON);
  await alerts.look(NOON);
  expect(await seen()).toEqual([]);
  await ran(instance, FAILED, NOON);
  await alerts.look(NOON);
  expect(await openOnes()).toMatchObject([{ subjectId: instance.id }]);
  await ran(instance, DONE, NOON);
  await alerts.look(NOON);
  expect(await openOnes()).toEqual([]);
});

test('an instance of which nothing has run for so long raises an alert until something does', async () => {
  const { instance } = await deployed(at.store);
  await watching({ trigger: 'no_run', threshold: 60 });
  const alerts = watchman();
  await alerts.look(instance.updatedAt + 59 * MINUTE);
  expect(await seen()).toEqual([]);
  await alerts.look(instance.updatedAt + 61 * MINUTE);
  expect(await openOnes()).toMatchObject([{ message: 'Nothing has run for 60 minutes.' }]);
  await ran(instance, FAILED, instance.updatedAt + 62 * MINUTE);
  await alerts.look(instance.updatedAt + 62 * MINUTE);
  expect(await openOnes()).toEqual([]);
});

test('a trigger that has looked and found nothing new has run as well', async () => {
  const { instance } = await deployed(at.store);
  await watching({ trigger: 'no_run', threshold: 60 });
  const place = { instanceId: instance.id, flowKey: 'main' };
  await at.store.write((tx) => noteEmptyPoll(tx, place, instance.updatedAt + 30 * MINUTE));
  const alerts = watchman();
  await alerts.look(instance.updatedAt + 61 * MINUTE);
  expect(await seen()).toEqual([]);
  await alerts.look(instance.updatedAt + 91 * MINUTE);
  expect(await openOnes()).toMatchObject([{ message: 'Nothing has run for 60 minutes.' }]);
});

test('an execution that waits in the queue too long raises an alert until it is begun', async () => {
  const { instance } = await deployed(at.store);
  await watching({ trigger: 'queued', threshold: 60 });
  const run = await queued(at.store, instance);
  const alerts = watchman();
  await alerts.look(run.queuedAt + 59 * SECOND);
  expect(await seen()).toEqual([]);
  await alerts.look(run.queuedAt + 61 * SECOND);
  expect(await openOnes()).toHaveLength(1);
  await at.store.write((tx) => claim(tx, run.id, 'boot_1', NOON));
  await alerts.look(run.queuedAt + 62 * SECOND);
  expect(await openOnes()).toEqual([]);
});

test('a connection that breaks raises an alert for the instances that use it, and event webhooks hear of it', async () => {
  const { instance, customer, integration } = await deployed(at.store, configured([CONNECTION]), {
    Shop: { fields: { apiKey: 'key-of-the-shop' } },
  });
  const other = await deployed(at.store);
  await watching({ trigger: 'connection_broken', instanceId: instance.id });
  await watching({ trigger: 'connection_broken', integrationId: other.integration.id });
  const events = ['connection.broken' as const, 'connection.recovered' as const];
  const { webhook } = await at.store.write((tx) =>
    createEventWebhook(tx, vault, { name: 'Hub', url: 'https://hub.example', events }),
  );
  const tools = { store: at.store, log: createLog('json', () => {}), publicUrl: () => 'https://hub.example' };
  const [notices, alerts] = [new Notices(tools), watchman()];
  const put = (state: 'active' | 'error') => at.store.write((tx) => tx.update(connections).set({ state }));
  await put('error');
  await notices.look(NOON);
  await alerts.look(NOON);
  expect(await openOnes()).toMatchObject([{ subjectName: `Shop of ${customer.name}` }]);
  await put('active');
  await notices.look(NOON + MINUTE);
  await alerts.look(NOON + MINUTE);
  expect(await openOnes()).toEqual([]);
  expect((await sentTo(at.store, webhook.id)).map(({ event }) => event)).toEqual(events);
  expect(integration.id).not.toBe(other.integration.id);
});

test('an instance that needs to be configured raises an alert', async () => {
  const { instance } = await deployed(at.store);
  await watching({ trigger: 'not_configured' });
  const put = (state: 'needs_configuration' | 'active') =>
    at.store.write((tx) => tx.update(instances).set({ state }).where(eq(instances.id, instance.id)));
  await put('needs_configuration');
  await watchman().look(NOON);
  expect(await openOnes()).toHaveLength(1);
  await put('active');
  await watchman().look(NOON);
  expect(await openOnes()).toEqual([]);
});

test('a monitor of one instance, or of an integration, says nothing of others', async () => {
  const [mine, other] = [await deployed(at.store), await deployed(at.store)];
  await watching({ instanceId: mine.instance.id });
  await watching({ integrationId: mine.integration.id });
  await ran(other.instance, FAILED, NOON);
  expect(await seen()).toEqual([]);
  await ran(mine.instance, FAILED, NOON);
  expect(await openOnes()).toHaveLength(2);
});

test('alerts of an instance that is paused are over', async () => {
  const { instance } = await deployed(at.store);
  await watching();
  await ran(instance, FAILED, NOON);
  await setActive(toolsFor(at.store), EVERYTHING, instance.id, false);
  await watchman().look(NOON);
  expect(await openOnes()).toEqual([]);
});

test('a monitor that is paused, or watches for something else, closes what it has found and tells nobody', async () => {
  const { instance } = await deployed(at.store);
  const { id } = await watching();
  await ran(instance, FAILED, NOON);
  await at.store.write((tx) => updateMonitor(tx, EVERYTHING, id, { paused: true }));
  await ran(instance, FAILED, NOON);
  await watchman().look(NOON);
  expect(await openOnes()).toEqual([]);
  expect(await mailed()).toEqual([]);
});

test('runs of tests raise no alert and are told to nobody', async () => {
  const { instance, integration } = await deployed(at.store);
  await watching();
  const ids = { id: 'exe_1', instanceId: instance.id, integrationId: integration.id };
  const run = { ...ids, customerId: TEST_CUSTOMER, startedAt: NOON, endedAt: NOON, size: 0 };
  await at.store.write((tx) => endExecution(tx, { ...run, status: 'failed' }));
  expect(await seen()).toEqual([]);
});

test('an event webhook is told of a failed execution in the write that ends it, with ids and words, no values', async () => {
  const { instance, customer } = await deployed(at.store);
  const { webhook } = await at.store.write((tx) =>
    createEventWebhook(tx, vault, { name: 'Hub', url: 'https://hub.example', events: ['execution.failed'] }),
  );
  await ran(instance, DONE, NOON);
  const executionId = await ran(instance, FAILED, NOON);
  const sent = await sentTo(at.store, webhook.id);
  expect(sent.map(({ payload }) => JSON.parse(payload))).toMatchObject([
    { type: 'execution.failed', data: { executionId, customerId: customer.id, error: 'It broke' } },
  ]);
});

test('a monitor tells the event webhook that it names, also where that has asked for no alerts', async () => {
  const { instance } = await deployed(at.store);
  const { webhook } = await at.store.write((tx) =>
    createEventWebhook(tx, vault, { name: 'Hub', url: 'https://hub.example', events: [] }),
  );
  await watching({ webhookId: webhook.id, mailTo: [] });
  await ran(instance, FAILED, NOON);
  await watchman().look(NOON);
  const sent = await sentTo(at.store, webhook.id);
  expect(JSON.parse(sent[0]?.payload ?? '')).toMatchObject({
    type: 'alert.opened',
    data: { monitor: 'Orders', trigger: 'failed', subjectId: instance.id },
  });
});

test('where nobody watches, the end of a run asks nothing more, and a look writes nothing', async () => {
  const { instance } = await deployed(at.store);
  const alerts = watchman();
  await ran(instance, FAILED, NOON);
  await alerts.look(NOON);
  const before = at.store.revision;
  await alerts.look(NOON);
  expect(at.store.revision).toBe(before);
  expect(await seen()).toEqual([]);
});

test('customers are told of no alert', async () => {
  const { instance, customer } = await deployed(at.store);
  await watching();
  await ran(instance, FAILED, NOON);
  const asked = listAlerts(at.store.read, viewerFor(customer.id), {}, { limit: 10 });
  expect((await refusal(asked)).code).toBe('forbidden');
});

test('alerts that were over 90 days ago are forgotten, those that are open are not', async () => {
  const { instance } = await deployed(at.store);
  await watching();
  const second = await deployed(at.store);
  await ran(instance, FAILED, NOON);
  await ran(instance, DONE, NOON);
  await ran(second.instance, FAILED, NOON);
  await at.store.write((tx) => deleteOldAlerts(tx, Date.now() + 91 * 24 * HOUR));
  expect((await seen()).map(({ subjectId }) => subjectId)).toEqual([second.instance.id]);
});
