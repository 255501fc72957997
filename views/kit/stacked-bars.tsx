import type { Child } from 'hono/jsx';
import { thousands } from '../../src/lib/format.ts';
import { barParts, type Outcomes, roundStep, total } from '../../src/lib/ui/bars.ts';

const WIDTH = 720;
const HEIGHT = 168;

export type StackedBar = Outcomes & { title: string };

type StackedBarsProps = {
  /** Oldest first: an hour or a day each. */
  bars: StackedBar[];
  /** The finding as a sentence. */
  label: string;
  /** Evenly spaced below. */
  x: string[];
  /** Where the same stands as a table, unless it is beside it. */
  table?: string | undefined;
  /** What `other` counts. */
  other?: string | undefined;
  note?: Child;
  id?: string | undefined;
};

/** Runs per hour or day by outcome. */
export function StackedBars({ bars, label, x, table, other = 'Other', note, id }: StackedBarsProps) {
  const step = roundStep(Math.max(0, ...bars.map(total)));
  return (
    <figure class="stacked-bars" id={id}>
      <div class="y" aria-hidden="true">
        {[4, 3, 2, 1, 0].map((line) => (
          <span>{thousands(line * step)}</span>
        ))}
      </div>
      <svg
        class="bars"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {[0, 1, 2, 3].map((line) => (
          <Line y={(line * HEIGHT) / 4 + 0.5} />
        ))}
        {bars.map((bar, index) => (
          <Bar bar={bar} index={index} count={bars.length} most={step * 4} other={other} />
        ))}
      </svg>
      <div class="x" aria-hidden="true">
        {x.map((text) => (
          <span>{text}</span>
        ))}
      </div>
      <figcaption class="row">
        <Legend>Succeeded</Legend>
        <Legend tone="warn">{other}</Legend>
        <Legend tone="bad">Failed</Legend>
        <span class="grow" />
        {note ? <span class="wide">{note}</span> : null}
        {table === undefined ? null : <a href={table}>As table</a>}
      </figcaption>
    </figure>
  );
}

const Line = ({ y }: { y: number }) => (
  <line x1="0" x2={WIDTH} y1={y} y2={y} vector-effect="non-scaling-stroke" />
);

type BarProps = { bar: StackedBar; index: number; count: number; most: number; other: string };

function Bar({ bar, index, count, most, other }: BarProps) {
  const slot = WIDTH / count;
  const x = Number((index * slot + slot * 0.13).toFixed(1));
  const width = Number((slot * 0.74).toFixed(1));
  const { title, succeeded, failed } = bar;
  const words = `${thousands(succeeded)} succeeded, ${thousands(bar.other)} ${other.toLowerCase()}, ${thousands(failed)} failed`;
  return (
    <g>
      <title>{`${title} · ${words}`}</title>
      {barParts(bar, most, HEIGHT).map(({ tone, y, height }) => (
        <rect class={tone} x={x} y={y} width={width} height={height} />
      ))}
    </g>
  );
}

function Legend({ tone, children }: { tone?: 'warn' | 'bad'; children: Child }) {
  return (
    <span class="row">
      <svg class="bars" width="9" height="9" viewBox="0 0 9 9" aria-hidden="true">
        <rect class={tone} width="9" height="9" rx="2" />
      </svg>
      {children}
    </span>
  );
}
