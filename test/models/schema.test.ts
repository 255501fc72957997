import { Database as Sqlite } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { getTableColumns, getTableName, is, Table } from 'drizzle-orm';
import * as schema from '../../src/db/schema.ts';
import { migrateDatabase } from '../../src/db/sqlite/migrate.ts';
import { madeBySqlite, shelf } from '../support/stores.ts';

const at = shelf();

test('the migrations make every table and column that the schema describes, and no others', async () => {
  const described = Object.values(schema)
    .filter((each) => is(each, Table))
    .flatMap((table) =>
      Object.values(getTableColumns(table)).map(
        ({ name, notNull }) => `${getTableName(table)}.${name}${notNull ? '' : '?'}`,
      ),
    );
  expect((await at.made()).columns).toEqual(described.sort());
  expect(described.length).toBeGreaterThan(50);
});

// In the process that runs on PostgreSQL this compares the two dialects.
test('SQLite and PostgreSQL get the same tables, columns, optional columns and indexes', async () => {
  const sqlite = new Sqlite(':memory:');
  migrateDatabase(sqlite);
  const expected = madeBySqlite(sqlite);
  expect(await at.made()).toEqual(expected);
  expect(expected.indexes.length).toBeGreaterThan(10);
});
