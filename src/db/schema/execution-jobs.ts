import { sql } from 'drizzle-orm';
import {
  flag,
  index,
  instant,
  integer,
  json,
  long,
  primaryKey,
  table,
  text,
  uniqueIndex,
  word,
} from '../columns.ts';
import type { ActorKind } from './audit.ts';
import { type ExecutionStatus, executions } from './executions.ts';
import { users } from './people.ts';

/** Which executions a job is for, as a list of them is narrowed. */
export type JobFilter = {
  instance?: string | undefined;
  integration?: string | undefined;
  customer?: string | undefined;
  flow?: string | undefined;
  version?: number | undefined;
  user?: string | undefined;
  status?: ExecutionStatus | undefined;
  text?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
};

export type ExecutionJobKind = 'replay' | 'cancel';

/** Replays or cancels executions that a filter shows, one after another, in the name of whoever has begun it. */
export const executionJobs = table(
  'execution_jobs',
  {
    id: text('id').primaryKey(),
    kind: word<ExecutionJobKind>('kind').notNull(),
    filter: json<JobFilter>('filter').notNull(),
    /** The customer whose executions alone it may touch; null for staff. */
    customerId: text('customer_id'),
    /** Of replays: where they begin, and on which version they run. */
    from: word<'start' | 'failed-step'>('from_step').notNull(),
    version: word<'original' | 'current'>('version').notNull(),
    /** How many it does in a minute at most; null for as many as it can. */
    perMinute: integer('per_minute'),
    /** Where in the list the rest of its executions is; null once they are all found. */
    listCursor: text('list_cursor'),
    isListed: flag('is_listed').notNull(),
    /** How many there are. */
    size: integer('size').notNull(),
    /** Whether there were more than a job takes. */
    isCut: flag('is_cut').notNull(),
    authorKind: word<ActorKind>('author_kind').notNull(),
    authorId: text('author_id').notNull(),
    authorName: text('author_name').notNull(),
    createdAt: instant('created_at').notNull(),
    /** When it may do the next ones. */
    dueAt: instant('due_at').notNull(),
    endedAt: instant('ended_at'),
    /** Who has ended it before all were done. */
    cancelledBy: text('cancelled_by'),
  },
  (t) => [index('execution_jobs_open').on(t.id).where(sql`ended_at is null`)],
);

export type JobOutcome = 'waiting' | 'done' | 'refused';

/** What a job has done with each of its executions, which may be gone since. */
export const executionJobRuns = table(
  'execution_job_runs',
  {
    jobId: text('job_id')
      .notNull()
      .references(() => executionJobs.id, { onDelete: 'cascade' }),
    executionId: text('execution_id').notNull(),
    outcome: word<JobOutcome>('outcome').notNull(),
    /** Why it was refused. */
    reason: text('reason'),
    /** The replay that was made of it. */
    replayId: text('replay_id'),
  },
  (t) => [
    primaryKey({ columns: [t.jobId, t.executionId] }),
    index('execution_job_runs_by_outcome').on(t.jobId, t.outcome, t.executionId),
  ],
);

/**
 * What executions that have ended are found by: their error, and the beginning of what called them, without secrets. The
 * migrations make what looks through it (`__execution_search`).
 */
export const executionTexts = table(
  'execution_texts',
  {
    row: long('row').primaryKey(),
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    /** Null while the execution has not ended. */
    text: text('text'),
  },
  (t) => [
    uniqueIndex('execution_texts_by_execution').on(t.executionId),
    index('execution_texts_open').on(t.row).where(sql`text is null`),
  ],
);

/** Filters of lists that people keep under a name, each their own. */
export const savedFilters = table(
  'saved_filters',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** As it stands in the address of the list. */
    query: text('query').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('saved_filters_by_name').on(t.userId, t.name)],
);
