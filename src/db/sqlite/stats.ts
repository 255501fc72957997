import type { Database as Sqlite } from 'bun:sqlite';
import { readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { assetPath } from '../../lib/assets.ts';

/** Sizes are in bytes. */
export type DatabaseFacts = {
  bytes: number;
  /** Of the write-ahead log. */
  walBytes: number;
  /** Left to this program on the disk of the database. */
  freeBytes: number;
  /** Of that disk in all. */
  diskBytes: number;
  /** Name of the last migration. */
  schemaVersion: string;
};

/** How large the database is and what schema it has. One in memory has no file, and so no sizes. */
export function databaseFacts(path: string, sqlite: Sqlite): DatabaseFacts {
  const schemaVersion = lastMigration(sqlite);
  if (path === ':memory:') return { bytes: 0, walBytes: 0, freeBytes: 0, diskBytes: 0, schemaVersion };
  const disk = statfsSync(dirname(path));
  return {
    bytes: sizeOf(path),
    walBytes: sizeOf(`${path}-wal`),
    freeBytes: disk.bavail * disk.bsize,
    diskBytes: disk.blocks * disk.bsize,
    schemaVersion,
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function lastMigration(sqlite: Sqlite): string {
  const row = sqlite
    .query<{ at: number }, []>('SELECT max(created_at) AS at FROM __drizzle_migrations')
    .get();
  const file = assetPath('migrations', 'sqlite', 'meta', '_journal.json');
  const journal: { entries: { when: number; tag: string }[] } = JSON.parse(readFileSync(file, 'utf8'));
  return journal.entries.find(({ when }) => when === Number(row?.at))?.tag ?? '';
}
