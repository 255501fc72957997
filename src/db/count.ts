import { count, type Subquery } from 'drizzle-orm';
import type { Database } from './store.ts';

/** How many rows a query has. It has a limit, so that no count ever costs more than what it is worth. */
export async function countRows(db: Database, limited: Subquery): Promise<number> {
  const [row] = await db.select({ count: count() }).from(limited);
  return row?.count ?? 0;
}
