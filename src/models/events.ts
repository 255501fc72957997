import { isNull } from 'drizzle-orm';
import { deliveries, eventWebhooks } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { EventType } from '../lib/event-types.ts';
import { newId } from '../lib/ids.ts';
import { type Instant, now, toIso } from '../lib/time.ts';
import { TEST_CUSTOMER } from './test-customer.ts';

/** What an event says: names and ids, never values or secrets. */
export type EventData = Record<string, string | number | boolean | null | string[]>;

/** What is to be sent, and to whom. */
export type NewDelivery = { event: string; payload: string } & ({ webhookId: string } | { mailTo: string });

/** Puts something among what is to be sent, in the write that it tells of. */
export async function putDelivery(tx: Database, delivery: NewDelivery, at: Instant): Promise<string> {
  const id = newId('msg');
  await tx.insert(deliveries).values({ id, ...delivery, createdAt: at, attempts: 0, nextAttemptAt: at });
  return id;
}

/**
 * Tells event webhooks of something in the same write: what waits to be sent is a row for each. Nothing is told of tests.
 * @param also an event webhook that is told although it has not asked for such events
 */
export async function emitEvent(
  tx: Database,
  type: EventType,
  data: EventData,
  { at = now(), also }: { at?: Instant; also?: string | null } = {},
): Promise<void> {
  if (data.customerId === TEST_CUSTOMER) return;
  const { id, events } = eventWebhooks;
  const rows = await tx.select({ id, events }).from(eventWebhooks).where(isNull(eventWebhooks.disabledAt));
  for (const row of rows)
    if (row.id === also || row.events.includes(type))
      await putDelivery(tx, { webhookId: row.id, event: type, payload: payloadOf(type, data, at) }, at);
}

/** As Standard Webhooks suggests it. */
export function payloadOf(type: string, data: EventData, at: Instant): string {
  return JSON.stringify({ type, timestamp: toIso(at), data });
}
