/** Instances with their addresses, values and schedules. */
import type { Database as Sqlite } from 'bun:sqlite';
import { configValues, endpoints, instances, schedules } from '../../db/schema.ts';
import { DAY, HOUR, MINUTE } from '../../lib/time.ts';
import { SCHEDULE_FLOW } from './definition.ts';
import { type Random, zipf } from './random.ts';
import { insertRows } from './rows.ts';
import type { Customer, Integration } from './tenants.ts';

export type Instance = typeof instances.$inferInsert;

/** A few customers have many instances; nine in ten are active. */
export function fillInstances(
  sqlite: Sqlite,
  random: Random,
  count: number,
  scheduled: number,
  tenants: { customers: Customer[]; integrations: Integration[] },
  now: number,
): Instance[] {
  const customerOf = zipf(random, tenants.customers);
  const integrationOf = zipf(random, tenants.integrations);
  return Array.from({ length: count }, (_, index): Instance => {
    // Every customer has one at least.
    const customer = tenants.customers[index] ?? customerOf();
    const integration = integrationOf();
    const createdAt = now - 90 * DAY + Math.floor((index / count) * 75 * DAY);
    const row: Instance = {
      id: random.id('ins', createdAt),
      customerId: customer.id,
      integrationId: integration.id,
      version: random.chance(0.7) ? integration.publishedVersion : 1,
      name: integration.name,
      state: stateOf(random),
      revision: 1,
      createdAt,
      updatedAt: createdAt,
    };
    insertRows(sqlite, instances, [row]);
    fillBelongings(sqlite, random, row, index < scheduled, now);
    return row;
  });
}

function stateOf(random: Random): Instance['state'] {
  const share = random.next();
  if (share < 0.9) return 'active';
  if (share < 0.96) return 'paused';
  return share < 0.98 ? 'needs_configuration' : 'removed';
}

function fillBelongings(
  sqlite: Sqlite,
  random: Random,
  row: Instance,
  isScheduled: boolean,
  now: number,
): void {
  const { id: instanceId, integrationId, createdAt, state } = row;
  insertRows(
    sqlite,
    endpoints,
    ['take-orders', 'nightly-report'].map((flowKey) => ({
      id: random.letters(27),
      integrationId,
      instanceId,
      flowKey,
      createdAt,
    })),
  );
  if (state !== 'needs_configuration') {
    const values = {
      'Source URL': 'http://127.0.0.1:9/source',
      'Target URL': 'http://127.0.0.1:9/target',
      'Approval limit': 500,
    };
    insertRows(
      sqlite,
      configValues,
      Object.entries(values).map(([key, value]) => ({
        instanceId,
        key,
        value: JSON.stringify(value),
        isSecret: false,
        updatedAt: createdAt,
      })),
    );
  }
  if (!isScheduled) return;
  const nextRunAt = state === 'active' ? now + HOUR + random.below(23 * 60) * MINUTE : null;
  const line = { flow: SCHEDULE_FLOW, cron: '15 2 * * *', timeZone: 'Europe/Vienna' };
  insertRows(sqlite, schedules, [{ instanceId, ...line, delay: 0, catchUp: 1, nextRunAt }]);
}
