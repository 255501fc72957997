import { and, asc, desc, eq, isNotNull, isNull, ne, or, type SQL } from 'drizzle-orm';
import { integrations } from '../db/schema.ts';
import { contains, hasItem } from '../db/search.ts';
import type { Database } from '../db/store.ts';
import { type Integration, integrationColumns } from './integrations.ts';
import { beforeInstant, type Listed, listed, type Page } from './paging.ts';

/** `draft`: what its draft says has not been published; `published`: it has a version. */
export type IntegrationState = 'draft' | 'published';

export type IntegrationListFilter = {
  /** Parts of the name and of the description, whatever their case. */
  name?: string | undefined;
  description?: string | undefined;
  category?: string | undefined;
  label?: string | undefined;
  state?: IntegrationState | undefined;
};

const MOST_CATEGORIES = 200;
const BY_CHANGE = { at: integrations.updatedAt, id: integrations.id };

/** Integrations, the ones that were changed last first. */
export async function recentIntegrations(
  db: Database,
  filter: IntegrationListFilter,
  page: Page,
): Promise<Listed<Integration>> {
  const { name, description, category, label, state } = filter;
  const conditions: (SQL | undefined)[] = [
    name ? contains(integrations.name, name) : undefined,
    description ? contains(integrations.description, description) : undefined,
    category ? eq(integrations.category, category) : undefined,
    label ? hasItem(integrations.labels, label) : undefined,
    state ? isIn(state) : undefined,
    page.cursor ? beforeInstant(BY_CHANGE, 'int', page.cursor) : undefined,
  ];
  const rows = await db
    .select(integrationColumns)
    .from(integrations)
    .where(and(...conditions))
    .orderBy(desc(integrations.updatedAt), desc(integrations.id))
    .limit(page.limit + 1);
  return listed(rows, page, ({ updatedAt, id }) => `${updatedAt} ${id}`);
}

function isIn(state: IntegrationState): SQL | undefined {
  if (state === 'published') return isNotNull(integrations.publishedVersion);
  const { revision, publishedRevision } = integrations;
  return or(isNull(publishedRevision), ne(publishedRevision, revision));
}

/** The categories that integrations have, by name; the first 200. */
export async function categoriesInUse(db: Database): Promise<string[]> {
  const rows = await db
    .selectDistinct({ category: integrations.category })
    .from(integrations)
    .orderBy(asc(integrations.category))
    .limit(MOST_CATEGORIES);
  return rows.map(({ category }) => category).filter((category) => category !== '');
}
