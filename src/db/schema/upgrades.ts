import { sql } from 'drizzle-orm';
import { index, instant, integer, json, primaryKey, table, text, word } from '../columns.ts';
import type { ActorKind } from './audit.ts';
import { instances } from './instances.ts';
import { integrations } from './integrations.ts';

/** Puts instances of an integration on a version, one after another, in the name of whoever has begun it. */
export const upgradeJobs = table(
  'upgrade_jobs',
  {
    id: text('id').primaryKey(),
    integrationId: text('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    authorKind: word<ActorKind>('author_kind').notNull(),
    authorId: text('author_id').notNull(),
    authorName: text('author_name').notNull(),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
    /** Who has ended it before all were done. */
    cancelledBy: text('cancelled_by'),
  },
  (t) => [
    index('upgrade_jobs_by_integration').on(t.integrationId, t.id),
    index('upgrade_jobs_open').on(t.id).where(sql`ended_at is null`),
  ],
);

export type UpgradeOutcome = 'waiting' | 'upgraded' | 'needs_configuration' | 'unchanged' | 'failed';

/** What a job has done with each of its instances. */
export const upgradeOutcomes = table(
  'upgrade_outcomes',
  {
    jobId: text('job_id')
      .notNull()
      .references(() => upgradeJobs.id, { onDelete: 'cascade' }),
    instanceId: text('instance_id')
      .notNull()
      .references(() => instances.id, { onDelete: 'cascade' }),
    outcome: word<UpgradeOutcome>('outcome').notNull(),
    /** The version that it had. */
    from: integer('from_version').notNull(),
    /** Keys of the config variables that it needs. */
    asks: json<string[]>('asks'),
    /** Why it has failed. */
    reason: text('reason'),
  },
  (t) => [
    primaryKey({ columns: [t.jobId, t.instanceId] }),
    index('upgrade_outcomes_by_outcome').on(t.jobId, t.outcome, t.instanceId),
    index('upgrade_outcomes_by_instance').on(t.instanceId),
  ],
);
