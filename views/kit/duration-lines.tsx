import { duration } from '../../src/lib/format.ts';
import type { Instant } from '../../src/lib/time.ts';

const WIDTH = 720;
const HEIGHT = 120;

/** How long runs took in an hour or day: half of them no longer than p50, nearly all no longer than p95. */
export type DurationPoint = { at: Instant; p50: number | undefined; p95: number | undefined };

type DurationLinesProps = {
  /** Oldest first. */
  points: DurationPoint[];
  /** The finding as a sentence. */
  label: string;
  /** Evenly spaced below. */
  x: string[];
};

/** p50 and p95 of durations, one line each; where nothing ran the line has a gap. */
export function DurationLines({ points, label, x }: DurationLinesProps) {
  if (points.every(({ p50 }) => p50 === undefined)) return <p class="muted">Nothing is known yet.</p>;
  const most = Math.max(1, ...points.map(({ p95 }) => p95 ?? 0));
  return (
    <figure class="stacked-bars">
      <div class="y" aria-hidden="true">
        <span>{duration(most)}</span>
        <span>{duration(most / 2)}</span>
        <span>0</span>
      </div>
      <svg
        class="bars"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <line x1="0" x2={WIDTH} y1="0.5" y2="0.5" vector-effect="non-scaling-stroke" />
        <line x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} vector-effect="non-scaling-stroke" />
        <Lines points={points} of="p95" most={most} />
        <Lines points={points} of="p50" most={most} />
      </svg>
      <div class="x" aria-hidden="true">
        {x.map((text) => (
          <span>{text}</span>
        ))}
      </div>
      <figcaption class="row">
        <Legend of="p50">Half took no longer</Legend>
        <Legend of="p95">95 % took no longer</Legend>
      </figcaption>
    </figure>
  );
}

type LinesProps = { points: DurationPoint[]; of: 'p50' | 'p95'; most: number };

function Lines({ points, of, most }: LinesProps) {
  const slot = WIDTH / points.length;
  const runs: string[][] = [[]];
  points.forEach((point, index) => {
    const value = point[of];
    if (value === undefined) runs.push([]);
    else {
      const x = (index + 0.5) * slot;
      const y = HEIGHT - (value / most) * (HEIGHT - 2) - 1;
      runs.at(-1)?.push(`${x.toFixed(1)},${y.toFixed(1)}`);
    }
  });
  return (
    <>
      {runs
        .filter((run) => run.length > 0)
        .map((run) => (
          // A single point is a short line, so that it is seen.
          <polyline
            class={of === 'p95' ? of : undefined}
            points={dashed(run).join(' ')}
            vector-effect="non-scaling-stroke"
          />
        ))}
    </>
  );
}

function dashed(run: string[]): string[] {
  const [only] = run;
  if (only === undefined || run.length > 1) return run;
  const [x, y] = only.split(',');
  return [`${Number(x) - 4},${y}`, `${Number(x) + 4},${y}`];
}

function Legend({ of, children }: { of: 'p50' | 'p95'; children: string }) {
  return (
    <span class="row">
      <svg class="bars" width="14" height="9" viewBox="0 0 14 9" aria-hidden="true">
        <polyline class={of === 'p95' ? of : undefined} points="0,4.5 14,4.5" />
      </svg>
      {children}
    </span>
  );
}
