import { expect, test } from 'bun:test';
import { DAY, HOUR } from '../../src/lib/time.ts';
import { endExecution } from '../../src/models/endings.ts';
import { deleteOldDurations, runDurationsOf, takeDurations } from '../../src/models/run-durations.ts';
import { deployed, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const NOON = Date.UTC(2026, 4, 10, 12);
const written = async () => {
  while (await at.store.write((tx) => takeDurations(tx, 2)));
};

async function shop() {
  const { instance, customer, integration } = await deployed(at.store);
  let nth = 0;
  const ran = (took: number, time = NOON, status: 'succeeded' | 'failed' | 'cancelled' = 'succeeded') =>
    at.store.write((tx) =>
      endExecution(tx, {
        ...{ id: `exe_${++nth}`, instanceId: instance.id, integrationId: integration.id, size: 0 },
        ...{ customerId: customer.id, status, startedAt: time - took, endedAt: time },
      }),
    );
  return { instance, customer, integration, ran };
}

test('half of the runs took no longer than p50, nearly all no longer than p95, within a sixth', async () => {
  const { ran, instance, customer, integration } = await shop();
  for (let nth = 1; nth <= 100; nth++) await ran(nth <= 90 ? 100 : 9000);
  await ran(1_000_000, NOON, 'cancelled');
  await written();
  const all = [
    { kind: 'instance', id: instance.id },
    { kind: 'integration', id: integration.id },
    { kind: 'customer', id: customer.id },
    { kind: 'all' },
  ] as const;
  for (const of of all) {
    const [entry] = await runDurationsOf(at.store.read, EVERYTHING, of, NOON, NOON + 1);
    expect(Math.abs((entry?.p50 ?? 0) / 100 - 1)).toBeLessThan(1 / 6);
    expect(Math.abs((entry?.p95 ?? 0) / 9000 - 1)).toBeLessThan(1 / 6);
  }
});

test('what is written later adds up, and times without runs say nothing', async () => {
  const { ran } = await shop();
  await ran(100);
  await written();
  for (let nth = 0; nth < 3; nth++) await ran(5000, NOON + 1);
  await written();
  const hours = await runDurationsOf(at.store.read, EVERYTHING, { kind: 'all' }, NOON, NOON + 2 * HOUR);
  expect(hours[0]?.p50).toBeGreaterThan(4000);
  expect(hours[1]).toEqual({ at: NOON + HOUR, p50: undefined, p95: undefined });
});

test('customers are told of none, and they go with the counts', async () => {
  const { ran, customer, instance } = await shop();
  await ran(100);
  await written();
  const asked = runDurationsOf(at.store.read, viewerFor(customer.id), { kind: 'all' }, NOON, NOON + 1);
  expect((await refusal(asked)).code).toBe('forbidden');
  await at.store.write((tx) => deleteOldDurations(tx, NOON + DAY, 100));
  const of = { kind: 'instance', id: instance.id } as const;
  const [entry] = await runDurationsOf(at.store.read, EVERYTHING, of, NOON, NOON + 1);
  expect(entry?.p50).toBeUndefined();
});
