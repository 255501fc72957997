import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { integrations } from '../db/schema.ts';
import { contains, hasItem } from '../db/search.ts';
import { type Integration, integrationColumns } from './integrations.ts';
import { instantOfCursor, type Listed, listed, type Page } from './pages.ts';

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
    page.cursor ? before(page.cursor) : undefined,
  ];
  const rows = await db
    .select(integrationColumns)
    .from(integrations)
    .where(and(...conditions))
    .orderBy(desc(integrations.updatedAt), desc(integrations.id))
    .limit(page.limit + 1);
  return listed(rows, page, ({ updatedAt, id }) => `${updatedAt} ${id}`);
}

function isIn(state: IntegrationState): SQL {
  if (state === 'published') return sql`${integrations.publishedVersion} is not null`;
  const { revision, publishedRevision } = integrations;
  return sql`(${isNull(publishedRevision)} or ${publishedRevision} <> ${revision})`;
}

function before(cursor: string): SQL {
  const { at, id } = instantOfCursor('int', cursor);
  return sql`(${integrations.updatedAt}, ${integrations.id}) < (${at}, ${id})`;
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

/** The names of the integrations with these ids that are there. @param ids those of one page */
export async function integrationNames(db: Database, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ id: integrations.id, name: integrations.name })
    .from(integrations)
    .where(inArray(integrations.id, [...new Set(ids)]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
