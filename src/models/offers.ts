import { record } from './audit.ts';
import { beginDraft } from './configuration-drafts.ts';
import { changeVersion, type DeploymentTools } from './deployments.ts';
import { ensureEndpoints } from './endpoints.ts';
import {
  changeInstance,
  getInstance,
  type Instance,
  insertInstance,
  instanceOfCustomer,
} from './instances.ts';
import { getOffer } from './listings.ts';
import type { Viewer } from './viewer.ts';

type OfCustomer = Viewer & { scope: { kind: 'customer' } };

/** Whether somebody of a customer looks. */
export function isOfCustomer(viewer: Viewer): viewer is OfCustomer {
  return viewer.scope.kind === 'customer';
}

/**
 * Makes what a customer has activated on the marketplace: it runs once its answers are given. What they have of the
 * integration already is answered instead.
 * @throws AppError `not_found` for what they are not offered
 */
export async function activateOffer(
  tools: DeploymentTools,
  viewer: OfCustomer,
  integrationId: string,
): Promise<Instance> {
  const { customerId } = viewer.scope;
  const seen = await getOffer(tools.store.read, viewer, integrationId);
  await tools.compiledVersions.get(tools.store.read, integrationId, seen.version);
  return await tools.store.write(async (tx) => {
    const { name, version } = await getOffer(tx, viewer, integrationId);
    const existing = await instanceOfCustomer(tx, integrationId, customerId);
    if (existing) return existing;
    const made = await insertInstance(tx, { customerId, integrationId, version, name });
    await record(tx, 'instance.activated', made, { version });
    const compiled = await tools.compiledVersions.get(tx, integrationId, version);
    await ensureEndpoints(tx, tools.vault, made, compiled);
    const begun = await changeInstance(tx, made.id, { state: 'needs_configuration' });
    await beginDraft(tx, tools.vault, begun);
    return begun;
  });
}

/**
 * Puts the version that a customer is offered under what they have of it.
 * @throws AppError `not_found`, also where it is offered no longer
 */
export async function updateToOffer(
  tools: DeploymentTools,
  viewer: OfCustomer,
  id: string,
): Promise<Instance> {
  const before = await getInstance(tools.store.read, viewer, id);
  const { version } = await getOffer(tools.store.read, viewer, before.integrationId);
  if (version <= before.version) return before;
  return (await changeVersion(tools, viewer, id, version)).instance;
}
