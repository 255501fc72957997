import { crashPoint } from '../../lib/crash-points.ts';
import { beginGroup, endWrite, settleGroup } from '../batched.ts';
import type { Database } from '../store.ts';
import { markWriting } from '../writing.ts';
import type { Connection } from './open.ts';

export type Write = {
  work: (tx: Database) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
  what: string | undefined;
  /** Until when it waits for another program's lock; set when it first has to. */
  waitsUntil?: number;
};

type Outcome = { write: Write; value: unknown } | { write: Write; reason: unknown };

/** `refused`: why no write of the group is on disk, or why one of it is not. `isUsable`: whether the connection may write again. */
export type Committed = { refused: unknown; isUsable: boolean };

export type CommitTools = {
  /** In one go with the commit: what is asked for from here on must be of after it. */
  onCommitted(): void;
  /** What a write is refused with, for what was thrown. */
  reasonOf(thrown: unknown): unknown;
};

/**
 * Makes one transaction, which the connection has begun, of the whole group: answers go out after its COMMIT has
 * reached the disk. Where that fails, every write of the group is refused.
 */
export async function commitGroup(
  writer: Connection,
  group: Write[],
  { onCommitted, reasonOf }: CommitTools,
): Promise<Committed> {
  const { sqlite, db } = writer;
  const outcomes: Outcome[] = [];
  let stalled = false;
  try {
    markWriting(db);
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
  } catch (thrown) {
    const isUsable = rolledBack(writer) && !stalled;
    const refused = reasonOf(thrown);
    for (const write of group) write.reject(refused);
    return { refused, isUsable };
  }
  crashPoints(group, 'after-commit');
  // What a callback has read meanwhile was the state before it.
  onCommitted();
  let refused: unknown;
  for (const outcome of outcomes) {
    if ('value' in outcome) outcome.write.resolve(outcome.value);
    else {
      const reason = reasonOf(outcome.reason);
      refused ??= reason;
      outcome.write.reject(reason);
    }
  }
  return { refused, isUsable: !stalled };
}

/** Whether the connection has no transaction any more. */
function rolledBack({ sqlite }: Connection): boolean {
  try {
    if (sqlite.inTransaction) sqlite.run('ROLLBACK');
    return !sqlite.inTransaction;
  } catch {
    return false;
  }
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
