import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import { messageOf } from '../lib/errors.ts';
import type { StorageError } from '../lib/storage-error.ts';
import type { Blobs } from './blobs.ts';
import type { DatabaseFacts } from './sqlite/stats.ts';

/** What models query with: drizzle, asynchronous by type, whichever dialect stands behind it. */
export type Database = BaseSQLiteDatabase<'async', unknown, Record<string, never>>;

/**
 * The store: reads and writes apart.
 * `read` sees what is committed. `write` queues the callback on the single writer; its promise resolves only when
 * the data is on disk. A write callback awaits nothing but its own queries.
 */
export type Store = {
  readonly read: Database;
  readonly blobs: Blobs;
  /** Another number after each write: whoever looks again only then sees every change. */
  readonly revision: number;
  /** Another number after each write that changed a customer, an instance, or an address or key of one. */
  readonly deploymentRevision: number;
  /** What keeps it from taking writes, until one succeeds. */
  readonly condition: StorageError | undefined;
  /**
   * @param what names the write for crash tests
   * @throws StorageError when nothing was stored for a fault of the disk, or of a lock that others hold
   */
  write<T>(work: (tx: Database) => Promise<T>, what?: string): Promise<T>;
  /** From now on every write is refused with the reason: what is damaged must not be written on. */
  stopWriting(reason: StorageError): void;
  /** Gives free pages and the write-ahead log back to the file system, a little at a time. */
  tidy(): Promise<void>;
  facts(): Promise<DatabaseFacts>;
  close(): Promise<void>;
};

/** Whether a statement has changed any row, as `changedRows`. */
export function hasChanged(result: unknown): boolean {
  return changedRows(result) > 0;
}

/**
 * How many rows a statement without RETURNING, which costs SQLite more than the change of a row, has changed.
 * @param result what the driver answers: `changes` of SQLite, `affectedRows` or `rowCount` of PostgreSQL
 * @throws for an answer that says neither, so that a lost lease is not taken for a held one
 */
export function changedRows(result: unknown): number {
  if (typeof result === 'object' && result !== null) {
    for (const name of ['changes', 'affectedRows', 'rowCount']) {
      const count: unknown = Reflect.get(result, name);
      if (typeof count === 'number') return count;
    }
  }
  throw new Error('The driver does not say how many rows have changed.');
}

/** Whether a write failed because the same unique thing is there already, in either dialect. */
export function isUniqueViolation(error: unknown): boolean {
  // drizzle's own message repeats the query with its values, in which anything may stand.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return /unique constraint|duplicate key/i.test(messageOf(cause));
}

/**
 * A prepared statement per connection, made at its first use: `const byId = prepared((db) => db.select()….prepare())`,
 * then `await byId(tx).execute({ id })`.
 */
export function prepared<Query>(build: (db: Database) => Query): (db: Database) => Query {
  const made = new WeakMap<Database, Query>();
  return (db) => {
    const known = made.get(db);
    if (known !== undefined) return known;
    const query = build(db);
    made.set(db, query);
    return query;
  };
}
