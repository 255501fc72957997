import { Database as Sqlite } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { assetPath } from '../../src/lib/assets.ts';

type Names = { table: string; name: string };

function statementsOf(dialect: 'sqlite' | 'postgres'): string[] {
  const folder = assetPath('migrations', dialect);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').split('--> statement-breakpoint'));
}

/** Tables, each with the names of what it has, in the order of the alphabet. */
function byTable(rows: Names[]): Record<string, string[]> {
  const tables: Record<string, string[]> = {};
  for (const { table, name } of rows) tables[table] = [...(tables[table] ?? []), name];
  for (const names of Object.values(tables)) names.sort();
  return tables;
}

function onSqlite() {
  const sqlite = new Sqlite(':memory:');
  for (const statement of statementsOf('sqlite')) sqlite.run(statement);
  const ask = (query: string) => byTable(sqlite.query<Names, []>(query).all());
  const of = `FROM sqlite_master m JOIN`;
  const answer = {
    columns: ask(`SELECT m.name AS "table", c.name ${of} pragma_table_info(m.name) c WHERE m.type = 'table'`),
    empty: ask(
      `SELECT m.name AS "table", c.name ${of} pragma_table_info(m.name) c
       WHERE m.type = 'table' AND NOT c."notnull" AND NOT c.pk`,
    ),
    indexes: ask(
      `SELECT m.name AS "table", i.name ${of} pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = 'c'`,
    ),
  };
  sqlite.close();
  return answer;
}

async function onPostgres() {
  const pg = await PGlite.create();
  for (const statement of statementsOf('postgres')) await pg.exec(statement);
  const ask = async (query: string) => byTable((await pg.query<Names>(query)).rows);
  const columns = `SELECT table_name AS "table", column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public'`;
  const answer = {
    columns: await ask(columns),
    empty: await ask(`${columns} AND is_nullable = 'YES'`),
    indexes: await ask(
      `SELECT i.tablename AS "table", i.indexname AS name FROM pg_indexes i
       WHERE i.schemaname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)`,
    ),
  };
  await pg.close();
  return answer;
}

test('SQLite and PostgreSQL get the same tables, columns, optional columns and indexes', async () => {
  const [here, there] = [onSqlite(), await onPostgres()];
  expect(Object.keys(here.columns).length).toBeGreaterThan(10);
  expect(there.columns).toEqual(here.columns);
  expect(there.empty).toEqual(here.empty);
  expect(there.indexes).toEqual(here.indexes);
}, 30_000);
