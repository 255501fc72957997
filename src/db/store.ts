import { crashPoint } from '../lib/crash.ts';
import { messageOf } from '../lib/errors.ts';
import type { Blobs } from './blobs.ts';
import type { Database, Store } from './database.ts';
import { databaseFacts } from './facts.ts';
import { beginGroup, endWrite, settleGroup } from './gathered.ts';
import { migrateDatabase } from './migrate.ts';
import { type Connection, openConnection } from './open.ts';
import { countTouches } from './touched.ts';

type Write = {
  work: (tx: Database) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
  what: string | undefined;
};

type Outcome = { write: Write; value: unknown } | { write: Write; reason: unknown };

// Bounds how long readers of the loop wait behind one transaction.
const LARGEST_GROUP = 500;

/** Opens (and migrates) a SQLite file as the store. `:memory:` has one connection for reads and writes. */
export function openStore(path: string, blobs: Blobs): Store {
  let writer = openConnection(path);
  migrateDatabase(writer.sqlite);
  const reader = path === ':memory:' ? writer : openConnection(path);
  const snapshot = new Snapshot(reader === writer ? undefined : reader);
  const queue: Write[] = [];
  let draining = false;
  let closed = false;
  let revision = 0;
  let touches = countTouches(writer.sqlite);
  let touched = 0;
  let deploymentRevision = 0;

  /** In one go with the commit: what is asked for from here on must be of after it. */
  function onCommitted(): void {
    snapshot.end();
    const count = touches();
    if (count === touched) return;
    touched = count;
    deploymentRevision += 1;
  }

  async function drain(): Promise<void> {
    const group = queue.splice(0, LARGEST_GROUP);
    snapshot.end();
    const { stalled } = await commitGroup(writer, group, onCommitted);
    revision += 1;
    if (stalled && path !== ':memory:') {
      // The stalled callback still holds this connection: it must not write again, in or after another one's savepoint.
      writer.sqlite.run('PRAGMA query_only = ON');
      writer.sqlite.close();
      writer = openConnection(path);
      touches = countTouches(writer.sqlite);
      touched = 0;
    }
    // One turn of the loop between groups: what arrives meanwhile shares the next fsync.
    if (queue.length > 0) setImmediate(() => void drain());
    else draining = false;
  }

  return {
    blobs,
    get revision() {
      return revision;
    },
    get deploymentRevision() {
      return deploymentRevision;
    },
    get read() {
      snapshot.begin();
      return reader.db;
    },
    write<T>(work: (tx: Database) => Promise<T>, what?: string): Promise<T> {
      if (closed) return Promise.reject(new Error('The store is closed.'));
      return new Promise<T>((resolve, reject) => {
        // The value that comes back is the one this very callback made.
        queue.push({ work, resolve: (value) => resolve(value as T), reject, what });
        if (draining) return;
        draining = true;
        setImmediate(() => void drain());
      });
    },
    async tidy() {
      if (path === ':memory:' || draining) return;
      snapshot.end();
      writer.sqlite.run('PRAGMA incremental_vacuum(200)');
      writer.sqlite.run('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    facts: async () => databaseFacts(path, reader.sqlite),
    async close() {
      closed = true;
      while (draining) await new Promise((resolve) => setImmediate(resolve));
      snapshot.end();
      if (reader !== writer) reader.sqlite.close();
      if (path !== ':memory:') writer.sqlite.run('PRAGMA wal_checkpoint(TRUNCATE)');
      writer.sqlite.close();
    },
  };
}

/**
 * Reads of one turn of the loop share a read transaction: taken one by one, each would lock the file and, after every
 * commit, read its pages anew. It ends before a group is written, so that it never holds up a checkpoint.
 */
class Snapshot {
  readonly #reader: Connection | undefined;
  #isOpen = false;

  constructor(reader: Connection | undefined) {
    this.#reader = reader;
  }

  begin(): void {
    if (this.#isOpen || !this.#reader) return;
    this.#reader.sqlite.query('BEGIN').run();
    this.#isOpen = true;
    setImmediate(() => this.end());
  }

  end(): void {
    if (!this.#isOpen || !this.#reader) return;
    this.#isOpen = false;
    this.#reader.sqlite.query('COMMIT').run();
  }
}

/** One transaction for the whole group: answers go out after its COMMIT has reached the disk. */
async function commitGroup(
  writer: Connection,
  group: Write[],
  onCommitted: () => void,
): Promise<{ stalled: boolean }> {
  const { sqlite, db } = writer;
  const outcomes: Outcome[] = [];
  let stalled = false;
  try {
    sqlite.query('BEGIN IMMEDIATE').run();
    beginGroup(db);
    for (const write of group) {
      const outcome = await inSavepoint(writer, write);
      outcomes.push(outcome);
      stalled ||= 'reason' in outcome && outcome.reason instanceof StalledWrite;
      if (!sqlite.inTransaction)
        throw 'reason' in outcome ? outcome.reason : new Error('The transaction ended early.');
    }
    await settleGroup(db);
    crashPoints(group, 'before-commit');
    sqlite.query('COMMIT').run();
    crashPoints(group, 'after-commit');
    // What a callback has read meanwhile was the state before it.
    onCommitted();
  } catch (reason) {
    if (sqlite.inTransaction) sqlite.run('ROLLBACK');
    for (const write of group) write.reject(reason);
    return { stalled };
  }
  for (const outcome of outcomes) {
    if ('reason' in outcome) outcome.write.reject(outcome.reason);
    else outcome.write.resolve(outcome.value);
  }
  return { stalled };
}

function crashPoints(group: Write[], when: string): void {
  for (const { what } of group) if (what !== undefined) crashPoint(`${what}:${when}`);
}

class StalledWrite extends Error {}

async function inSavepoint({ sqlite, db }: Connection, write: Write): Promise<Outcome> {
  sqlite.query('SAVEPOINT w').run();
  try {
    const value = await promptly(write.work(db));
    sqlite.query('RELEASE w').run();
    endWrite(db, true);
    return { write, value };
  } catch (reason) {
    endWrite(db, false);
    if (sqlite.inTransaction) {
      sqlite.run('ROLLBACK TO w');
      sqlite.run('RELEASE w');
    }
    return { write, reason };
  }
}

// Far more than the awaits of any write; a callback that is not done by then waits for something foreign.
const MOST_TURNS = 100_000;

/**
 * Waits in microtasks alone, in which all of its own queries answer: so no other task of the process can come between
 * the writes of a group, and a callback that awaits something else is found out for certain.
 */
async function promptly(work: Promise<unknown>): Promise<unknown> {
  let settled: { value: unknown } | { reason: unknown } | undefined;
  work.then(
    (value) => {
      settled = { value };
    },
    (reason) => {
      settled = { reason };
    },
  );
  for (let turn = 0; turn < MOST_TURNS && settled === undefined; turn++) await undefined;
  if (settled === undefined) {
    throw new StalledWrite('A write awaited something other than its own queries and was rolled back.');
  }
  if ('reason' in settled) throw settled.reason;
  return settled.value;
}

/** Whether a write failed because the same unique thing is there already, in either dialect. */
export function isUniqueViolation(error: unknown): boolean {
  // drizzle's own message repeats the query with its values, in which anything may stand.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return /unique constraint|duplicate key/i.test(messageOf(cause));
}
