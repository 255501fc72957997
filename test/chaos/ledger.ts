import { Database } from 'bun:sqlite';
import { join } from 'node:path';
import * as v from 'valibot';

const Rows = v.array(v.object({ rowid: v.number(), executionId: v.string(), path: v.string() }));
const Executions = v.array(
  v.object({
    id: v.string(),
    instanceId: v.string(),
    status: v.string(),
    flow: v.string(),
    kind: v.string(),
    origin: v.nullable(v.string()),
  }),
);

/** Reads the database file beside or after the process; writes nothing, so that the next start finds what the kill left. */
export function readDatabase<T>(dataFolder: string, read: (database: Database) => T): T {
  const database = new Database(join(dataFolder, 'stepwell.db'), { readonly: true });
  try {
    database.run('PRAGMA busy_timeout = 5000');
    return read(database);
  } finally {
    database.close();
  }
}

export type StoredExecution = v.InferOutput<typeof Executions>[number];

export function executionsIn(dataFolder: string): StoredExecution[] {
  return readDatabase(dataFolder, (database) =>
    v.parse(
      Executions,
      database
        .query('select id, instance_id as instanceId, status, flow, kind, origin from executions')
        .all(),
    ),
  );
}

/** What has not come to an end; a run that was set aside has not either. */
export const OPEN = ['queued', 'running', 'waiting', 'paused'];

export function openIn(dataFolder: string): number {
  const statuses = OPEN.map((status) => `'${status}'`).join(',');
  return readDatabase(
    dataFolder,
    (database) => database.query(`select id from executions where status in (${statuses})`).all().length,
  );
}

/** How many ends of executions have been counted for the charts. */
export function countedIn(dataFolder: string): number {
  const sum =
    "select coalesce(sum(succeeded + failed + other), 0) as ends from run_counts where owner = 'all'";
  return readDatabase(
    dataFolder,
    (database) => v.parse(v.object({ ends: v.number() }), database.query(sum).get()).ends,
  );
}

/**
 * What the recording upstream has seen, against what was on disk at each kill.
 * A step may be called again only if its result was not stored when the process that had called it died.
 */
export class Ledger {
  /** Which process calls: counts the kills. */
  generation = 0;
  calls = 0;
  /** Calls of steps that an earlier process had begun and not finished: allowed, and counted. */
  repeated = 0;
  /** Calls of finished steps, of steps that others have followed, and second calls by one process: none may be. */
  readonly reruns: string[] = [];
  readonly #seenIn = new Map<string, number>();
  /** The last step that each execution has begun: those before it are finished. */
  readonly #newest = new Map<string, string>();
  readonly #finished = new Set<string>();
  #lastRow = 0;

  noteCall(body: string): void {
    const { execution, step } = v.parse(
      v.object({ execution: v.string(), step: v.string() }),
      JSON.parse(body),
    );
    const key = `${execution}/${step}`;
    const before = this.#seenIn.get(key);
    const newest = this.#newest.get(execution);
    this.calls += 1;
    if (before === undefined) this.#newest.set(execution, step);
    if (this.#finished.has(key)) this.reruns.push(`${key}: its result was stored`);
    else if (before !== undefined && newest !== step) this.reruns.push(`${key}: after ${newest} had begun`);
    else if (before === this.generation) this.reruns.push(`${key}: twice by one process`);
    else if (before !== undefined) this.repeated += 1;
    this.#seenIn.set(key, this.generation);
  }

  /** The calls of some executions, in the order in which they were made first. */
  inOrder(executions: ReadonlySet<string>): string[] {
    return [...this.#seenIn.keys()].filter((key) => executions.has(key.slice(0, key.indexOf('/'))));
  }

  callsOf(execution: string, step: string): boolean {
    return this.#seenIn.has(`${execution}/${step}`);
  }

  /** After each kill, before the next start. */
  noteKill(dataFolder: string): void {
    readDatabase(dataFolder, (database) => {
      const finished = database
        .query(
          "select rowid, execution_id as executionId, path from step_results where rowid > ? and action = 'httpPost' and status = 'succeeded'",
        )
        .all(this.#lastRow);
      for (const { rowid, executionId, path } of v.parse(Rows, finished)) {
        this.#finished.add(`${executionId}/${path}`);
        this.#lastRow = Math.max(this.#lastRow, rowid);
      }
    });
    this.generation += 1;
  }
}
