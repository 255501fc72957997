import * as v from 'valibot';
import { JobHead, JobPage, JobRuns, type ShownJob } from '../../../../views/executions/job.tsx';
import { JobsPage } from '../../../../views/executions/jobs.tsx';
import type { Database } from '../../../db/store.ts';
import { unlessGone } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import type { LiveMessage } from '../../../lib/live.ts';
import { toIso } from '../../../lib/time.ts';
import {
  type ExecutionJob,
  getJob,
  JOB_OUTCOMES,
  jobCounts,
  jobReasons,
  listJobRuns,
  listJobs,
} from '../../../models/execution-job-list.ts';
import { cancelJob } from '../../../models/execution-jobs.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { change } from '../../kit/change.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { stream } from '../../kit/sse.ts';
import { partial } from '../../kit/sse-fragment.ts';
import { type Filter, factsOf } from './filter.ts';

const PER_PAGE = 50;
const MOST_REASONS = 10;

const listQuery = { cursor: v.optional(v.string()) };

export const showJobs = handler({ query: listQuery }, async ({ deps, frame, user, query: { cursor } }) => {
  const { read } = deps.store;
  const { items, nextCursor } = await listJobs(read, viewerOf(user), { limit: PER_PAGE, cursor });
  const jobs: ShownJob[] = [];
  for (const job of items) jobs.push(await shownJob(read, job));
  const pages = listAddresses(links.executionJobs(), {}, cursor, nextCursor);
  return show(<JobsPage frame={frame} jobs={jobs} pages={pages} />);
});

async function shownJob(db: Database, job: ExecutionJob): Promise<ShownJob> {
  return { ...job, counts: await jobCounts(db, job) };
}

const jobQuery = { outcome: v.optional(v.picklist(JOB_OUTCOMES)), cursor: v.optional(v.string()) };
type Seen = { outcome?: (typeof JOB_OUTCOMES)[number] | undefined; cursor?: string | undefined };

async function jobShown({ deps, user }: SignedIn, id: string, { outcome, cursor }: Seen) {
  const { read } = deps.store;
  const job = await getJob(read, viewerOf(user), id);
  const { items, nextCursor } = await listJobRuns(read, job, outcome, { limit: PER_PAGE, cursor });
  const reasons = await jobReasons(read, job, MOST_REASONS);
  return { job, shown: await shownJob(read, job), runs: items, reasons, nextCursor };
}

const WORDS = { waiting: 'Waiting', done: 'Done', refused: 'Refused' };

export const showJob = handler<'job', typeof jobQuery>({ query: jobQuery }, async (visit) => {
  const { deps, frame, user, param, query } = visit;
  const id = param('job');
  const { job, shown, runs, reasons, nextCursor } = await jobShown(visit, id, query);
  const { outcome, cursor } = query;
  const tab = (label: string, to: Seen['outcome']) => ({
    label,
    href: links.executionJob(id, { outcome: to }),
    current: outcome === to,
  });
  const props = {
    ...{ frame, job: shown, runs, reasons },
    filter: await factsOf(deps.store.read, viewerOf(user), asFilter(job)),
    tabs: [tab('All', undefined), ...JOB_OUTCOMES.map((each) => tab(WORDS[each], each))],
    stream: links.executionJobStream(id, query),
    pages: listAddresses(links.executionJob(id), { outcome }, cursor, nextCursor),
  };
  return show(<JobPage {...props} />);
});

/** The filter of a job as the list has it in its address. */
function asFilter({ filter: { from, to, user: _, ...rest } }: ExecutionJob): Filter {
  return {
    ...rest,
    from: from === undefined ? undefined : toIso(from),
    to: to === undefined ? undefined : toIso(to),
  };
}

export const streamJob = handler<'job', typeof jobQuery>({ query: jobQuery }, async (visit) => {
  const { deps, frame, user, param, query } = visit;
  const id = param('job');
  await getJob(deps.store.read, viewerOf(user), id);
  let last = '';
  return stream(visit, async (): Promise<LiveMessage> => {
    const now = await unlessGone(jobShown(visit, id, query));
    if (!now) return { end: true };
    const { shown, runs, reasons } = now;
    const end = shown.endedAt !== null;
    const seen = JSON.stringify([shown, runs, reasons]);
    if (seen === last) return { end };
    last = seen;
    const parts = [
      await partial('#job-head', <JobHead frame={frame} job={shown} reasons={reasons} />),
      await partial('#job-runs', <JobRuns job={shown} runs={runs} />),
    ];
    return { html: parts.join(''), end };
  });
});

export const submitJobCancellation = handler<'job'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => cancelJob(tx, viewerOf(user), param('job')));
  return goTo(links.executionJob(param('job')));
});
