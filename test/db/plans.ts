/** How SQLite goes about what the models ask. */
import { Database as Sqlite } from 'bun:sqlite';
import { afterEach, beforeEach, expect } from 'bun:test';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import { migrateDatabase } from '../../src/db/sqlite/migrate.ts';
import type { Database } from '../../src/db/store.ts';
import { temporaryFolder } from './folder.ts';

export type Asking = (db: Database) => Promise<unknown>;

/** Gives the steps of SQLite's plans for every query that a model has really asked, over an empty store. */
export function plans(): (model: Asking) => Promise<string[]> {
  const folderOf = temporaryFolder();
  let sqlite: Sqlite;
  let db: Database;
  let asked: { query: string; params: unknown[] }[] = [];
  beforeEach(() => {
    sqlite = new Sqlite(join(folderOf(), 'plans.db'), { create: true });
    migrateDatabase(sqlite);
    asked = [];
    const logger = { logQuery: (query: string, params: unknown[]) => void asked.push({ query, params }) };
    db = drizzle(sqlite, { logger }) as unknown as Database;
  });
  afterEach(() => sqlite.close());
  return async (model) => {
    await model(db);
    expect(asked.length).toBeGreaterThan(0);
    return asked.flatMap(({ query, params }) =>
      sqlite
        .query<{ detail: string }, never[]>(`EXPLAIN QUERY PLAN ${query}`)
        .all(...(params as never[]))
        .map((row) => row.detail),
    );
  };
}
