import type { Child } from 'hono/jsx';
import type { Instant } from '../../src/lib/time.ts';
import type { FailingInstance } from '../../src/models/instance-runs.ts';
import type { OpenExecution } from '../../src/models/open-executions.ts';
import type { RunCount } from '../../src/models/run-counts.ts';
import type { NextFiring } from '../../src/models/schedules.ts';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { NotLive } from '../kit/not-live.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { OverviewFacts, type SystemFacts } from './facts.tsx';
import { FailingInstances } from './failing.tsx';
import { OverviewLead } from './lead.tsx';
import { addressOf, type Look } from './look.ts';
import { NextSchedules } from './next.tsx';
import { Queue } from './queue.tsx';
import { RunsPerHour } from './runs.tsx';

export type Overview = {
  /** When it was looked at. */
  at: Instant;
  look: Look;
  /** The hours of the period, oldest first: the last one has only begun. */
  hours: RunCount[];
  /** Some of those that fail, and how many there are, counted to 100. */
  failing: { instances: (FailingInstance & { days: RunCount[] })[]; count: number };
  /** The oldest that have not ended, and how many there are, counted to 100. */
  queue: { oldest: OpenExecution[]; count: number };
  /** How many executions are set aside, counted to 100. */
  paused: number;
  next: NextFiring[];
  system: SystemFacts;
  /** Nothing has run yet: whether the sample waits for its first order. */
  nothing: { hasSample: boolean } | undefined;
  mayBuild: boolean;
};

/** How things are, and what needs someone first. */
export function OverviewPage({ frame, overview }: { frame: Frame; overview: Overview }) {
  const { look } = overview;
  const canZoom = look.period === '7d' && look.view === 'chart';
  const loads = canZoom ? ['uplot.css', 'chart.js'] : [];
  return (
    <StaffLayout frame={frame} title="Overview" section="overview" loads={loads}>
      <PageHead title="Overview" hidden />
      {overviewParts(overview).map(({ view }) => view)}
      <NotLive href={addressOf('/', look)} />
      <div
        hidden
        hx-sse:connect={addressOf('/overview/stream', look)}
        data-uplot={canZoom ? frame.assets('uplot.js') : undefined}
        data-zooms={canZoom ? 'overview-runs' : undefined}
      />
    </StaffLayout>
  );
}

export type OverviewPart = { id: string; view: Child };

/** What the page is made of: each part takes the place of the one with its id while the page is watched. */
export function overviewParts(overview: Overview): OverviewPart[] {
  const { look, hours, next, system, nothing } = overview;
  const hasSections = !nothing || next.length > 0;
  return [
    part('overview-lead', <OverviewLead overview={overview} />),
    part('overview-runs', nothing ? null : <RunsPerHour hours={hours} look={look} />),
    part('overview-now', hasSections ? <Now overview={overview} /> : null),
    part('overview-facts', nothing ? null : <OverviewFacts system={system} />),
  ];
}

function part(id: string, content: Child): OverviewPart {
  const view = (
    <div id={id} hidden={content === null}>
      {content}
    </div>
  );
  return { id, view };
}

function Now({ overview }: { overview: Overview }) {
  const { at, failing, queue, next, nothing } = overview;
  return (
    <div class="columns">
      {nothing ? null : <FailingInstances failing={failing} />}
      {nothing ? null : <Queue queue={queue} at={at} />}
      <NextSchedules firings={next} at={at} />
    </div>
  );
}
