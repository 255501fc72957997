import { expect, test } from 'bun:test';
import { count } from 'drizzle-orm';
import { alerts, monitors } from '../../src/db/schema.ts';
import { deleteCustomer } from '../../src/models/customers.ts';
import { endExecution } from '../../src/models/endings.ts';
import { createEventWebhook } from '../../src/models/event-webhooks.ts';
import { createMonitor, listMonitors, type MonitorFields } from '../../src/models/monitors.ts';
import { deployed, refusal, vault } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';
import { monitorFields } from '../support/watching.ts';

const at = shelf();
const make = (more: Partial<MonitorFields>) =>
  at.store.write((tx) => createMonitor(tx, EVERYTHING, monitorFields(more)));
const faults = async (more: Partial<MonitorFields>) =>
  (await refusal(make(more))).issues.map(({ path }) => path);

test('a monitor asks for what its trigger needs, and keeps nothing else', async () => {
  expect(await faults({ trigger: 'slow' })).toEqual(['threshold']);
  expect(await faults({ trigger: 'failed_in_a_row', threshold: 1 })).toEqual(['threshold']);
  expect(await faults({ trigger: 'log_level' })).toEqual(['level']);
  expect(await faults({ mailTo: ['nobody'] })).toEqual(['mailTo']);
  expect(await faults({ instanceId: 'ins_1' })).toEqual(['instanceId']);
  expect(await faults({ integrationId: 'int_1' })).toEqual(['integrationId']);
  expect(await faults({ webhookId: 'ewh_1' })).toEqual(['webhookId']);
  expect(await make({ trigger: 'failed', threshold: 7, level: 'warn' })).toMatchObject({
    ...{ threshold: null, level: null },
  });
});

test('an address of an event webhook is whole, and has no password in it', async () => {
  for (const url of ['hub.example', 'ftp://hub.example', 'https://a:b@hub.example']) {
    const made = at.store.write((tx) => createEventWebhook(tx, vault, { name: 'Hub', url, events: [] }));
    expect((await refusal(made)).issues.map(({ path }) => path)).toEqual(['url']);
  }
});

test('those that watch over an instance are its own, those of its integration and those of all', async () => {
  const [mine, other] = [await deployed(at.store), await deployed(at.store)];
  await make({ name: 'All' });
  await make({ name: 'Integration', integrationId: mine.integration.id });
  await make({ name: 'Instance', instanceId: mine.instance.id });
  await make({ name: 'Other', instanceId: other.instance.id });
  const filter = { integration: mine.integration.id, instance: mine.instance.id };
  const { items } = await listMonitors(at.store.read, EVERYTHING, filter, { limit: 10 });
  expect(items.map(({ name }) => name)).toEqual(['Instance', 'Integration', 'All']);
});

test('with a customer their alerts and the monitors of their instances go', async () => {
  const { instance, customer, integration } = await deployed(at.store);
  await make({ instanceId: instance.id });
  const run = {
    id: 'exe_1',
    instanceId: instance.id,
    customerId: customer.id,
    integrationId: integration.id,
  };
  await at.store.write((tx) => endExecution(tx, { ...run, status: 'failed', endedAt: 1, size: 0 }));
  const rows = async (table: typeof alerts | typeof monitors) =>
    (await at.store.read.select({ count: count() }).from(table))[0]?.count;
  expect([await rows(alerts), await rows(monitors)]).toEqual([1, 1]);
  await deleteCustomer(at.store, EVERYTHING, customer.id, () => {});
  expect([await rows(alerts), await rows(monitors)]).toEqual([0, 0]);
});
