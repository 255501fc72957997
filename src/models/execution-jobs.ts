import { and, eq, inArray, isNull } from 'drizzle-orm';
import {
  type ExecutionJobKind,
  executionJobRuns,
  executionJobs,
  executions,
  type JobFilter,
} from '../db/schema.ts';
import { plus } from '../db/sql.ts';
import { changedRows, type Database } from '../db/store.ts';
import { messageOf } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { storageErrorOf } from '../lib/storage-error.ts';
import { MINUTE, now, SECOND } from '../lib/time.ts';
import { authorIn, record } from './audit.ts';
import type { DeploymentTools } from './deployments.ts';
import { afterCommit } from './effects.ts';
import { cancelOpen } from './endings.ts';
import { type ExecutionJob, getJob, waitingRuns } from './execution-job-list.ts';
import { listExecutions } from './execution-list.ts';
import {
  type Execution,
  getExecution,
  hasEnded,
  isOpen,
  type Queued,
  type StoredError,
} from './executions.ts';
import { type Replay, replayExecution } from './replays.ts';
import { systemViewer, type Viewer } from './viewer.ts';

/** How many executions one job takes. */
export const MOST_IN_JOB = 100_000;
/** How many it may do in a minute, where that is limited. */
export const MOST_PER_MINUTE = 60_000;

export type WantedJob = {
  kind: ExecutionJobKind;
  filter: JobFilter;
  from: Exclude<Replay['from'], object>;
  version: Replay['version'];
  /** As many as it can when left out. */
  perMinute?: number | undefined;
};

/** Found in one look, and done in one turn: more would hold up what others write. */
const FOUND_AT_ONCE = 500;
const DONE_AT_ONCE = 20;

/**
 * Begins to replay the executions that have ended, or to cancel those that have not, of all that a filter shows; what is made
 * later is none of them. The engine does it.
 */
export async function beginJob(tx: Database, viewer: Viewer, wanted: WantedJob): Promise<ExecutionJob> {
  const { kind, from, version, perMinute = null } = wanted;
  const at = now();
  const filter = { ...wanted.filter, to: Math.min(wanted.filter.to ?? at, at) };
  const author = authorIn(tx);
  const job: ExecutionJob = {
    ...{ id: newId('job'), kind, filter, from, version, perMinute },
    customerId: viewer.scope.kind === 'customer' ? viewer.scope.customerId : null,
    ...{ listCursor: null, isListed: false, size: 0, isCut: false },
    authorKind: author?.kind ?? 'system',
    authorId: author?.id ?? 'system',
    authorName: author?.name ?? 'Stepwell',
    ...{ createdAt: at, dueAt: at, endedAt: null, cancelledBy: null },
  };
  await tx.insert(executionJobs).values(job);
  await record(tx, `execution.${kind}_job_started`, subjectOf(job), filterWords(job));
  afterCommit(tx, { executionJob: job.id });
  return job;
}

function subjectOf({ id, kind, customerId }: ExecutionJob) {
  return { id, name: kind === 'replay' ? 'Replays' : 'Cancellations', customerId };
}

function filterWords({ filter, from, version, kind }: ExecutionJob) {
  const { text: _, ...facts } = filter;
  const how = kind === 'replay' ? { from, version } : {};
  const given = Object.entries(facts).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...how };
}

/** Runs that a job has made, and those that it has stopped: the engine has to hear of both. */
export type JobDone = { woken: Queued[]; aborted: { run: Execution; error: StoredError }[] };

/**
 * Goes on with a job: finds some more of its executions, or does a few of those that wait. Each is done once, however often
 * the process ends meanwhile: a replay is known by the job that has made it.
 * @param isFull whether the queue of an instance takes no more: then the job waits for it
 * @returns what was done; undefined when the job has come to its end
 */
export async function goOnWithJob(
  tools: DeploymentTools,
  job: ExecutionJob,
  isFull: (run: Execution) => boolean,
): Promise<JobDone | undefined> {
  if (!job.isListed) {
    await findSome(tools, job);
    return { woken: [], aborted: [] };
  }
  const ids = await waitingRuns(tools.store.read, job.id, turnOf(job));
  if (ids.length === 0) {
    await tools.store.write((tx) => endJob(tx, job.id, {}), 'job');
    return undefined;
  }
  return job.kind === 'replay'
    ? await replaySome(tools, job, ids, isFull)
    : await cancelSome(tools, job, ids);
}

/** In one turn at most what is due in a second. */
function turnOf({ perMinute }: ExecutionJob): number {
  return perMinute === null ? DONE_AT_ONCE : Math.min(DONE_AT_ONCE, Math.max(1, Math.floor(perMinute / 60)));
}

/** When the next ones are due after so many. */
function dueAfter({ perMinute, dueAt }: ExecutionJob, done: number): number {
  const at = now();
  return perMinute === null ? at : Math.max(at - SECOND, dueAt) + Math.ceil((done * MINUTE) / perMinute);
}

const viewerOfJob = ({ customerId }: ExecutionJob) =>
  systemViewer('executions that a job is for', customerId ?? undefined);

