import type { SQLQueryBindings, Database as Sqlite } from 'bun:sqlite';
import { getTableColumns, getTableName } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

/**
 * Inserts rows as the schema describes them, by one prepared statement: drizzle's own insert takes ten times as long.
 * What a row leaves out is NULL.
 */
export function insertRows<T extends SQLiteTable>(
  sqlite: Sqlite,
  into: T,
  rows: Iterable<T['$inferInsert']>,
): void {
  const columns = Object.entries(getTableColumns(into));
  const names = columns.map(([, column]) => `"${column.name}"`).join(', ');
  const places = columns.map(() => '?').join(', ');
  const insert = sqlite.query<unknown, SQLQueryBindings[]>(
    `INSERT INTO "${getTableName(into)}" (${names}) VALUES (${places})`,
  );
  for (const row of rows) {
    insert.run(
      ...columns.map(([key, column]) => {
        const value: unknown = Reflect.get(row, key);
        return value === undefined || value === null ? null : bindable(column.mapToDriverValue(value));
      }),
    );
  }
}

function bindable(value: unknown): SQLQueryBindings {
  if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) return value;
  throw new Error(`SQLite cannot hold a ${typeof value}.`);
}
