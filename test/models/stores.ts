/**
 * The stores that the models' tests run on: a SQLite file of its own for each test, or PGlite in a process that was
 * started with STEPWELL_DATABASE=postgres (`test/models-on-postgres.test.ts` starts one with these same files).
 */
import { afterEach, beforeEach } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { type Blobs, openBlobs } from '../../src/db/blobs.ts';
import type { Database, Store } from '../../src/db/database.ts';
import { openStore } from '../../src/db/store.ts';
import { assetPath } from '../../src/lib/assets.ts';
import { databaseDialect } from '../../src/lib/config.ts';

export type Shelf = {
  readonly store: Store;
  /** Everything that lies on the disk (or would), as bytes: what a thief of the disk can read. */
  bytes(): Promise<Buffer>;
  /** Names of tables, with those of their columns and whether each may be empty. */
  columns(): Promise<Map<string, Map<string, { nullable: boolean }>>>;
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
    columns: () => now().columns(),
  };
}

type Opened = { store: Store; bytes(): Promise<Buffer>; columns: Shelf['columns'] };

type ColumnRow = { table: string; column: string; nullable: number | boolean };

function columnMap(rows: ColumnRow[]): Map<string, Map<string, { nullable: boolean }>> {
  const tables = new Map<string, Map<string, { nullable: boolean }>>();
  for (const { table, column, nullable } of rows) {
    const columns = tables.get(table) ?? new Map();
    tables.set(table, columns.set(column, { nullable: Boolean(nullable) }));
  }
  return tables;
}

function sqliteIn(folder: string, blobs: Blobs): Opened {
  const store = openStore(join(folder, 'db'), blobs);
  return {
    store,
    async bytes() {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      );
      return Buffer.concat(files.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path)));
    },
    async columns() {
      const { Database } = await import('bun:sqlite');
      const file = new Database(join(folder, 'db'), { readonly: true });
      const rows = file
        .query<ColumnRow, []>(
          `SELECT m.name AS "table", c.name AS "column", c."notnull" = 0 AS nullable
           FROM sqlite_master m, pragma_table_info(m.name) c
           WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'`,
        )
        .all();
      file.close();
      return columnMap(rows);
    },
  };
}

// One for the whole process: it takes seconds to start. The tests share it in turn, each with empty tables.
let shared: Promise<PGlite> | undefined;

async function startPostgres(): Promise<PGlite> {
  const client = new PGlite();
  await migrate(drizzle(client), { migrationsFolder: assetPath('migrations', 'postgres') });
  return client;
}

async function postgres(blobs: Blobs): Promise<Opened> {
  shared ??= startPostgres();
  const client = await shared;
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  await client.exec(`TRUNCATE ${rows.map(({ name }) => `"${name}"`).join(', ')} CASCADE`);
  return {
    store: postgresStore(client, blobs),
    async bytes() {
      return Buffer.from(await (await client.dumpDataDir('none')).arrayBuffer());
    },
    async columns() {
      const { rows } = await client.query<ColumnRow>(
        `SELECT table_name AS "table", column_name AS "column", is_nullable = 'YES' AS nullable
         FROM information_schema.columns WHERE table_schema = 'public'`,
      );
      return columnMap(rows);
    },
  };
}

/** The same promises as the SQLite store's but for durability: one write after the other, each a transaction. */
function postgresStore(client: PGlite, blobs: Blobs): Store {
  const db = drizzle(client);
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: database(db),
    blobs,
    write(work) {
      const done = last.then(() => db.transaction((tx) => work(database(tx))));
      last = done.catch(() => undefined);
      return done;
    },
    tidy: async () => undefined,
    close: async () => void (await last),
  };
}

/** The claim of DESIGN §1.13, which these tests prove: PostgreSQL's drizzle does what the models ask of SQLite's. */
function database(db: object): Database {
  const claimed: unknown = db;
  if (!isDatabase(claimed)) throw new Error('This is not drizzle.');
  return claimed;
}

function isDatabase(value: unknown): value is Database {
  return typeof value === 'object' && value !== null && 'select' in value && 'insert' in value;
}
