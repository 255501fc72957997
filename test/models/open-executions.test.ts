import { expect, test } from 'bun:test';
import { cancelExecution } from '../../src/models/executions.ts';
import { claim } from '../../src/models/leases.ts';
import { countPaused, oldestQueued } from '../../src/models/open-executions.ts';
import { pauseExecution } from '../../src/models/pauses.ts';
import { deployed, queued } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const oldest = async (limit: number) =>
  (await oldestQueued(at.store.read, EVERYTHING, limit)).map(({ id }) => id);

test('the oldest of what has not ended come first, over all instances', async () => {
  const [a, b] = [await deployed(at.store), await deployed(at.store)];
  const first = await queued(at.store, b.instance);
  const running = await queued(at.store, a.instance);
  const later = await queued(at.store, b.instance, { runAt: Date.now() + 60_000 });
  const ended = await queued(at.store, a.instance);
  await at.store.write(async (tx) => {
    await claim(tx, running.id, 'boot_1', Date.now());
    await cancelExecution(tx, EVERYTHING, ended.id);
  });
  expect(await oldest(10)).toEqual([first.id, running.id, later.id]);
  expect(await oldest(2)).toEqual([first.id, running.id]);
  const [top, next] = await oldestQueued(at.store.read, EVERYTHING, 2);
  expect(top).toEqual({
    id: first.id,
    status: 'queued',
    flow: 'Import',
    queuedAt: first.queuedAt,
    runAt: first.runAt,
    instanceId: b.instance.id,
    instanceName: b.instance.name,
    customerId: b.customer.id,
    customerName: 'Acme',
    integrationId: b.integration.id,
    integrationName: 'Orders',
  });
  expect(next?.status).toBe('running');
});

test('what is paused is counted, and is not in the queue', async () => {
  const { instance } = await deployed(at.store);
  const runs = [await queued(at.store, instance), await queued(at.store, instance)];
  await at.store.write((tx) => pauseExecution(tx, EVERYTHING, runs[0]?.id ?? ''));
  expect(await oldest(10)).toEqual([runs[1]?.id ?? '']);
  expect(await countPaused(at.store.read, EVERYTHING, 10)).toBe(1);
});

test('with an empty queue nothing is old', async () => {
  await deployed(at.store);
  expect(await oldestQueued(at.store.read, EVERYTHING, 5)).toEqual([]);
});
