import { randomBytes } from 'node:crypto';
import { desc, eq, isNull, lt } from 'drizzle-orm';
import { eventWebhooks } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { type Place, Secret, type Vault } from '../lib/crypto.ts';
import { AppError, type Issue } from '../lib/errors.ts';
import type { EventType } from '../lib/event-types.ts';
import { newId } from '../lib/ids.ts';
import { DAY, type Instant, now } from '../lib/time.ts';
import { namesOf, record } from './audit.ts';
import { refuse } from './connection-changes.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { forgetWatched } from './watch-cache.ts';

/** Somebody elsewhere who hears of events, without the secrets. */
export type EventWebhook = Omit<typeof eventWebhooks.$inferSelect, 'secret' | 'previousSecret'>;

export type EventWebhookFields = { name: string; url: string; events: EventType[] };

/** After a rotation what is sent is signed with the former secret as well, so long. */
export const ROTATION = DAY;
const SECRET_BYTES = 32;
const LONGEST_URL = 2000;

const columns = {
  id: eventWebhooks.id,
  name: eventWebhooks.name,
  url: eventWebhooks.url,
  events: eventWebhooks.events,
  previousUntil: eventWebhooks.previousUntil,
  createdAt: eventWebhooks.createdAt,
  updatedAt: eventWebhooks.updatedAt,
  failingSince: eventWebhooks.failingSince,
  disabledAt: eventWebhooks.disabledAt,
  disabledBy: eventWebhooks.disabledBy,
};

/** All of them, latest first. */
export async function listEventWebhooks(db: Database, page: Page): Promise<Listed<EventWebhook>> {
  const { id } = eventWebhooks;
  const rows = await db
    .select(columns)
    .from(eventWebhooks)
    .where(page.cursor ? lt(id, idOfCursor('ewh', page.cursor)) : undefined)
    .orderBy(desc(id))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.id);
}

/** @throws AppError `not_found` */
export async function getEventWebhook(db: Database, id: string): Promise<EventWebhook> {
  const [row] = await db.select(columns).from(eventWebhooks).where(eq(eventWebhooks.id, id));
  if (row) return row;
  throw new AppError('not_found', `There is no event webhook ${id}.`);
}

/** Those that were disabled because nothing arrived. */
export async function failedEventWebhooks(db: Database, limit: number): Promise<EventWebhook[]> {
  return await db
    .select(columns)
    .from(eventWebhooks)
    .where(eq(eventWebhooks.disabledBy, 'failures'))
    .orderBy(desc(eventWebhooks.disabledAt))
    .limit(limit);
}

/**
 * Lets somebody elsewhere hear of events.
 * @returns it, and the secret that its signatures are checked with: it is answered this once
 * @throws AppError `invalid`
 */
export async function createEventWebhook(
  tx: Database,
  vault: Vault,
  fields: EventWebhookFields,
): Promise<{ webhook: EventWebhook; secret: string }> {
  refuse(urlIssues(fields.url));
  const id = newId('ewh');
  const secret = newSecret();
  await tx.insert(eventWebhooks).values({
    ...{ id, ...fields, createdAt: now(), updatedAt: now() },
    secret: vault.seal(new Secret(secret), placeOf(id)),
  });
  forgetWatched(tx);
  await record(tx, 'event_webhook.created', { id, name: fields.name }, { events: fields.events });
  return { webhook: await getEventWebhook(tx, id), secret };
}

/** Changes what is given. @throws AppError `not_found`, `invalid` */
export async function updateEventWebhook(
  tx: Database,
  id: string,
  changes: Partial<EventWebhookFields>,
): Promise<EventWebhook> {
  if (changes.url !== undefined) refuse(urlIssues(changes.url));
  const { name } = await getEventWebhook(tx, id);
  const set = { ...changes, updatedAt: now() };
  await tx.update(eventWebhooks).set(set).where(eq(eventWebhooks.id, id));
  forgetWatched(tx);
  await record(tx, 'event_webhook.updated', { id, name }, { changed: namesOf(changes) });
  return await getEventWebhook(tx, id);
}

/** From then on it hears of nothing, or of everything again; what waits to be sent to it waits on. @throws AppError `not_found` */
export async function setEventWebhookEnabled(
  tx: Database,
  id: string,
  enabled: boolean,
): Promise<EventWebhook> {
  const { name } = await getEventWebhook(tx, id);
  await tx
    .update(eventWebhooks)
    .set(
      enabled
        ? { disabledAt: null, disabledBy: null, failingSince: null }
        : { disabledAt: now(), disabledBy: 'person' },
    )
    .where(eq(eventWebhooks.id, id));
  forgetWatched(tx);
  await record(tx, enabled ? 'event_webhook.enabled' : 'event_webhook.disabled', { id, name });
  return await getEventWebhook(tx, id);
}

/**
 * Gives it another secret; for a day what is sent is signed with both.
 * @returns the new one, this once
 * @throws AppError `not_found`
 */
export async function rotateEventSecret(
  tx: Database,
  vault: Vault,
  id: string,
): Promise<{ secret: string; previousUntil: Instant }> {
  const { name } = await getEventWebhook(tx, id);
  const [current] = await secretsOf(tx, vault, id, now());
  const secret = newSecret();
  const previousUntil = now() + ROTATION;
  await tx
    .update(eventWebhooks)
    .set({
      secret: vault.seal(new Secret(secret), placeOf(id)),
      previousSecret: current ? vault.seal(current, placeOf(id, 'previous_secret')) : null,
      previousUntil,
    })
    .where(eq(eventWebhooks.id, id));
  await record(tx, 'event_webhook.secret_rotated', { id, name });
  return { secret, previousUntil };
}

/** Deletes it, with all that was sent to it or waits to be. @throws AppError `not_found` */
export async function deleteEventWebhook(tx: Database, id: string): Promise<void> {
  const { name } = await getEventWebhook(tx, id);
  await tx.delete(eventWebhooks).where(eq(eventWebhooks.id, id));
  forgetWatched(tx);
  await record(tx, 'event_webhook.deleted', { id, name });
}

/** What is signed with at the instant, the newest first; none of one that is gone. */
export async function secretsOf(db: Database, vault: Vault, id: string, at: Instant): Promise<Secret[]> {
  const { secret, previousSecret, previousUntil } = eventWebhooks;
  const [row] = await db
    .select({ secret, previousSecret, previousUntil })
    .from(eventWebhooks)
    .where(eq(eventWebhooks.id, id));
  if (!row) return [];
  const current = vault.open(row.secret, placeOf(id));
  if (row.previousSecret === null || (row.previousUntil ?? 0) <= at) return [current];
  return [current, vault.open(row.previousSecret, placeOf(id, 'previous_secret'))];
}

/** Those that hear of events now. */
export async function enabledEventWebhooks(
  db: Database,
): Promise<Pick<EventWebhook, 'id' | 'name' | 'url' | 'events' | 'failingSince'>[]> {
  return await db.select(columns).from(eventWebhooks).where(isNull(eventWebhooks.disabledAt));
}

function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

function placeOf(row: string, column = 'secret'): Place {
  return { table: 'event_webhooks', column, row };
}

function urlIssues(url: string): Issue[] {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isRight = parsed && /^https?:$/.test(parsed.protocol) && url.length <= LONGEST_URL;
  const message = 'Type the whole address, beginning with https://, without a name and password in it.';
  return isRight && parsed.username === '' && parsed.password === '' ? [] : [{ path: 'url', message }];
}
