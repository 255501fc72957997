import { Database as Sqlite } from 'bun:sqlite';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { messageOf } from '../../lib/errors.ts';
import { storageErrorOf } from '../../lib/storage-error.ts';

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/**
 * What is wrong with a file that should be a database, as far as its first bytes tell; undefined where that is nothing.
 * @param path of a file that is there and not empty
 */
export function damagedHeader(path: string): string | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  let read: number;
  try {
    read = readSync(file, header, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(file);
  }
  if (read < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'it is no database';
  // With a write-ahead log the pages that are missing may lie in there.
  const isLogEmpty = !existsSync(`${path}-wal`) || statSync(`${path}-wal`).size === 0;
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  // The number of pages counts where it was written with the last change.
  const pages = header.readUInt32BE(24) === header.readUInt32BE(92) ? header.readUInt32BE(28) : 0;
  return isLogEmpty && statSync(path).size < pages * pageSize ? 'a part of it is missing' : undefined;
}

/** Reads the database through; answers the first damage, undefined where there is none. Takes seconds for a gigabyte. */
export function damageIn(path: string): string | undefined {
  const sqlite = new Sqlite(path, { readonly: true });
  try {
    const row = sqlite.query<{ quick_check: string }, []>('PRAGMA quick_check(1)').get();
    const said = row?.quick_check ?? 'it cannot be read';
    return said === 'ok' ? undefined : said.replaceAll(/\s+/g, ' ');
  } catch (error) {
    if (storageErrorOf(error)?.fault !== 'damaged') throw error;
    return messageOf(error);
  } finally {
    sqlite.close();
  }
}

/** The names of the tables in a database. */
export function tablesIn(path: string): string[] {
  const sqlite = new Sqlite(path, { readonly: true });
  try {
    return sqlite
      .query<{ name: string }, []>(`SELECT name FROM sqlite_master WHERE type = 'table'`)
      .all()
      .map(({ name }) => name);
  } finally {
    sqlite.close();
  }
}
