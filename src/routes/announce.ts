import type { Deployed } from '../models/deployments.ts';
import type { Deps } from './deps.ts';

/** Tells the engine of the runs and schedules that came of changes. */
export function announce({ engine }: Deps, ...changes: Deployed[]): void {
  for (const run of changes.flatMap(({ queued }) => queued)) engine.wake(run);
  engine.reschedule();
}
