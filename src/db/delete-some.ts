import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { changedRows, type Database } from './store.ts';

/**
 * Deletes at most so many of those rows, so that what others write does not wait long; answers how many.
 * @param key the columns of the table's primary key
 */
export async function deleteSome(
  tx: Database,
  table: SQLiteTable,
  key: SQLiteColumn[],
  which: SQL | undefined,
  most: number,
): Promise<number> {
  const columns = sql.join(key, sql`, `);
  const some = sql`select ${columns} from ${table} where ${which} limit ${most}`;
  return changedRows(await tx.delete(table).where(sql`(${columns}) in (${some})`));
}
