import { plural, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Facts, Lead } from '../kit/facts.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { type Tab, Tabs } from '../kit/nav.tsx';
import { NotLive } from '../kit/not-live.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Status } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

export type ShownJob = {
  id: string;
  kind: 'replay' | 'cancel';
  perMinute: number | null;
  isListed: boolean;
  isCut: boolean;
  authorName: string;
  createdAt: Instant;
  endedAt: Instant | null;
  cancelledBy: string | null;
  counts: { waiting: number; done: number; refused: number };
};

export type ShownJobRun = {
  executionId: string;
  outcome: 'waiting' | 'done' | 'refused';
  reason: string | null;
  replayId: string | null;
};

type JobProps = {
  frame: Frame;
  job: ShownJob;
  filter: { label: string; value: string }[];
  reasons: { reason: string; count: number }[];
  runs: ShownJobRun[];
  tabs: Tab[];
  /** Where the page hears how it goes on. */
  stream: string;
  pages: { first: string | undefined; older: string | undefined };
};

function titleOf({ kind }: Pick<ShownJob, 'kind'>): string {
  return kind === 'replay' ? 'Replays' : 'Cancellations';
}

/** How far a job is, and what has become of each of its executions. */
export function JobPage({ frame, job, filter, reasons, runs, tabs, stream, pages }: JobProps) {
  const title = titleOf(job);
  return (
    <StaffLayout frame={frame} title={title} section="executions">
      <Breadcrumb
        items={[
          { href: links.executions(), label: 'Executions' },
          { href: links.executionJobs(), label: 'Jobs' },
        ]}
        here={title}
      />
      <PageHead title={title} />
      <JobHead frame={frame} job={job} reasons={reasons} />
      <Facts items={filter.length > 0 ? filter : [{ label: 'Filter', value: 'All executions' }]} />
      <NotLive href={links.executionJob(job.id)} />
      <Tabs label="Outcome" items={tabs} />
      <JobRuns job={job} runs={runs} />
      <Pager {...pages} />
      {job.endedAt === null ? (
        <div hidden {...{ 'hx-sse:connect': stream, 'hx-sse:close': 'close' }} />
      ) : null}
    </StaffLayout>
  );
}

type HeadProps = Pick<JobProps, 'frame' | 'job' | 'reasons'>;

/** How far it is; the page's stream replaces it. */
export function JobHead({ frame, job, reasons }: HeadProps) {
  const { id, kind, perMinute, authorName, createdAt, endedAt, counts } = job;
  const total = counts.waiting + counts.done + counts.refused;
  return (
    <div class="stack" id="job-head">
      <div aria-live="polite">
        <Lead>{sentenceOf(job, total)}</Lead>
      </div>
      {endedAt === null ? (
        <div class="row">
          <div class="grow">
            <progress max={Math.max(total, 1)} value={total - counts.waiting} aria-label="Done" />
          </div>
          {frame.viewer?.may('executions:write') ? (
            <form method="post" action={links.executionJobCancellation(id)}>
              <Csrf token={frame.csrf} />
              <Button>Stop</Button>
            </form>
          ) : null}
        </div>
      ) : null}
      <Facts
        items={[
          { label: 'Begun', value: <Begun at={createdAt} by={authorName} /> },
          { label: kind === 'replay' ? 'Replayed' : 'Cancelled', value: thousands(counts.done) },
          { label: 'Refused', value: thousands(counts.refused) },
          { label: 'Rate', value: perMinute === null ? 'No limit' : `${thousands(perMinute)} a minute` },
        ]}
      />
      {reasons.length === 0 ? null : (
        <Section id="reasons" title="Why some were refused">
          <ul>
            {reasons.map(({ reason, count }) => (
              <li>
                {thousands(count)}: {reason}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

function Begun({ at, by }: { at: Instant; by: string }) {
  return (
    <>
      <Time at={at} />, {by}
    </>
  );
}

function sentenceOf(
  { kind, isListed, isCut, endedAt, cancelledBy, counts }: ShownJob,
  total: number,
): string {
  const done = kind === 'replay' ? 'replayed' : 'cancelled';
  const cut = isCut ? ' There were more than one job takes: these are the newest.' : '';
  if (endedAt === null && !isListed) return `Looking for executions: ${thousands(total)} so far.`;
  if (endedAt === null)
    return `${thousands(total - counts.waiting)} of ${plural(total, 'execution')} done.${cut}`;
  const what = `${plural(counts.done, 'execution')} ${done}`;
  if (cancelledBy !== null)
    return `Stopped by ${cancelledBy}: ${what}, ${thousands(counts.waiting)} left as they were.`;
  return counts.refused > 0 ? `${what}, ${thousands(counts.refused)} refused.${cut}` : `${what}.${cut}`;
}

/** What has become of each; the page's stream replaces it. */
export function JobRuns({ job, runs }: Pick<JobProps, 'job' | 'runs'>) {
  return (
    <div class="stack" id="job-runs">
      {runs.length === 0 ? (
        <EmptyState title="None of them">
          <p>No execution of this job has come to that.</p>
        </EmptyState>
      ) : (
        <Table label="Executions" columns={[{ label: 'Execution' }, { label: 'Outcome' }]}>
          {runs.map((run) => (
            <tr id={`run-${run.executionId}`}>
              <td class="mono">
                <a href={links.execution(run.executionId)}>{run.executionId}</a>
              </td>
              <td>
                <OutcomeText job={job} run={run} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}

function OutcomeText({ job, run }: { job: ShownJob; run: ShownJobRun }) {
  const { outcome, reason, replayId } = run;
  if (outcome === 'waiting')
    return job.endedAt === null ? (
      <Status state="queued">Waiting</Status>
    ) : (
      <Status state="cancelled">Left as it was</Status>
    );
  if (outcome === 'refused')
    return (
      <>
        <Status state="failed">Refused</Status>
        <div class="small">{reason}</div>
      </>
    );
  if (replayId === null) return <Status state="succeeded">Cancelled</Status>;
  return (
    <>
      <Status state="succeeded">Replayed</Status>{' '}
      <a class="small" href={links.execution(replayId)}>
        Show it
      </a>
    </>
  );
}
