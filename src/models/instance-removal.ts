import { AppError } from '../lib/errors.ts';
import { DAY, now } from '../lib/time.ts';
import { record } from './audit.ts';
import { discardDraft } from './configuration-drafts.ts';
import { changing, type Deployed, type DeploymentTools } from './deployments.ts';
import { getInstance, getInstanceEver } from './instances.ts';
import { getIntegrationEver } from './integrations.ts';
import { settle, unchanged } from './settling.ts';
import type { Viewer } from './viewer.ts';

/**
 * Removes an instance: nothing calls it any more, its remove flows run, and its executions stay to be read.
 * @throws AppError `not_found`
 */
export async function removeInstance(tools: DeploymentTools, viewer: Viewer, id: string): Promise<Deployed> {
  const before = await getInstance(tools.store.read, viewer, id);
  return await changing(tools, before, getInstance, viewer, async (tx, instance, compiled) => {
    await record(tx, 'instance.removed', instance);
    await discardDraft(tx, id);
    return await settle(tx, tools, instance, compiled, 'removed', 'remove');
  });
}

/** How long an instance that was removed may be brought back. */
export const RESTORABLE = 30 * DAY;

/**
 * Brings an instance back that was removed, with its values and addresses, paused. One that is there is left as it is.
 * @throws AppError `not_found`; `conflict` when it was removed too long ago, or its integration is in the trash
 */
export async function restoreInstance(tools: DeploymentTools, viewer: Viewer, id: string): Promise<Deployed> {
  const before = await getInstanceEver(tools.store.read, viewer, id);
  return await changing(tools, before, getInstanceEver, viewer, async (tx, instance, compiled) => {
    if (instance.state !== 'removed') return unchanged(tx, instance, compiled);
    if ((await getIntegrationEver(tx, instance.integrationId)).isRemoved)
      throw new AppError('conflict', 'The integration of this instance is in the trash. Restore it first.');
    if (instance.updatedAt < now() - RESTORABLE)
      throw new AppError('conflict', 'This instance was removed more than 30 days ago. Deploy it anew.');
    await record(tx, 'instance.restored', instance);
    return await settle(tx, tools, instance, compiled, 'paused', undefined);
  });
}
