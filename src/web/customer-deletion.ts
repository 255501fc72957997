import { SECOND } from '../lib/time.ts';
import { deleteCustomer, getCustomer } from '../models/customers.ts';
import { getExecution, isOpen } from '../models/executions.ts';
import { removeInstance } from '../models/instance-removal.ts';
import { getInstanceEver, instancesOf } from '../models/instances.ts';
import type { Actor } from '../models/rights.ts';
import { systemViewer, viewerOf } from '../models/viewer.ts';
import { actingAs } from './kit/change.ts';
import type { Deps } from './kit/deps.ts';

/**
 * Removes the instances of a customer as each would be by itself, so that their flows take down what they have set up
 * elsewhere, and deletes it with them once these have ended: they are waited for as long as callers wait.
 * @throws AppError `not_found`
 */
export async function deleteWithInstances(deps: Deps, actor: Actor, id: string): Promise<void> {
  const acting = actingAs(deps, actor);
  const viewer = viewerOf(actor);
  await getCustomer(deps.store.read, viewer, id);
  const ends: Promise<unknown>[] = [];
  for (const instanceId of await instancesOf(deps.store.read, { customerId: id })) {
    const { state } = await getInstanceEver(deps.store.read, viewer, instanceId);
    if (state === 'removed') continue;
    const { queued } = await removeInstance(acting, viewer, instanceId);
    ends.push(...queued.map((run) => ended(deps, run.id)));
  }
  await Promise.all(ends);
  await deleteCustomer(acting.store, viewer, id, (ids) => deps.engine.heed(ids));
}

const SYSTEM = systemViewer('the deletion of a customer');

async function ended(deps: Deps, id: string): Promise<void> {
  const isOver = new AbortController();
  const told = deps.ended.wait(id, deps.settings.STEPWELL_SYNC_SECONDS * SECOND, isOver.signal);
  // It may have ended before somebody waited.
  if (!isOpen((await getExecution(deps.store.read, SYSTEM, id)).status)) isOver.abort();
  await told;
}
