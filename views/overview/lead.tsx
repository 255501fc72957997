import { atMost, plural, spelled } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { total } from '../../src/lib/ui/bars.ts';
import { storageWarnings } from '../../src/lib/ui/storage-warnings.ts';
import type { RunCount } from '../../src/models/run-counts.ts';
import { Banner } from '../kit/banner.tsx';
import { Lead } from '../kit/facts.tsx';
import { NothingYet } from './nothing-yet.tsx';
import type { Overview } from './show.tsx';

/** How far failing instances and paused executions are counted. */
const COUNTED = 100;

/** One sentence that says what needs someone, and warnings of what will. */
export function OverviewLead({ overview }: { overview: Overview }) {
  const { hours, failing, paused, broken, alerts, deaf, system, nothing, mayBuild } = overview;
  if (nothing) return <NothingYet hasSample={nothing.hasSample} mayBuild={mayBuild} />;
  const warnings = storageWarnings(system);
  return (
    <div class="stack">
      <Lead>
        <span aria-live="polite">
          {failing.count > 0 ? (
            <b>{needWords(failing.count)}</b>
          ) : warnings.length > 0 ? null : (
            wellWords(hours.slice(-24))
          )}
        </span>{' '}
        {runWords(hours.slice(-24))}
      </Lead>
      {warnings.map((text) => (
        <Banner tone="warn">{text}</Banner>
      ))}
      {alerts === 0 ? null : (
        <Banner tone="warn" action={<a href={links.alerts({ state: 'open' })}>Show</a>}>
          {alerts === 1 ? 'One alert is open.' : `${atMost(alerts, COUNTED)} alerts are open.`}
        </Banner>
      )}
      {deaf.map(({ id, name }) => (
        <Banner tone="bad" action={<a href={links.eventWebhook(id)}>Show</a>}>
          The event webhook {name} was disabled: nothing has arrived there.
        </Banner>
      ))}
      {broken === 0 ? null : (
        <Banner tone="warn" action={<a href={links.connections({ state: 'error' })}>Show</a>}>
          {brokenWords(broken)}
        </Banner>
      )}
      {paused === 0 ? null : (
        <Banner tone="warn" action={<a href={links.executions({ status: 'paused' })}>Show</a>}>
          {pausedWords(paused)}
        </Banner>
      )}
    </div>
  );
}

function needWords(count: number): string {
  if (count >= COUNTED) return `${atMost(count, COUNTED)} instances need you.`;
  return count === 1 ? 'One instance needs you.' : `${spelled(count)} instances need you.`;
}

function brokenWords(count: number): string {
  if (count === 1) return 'One connection has stopped working until somebody connects it again.';
  return `${atMost(count, COUNTED)} connections have stopped working until somebody connects them again.`;
}

function pausedWords(count: number): string {
  if (count === 1) return 'One execution is paused until somebody resumes or cancels it.';
  return `${atMost(count, COUNTED)} executions are paused until somebody resumes or cancels them.`;
}

/** Below this share of runs that succeeded not all is well, though no instance fails now. */
const WELL = 0.9;

function wellWords(hours: RunCount[]): string {
  const { runs, succeeded } = sums(hours);
  return succeeded >= runs * WELL ? 'All is well.' : 'No instance is failing now.';
}

function sums(hours: RunCount[]): { runs: number; succeeded: number } {
  return {
    runs: hours.reduce((sum, hour) => sum + total(hour), 0),
    succeeded: hours.reduce((sum, hour) => sum + hour.succeeded, 0),
  };
}

function runWords(hours: RunCount[]): string {
  const { runs, succeeded } = sums(hours);
  if (runs === 0) return 'Nothing has run since this time yesterday.';
  const share = succeeded === runs ? 'all succeeded' : `${percent(succeeded, runs)} succeeded`;
  return `${plural(runs, 'run')} since this time yesterday; ${share}.`;
}

/** Rounded down: of what is not all there it never says that it is. */
function percent(part: number, whole: number): string {
  return `${Math.floor((part / whole) * 1000) / 10}\u00a0%`;
}
