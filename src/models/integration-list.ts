import { and, asc, desc, inArray, isNull } from 'drizzle-orm';
import { integrations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { type IntegrationFilter, matchingIntegrations } from './integration-filter.ts';
import { type Integration, integrationColumns } from './integrations.ts';
import { afterCategory, beforeInstant, categoryKey, type Listed, listed, type Page } from './paging.ts';

const MOST_CATEGORIES = 200;
const BY_CHANGE = { at: integrations.updatedAt, id: integrations.id };

/** Integrations, the ones that were changed last first. */
export async function recentIntegrations(
  db: Database,
  filter: IntegrationFilter,
  page: Page,
): Promise<Listed<Integration>> {
  const conditions = [
    ...matchingIntegrations(db, filter),
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

/** Integrations by category and then by name; first those that have none. */
export async function integrationsByCategory(
  db: Database,
  filter: IntegrationFilter,
  page: Page,
): Promise<Listed<Integration>> {
  const conditions = [
    ...matchingIntegrations(db, filter),
    page.cursor ? afterCategory(integrations, 'int', page.cursor) : undefined,
  ];
  const rows = await db
    .select(integrationColumns)
    .from(integrations)
    .where(and(...conditions))
    .orderBy(asc(integrations.category), asc(integrations.name), asc(integrations.id))
    .limit(page.limit + 1);
  return listed(rows, page, categoryKey);
}

/** Those of these integrations that are there, in the trash too, by id. @param ids those of one page */
export async function integrationsById(db: Database, ids: string[]): Promise<Map<string, Integration>> {
  if (ids.length === 0) return new Map();
  const some = inArray(integrations.id, [...new Set(ids)]);
  const rows = await db.select(integrationColumns).from(integrations).where(some);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The categories that integrations have, by name; the first 200. */
export async function categoriesInUse(db: Database): Promise<string[]> {
  const rows = await db
    .selectDistinct({ category: integrations.category })
    .from(integrations)
    .where(isNull(integrations.removedAt))
    .orderBy(asc(integrations.category))
    .limit(MOST_CATEGORIES);
  return rows.map(({ category }) => category).filter((category) => category !== '');
}
