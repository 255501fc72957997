import type { Child } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { type Look, lookQuery } from '../../src/lib/ui/overview-look.ts';
import type { FailingInstance } from '../../src/models/instance-runs.ts';
import type { OpenExecution } from '../../src/models/open-executions.ts';
import type { RunCount } from '../../src/models/run-counts.ts';
import type { Durations } from '../../src/models/run-durations.ts';
import type { NextFiring } from '../../src/models/schedules.ts';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { NotLive } from '../kit/not-live.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { OverviewFacts, type SystemFacts } from './facts.tsx';
import { FailingInstances } from './failing.tsx';
import { OverviewLead } from './lead.tsx';
import { NextSchedules } from './next.tsx';
import { Queue } from './queue.tsx';
import { RunsPerHour } from './runs.tsx';

export type Overview = {
  /** When it was looked at. */
  at: Instant;
  look: Look;
  /** The hours of the period, oldest first: the last one has only begun. */
  hours: RunCount[];
  /** How long those of each hour took. */
  durations: Durations[];
  /** Some of those that fail, and how many there are, counted to 100. */
  failing: { instances: (FailingInstance & { days: RunCount[] })[]; count: number };
  /** The oldest that have not ended, and how many there are, counted to 100. */
  queue: { oldest: OpenExecution[]; count: number };
  /** How many executions are set aside, counted to 100. */
  paused: number;
  /** How many connections have to be connected again, counted to 100. */
  broken: number;
  /** How many alerts are open, counted to 100. */
  alerts: number;
  /** Event webhooks that were disabled because nothing arrived. */
  deaf: { id: string; name: string }[];
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
      <OverviewLeadPart overview={overview} />
      <OverviewRunsPart overview={overview} />
      <OverviewNowPart overview={overview} />
      <OverviewFactsPart overview={overview} />
      <NotLive href={links.overview(lookQuery(look))} />
      <div
        hidden
        hx-sse:connect={links.overviewStream(lookQuery(look))}
        data-uplot={canZoom ? frame.assets('uplot.js') : undefined}
        data-zooms={canZoom ? 'overview-runs' : undefined}
      />
    </StaffLayout>
  );
}

type PartProps = { overview: Overview };

/** One of the parts of the page: it takes the place of the one with its id while the page is watched. */
function Part({ id, content }: { id: string; content: Child }) {
  return (
    <div id={id} hidden={content === null}>
      {content}
    </div>
  );
}

export function OverviewLeadPart({ overview }: PartProps) {
  return <Part id="overview-lead" content={<OverviewLead overview={overview} />} />;
}

export function OverviewRunsPart({ overview }: PartProps) {
  const { nothing, hours, durations, look } = overview;
  const runs = nothing ? null : <RunsPerHour hours={hours} durations={durations} look={look} />;
  return <Part id="overview-runs" content={runs} />;
}

export function OverviewNowPart({ overview }: PartProps) {
  const hasSections = !overview.nothing || overview.next.length > 0;
  return <Part id="overview-now" content={hasSections ? <Now overview={overview} /> : null} />;
}

export function OverviewFactsPart({ overview: { nothing, system } }: PartProps) {
  return <Part id="overview-facts" content={nothing ? null : <OverviewFacts system={system} />} />;
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
