import * as v from 'valibot';
import { toIso } from '../../lib/time.ts';
import {
  type ExecutionJob,
  getJob,
  JOB_KINDS,
  JOB_OUTCOMES,
  type JobRun,
  jobCounts,
  jobReasons,
  listJobRuns,
  listJobs,
} from '../../models/execution-job-list.ts';
import { countListed } from '../../models/execution-job-plans.ts';
import { beginJob, cancelJob, MOST_IN_JOB, MOST_PER_MINUTE } from '../../models/execution-jobs.ts';
import { viewerOf } from '../../models/viewer.ts';
import { change } from '../kit/change.ts';
import type { Deps } from '../kit/deps.ts';
import { fields, noBody } from './body.ts';
import { status } from './execution-answers.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { id, instant, instantOf, list, time, wholeNumber } from './schemas.ts';

/** Reasons that are answered, and executions that a dry run counts. */
const MOST_REASONS = 20;
const COUNTED = 1000;

const outcome = v.picklist(JOB_OUTCOMES);
const text = v.pipe(v.string(), v.maxLength(300));

const filter = v.strictObject({
  instance: v.optional(id),
  integration: v.optional(id),
  customer: v.optional(id),
  flow: v.optional(text),
  version: v.optional(wholeNumber),
  user: v.optional(id),
  status: v.optional(status),
  text: v.optional(v.pipe(text, v.description('Words of the error, and of what called.'))),
  from: v.optional(instant('Made at or after this time')),
  to: v.optional(instant('Made before this time; none that is made after the job has begun')),
});

const job = v.object({
  id,
  kind: v.picklist(JOB_KINDS),
  filter,
  from: v.picklist(['start', 'failed-step']),
  version: v.picklist(['original', 'current']),
  perMinute: v.nullable(v.number()),
  startedBy: v.string(),
  createdAt: time,
  endedAt: v.nullable(time),
  cancelledBy: v.pipe(v.nullable(v.string()), v.description('Who has ended it before all were done.')),
  isListed: v.pipe(v.boolean(), v.description('Whether all of its executions are found.')),
  isCut: v.pipe(
    v.boolean(),
    v.description(`Whether there were more than ${MOST_IN_JOB}: those are the newest.`),
  ),
  counts: v.object({ waiting: v.number(), done: v.number(), refused: v.number() }),
});

const run = v.object({
  executionId: id,
  outcome,
  replayId: v.pipe(v.nullable(id), v.description('The replay that was made of it.')),
  reason: v.pipe(v.nullable(v.string()), v.description('Why it was refused.')),
});

async function shownJob({ store }: Deps, each: ExecutionJob) {
  const { id, kind, from, version, perMinute, authorName, cancelledBy, isListed, isCut } = each;
  const { from: since, to, ...rest } = each.filter;
  const times = {
    ...(since === undefined ? {} : { from: toIso(since) }),
    ...(to === undefined ? {} : { to: toIso(to) }),
  };
  return {
    ...{ id, kind, from, version, perMinute, cancelledBy, isListed, isCut },
    filter: { ...rest, ...times },
    startedBy: authorName,
    createdAt: toIso(each.createdAt),
    endedAt: each.endedAt === null ? null : toIso(each.endedAt),
    counts: await jobCounts(store.read, each),
  };
}

const shownRun = ({ executionId, outcome, replayId, reason }: JobRun) => ({
  ...{ executionId, outcome, replayId, reason },
});

export const executionJobs: Route[] = [
  route({
    name: 'beginExecutionJob',
    method: 'POST',
    path: '/execution-jobs',
    right: 'executions:write',
    summary: `Begins to replay the executions that have ended, or to cancel those that have not, of all that a filter shows, ${MOST_IN_JOB} at most; with dryRun answers how many there are`,
    query: noQuery,
    body: fields({
      kind: v.picklist(JOB_KINDS),
      filter: v.optional(filter, {}),
      from: v.optional(v.picklist(['start', 'failed-step']), 'start'),
      version: v.optional(v.picklist(['original', 'current']), 'original'),
      perMinute: v.optional(
        v.pipe(
          wholeNumber,
          v.maxValue(MOST_PER_MINUTE, `must be at most ${MOST_PER_MINUTE}`),
          v.description('How many it does in a minute at most; as many as it can when left out.'),
        ),
      ),
      dryRun: v.optional(v.pipe(v.boolean(), v.description('Changes nothing.'))),
    }),
    status: 202,
    answer: v.union([
      v.object({ jobId: id }),
      v.object({
        count: v.pipe(v.number(), v.description(`Counted up to ${COUNTED}.`)),
        isAll: v.pipe(v.boolean(), v.description('Whether there are no more than that.')),
      }),
    ]),
    handler: async ({ deps, actor, body: { dryRun, filter, ...how } }) => {
      const viewer = viewerOf(actor);
      const which = { ...filter, from: instantOf(filter.from), to: instantOf(filter.to) };
      if (dryRun) {
        const isOpen = how.kind === 'cancel' && which.status === undefined;
        return await countListed(deps.store.read, viewer, { ...which, isOpen }, COUNTED);
      }
      const begun = await change(deps, actor, (tx) => beginJob(tx, viewer, { ...how, filter: which }));
      return { jobId: begun.id };
    },
  }),
  route({
    name: 'listExecutionJobs',
    method: 'GET',
    path: '/execution-jobs',
    right: 'executions:read',
    summary: 'Lists the jobs that have replayed or cancelled executions, newest first',
    query: query(paging),
    body: noBody,
    status: 200,
    answer: list(job),
    handler: async ({ deps, actor, query }) => {
      const { items, nextCursor } = await listJobs(deps.store.read, viewerOf(actor), pageOf(query));
      const shown = [];
      for (const each of items) shown.push(await shownJob(deps, each));
      return { items: shown, nextCursor };
    },
  }),
  route({
    name: 'getExecutionJob',
    method: 'GET',
    path: '/execution-jobs/:job',
    right: 'executions:read',
    summary: 'Answers how far such a job is, and what has become of each of its executions',
    query: query({ ...paging, outcome: v.optional(outcome) }),
    body: noBody,
    status: 200,
    answer: v.object({
      ...job.entries,
      reasons: v.pipe(
        v.array(v.object({ reason: v.string(), count: v.number() })),
        v.description('Why executions were refused, the most frequent reasons.'),
      ),
      runs: list(run),
    }),
    handler: async ({ deps, actor, param, query }) => {
      const { read } = deps.store;
      const found = await getJob(read, viewerOf(actor), param('job'));
      const { items, nextCursor } = await listJobRuns(read, found, query.outcome, pageOf(query));
      const reasons = await jobReasons(read, found, MOST_REASONS);
      return { ...(await shownJob(deps, found)), reasons, runs: { items: items.map(shownRun), nextCursor } };
    },
  }),
  route({
    name: 'cancelExecutionJob',
    method: 'PUT',
    path: '/execution-jobs/:job/cancellation',
    right: 'executions:write',
    summary: 'Ends such a job: executions that wait in it stay as they are; one that has ended is left so',
    query: noQuery,
    body: noBody,
    status: 200,
    answer: job,
    handler: async ({ deps, actor, param }) => {
      const viewer = viewerOf(actor);
      return await shownJob(deps, await change(deps, actor, (tx) => cancelJob(tx, viewer, param('job'))));
    },
  }),
];
