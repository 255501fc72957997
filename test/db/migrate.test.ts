import { Database as Sqlite } from 'bun:sqlite';
import { expect, test } from 'bun:test';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrateDatabase } from '../../src/db/sqlite/migrate.ts';
import { assetPath } from '../../src/lib/assets.ts';

const files = readMigrationFiles({ migrationsFolder: assetPath('migrations', 'sqlite') });

/** A database as an executable of that many migrations has left it. */
function databaseOf(migrations: number): Sqlite {
  const sqlite = new Sqlite(':memory:');
  sqlite.run(
    'CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric)',
  );
  for (const file of files.slice(0, migrations)) {
    for (const statement of file.sql) sqlite.run(statement);
    sqlite.run('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)', [
      file.hash,
      file.folderMillis,
    ]);
  }
  return sqlite;
}

test('a database from before the pages learns which version of each integration was published last, and whether its draft has changed since', () => {
  const sqlite = databaseOf(1);
  const integration = sqlite.query(
    `INSERT INTO integrations (id, name, description, category, labels, draft, revision, created_at, updated_at)
     VALUES (?, ?, '', '', '[]', ?, 5, 1, 1)`,
  );
  integration.run('int_same', 'Same', '{"b":2}');
  integration.run('int_changed', 'Changed', '{"c":3}');
  integration.run('int_new', 'New', '{"a":1}');
  const version = sqlite.query(
    `INSERT INTO versions (integration_id, number, note, definition, available, created_at) VALUES (?, ?, '', ?, 1, 1)`,
  );
  for (const id of ['int_same', 'int_changed']) {
    version.run(id, 1, '{"a":1}');
    version.run(id, 2, '{"b":2}');
  }
  migrateDatabase(sqlite);
  const rows = sqlite
    .query(
      'SELECT id, published_version AS version, published_revision AS revision FROM integrations ORDER BY id',
    )
    .all();
  expect(rows).toEqual([
    { id: 'int_changed', version: 2, revision: 0 },
    { id: 'int_new', version: null, revision: null },
    { id: 'int_same', version: 2, revision: 5 },
  ]);
  sqlite.close();
});

test('what executions keep is counted from now on: no row of those that are there is touched', () => {
  const sqlite = databaseOf(5);
  sqlite.run('PRAGMA foreign_keys = OFF');
  sqlite.run(
    `INSERT INTO executions (id, instance_id, customer_id, integration_id, version, flow, kind, status, queued_at, run_at, crashes, depth)
     WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000)
     SELECT 'exe_00000000' || x, 'ins_1', 'cus_1', 'int_1', 1, 'Main', 'webhook', 'succeeded', 1, 1, 0, 0 FROM n`,
  );
  const changes = () => sqlite.query<{ n: number }, []>('SELECT total_changes() AS n').get()?.n ?? 0;
  const before = changes();
  migrateDatabase(sqlite);
  // Each migration notes itself.
  const noted = files.length - 5;
  // What looks through texts begins with rows of its own.
  const search = ['data', 'config'].map((part) => {
    const counting = sqlite.query<{ n: number }, []>(`SELECT count(*) AS n FROM __execution_search_${part}`);
    return counting.get()?.n ?? 0;
  });
  const own = search.reduce((sum, n) => sum + n, 0);
  expect(changes() - before - noted - own).toBeLessThan(5);
  expect(sqlite.query('SELECT sum(size) AS sum, count(*) AS count FROM executions').get()).toEqual({
    sum: 0,
    count: 1000,
  });
  sqlite.close();
});

test('a database of a newer executable is refused, and stays as it is', () => {
  const sqlite = databaseOf(files.length);
  sqlite.run(`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 99999999999999)`);
  expect(() => migrateDatabase(sqlite)).toThrow('last used by a newer stepwell');
  sqlite.close();
});
