import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Blobs } from '../../src/db/blobs.ts';
import { migrateDatabase } from '../../src/db/sqlite/migrate.ts';
import { openConnection } from '../../src/db/sqlite/open.ts';
import { openStore } from '../../src/db/sqlite/store.ts';
import type { Store } from '../../src/db/store.ts';

/**
 * Opens a store in a file that may be there already. A new one is a copy of an empty database that this process has
 * migrated once: hundreds of tests begin with one, and to migrate takes five times what the copy does.
 */
export function openNewStore(path: string, blobs: Blobs): Store {
  if (!existsSync(path)) writeFileSync(path, migrated());
  return openStore(path, blobs);
}

let made: Uint8Array | undefined;

function migrated(): Uint8Array {
  made ??= migrate();
  return made;
}

function migrate(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-migrated-'));
  const path = join(folder, 'db');
  const { sqlite } = openConnection(path);
  migrateDatabase(sqlite);
  sqlite.run('PRAGMA wal_checkpoint(TRUNCATE)');
  sqlite.close();
  const bytes = readFileSync(path);
  rmSync(folder, { recursive: true });
  return bytes;
}
