/** What looking at something asks of the store: counts, which are the same on a busy machine as on a quiet one. */
import { Database } from 'bun:sqlite';
import { readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import type { Store } from '../../src/db/store.ts';

export type StoreWork = {
  statements: number;
  /** That have come back. */
  rows: number;
  /** Of the database that were read, with nothing of it in memory before: each page of it that was looked at, once. */
  kilobytes: number;
};

export type Counting = {
  /** Does something, and counts. */
  work(store: Store, work: () => Promise<unknown>): Promise<StoreWork>;
  stop(): void;
};

/** Counts the statements of stores that are opened from here on. */
export function countStoreWork(): Counting {
  const counts = { statements: 0, rows: 0 };
  // drizzle prepares each of its statements with this.
  const prepare: unknown = Database.prototype.prepare;
  if (typeof prepare !== 'function') throw new Error('bun:sqlite has no Database.prepare any more.');
  Reflect.set(Database.prototype, 'prepare', function counting(this: Database, ...words: unknown[]) {
    const statement: unknown = Reflect.apply(prepare, this, words);
    if (typeof statement === 'object' && statement !== null) countCalls(statement, counts);
    return statement;
  });
  return {
    async work(store, work) {
      await store.read.run(sql`PRAGMA shrink_memory`);
      const before = { ...counts, bytes: bytesRead() };
      await work();
      return {
        statements: counts.statements - before.statements,
        rows: counts.rows - before.rows,
        kilobytes: Math.ceil((bytesRead() - before.bytes) / 1024),
      };
    },
    stop: () => void Reflect.set(Database.prototype, 'prepare', prepare),
  };
}

/** A statement's methods are its own: bun:sqlite makes them one by one, by the number of parameters. */
function countCalls(statement: object, counts: { statements: number; rows: number }): void {
  for (const name of ['all', 'get', 'run', 'values']) {
    const method: unknown = Reflect.get(statement, name);
    if (typeof method !== 'function') throw new Error(`bun:sqlite has no statement.${name} any more.`);
    Reflect.set(statement, name, (...params: unknown[]) => {
      const result: unknown = Reflect.apply(method, statement, params);
      counts.statements += 1;
      if (name === 'all' || name === 'values') counts.rows += Array.isArray(result) ? result.length : 0;
      else if (name === 'get' && result !== null) counts.rows += 1;
      return result;
    });
  }
}

/** Bytes that this process has read by system calls so far. */
function bytesRead(): number {
  const [, bytes] = /^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8')) ?? [];
  if (bytes === undefined) throw new Error('The kernel does not say what this process has read.');
  return Number(bytes);
}
