import type { Database as Sqlite } from 'bun:sqlite';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import { migrate } from 'drizzle-orm/bun-sqlite/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { assetPath } from '../../lib/assets.ts';
import { AppError } from '../../lib/errors.ts';
import { OPENING_WAIT } from './open.ts';

/**
 * Brings the database to this executable's schema.
 * @throws AppError `conflict` for a database that a newer executable has migrated
 */
export function migrateDatabase(sqlite: Sqlite): void {
  const migrationsFolder = assetPath('migrations', 'sqlite');
  const newest = Math.max(...readMigrationFiles({ migrationsFolder }).map((file) => file.folderMillis));
  const applied = lastApplied(sqlite);
  if (applied > newest) {
    throw new AppError(
      'conflict',
      'This database was last used by a newer stepwell. Start that one, or restore a backup made before the upgrade.',
    );
  }
  if (applied === newest) return;
  const [held] = sqlite.query<{ timeout: number }, []>('PRAGMA busy_timeout').all();
  sqlite.run(`PRAGMA busy_timeout = ${OPENING_WAIT}`);
  migrate(drizzle(sqlite), { migrationsFolder });
  sqlite.run(`PRAGMA busy_timeout = ${held?.timeout ?? 0}`);
}

function lastApplied(sqlite: Sqlite): number {
  const table = sqlite.query(`SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'`).get();
  if (!table) return 0;
  const row = sqlite
    .query<{ at: number | null }, []>('SELECT max(created_at) AS at FROM __drizzle_migrations')
    .get();
  return Number(row?.at ?? 0);
}
