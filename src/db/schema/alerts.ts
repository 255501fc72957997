import { sql } from 'drizzle-orm';
import type { EventType } from '../../lib/event-types.ts';
import type { MonitorTrigger, WatchedLevel } from '../../lib/monitor-triggers.ts';
import { index, instant, integer, json, primaryKey, table, text, word } from '../columns.ts';
import { customers, instances } from './instances.ts';
import { integrations } from './integrations.ts';

/** What somebody wants to be told of: of one instance, of all of an integration, or (neither is named) of all. */
export const monitors = table(
  'monitors',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    integrationId: text('integration_id').references(() => integrations.id, { onDelete: 'cascade' }),
    instanceId: text('instance_id').references(() => instances.id, { onDelete: 'cascade' }),
    trigger: word<MonitorTrigger>('trigger').notNull(),
    /** How many, or how long, for a trigger that asks for it. */
    threshold: integer('threshold'),
    level: word<WatchedLevel>('level'),
    /** Of one subject nobody is told twice within that time. */
    quietMinutes: integer('quiet_minutes').notNull(),
    mailTo: json<string[]>('mail_to').notNull(),
    /** Is told whatever events it has asked for. */
    webhookId: text('webhook_id').references(() => eventWebhooks.id, { onDelete: 'set null' }),
    pausedAt: instant('paused_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('monitors_by_integration').on(t.integrationId),
    index('monitors_by_instance').on(t.instanceId),
    index('monitors_by_webhook').on(t.webhookId),
  ],
);

/** What a monitor has found, of an instance or a connection. It is open until that is over. */
export const alerts = table(
  'alerts',
  {
    id: text('id').primaryKey(),
    monitorId: text('monitor_id')
      .notNull()
      .references(() => monitors.id, { onDelete: 'cascade' }),
    /** Of an instance or a connection. */
    subjectId: text('subject_id').notNull(),
    /** As it was called then: it may be gone since. */
    subjectName: text('subject_name').notNull(),
    customerId: text('customer_id').references(() => customers.id, { onDelete: 'cascade' }),
    integrationId: text('integration_id'),
    /** The latest that it is about. */
    executionId: text('execution_id'),
    message: text('message').notNull(),
    /** How often it was found while it was open. */
    count: integer('count').notNull(),
    openedAt: instant('opened_at').notNull(),
    lastAt: instant('last_at').notNull(),
    closedAt: instant('closed_at'),
    toldAt: instant('told_at'),
    /** From then on nothing more is to be told of it. */
    settledAt: instant('settled_at'),
  },
  (t) => [
    index('alerts_open').on(t.monitorId, t.subjectId).where(sql`closed_at is null`),
    index('alerts_unsettled').on(t.openedAt).where(sql`settled_at is null`),
    index('alerts_by_monitor').on(t.monitorId, t.id),
    index('alerts_by_subject').on(t.subjectId, t.id),
    index('alerts_by_customer').on(t.customerId),
  ],
);

/** Who hears of events: an address elsewhere, and what it asks for. */
export const eventWebhooks = table('event_webhooks', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  url: text('url').notNull(),
  events: json<EventType[]>('events').notNull(),
  /** Sealed. */
  secret: text('secret').notNull(),
  /** The one before: what is sent is signed with both until then. */
  previousSecret: text('previous_secret'),
  previousUntil: instant('previous_until'),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  /** Since when nothing has arrived. */
  failingSince: instant('failing_since'),
  disabledAt: instant('disabled_at'),
  disabledBy: word<'person' | 'failures'>('disabled_by'),
});

/** What is to be sent, or was: to an event webhook, or by mail. It is written with what it tells of. */
export const deliveries = table(
  'deliveries',
  {
    id: text('id').primaryKey(),
    webhookId: text('webhook_id').references(() => eventWebhooks.id, { onDelete: 'cascade' }),
    mailTo: text('mail_to'),
    event: text('event').notNull(),
    /** The very text that is signed and sent. */
    payload: text('payload').notNull(),
    createdAt: instant('created_at').notNull(),
    attempts: integer('attempts').notNull(),
    /** Null when it has arrived or was given up. */
    nextAttemptAt: instant('next_attempt_at'),
    lastAttemptAt: instant('last_attempt_at'),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    deliveredAt: instant('delivered_at'),
  },
  (t) => [
    index('deliveries_due').on(t.webhookId, t.nextAttemptAt).where(sql`next_attempt_at is not null`),
    index('deliveries_by_webhook').on(t.webhookId, t.id),
  ],
);

/** How long executions took that ended in each hour (owner `all`) or day: how many in each class of durations. */
export const runDurations = table(
  'run_durations',
  {
    owner: text('owner').notNull(),
    at: instant('at').notNull(),
    counts: json<number[]>('counts').notNull(),
  },
  (t) => [primaryKey({ columns: [t.owner, t.at] }), index('run_durations_by_time').on(t.at)],
);
