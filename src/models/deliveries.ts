import { and, asc, desc, eq, isNotNull, isNull, lt, lte, min } from 'drizzle-orm';
import { deliveries, eventWebhooks } from '../db/schema.ts';
import { oneMore } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { DAY, HOUR, type Instant, MINUTE, now, SECOND } from '../lib/time.ts';
import { inNameOf, record } from './audit.ts';
import { getEventWebhook } from './event-webhooks.ts';
import { payloadOf, putDelivery } from './events.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { RIGHTS } from './rights.ts';
import { staffWhoMay } from './users.ts';
import { forgetWatched } from './watch-cache.ts';

export type Delivery = typeof deliveries.$inferSelect;

/** How an attempt went. */
export type Attempt =
  | { ok: true; status: number | null }
  | { ok: false; status: number | null; error: string };

/** How long after each failed attempt the next one follows; after the last of them it is given up. */
export const RETRY_DELAYS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
];

/** An event webhook at which nothing has arrived for so long is disabled. */
export const FAILING_FOR = 5 * DAY;
/** What it answers who is never to be called again. */
const GONE = 410;
const LONGEST_ERROR = 500;
const MOST_TOLD = 50;

/** What is due to be sent to an event webhook, or by mail (null), oldest first. */
export async function dueDeliveries(
  db: Database,
  webhookId: string | null,
  at: Instant,
  limit: number,
): Promise<Delivery[]> {
  const { nextAttemptAt } = deliveries;
  return await db
    .select()
    .from(deliveries)
    .where(and(isTo(webhookId), isNotNull(nextAttemptAt), lte(nextAttemptAt, at)))
    .orderBy(asc(nextAttemptAt), asc(deliveries.id))
    .limit(limit);
}

/** To whom something waits to be sent, and when that is due first: ids of event webhooks, null for mail. */
export async function waitingDeliveries(db: Database): Promise<{ webhookId: string | null; at: Instant }[]> {
  const { webhookId, nextAttemptAt } = deliveries;
  const rows = await db
    .select({ webhookId, at: min(nextAttemptAt) })
    .from(deliveries)
    .leftJoin(eventWebhooks, eq(eventWebhooks.id, webhookId))
    .where(and(isNotNull(nextAttemptAt), isNull(eventWebhooks.disabledAt)))
    .groupBy(webhookId);
  return rows.flatMap(({ webhookId, at }) => (at === null ? [] : [{ webhookId, at }]));
}

const isTo = (webhookId: string | null) =>
  webhookId === null ? isNull(deliveries.webhookId) : eq(deliveries.webhookId, webhookId);

/**
 * Notes how an attempt went, and when the next one follows. An event webhook at which nothing arrives for days, or that
 * says that it is gone, is disabled.
 * @returns whether it was disabled by that
 */
export async function noteAttempt(
  tx: Database,
  { id, webhookId, attempts }: Delivery,
  attempt: Attempt,
  at: Instant,
): Promise<boolean> {
  const delay = RETRY_DELAYS[attempts];
  await tx
    .update(deliveries)
    .set({
      attempts: oneMore(deliveries.attempts),
      lastAttemptAt: at,
      lastStatus: attempt.status,
      lastError: attempt.ok ? null : attempt.error.slice(0, LONGEST_ERROR),
      deliveredAt: attempt.ok ? at : null,
      nextAttemptAt: attempt.ok || delay === undefined ? null : at + delay,
    })
    .where(eq(deliveries.id, id));
  return webhookId === null ? false : await noteHealth(tx, webhookId, attempt, at);
}

async function noteHealth(tx: Database, id: string, attempt: Attempt, at: Instant): Promise<boolean> {
  const [row] = await tx.select().from(eventWebhooks).where(eq(eventWebhooks.id, id));
  if (!row || row.disabledAt !== null) return false;
  const set = (changes: Partial<typeof row>) =>
    tx.update(eventWebhooks).set(changes).where(eq(eventWebhooks.id, id));
  if (attempt.ok) {
    if (row.failingSince !== null) await set({ failingSince: null });
    return false;
  }
  const since = row.failingSince ?? at;
  if (attempt.status !== GONE && since > at - FAILING_FOR) {
    if (row.failingSince === null) await set({ failingSince: at });
    return false;
  }
  await set({ failingSince: since, disabledAt: at, disabledBy: 'failures' });
  forgetWatched(tx);
  await tellStaff(tx, row.name, attempt.error, at);
  await inNameOf(tx, { kind: 'system', id: 'deliveries', name: 'Stepwell' }, (own) =>
    record(own, 'event_webhook.disabled', { id, name: row.name }, { problem: attempt.error }),
  );
  return true;
}

/** Who may mend it is told by mail, as far as there is a server for it. */
async function tellStaff(tx: Database, name: string, problem: string, at: Instant): Promise<void> {
  const subject = `The event webhook ${name} was disabled`;
  const text = `Nothing has arrived at the event webhook ${name} for days, or it answered that it is gone. The last problem: ${problem}\n\nMend the receiver, then enable it under Alerts › Event webhooks. What waits is sent then.`;
  const payload = JSON.stringify({ subject, text });
  for (const { email } of await staffWhoMay(tx, RIGHTS['settings:write'], MOST_TOLD))
    await putDelivery(tx, { mailTo: email, event: 'event_webhook.disabled', payload }, at);
}

/** What was sent to an event webhook or waits to be, latest first. */
export async function listDeliveries(db: Database, webhookId: string, page: Page): Promise<Listed<Delivery>> {
  const { id } = deliveries;
  const rows = await db
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.webhookId, webhookId),
        page.cursor ? lt(id, idOfCursor('msg', page.cursor)) : undefined,
      ),
    )
    .orderBy(desc(id))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.id);
}

/** Sends something again under its own id, by which the receiver knows it. @throws AppError `not_found` */
export async function sendAgain(tx: Database, webhookId: string, id: string): Promise<Delivery> {
  const { name } = await getEventWebhook(tx, webhookId);
  const [row] = await tx
    .update(deliveries)
    .set({ nextAttemptAt: now(), attempts: 0, deliveredAt: null })
    .where(and(eq(deliveries.id, id), eq(deliveries.webhookId, webhookId)))
    .returning();
  if (!row) throw new AppError('not_found', `There is no delivery ${id} of this event webhook.`);
  await record(tx, 'event_webhook.sent_again', { id: webhookId, name }, { delivery: id });
  return row;
}

/** Sends an event that says nothing, whatever the event webhook has asked for. @throws AppError `not_found` */
export async function sendTest(tx: Database, webhookId: string): Promise<string> {
  const { name } = await getEventWebhook(tx, webhookId);
  const at = now();
  const payload = payloadOf('test', { message: `This is a test of the event webhook ${name}.` }, at);
  const id = await putDelivery(tx, { webhookId, event: 'test', payload }, at);
  await record(tx, 'event_webhook.tested', { id: webhookId, name }, { delivery: id });
  return id;
}
