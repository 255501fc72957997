import type { Deployed } from '../../models/deployments.ts';
import type { Deps } from './deps.ts';

/** Tells the engine of changes, of the runs that came of them, and of those that ended with them. */
export function announce({ engine }: Pick<Deps, 'engine'>, ...changes: Deployed[]): void {
  for (const { instance, queued, cancelled } of changes) {
    for (const run of queued) engine.wake(run);
    for (const id of cancelled.ids) engine.abort({ id, instanceId: instance.id }, cancelled.error);
  }
  engine.heed(changes.map(({ instance }) => instance.id));
}
