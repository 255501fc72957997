import { absoluteTime, clock, duration, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { HOUR, type Instant, toIso } from '../../src/lib/time.ts';
import { total } from '../../src/lib/ui/bars.ts';
import { type Look, lookQuery } from '../../src/lib/ui/overview-look.ts';
import type { RunCount } from '../../src/models/run-counts.ts';
import type { Durations } from '../../src/models/run-durations.ts';
import { Card } from '../kit/card.tsx';
import { DurationLines } from '../kit/duration-lines.tsx';
import { Tabs } from '../kit/nav.tsx';
import { StackedBars } from '../kit/stacked-bars.tsx';
import { Table } from '../kit/table.tsx';

const OTHER = 'Cancelled or skipped';
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

type RunsProps = { hours: RunCount[]; durations: Durations[]; look: Look };

/** How many executions ended in each hour, and how: as bars or as numbers. */
export function RunsPerHour(props: RunsProps) {
  const { look } = props;
  const tabs = [
    {
      label: '24 hours',
      href: links.overview(lookQuery({ ...look, period: '24h' })),
      current: look.period === '24h',
    },
    {
      label: '7 days',
      href: links.overview(lookQuery({ ...look, period: '7d' })),
      current: look.period === '7d',
    },
  ];
  return (
    <Card id="runs" title="Runs per hour" aside={<Tabs label="Period" items={tabs} small />}>
      {look.view === 'table' ? (
        <RunsTable {...props} />
      ) : (
        <>
          <RunsChart {...props} />
          <h3>How long they took</h3>
          <DurationLines
            points={props.durations}
            label={durationFinding(props)}
            x={[...marks(props.hours, look), 'now']}
          />
        </>
      )}
    </Card>
  );
}

function RunsChart({ hours, look }: RunsProps) {
  const label = finding(hours, look);
  const chart = (
    <StackedBars
      bars={hours.map((hour) => ({ ...hour, title: hourName(hour.at, look) }))}
      label={label}
      x={[...marks(hours, look), 'now']}
      other={OTHER}
      note="Times in UTC"
      table={links.overview(lookQuery({ ...look, view: 'table' }))}
    />
  );
  if (look.period === '24h') return chart;
  return <div data-chart={JSON.stringify(zoomable(hours, label))}>{chart}</div>;
}

/** What `runs-chart.js` draws: a list per outcome, an entry per hour. */
function zoomable(hours: RunCount[], label: string) {
  return {
    label,
    from: hours[0]?.at ?? 0,
    counts: [
      hours.map(({ succeeded }) => succeeded),
      hours.map(({ other }) => other),
      hours.map(({ failed }) => failed),
    ],
  };
}

/** Every fourth hour, or each day at this time of it. */
function marks(hours: RunCount[], { period }: Look): string[] {
  const every = period === '24h' ? 4 : 24;
  const marked = hours.filter((_hour, index) => index % every === 0);
  return marked.map(({ at }) => (period === '24h' ? clock(at).slice(0, 2) : weekday(at)));
}

/** `Most: 1,207 between 15:00 and 16:00. Failures: 189, most at 11:00.` */
function finding(hours: RunCount[], look: Look): string {
  const span = `Runs per hour in the last ${look.period === '24h' ? '24 hours' : '7 days'}.`;
  const most = highest(hours, total);
  if (!most) return `${span} None.`;
  const end = clock(most.at + HOUR).slice(0, 5);
  const peak = `Most: ${thousands(total(most))} between ${hourName(most.at, look)} and ${end}.`;
  const worst = highest(hours, ({ failed }) => failed);
  if (!worst) return `${span} ${peak} No failures.`;
  const failed = hours.reduce((sum, hour) => sum + hour.failed, 0);
  const where = worst.failed === failed ? (failed === 1 ? '' : 'all ') : 'most ';
  return `${span} ${peak} Failures: ${thousands(failed)}, ${where}at ${hourName(worst.at, look)}.`;
}

/** `Half took no longer than 90 ms, 95 % no longer than 2 s, in the hour of 15:00.` */
function durationFinding({ durations, look }: RunsProps): string {
  const last = durations.findLast(({ p50 }) => p50 !== undefined);
  if (last?.p50 === undefined || last.p95 === undefined) return 'How long runs took: nothing is known.';
  return `Half took no longer than ${duration(last.p50)}, 95 % no longer than ${duration(last.p95)}, in the hour of ${hourName(last.at, look)}.`;
}

function highest(hours: RunCount[], of: (hour: RunCount) => number): RunCount | undefined {
  const best = hours.reduce<RunCount | undefined>(
    (high, hour) => (high && of(high) >= of(hour) ? high : hour),
    undefined,
  );
  return best && of(best) > 0 ? best : undefined;
}

function RunsTable({ hours, durations, look }: RunsProps) {
  const byHour = new Map(durations.map((point) => [point.at, point]));
  const words = (ms: number | undefined) => (ms === undefined ? '–' : duration(ms));
  const columns = [
    { label: 'Hour' },
    { label: 'Succeeded', num: true },
    { label: OTHER, num: true },
    { label: 'Failed', num: true },
    { label: 'Half took no longer than', num: true },
    { label: '95 % took no longer than', num: true },
  ];
  return (
    <>
      <Table label="Runs per hour" columns={columns} scroll>
        {hours.toReversed().map(({ at, succeeded, other, failed }) => (
          <tr>
            <th scope="row" class="clip">
              <time datetime={toIso(at)} title={absoluteTime(at)}>
                {hourName(at, look)}
              </time>
            </th>
            <td class="num">{thousands(succeeded)}</td>
            <td class="num">{thousands(other)}</td>
            <td class="num">{thousands(failed)}</td>
            <td class="num">{words(byHour.get(at)?.p50)}</td>
            <td class="num">{words(byHour.get(at)?.p95)}</td>
          </tr>
        ))}
      </Table>
      <p class="row small">
        <span class="grow muted">Times in UTC, newest first. The hour at the top has only begun.</span>
        <a href={links.overview(lookQuery({ ...look, view: 'chart' }))}>As chart</a>
      </p>
    </>
  );
}

/** `15:00`; within a week `Tue 15:00`. */
function hourName(at: Instant, { period }: Look): string {
  const hour = clock(at).slice(0, 5);
  return period === '24h' ? hour : `${weekday(at)} ${hour}`;
}

const weekday = (at: Instant) => DAYS[new Date(at).getUTCDay()] ?? '';
