import { describe, expect, test } from 'bun:test';
import { barParts, roundStep } from '../../src/lib/ui/bars.ts';
import { DurationLines } from '../../views/kit/duration-lines.tsx';
import { RunChartsSection } from '../../views/kit/run-charts.tsx';
import { Sparkline } from '../../views/kit/sparkline.tsx';
import { StackedBars } from '../../views/kit/stacked-bars.tsx';

const day = (succeeded: number, failed = 0, other = 0) => ({ succeeded, failed, other });

describe('bars', () => {
  test('stand on the ground: succeeded, then the rest, then failed on top', () => {
    expect(barParts(day(50, 25, 25), 100, 100)).toEqual([
      { tone: undefined, y: 50, height: 50 },
      { tone: 'warn', y: 25, height: 25 },
      { tone: 'bad', y: 0, height: 25 },
    ]);
  });

  test('one failure among many is seen, and does not lift the bar out of the chart', () => {
    const [good, bad] = barParts(day(9999, 1), 10_000, 20);
    expect(bad).toEqual({ tone: 'bad', y: 0, height: 2.5 });
    expect(good).toEqual({ tone: undefined, y: 2.5, height: 17.5 });
  });

  test('nothing is no bar', () => {
    expect(barParts(day(0), 100, 20)).toEqual([]);
  });

  test.each([
    [0, 1],
    [3, 1],
    [5, 2],
    [100, 30],
    [1207, 400],
    [1_000_000, 300_000],
  ])('the lines of a chart up to %d are %d apart', (most, step) => {
    expect(roundStep(most)).toBe(step);
    expect(roundStep(most) * 4).toBeGreaterThanOrEqual(most);
  });
});

describe('charts say what they show', () => {
  test('a sparkline tells the failures', () => {
    const html = String(
      <Sparkline days={[day(3), day(12, 31), day(0), day(1), day(1), day(1), day(1)]} of="Acme" />,
    );
    expect(html).toContain('aria-label="Runs in the last 7 days of Acme: 31 runs failed"');
    expect(String(<Sparkline days={[day(3)]} />)).toContain('none failed');
    expect(String(<Sparkline days={[day(0)]} />)).toContain('days: none"');
  });

  test('each bar of a chart has its numbers, and there is a table', () => {
    const html = String(
      <StackedBars
        bars={[{ title: '11:00', ...day(1187, 61, 40) }]}
        label="Most failed at 11 h."
        x={['11', 'now']}
        other="Waiting to retry"
        table="/runs"
      />,
    );
    expect(html).toContain('<title>11:00 · 1,187 succeeded, 40 waiting to retry, 61 failed</title>');
    expect(html).toContain('<a href="/runs">As table</a>');
    expect(html).toContain('<span>1,600</span><span>1,200</span>');
  });

  const at = Date.UTC(2026, 4, 10);
  const nothing = { p50: undefined, p95: undefined };

  test('durations are two lines with gaps where nothing ran, and say the last of them', () => {
    const points = [
      { at, p50: 100, p95: 200 },
      { at, ...nothing },
      { at, p50: 50, p95: 400 },
    ];
    const html = String(<DurationLines points={points} label="Half took no longer than 50 ms." x={['a']} />);
    expect(html).toContain('aria-label="Half took no longer than 50 ms."');
    expect(html.match(/<polyline class="p95" points="[\d., ]+" vector-effect/g)).toHaveLength(2);
    expect(html).not.toContain('NaN');
  });

  test('the charts of an owner stand beside their table, and say when there is nothing', () => {
    const days = [{ at, ...day(3, 1) }];
    const html = String(<RunChartsSection charts={{ days, durations: [{ at, p50: 90, p95: 2000 }] }} />);
    expect(html).toContain('Runs in the last 1 days: 3 succeeded, 1 failed');
    expect(html).toContain('<th scope="row">10 May</th>');
    expect(html).toContain('half no longer than 90 ms');
    const empty = { days: [{ at, ...day(0) }], durations: [{ at, ...nothing }] };
    expect(String(<RunChartsSection charts={empty} />)).toContain('Nothing has ended');
  });
});
