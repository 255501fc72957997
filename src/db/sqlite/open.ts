import { Database as Sqlite } from 'bun:sqlite';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import { runDirectly } from '../prepared-change.ts';
import type { Database } from '../store.ts';

export type Connection = { sqlite: Sqlite; db: Database };

/** What every connection is set to, and what SQLite must answer when asked back; bun:sqlite starts with other values. */
const PRAGMAS: [name: string, value: string, answer: string | number][] = [
  ['auto_vacuum', 'INCREMENTAL', 2],
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ['temp_store', 'MEMORY', 2],
  ['journal_size_limit', '67108864', 67108864],
  ['cache_size', '-8000', -8000],
  // Hot pages are written to the log many times: the less often they are copied to the database, the less is written.
  ['wal_autocheckpoint', '8192', 8192],
  // SQLite waits in this very thread, so a store that serves waits otherwise: it tries again (`store.ts`).
  ['busy_timeout', '10', 10],
];

/** How long an opening waits for another program that opens or migrates the file, in milliseconds. */
export const OPENING_WAIT = 5000;

/**
 * Opens the file (or `:memory:`) and sets every pragma.
 * @throws when SQLite does not hold a pragma: better no start than a store that loses data
 */
export function openConnection(path: string): Connection {
  const sqlite = new Sqlite(path, { create: true });
  sqlite.run(`PRAGMA busy_timeout = ${OPENING_WAIT}`);
  for (const [name, value, answer] of PRAGMAS) {
    sqlite.run(`PRAGMA ${name} = ${value}`);
    const row = sqlite.query<Record<string, string | number>, []>(`PRAGMA ${name}`).get();
    const held = row ? Object.values(row)[0] : undefined;
    const inMemory = path === ':memory:' && (name === 'journal_mode' || name === 'auto_vacuum');
    if (held !== answer && !inMemory) {
      sqlite.close();
      throw new Error(`SQLite does not hold PRAGMA ${name} = ${value} for ${path}: it answers ${held}.`);
    }
  }
  // The models are written against the asynchronous type that both dialects fulfil; bun:sqlite answers at once.
  const db = drizzle(sqlite) as unknown as Database;
  runDirectly(db, (sql) => sqlite.prepare(sql));
  return { sqlite, db };
}
