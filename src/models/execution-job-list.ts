import { and, asc, count, desc, eq, gt, isNull, lt } from 'drizzle-orm';
import { type ExecutionJobKind, executionJobRuns, executionJobs, type JobOutcome } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import { readableBy, type Viewer } from './viewer.ts';

export const JOB_OUTCOMES = ['waiting', 'done', 'refused'] as const satisfies JobOutcome[];
export const JOB_KINDS = ['replay', 'cancel'] as const satisfies ExecutionJobKind[];
/** Replays or cancels executions that a filter shows, one after another. */
export type ExecutionJob = typeof executionJobs.$inferSelect;
/** What has become of one of its executions. */
export type JobRun = typeof executionJobRuns.$inferSelect;

/** Jobs that have not ended, oldest first. */
export async function openJobs(db: Database): Promise<ExecutionJob[]> {
  return await db
    .select()
    .from(executionJobs)
    .where(isNull(executionJobs.endedAt))
    .orderBy(asc(executionJobs.id));
}

/** @throws AppError `not_found`, also for a job outside the scope */
export async function getJob(db: Database, viewer: Viewer, id: string): Promise<ExecutionJob> {
  const [job] = await db
    .select()
    .from(executionJobs)
    .where(and(eq(executionJobs.id, id), readableBy(viewer, executionJobs.customerId)));
  if (!job) throw new AppError('not_found', `There is no job ${id}.`);
  return job;
}

/** Jobs, newest first. */
export async function listJobs(db: Database, viewer: Viewer, page: Page): Promise<Listed<ExecutionJob>> {
  const before = page.cursor ? lt(executionJobs.id, idOfCursor('job', page.cursor)) : undefined;
  const rows = await db
    .select()
    .from(executionJobs)
    .where(and(readableBy(viewer, executionJobs.customerId), before))
    .orderBy(desc(executionJobs.id))
    .limit(page.limit + 1);
  return listed(rows, page, ({ id }) => id);
}

export type JobCounts = Record<JobOutcome, number>;

/** How many executions of a job have come to what. */
export async function jobCounts(db: Database, { id }: ExecutionJob): Promise<JobCounts> {
  const rows = await db
    .select({ outcome: executionJobRuns.outcome, count: count() })
    .from(executionJobRuns)
    .where(eq(executionJobRuns.jobId, id))
    .groupBy(executionJobRuns.outcome);
  const counts = { waiting: 0, done: 0, refused: 0 };
  for (const { outcome, count } of rows) counts[outcome] = count;
  return counts;
}

/** Why executions of a job were refused, and how many each time; the most frequent reasons. */
export async function jobReasons(
  db: Database,
  { id }: ExecutionJob,
  limit: number,
): Promise<{ reason: string; count: number }[]> {
  const { reason } = executionJobRuns;
  const rows = await db
    .select({ reason, count: count() })
    .from(executionJobRuns)
    .where(and(eq(executionJobRuns.jobId, id), eq(executionJobRuns.outcome, 'refused')))
    .groupBy(reason)
    .orderBy(desc(count()))
    .limit(limit);
  return rows.map((row) => ({ reason: row.reason ?? '', count: row.count }));
}

/** What a job has done with its executions, oldest first. */
export async function listJobRuns(
  db: Database,
  { id }: ExecutionJob,
  outcome: JobOutcome | undefined,
  page: Page,
): Promise<Listed<JobRun>> {
  const { executionId } = executionJobRuns;
  const after = page.cursor ? gt(executionId, idOfCursor('exe', page.cursor)) : undefined;
  const isSo = outcome === undefined ? undefined : eq(executionJobRuns.outcome, outcome);
  const rows = await db
    .select()
    .from(executionJobRuns)
    .where(and(eq(executionJobRuns.jobId, id), isSo, after))
    .orderBy(asc(executionId))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.executionId);
}

/** The oldest executions that wait in a job. */
export async function waitingRuns(db: Database, jobId: string, most: number): Promise<string[]> {
  const rows = await db
    .select({ id: executionJobRuns.executionId })
    .from(executionJobRuns)
    .where(and(eq(executionJobRuns.jobId, jobId), eq(executionJobRuns.outcome, 'waiting')))
    .orderBy(asc(executionJobRuns.executionId))
    .limit(most);
  return rows.map(({ id }) => id);
}
