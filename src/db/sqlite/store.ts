import { StorageError, storageErrorOf } from '../../lib/storage-error.ts';
import type { Blobs } from '../blobs.ts';
import { watchDeployments } from '../change-counter.ts';
import type { Database, Store } from '../store.ts';
import { commitGroup, type Write } from './commit-group.ts';
import { Condition, type ConditionTools } from './condition.ts';
import { migrateDatabase } from './migrate.ts';
import { type Connection, openConnection } from './open.ts';
import { databaseFacts } from './stats.ts';

// Bounds how long readers of the loop wait behind one transaction.
const LARGEST_GROUP = 500;
/** How long a write waits for the lock of another program, and how often it is tried meanwhile; in milliseconds. */
const LONGEST_WAIT = 5000;
const TRY_EVERY = 25;

/** Pages that are given back in one go: in a hurry more than what nobody notices. */
const FEW_PAGES = 200;
const MOST_PAGES = 10_000;

/** Opens (and migrates) a SQLite file as the store. `:memory:` has one connection for reads and writes. */
export function openStore(path: string, blobs: Blobs, tools: ConditionTools = {}): Store {
  const isFile = path !== ':memory:';
  const first = openConnection(path);
  migrateDatabase(first.sqlite);
  let writer: Connection | undefined = first;
  const reader = isFile ? openConnection(path) : first;
  const snapshot = new Snapshot(reader === first ? undefined : reader);
  const queue: Write[] = [];
  let draining = false;
  let closed = false;
  let revision = 0;
  let haveDeploymentsChanged = watchDeployments(first.db);
  let deploymentRevision = 0;
  const condition = new Condition(
    tools,
    () => void store.write(async () => undefined).catch(() => undefined),
  );
  const reasonOf = (thrown: unknown) => condition.reasonOf(thrown);

  function onCommitted(): void {
    snapshot.end();
    if (haveDeploymentsChanged()) deploymentRevision += 1;
  }

  function begin(): Connection | { refusal: unknown } {
    if (condition.damage) return { refusal: condition.damage };
    try {
      writer ??= anotherWriter();
      writer.sqlite.query('BEGIN IMMEDIATE').run();
      // After a failure each commit must find out whether the disk takes data: one that changes nothing writes nothing.
      if (condition.isFailing) writer.sqlite.run('PRAGMA user_version = 0');
      return writer;
    } catch (refusal) {
      if (writer?.sqlite.inTransaction) writer.sqlite.run('ROLLBACK');
      return { refusal };
    }
  }

  function anotherWriter(): Connection {
    const connection = openConnection(path);
    haveDeploymentsChanged = watchDeployments(connection.db);
    return connection;
  }

  /** Waits on for the lock of another program, without holding up the thread; any other reason refuses what is queued. */
  function refuse(refusal: unknown): void {
    const isBusy = storageErrorOf(refusal)?.fault === 'busy';
    const at = performance.now();
    for (const write of queue) write.waitsUntil ??= at + (isBusy ? LONGEST_WAIT : 0);
    while (queue[0]?.waitsUntil !== undefined && (!isBusy || queue[0].waitsUntil <= at))
      queue.shift()?.reject(reasonOf(refusal));
    if (queue.length > 0) setTimeout(() => void drain(), TRY_EVERY);
    else draining = false;
  }

  async function drain(): Promise<void> {
    snapshot.end();
    const begun = begin();
    if ('refusal' in begun) return refuse(begun.refusal);
    const group = queue.splice(0, LARGEST_GROUP);
    const { refused, isUsable } = await commitGroup(begun, group, { onCommitted, reasonOf });
    revision += 1;
    if (condition.isFailing && !(refused instanceof StorageError)) condition.set(undefined);
    if (!isUsable && isFile) {
      // A stalled callback still holds it: it must not write again, in or after another one's savepoint.
      begun.sqlite.run('PRAGMA query_only = ON');
      begun.sqlite.close();
      writer = undefined;
    }
    // One turn of the loop between groups: what arrives meanwhile shares the next fsync.
    if (queue.length > 0) setImmediate(() => void drain());
    else draining = false;
  }

  const store: Store = {
    blobs: watchedBlobs(blobs, condition),
    get revision() {
      return revision;
    },
    get deploymentRevision() {
      return deploymentRevision;
    },
    get condition() {
      return condition.current;
    },
    get read() {
      snapshot.begin();
      return reader.db;
    },
    write<T>(work: (tx: Database) => Promise<T>, what?: string): Promise<T> {
      if (closed) return Promise.reject(new Error('The store is closed.'));
      if (condition.damage) return Promise.reject(condition.damage);
      return new Promise<T>((resolve, reject) => {
        // The value that comes back is the one this very callback made.
        queue.push({ work, resolve: (value) => resolve(value as T), reject, what });
        if (draining) return;
        draining = true;
        setImmediate(() => void drain());
      });
    },
    stopWriting: (reason) => condition.set(reason),
    async tidy() {
      if (!isFile || draining || !writer) return;
      snapshot.end();
      writer.sqlite.run(`PRAGMA incremental_vacuum(${condition.current ? MOST_PAGES : FEW_PAGES})`);
      writer.sqlite.run('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    facts: async () => databaseFacts(path, reader.sqlite),
    async close() {
      closed = true;
      condition.stop();
      while (draining) await new Promise((resolve) => setImmediate(resolve));
      snapshot.end();
      if (isFile) reader.sqlite.close();
      if (isFile && writer) emptyLog(writer);
      writer?.sqlite.close();
    },
  };
  return store;
}

/** What cannot be written for a fault of the disk counts as a write that failed. */
function watchedBlobs(blobs: Blobs, condition: Condition): Blobs {
  const refuse = (thrown: unknown) => {
    throw condition.reasonOf(thrown);
  };
  return {
    ...blobs,
    put: (bytes) => blobs.put(bytes).catch(refuse),
    async receive(pieces) {
      const { current } = condition;
      if (current?.fault === 'nearly-full' || current?.fault === 'damaged') throw current;
      const received = await blobs.receive(pieces).catch(refuse);
      return { ...received, keep: () => received.keep().catch(refuse) };
    },
  };
}

/** What is not copied now, on a full disk say, is copied at the next start. */
function emptyLog({ sqlite }: Connection): void {
  try {
    sqlite.run('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!storageErrorOf(error)) throw error;
  }
}

/**
 * Reads of one turn of the loop share a read transaction: taken one by one, each would lock the file and, after every
 * commit, read its pages again. It ends before a group is written, so that it never holds up a checkpoint.
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
    // After an error of the disk SQLite may have ended it by itself.
    if (this.#reader.sqlite.inTransaction) this.#reader.sqlite.query('COMMIT').run();
  }
}
