import { eq, inArray, isNotNull, isNull, ne, or, type SQL } from 'drizzle-orm';
import { integrations, listings } from '../db/schema.ts';
import { contains, hasItem } from '../db/search.ts';
import type { Database } from '../db/store.ts';

/** `draft`: what its draft says has not been published; `published`: it has a version; `listed`: customers are offered it. */
export type IntegrationState = 'draft' | 'published' | 'listed';

export type IntegrationFilter = {
  /** Parts of the name and of the description, whatever their case. */
  name?: string | undefined;
  description?: string | undefined;
  category?: string | undefined;
  label?: string | undefined;
  state?: IntegrationState | undefined;
};

/** The conditions of what a list with that filter shows; what is in the trash is in none. */
export function matchingIntegrations(
  db: Database,
  { name, description, category, label, state }: IntegrationFilter,
): (SQL | undefined)[] {
  return [
    isNull(integrations.removedAt),
    name ? contains(integrations.name, name) : undefined,
    description ? contains(integrations.description, description) : undefined,
    category ? eq(integrations.category, category) : undefined,
    label ? hasItem(integrations.labels, label) : undefined,
    state ? isIn(db, state) : undefined,
  ];
}

function isIn(db: Database, state: IntegrationState): SQL | undefined {
  if (state === 'listed')
    return inArray(integrations.id, db.select({ id: listings.integrationId }).from(listings));
  if (state === 'published') return isNotNull(integrations.publishedVersion);
  const { revision, publishedRevision } = integrations;
  return or(isNull(publishedRevision), ne(publishedRevision, revision));
}
