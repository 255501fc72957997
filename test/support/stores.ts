/**
 * The stores that the models' tests run on: a SQLite file of its own for each test, or PGlite in a process that was
 * started with STEPWELL_DATABASE=postgres (`test/models-on-postgres.test.ts` starts one with these same files).
 */
import { Database as Sqlite } from 'bun:sqlite';
import { afterEach, beforeEach } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { type Blobs, openBlobs } from '../../src/db/blobs.ts';
import { openPostgresStore } from '../../src/db/postgres/store.ts';
import type { Store } from '../../src/db/store.ts';
import { assetPath } from '../../src/lib/assets.ts';
import { databaseDialect } from '../../src/lib/config.ts';
import { openNewStore } from './new-store.ts';

export type Shelf = {
  readonly store: Store;
  /** Everything that lies on the disk (or would), as bytes: what a thief of the disk can read. */
  bytes(): Promise<Buffer>;
  /** What the migrations have made: `table.column`, with `?` where it may be empty, and `table.index` by name. */
  made(): Promise<{ columns: string[]; indexes: string[] }>;
};

/** A fresh store for each test of the file. */
export function shelf(): Shelf {
  let folder = '';
  let opened: Opened | undefined;
  const now = () => {
    if (!opened) throw new Error('The store is there only while a test runs.');
    return opened;
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwell-models-'));
    const blobs = openBlobs(join(folder, 'blobs'));
    opened = databaseDialect() === 'sqlite' ? sqliteIn(folder, blobs) : await postgres(blobs);
  });
  afterEach(async () => {
    await opened?.store.close();
    opened = undefined;
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get store() {
      return now().store;
    },
    bytes: () => now().bytes(),
    made: () => now().made(),
  };
}

type Opened = Omit<Shelf, 'store'> & { store: Store };

function sqliteIn(folder: string, blobs: Blobs): Opened {
  const store = openNewStore(join(folder, 'db'), blobs);
  return {
    store,
    async bytes() {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      );
      return Buffer.concat(files.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path)));
    },
    made: async () => madeBySqlite(new Sqlite(join(folder, 'db'), { readonly: true })),
  };
}

type Name = { name: string };

/** What is in a SQLite database, which is closed then. */
export function madeBySqlite(file: Sqlite) {
  const ask = (query: string) => sorted(file.query<Name, []>(query).all());
  const tables = `FROM sqlite_master m, %(m.name) i WHERE m.type = 'table' AND m.name NOT GLOB '__*'`;
  const made = {
    columns: ask(
      `SELECT m.name || '.' || i.name || iif(i."notnull", '', '?') AS name ${tables.replace('%', 'pragma_table_info')}`,
    ),
    indexes: ask(
      `SELECT m.name || '.' || i.name AS name ${tables.replace('%', 'pragma_index_list')} AND i.origin = 'c'`,
    ),
  };
  file.close();
  return made;
}

function sorted(rows: Name[]): string[] {
  return rows.map(({ name }) => name).sort();
}

// One for the whole process: it takes seconds to start. The tests share it in turn, each with empty tables.
let shared: Promise<{ client: PGlite; empty: string }> | undefined;

async function startPostgres(): Promise<{ client: PGlite; empty: string }> {
  const client = new PGlite();
  await migrate(drizzle(client), { migrationsFolder: assetPath('migrations', 'postgres') });
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  const emptied = rows.map(
    ({ name }) => `IF EXISTS (SELECT FROM "${name}") THEN DELETE FROM "${name}"; END IF;`,
  );
  // Without the checks of foreign keys, since tables are listed in any order; planned once, since hundreds of tests call it.
  await client.exec(
    `CREATE PROCEDURE pg_temp.empty() LANGUAGE plpgsql SET session_replication_role = replica
     AS $$ BEGIN ${emptied.join(' ')} END $$`,
  );
  return { client, empty: 'CALL pg_temp.empty()' };
}

async function postgres(blobs: Blobs): Promise<Opened> {
  shared ??= startPostgres();
  const { client, empty } = await shared;
  await client.exec(empty);
  return {
    store: openPostgresStore(drizzle(client), blobs),
    async bytes() {
      return Buffer.from(await (await client.dumpDataDir('none')).arrayBuffer());
    },
    async made() {
      const ask = async (query: string) => sorted((await client.query<Name>(query)).rows);
      return {
        columns: await ask(
          `SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END AS name
           FROM information_schema.columns WHERE table_schema = 'public'`,
        ),
        indexes: await ask(
          `SELECT i.tablename || '.' || i.indexname AS name FROM pg_indexes i WHERE i.schemaname = 'public' AND i.indexname NOT LIKE '\\_\\_%'
           AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)`,
        ),
      };
    },
  };
}