async function findSome({ store }: DeploymentTools, job: ExecutionJob): Promise<void> {
  const isWanted = job.kind === 'replay' ? hasEnded : isOpen;
  const page = { limit: FOUND_AT_ONCE, ...(job.listCursor !== null && { cursor: job.listCursor }) };
  const filter = { ...job.filter, isOpen: job.kind === 'cancel' && job.filter.status === undefined };
  const { items, nextCursor } = await listExecutions(store.read, viewerOfJob(job), filter, page);
  const wanted = items.filter(({ status }) => isWanted(status));
  const some = wanted.slice(0, MOST_IN_JOB - job.size);
  const isCut = some.length < wanted.length;
  const isListed = nextCursor === null || isCut;
  await store.write(async (tx) => {
    const size = plus(executionJobs.size, some.length);
    const found = tx.update(executionJobs).set({ listCursor: nextCursor, isListed, isCut, size });
    // Where it was found already, or the job was ended meanwhile, nothing is added.
    const cursor =
      job.listCursor === null
        ? isNull(executionJobs.listCursor)
        : eq(executionJobs.listCursor, job.listCursor);
    const isNow = and(isOpenJob(job.id), eq(executionJobs.isListed, false), cursor);
    if (changedRows(await found.where(isNow)) === 0 || some.length === 0) return;
    const rows = some.map(({ id }) => ({ jobId: job.id, executionId: id, outcome: 'waiting' as const }));
    await tx.insert(executionJobRuns).values(rows);
  }, 'job');
}

async function replaySome(
  tools: DeploymentTools,
  job: ExecutionJob,
  ids: string[],
  isFull: (run: Execution) => boolean,
): Promise<JobDone> {
  const done = await Promise.all(ids.map((id) => replayOne(tools, job, id, isFull)));
  const marks = done.filter((each) => each !== 'full');
  await tools.store.write(async (tx) => {
    for (const { id, mark } of marks) await markRun(tx, job.id, id, mark);
    const next = dueAfter(job, marks.length);
    // Where a queue is full, it has a second to empty.
    const dueAt = marks.length < ids.length ? Math.max(next, now() + SECOND) : next;
    await tx.update(executionJobs).set({ dueAt }).where(isOpenJob(job.id));
  }, 'job');
  return { woken: marks.flatMap(({ queued }) => queued ?? []), aborted: [] };
}

type Mark = Partial<Pick<typeof executionJobRuns.$inferInsert, 'reason' | 'replayId'>> & {
  outcome: 'done' | 'refused';
};

async function replayOne(
  tools: DeploymentTools,
  job: ExecutionJob,
  id: string,
  isFull: (run: Execution) => boolean,
): Promise<'full' | { id: string; mark: Mark; queued?: Queued }> {
  const viewer = viewerOfJob(job);
  try {
    const run = await getExecution(tools.store.read, viewer, id);
    if (isFull(run)) return 'full';
    const how = { from: job.from, version: job.version, once: job.id };
    const queued = await replayExecution(tools, viewer, id, how);
    return { id, mark: { outcome: 'done', replayId: queued.id }, queued };
  } catch (error) {
    // What the disk refuses waits until it takes data again.
    if (storageErrorOf(error)) throw error;
    return { id, mark: { outcome: 'refused', reason: messageOf(error) } };
  }
}

async function cancelSome({ store }: DeploymentTools, job: ExecutionJob, ids: string[]): Promise<JobDone> {
  const error = { message: `Cancelled by ${job.authorName}.` };
  const rows = await store.write(async (tx) => {
    if (!(await isStillOpen(tx, job.id))) return [];
    const cancelled = await cancelOpen(tx, inArray(executions.id, ids), error);
    const done = new Set(cancelled.map(({ id }) => id));
    for (const id of ids)
      await markRun(
        tx,
        job.id,
        id,
        done.has(id) ? { outcome: 'done' } : { outcome: 'refused', reason: 'It has ended before.' },
      );
    await tx
      .update(executionJobs)
      .set({ dueAt: dueAfter(job, ids.length) })
      .where(eq(executionJobs.id, job.id));
    return cancelled;
  }, 'job');
  return { woken: [], aborted: rows.map((run) => ({ run, error })) };
}

async function markRun(tx: Database, jobId: string, id: string, mark: Mark): Promise<void> {
  await tx
    .update(executionJobRuns)
    .set(mark)
    .where(and(eq(executionJobRuns.jobId, jobId), eq(executionJobRuns.executionId, id)));
}

function isOpenJob(id: string) {
  return and(eq(executionJobs.id, id), isNull(executionJobs.endedAt));
}

async function isStillOpen(tx: Database, id: string): Promise<boolean> {
  const rows = await tx.select({ id: executionJobs.id }).from(executionJobs).where(isOpenJob(id));
  return rows.length > 0;
}

async function endJob(
  tx: Database,
  id: string,
  how: { cancelledBy?: string },
): Promise<ExecutionJob | undefined> {
  const end = { endedAt: now(), ...how };
  const [ended] = await tx.update(executionJobs).set(end).where(isOpenJob(id)).returning();
  return ended;
}

/** Ends a job: executions that wait in it stay as they are. One that has ended is left so. @throws AppError `not_found` */
export async function cancelJob(tx: Database, viewer: Viewer, id: string): Promise<ExecutionJob> {
  const job = await getJob(tx, viewer, id);
  const ended = await endJob(tx, id, { cancelledBy: authorIn(tx)?.name ?? 'Stepwell' });
  if (ended) await record(tx, 'execution.job_cancelled', subjectOf(job));
  return ended ?? job;
}
