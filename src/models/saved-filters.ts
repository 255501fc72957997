import { and, asc, count, eq } from 'drizzle-orm';
import { savedFilters } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { now } from '../lib/time.ts';

/** A filter of the list of executions that a person keeps under a name. */
export type SavedFilter = typeof savedFilters.$inferSelect;

/** More would not fit above the list. */
const MOST_SAVED = 20;

/** Keeps a filter for a person; one of the same name gives way. @throws AppError `conflict` where there are too many */
export async function saveFilter(
  tx: Database,
  userId: string,
  name: string,
  query: string,
): Promise<SavedFilter> {
  const row = { id: newId('flt'), userId, name, query, createdAt: now() };
  const isSame = and(eq(savedFilters.userId, userId), eq(savedFilters.name, name));
  const [same] = await tx.update(savedFilters).set({ query }).where(isSame).returning();
  if (same) return same;
  const [own] = await tx.select({ count: count() }).from(savedFilters).where(eq(savedFilters.userId, userId));
  if ((own?.count ?? 0) >= MOST_SAVED)
    throw new AppError('conflict', `You have ${MOST_SAVED} filters already: delete one first.`);
  await tx.insert(savedFilters).values(row);
  return row;
}

/** The filters of a person, by their names. */
export async function listFilters(db: Database, userId: string): Promise<SavedFilter[]> {
  return await db
    .select()
    .from(savedFilters)
    .where(eq(savedFilters.userId, userId))
    .orderBy(asc(savedFilters.name));
}

/** @throws AppError `not_found`, also for another person's */
export async function deleteFilter(tx: Database, userId: string, id: string): Promise<void> {
  const isOwn = and(eq(savedFilters.id, id), eq(savedFilters.userId, userId));
  const gone = await tx.delete(savedFilters).where(isOwn).returning({ id: savedFilters.id });
  if (gone.length === 0) throw new AppError('not_found', `There is no filter ${id}.`);
}
