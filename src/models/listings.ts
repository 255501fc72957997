import { and, asc, eq, isNull, max } from 'drizzle-orm';
import { integrations, listings, versions } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { now } from '../lib/time.ts';
import { authorIn, namesOf, record } from './audit.ts';
import { getCustomer } from './customers.ts';
import { getIntegration } from './integrations.ts';
import { deployableVersion } from './versions.ts';
import type { Viewer } from './viewer.ts';

/** That an integration is offered on the marketplace, to whom and how. */
export type Listing = typeof listings.$inferSelect;
export type ListingFields = Pick<Listing, 'blurb' | 'position' | 'labels'>;

/** What a customer may activate: the newest version that can be deployed. */
export type Offer = {
  integrationId: string;
  name: string;
  category: string;
  icon: string | null;
  /** What its card says. */
  text: string;
  version: number;
};

/** More than anybody reads on one page. */
const MOST_OFFERS = 500;

/** @returns undefined where it is not listed @throws AppError `not_found` for an integration that is not there */
export async function findListing(db: Database, integrationId: string): Promise<Listing | undefined> {
  await getIntegration(db, integrationId);
  const [row] = await db.select().from(listings).where(eq(listings.integrationId, integrationId));
  return row;
}

/** @throws AppError `not_found`, also for an integration that is not listed */
export async function getListing(db: Database, integrationId: string): Promise<Listing> {
  const row = await findListing(db, integrationId);
  if (!row) throw notListed(integrationId);
  return row;
}

/**
 * Offers an integration on the marketplace, or changes how; who listed it, and when, stays.
 * @throws AppError `not_found`; `version_unavailable` where no version can be activated
 */
export async function putListing(
  tx: Database,
  integrationId: string,
  fields: ListingFields,
): Promise<Listing> {
  const integration = await getIntegration(tx, integrationId);
  const before = await findListing(tx, integrationId);
  if (!before) await deployableVersion(tx, integrationId, undefined);
  const row: Listing = { integrationId, ...fields, listedAt: now(), listedBy: authorIn(tx)?.name ?? null };
  await tx.insert(listings).values(row).onConflictDoUpdate({ target: listings.integrationId, set: fields });
  const changed = before ? { changed: namesOf(fields) } : {};
  await record(tx, before ? 'integration.listing_changed' : 'integration.listed', integration, changed);
  return await getListing(tx, integrationId);
}

/** Offers it no longer; what customers have of it stays. @throws AppError `not_found`, also where it is not listed */
export async function removeListing(tx: Database, integrationId: string): Promise<void> {
  const integration = await getIntegration(tx, integrationId);
  await getListing(tx, integrationId);
  await tx.delete(listings).where(eq(listings.integrationId, integrationId));
  await record(tx, 'integration.unlisted', integration);
}

function notListed(id: string): AppError {
  return new AppError('not_found', `The integration ${id} is not listed on the marketplace.`);
}

/** What the viewer's customer is offered, by category; the first 500. */
export async function offersFor(db: Database, viewer: Viewer): Promise<Offer[]> {
  const labels = await labelsOf(db, viewer);
  return (await offers(db)).flatMap(({ labels: wanted, ...offer }) => (isFor(wanted, labels) ? offer : []));
}

/** What everybody is offered, whoever they are. */
export async function publicOffers(db: Database): Promise<Offer[]> {
  return (await offers(db)).flatMap(({ labels, ...offer }) => (labels.length === 0 ? offer : []));
}

/** @throws AppError `not_found`, also for what others are offered */
export async function getOffer(db: Database, viewer: Viewer, integrationId: string): Promise<Offer> {
  const found = (await offers(db, integrationId))[0];
  const labels = found && (await labelsOf(db, viewer));
  if (!found || !isFor(found.labels, labels ?? [])) throw notListed(integrationId);
  const { labels: _, ...offer } = found;
  return offer;
}

async function labelsOf(db: Database, viewer: Viewer): Promise<string[]> {
  if (viewer.scope.kind === 'organization') return [];
  return (await getCustomer(db, viewer, viewer.scope.customerId)).labels;
}

function isFor(wanted: string[], labels: string[]): boolean {
  const own = labels.map((label) => label.toLowerCase());
  return wanted.length === 0 || wanted.some((label) => own.includes(label.toLowerCase()));
}

async function offers(db: Database, only?: string): Promise<(Offer & Pick<Listing, 'labels'>)[]> {
  const { integrationId, blurb, labels, position } = listings;
  const { name, category, icon, description } = integrations;
  const rows = await db
    .select({
      ...{ integrationId, blurb, labels, position, name, category, icon, description },
      version: max(versions.number),
    })
    .from(listings)
    .innerJoin(integrations, eq(integrations.id, integrationId))
    .innerJoin(versions, and(eq(versions.integrationId, integrationId), eq(versions.available, true)))
    .where(and(isNull(integrations.removedAt), only === undefined ? undefined : eq(integrationId, only)))
    .groupBy(integrationId, integrations.id)
    .orderBy(asc(position), asc(integrationId))
    .limit(MOST_OFFERS);
  const found = rows.flatMap(({ version, blurb, description, position, ...rest }) =>
    version === null ? [] : { ...rest, version, text: blurb || description },
  );
  // Those without a category stand last; within one, rows stay in the order of their positions.
  const byCategory = (a: Offer, b: Offer) =>
    Number(a.category === '') - Number(b.category === '') || compare(a.category, b.category);
  return found.toSorted(byCategory);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
