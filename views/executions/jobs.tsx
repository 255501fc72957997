import { plural, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { Pager } from '../kit/pager.tsx';
import { Status } from '../kit/status.tsx';
import { Table, TitleCell } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import type { ShownJob } from './job.tsx';

type JobsProps = {
  frame: Frame;
  jobs: ShownJob[];
  pages: { first: string | undefined; older: string | undefined };
};

/** What was replayed and cancelled by filter, newest first. */
export function JobsPage({ frame, jobs, pages }: JobsProps) {
  return (
    <StaffLayout frame={frame} title="Jobs" section="executions">
      <Breadcrumb items={[{ href: links.executions(), label: 'Executions' }]} here="Jobs" />
      <PageHead title="Jobs" />
      {jobs.length === 0 ? (
        <EmptyState title="Nothing was replayed or cancelled by filter yet">
          <p>Narrow the list of executions, then choose “All of them”.</p>
        </EmptyState>
      ) : (
        <Table
          label="Jobs"
          columns={[
            { label: 'Job' },
            { label: 'State' },
            { label: 'Begun' },
            { label: 'Refused', num: true },
          ]}
        >
          {jobs.map((job) => (
            <tr id={`job-${job.id}`}>
              <TitleCell
                href={links.executionJob(job.id)}
                title={job.kind === 'replay' ? 'Replays' : 'Cancellations'}
                note={plural(job.counts.waiting + job.counts.done + job.counts.refused, 'execution')}
              />
              <td>
                <JobState job={job} />
              </td>
              <td class="muted">
                <Time at={job.createdAt} />
              </td>
              <td class="num">{thousands(job.counts.refused)}</td>
            </tr>
          ))}
        </Table>
      )}
      <Pager {...pages} />
    </StaffLayout>
  );
}

function JobState({ job: { endedAt, cancelledBy } }: { job: ShownJob }) {
  if (endedAt === null) return <Status state="running">Goes on</Status>;
  if (cancelledBy !== null) return <Status state="cancelled">Stopped</Status>;
  return <Status state="succeeded">Done</Status>;
}
