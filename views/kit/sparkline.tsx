import { plural } from '../../src/lib/format.ts';
import { barParts, type Outcomes, total } from '../../src/lib/ui/bars.ts';

const HEIGHT = 22;

type SparklineProps = {
  /** Oldest first, seven of them. */
  days: Outcomes[];
  /** Whose runs, where many such charts stand on a page. */
  of?: string | undefined;
};

/** The runs of the last days, small enough for a cell. */
export function Sparkline({ days, of }: SparklineProps) {
  const most = Math.max(0, ...days.map(total));
  const failed = days.reduce((sum, day) => sum + day.failed, 0);
  const finding = most === 0 ? 'none' : failed === 0 ? 'none failed' : `${plural(failed, 'run')} failed`;
  const label = `Runs in the last ${days.length} days${of === undefined ? '' : ` of ${of}`}: ${finding}`;
  return (
    <svg class="bars" width="84" height={HEIGHT} viewBox={`0 0 84 ${HEIGHT}`} role="img" aria-label={label}>
      {days.map((day, index) =>
        total(day) === 0 ? (
          <rect x={index * 12} y="20.5" width="9" height="1.5" rx="1" />
        ) : (
          barParts(day, most, HEIGHT - 2).map(({ tone, y, height }) => (
            <rect class={tone} x={index * 12} y={y + 2} width="9" height={height} rx="1" />
          ))
        ),
      )}
    </svg>
  );
}
