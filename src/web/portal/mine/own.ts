import type { Catalog } from '../../../components/catalog.ts';
import type { Database } from '../../../db/store.ts';
import type { OwnState } from '../../../lib/ui/customer-words.ts';
import { ownConnections } from '../../../models/connection-list.ts';
import { type ListedInstance, recentInstances } from '../../../models/instance-list.ts';
import { type InstanceRun, lastRuns } from '../../../models/instance-runs.ts';
import { integrationsById } from '../../../models/integration-list.ts';
import { type Offer, offersFor } from '../../../models/listings.ts';
import type { Viewer } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';

/** An integration that a customer has. */
export type Own = {
  id: string;
  integrationId: string;
  name: string;
  category: string;
  icon: string | null;
  /** What its card says. */
  text: string;
  state: OwnState;
  last: InstanceRun | undefined;
};

/** More than anybody reads on one page. */
const MOST = 200;

type Asked = Pick<Deps, 'store' | 'catalog'>;

/** What a customer has, newest first, and what they are offered. */
export async function ownAndOffered(deps: Asked, viewer: Viewer): Promise<{ own: Own[]; offers: Offer[] }> {
  const db = deps.store.read;
  const { items } = await recentInstances(db, viewer, {}, { limit: MOST });
  const offers = await offersFor(db, viewer);
  return { own: await asOwn(deps, viewer, items, offers), offers };
}

/** Instances as their customer sees them. */
export async function asOwn(
  { store: { read: db }, catalog }: Asked,
  viewer: Viewer,
  items: ListedInstance[],
  offers: Pick<Offer, 'integrationId' | 'version' | 'text'>[],
): Promise<Own[]> {
  const last = await lastRuns(
    db,
    viewer,
    items.map(({ id }) => id),
  );
  const looks = await integrationsById(
    db,
    items.map(({ integrationId }) => integrationId),
  );
  const broken = await brokenOnes(db, viewer, catalog);
  const offered = new Map(offers.map((offer) => [offer.integrationId, offer]));
  return items.map((instance) => {
    const { id, integrationId, name } = instance;
    const [offer, look, run] = [offered.get(integrationId), looks.get(integrationId), last.get(id)];
    return {
      ...{ id, integrationId, name, last: run },
      category: look?.category ?? '',
      icon: look?.icon ?? null,
      text: offer?.text ?? look?.description ?? '',
      state: stateOf(instance, { run, isBroken: broken.has(id), newest: offer?.version }),
    };
  });
}

/** Those with an account that has to be connected again. */
async function brokenOnes(db: Database, viewer: Viewer, catalog: Catalog): Promise<Set<string>> {
  const connections = await ownConnections(db, viewer, catalog);
  const broken = connections.filter(({ state }) => state === 'error' || state === 'revoked');
  return new Set(broken.flatMap(({ usedBy }) => usedBy));
}

type Known = { run: InstanceRun | undefined; isBroken: boolean; newest: number | undefined };

function stateOf(
  { state, version }: Pick<ListedInstance, 'state' | 'version'>,
  { run, isBroken, newest }: Known,
): OwnState {
  if (state === 'paused') return 'paused';
  // Once it has run, an answer is missing that it did not need before.
  if (state !== 'active') return run === undefined ? 'unfinished' : 'attention';
  if (isBroken || (run?.failures ?? 0) > 0) return 'attention';
  return newest !== undefined && newest > version ? 'update' : 'active';
}
