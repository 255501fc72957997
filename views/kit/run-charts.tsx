import { duration, thousands } from '../../src/lib/format.ts';
import type { Instant } from '../../src/lib/time.ts';
import { type Outcomes, total } from '../../src/lib/ui/bars.ts';
import { Section } from './card.tsx';
import { DurationLines, type DurationPoint } from './duration-lines.tsx';
import { StackedBars } from './stacked-bars.tsx';
import { Table } from './table.tsx';

export type RunCharts = { days: (Outcomes & { at: Instant })[]; durations: DurationPoint[] };

const OTHER = 'Cancelled or skipped';
const MARKS = 7;

/** How the runs of the last days ended and how long they took, as charts and as a table. */
export function RunChartsSection({ charts }: { charts: RunCharts }) {
  const { days, durations } = charts;
  const all = days.reduce((sum, day) => sum + total(day), 0);
  if (all === 0) {
    return (
      <Section id="runs-per-day" title="Runs per day">
        <p class="muted">Nothing has ended in the last {days.length} days.</p>
      </Section>
    );
  }
  const marks = days.filter((_, index) => (days.length - 1 - index) % Math.ceil(days.length / MARKS) === 0);
  const x = marks.map(({ at }) => dayName(at));
  return (
    <Section id="runs-per-day" title="Runs per day">
      <StackedBars
        bars={days.map((day) => ({ ...day, title: dayName(day.at) }))}
        label={outcomeFinding(days)}
        x={x}
        other={OTHER}
        note="Days in UTC"
      />
      <h3>How long they took</h3>
      <DurationLines points={durations} label={durationFinding(durations)} x={x} />
      <details>
        <summary>As table</summary>
        <DaysTable charts={charts} />
      </details>
    </Section>
  );
}

function outcomeFinding(days: RunCharts['days']): string {
  const sum = (key: keyof Outcomes) => days.reduce((all, day) => all + day[key], 0);
  return `Runs in the last ${days.length} days: ${thousands(sum('succeeded'))} succeeded, ${thousands(sum('failed'))} failed, ${thousands(sum('other'))} were cancelled or skipped.`;
}

function durationFinding(points: DurationPoint[]): string {
  const last = points.findLast(({ p50 }) => p50 !== undefined);
  if (last?.p50 === undefined || last.p95 === undefined) return 'How long runs took: nothing is known.';
  return `How long runs took on ${dayName(last.at)}: half no longer than ${duration(last.p50)}, 95 % no longer than ${duration(last.p95)}.`;
}

const COLUMNS = [
  { label: 'Day' },
  { label: 'Succeeded', num: true },
  { label: OTHER, num: true },
  { label: 'Failed', num: true },
  { label: 'Half took no longer than', num: true },
  { label: '95 % took no longer than', num: true },
];

function DaysTable({ charts: { days, durations } }: { charts: RunCharts }) {
  const byDay = new Map(durations.map((point) => [point.at, point]));
  const words = (ms: number | undefined) => (ms === undefined ? '–' : duration(ms));
  return (
    <Table label="Runs per day" columns={COLUMNS} scroll>
      {days.toReversed().map(({ at, succeeded, other, failed }) => (
        <tr>
          <th scope="row">{dayName(at)}</th>
          <td class="num">{thousands(succeeded)}</td>
          <td class="num">{thousands(other)}</td>
          <td class="num">{thousands(failed)}</td>
          <td class="num">{words(byDay.get(at)?.p50)}</td>
          <td class="num">{words(byDay.get(at)?.p95)}</td>
        </tr>
      ))}
    </Table>
  );
}

/** `10 May` */
const dayName = (at: Instant) =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
