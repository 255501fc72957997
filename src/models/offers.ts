import { record } from './audit.ts';
import { visibleVariables } from './config-variables.ts';
import { beginDraft } from './configuration-drafts.ts';
import type { DeploymentTools } from './deployments.ts';
import { ensureEndpoints } from './endpoints.ts';
import {
  changeInstance,
  getInstance,
  type Instance,
  insertInstance,
  instanceOfCustomer,
} from './instances.ts';
import { getOffer } from './listings.ts';
import { missingUnder } from './upgrade-plans.ts';
import { upgradeOrAsk } from './upgrades.ts';
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

/** What an update brings to a customer: parts that are new or gone, and what is asked first. */
export type UpdateNews = {
  /** There is nothing newer where it is false. */
  isNewer: boolean;
  added: string[];
  gone: string[];
  /** Of the customer, and whether something is asked of the organization as well. */
  asks: string[];
  waitsForStaff: boolean;
};

/** What the update of one that the customer has would bring. @throws AppError `not_found`, as `updateToOffer` */
export async function updateNews(
  tools: DeploymentTools,
  viewer: OfCustomer,
  id: string,
): Promise<UpdateNews> {
  const { read } = tools.store;
  const instance = await getInstance(read, viewer, id);
  const { integrationId, version } = instance;
  const offer = await getOffer(read, viewer, integrationId);
  const former = await tools.compiledVersions.get(read, integrationId, version);
  const next = await tools.compiledVersions.get(read, integrationId, Math.max(offer.version, version));
  const asks = await missingUnder(read, tools, instance, former, next);
  const visible = new Set(visibleVariables(viewer, next.configVars).map(({ key }) => key));
  const [before, after] = [former, next].map(({ flows }) => new Set(flows.map(({ name }) => name)));
  return {
    isNewer: offer.version > version,
    added: [...(after ?? [])].filter((name) => !before?.has(name)),
    gone: [...(before ?? [])].filter((name) => !after?.has(name)),
    asks: asks.filter((key) => visible.has(key)),
    waitsForStaff: asks.some((key) => !visible.has(key)),
  };
}

/**
 * Puts the version that a customer is offered under what they have of it; where it asks for something first, that goes on
 * as it is until it is answered.
 * @returns whether it asks @throws AppError `not_found`, also where it is offered no longer
 */
export async function updateToOffer(
  tools: DeploymentTools,
  viewer: OfCustomer,
  id: string,
): Promise<{ instance: Instance; asks: boolean }> {
  const { store, compiledVersions } = tools;
  const before = await getInstance(store.read, viewer, id);
  const { version } = await getOffer(store.read, viewer, before.integrationId);
  // What is compiled before holds up no other write.
  for (const number of [before.version, version])
    await compiledVersions.get(store.read, before.integrationId, number);
  return await store.write(async (tx) => {
    const instance = await getInstance(tx, viewer, id);
    if (version <= instance.version) return { instance, asks: false };
    const { asks, deployed } = await upgradeOrAsk(tx, tools, instance, version);
    const updated = deployed?.instance ?? instance;
    return { instance: updated, asks: asks.length > 0 || updated.state === 'needs_configuration' };
  });
}
