import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Blobs } from '../blobs.ts';
import { watchDeployments } from '../change-counter.ts';
import { belongsTo } from '../connection-memory.ts';
import type { Database, Store } from '../store.ts';
import { markWriting } from '../writing.ts';

/**
 * A migrated PostgreSQL as the store: one write after the other, each a transaction. It makes the models' promises; those
 * of a server (a group's one fsync, the size of files, the lock of other processes) come with the driver of a server.
 */
export function openPostgresStore(db: PgDatabase<PgQueryResultHKT>, blobs: Blobs): Store {
  let last: Promise<unknown> = Promise.resolve();
  let revision = 0;
  let deploymentRevision = 0;
  return {
    read: database(db),
    blobs,
    get revision() {
      return revision;
    },
    get deploymentRevision() {
      return deploymentRevision;
    },
    condition: undefined,
    stopWriting: () => undefined,
    write(work) {
      let haveDeploymentsChanged = () => false;
      const done = last.then(() =>
        db.transaction((transaction) => {
          const tx = database(transaction);
          markWriting(tx);
          belongsTo(tx, db);
          haveDeploymentsChanged = watchDeployments(tx);
          return work(tx);
        }),
      );
      last = done.then(
        () => {
          revision += 1;
          if (haveDeploymentsChanged()) deploymentRevision += 1;
        },
        () => undefined,
      );
      return done;
    },
    tidy: async () => undefined,
    facts: async () => ({ bytes: 0, walBytes: 0, freeBytes: 0, diskBytes: 0, schemaVersion: '' }),
    close: async () => void (await last),
  };
}

/** The models are written against SQLite's type; `columns.ts` has made their tables PostgreSQL's, and drizzle does the rest. */
function database(db: object): Database {
  const claimed: unknown = db;
  if (!isDatabase(claimed)) throw new Error('This is not drizzle.');
  return claimed;
}

function isDatabase(value: unknown): value is Database {
  return typeof value === 'object' && value !== null && 'select' in value && 'insert' in value;
}
