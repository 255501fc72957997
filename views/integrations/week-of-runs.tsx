import type { Outcomes } from '../../src/lib/ui/bars.ts';
import { Sparkline } from '../kit/sparkline.tsx';

type WeekOfRunsProps = {
  /** Undefined where nothing ran in them. */
  days: Outcomes[] | undefined;
  /** The integration's name. */
  of: string;
};

/** How the runs of an integration ended in the last days. */
export function WeekOfRuns({ days, of }: WeekOfRunsProps) {
  if (days === undefined) return <span class="muted small">No runs</span>;
  return <Sparkline days={days} of={of} />;
}
