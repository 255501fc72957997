/*
 * A data folder as it is after a busy fortnight, made in seconds: for the time that pages take, and for lists that are
 * longer than a screen. The same seed makes the same rows; only their times lie before now.
 */
import { Database as Sqlite } from 'bun:sqlite';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBlobs } from '../db/blobs.ts';
import type { ExecutionStatus } from '../db/schema.ts';
import { openStore } from '../db/sqlite/store.ts';
import { type Execution, fillExecutions } from './big-store/executions.ts';
import { fillInstances } from './big-store/instances.ts';
import { fillJournal, fillLogs } from './big-store/journals.ts';
import { randomFrom } from './big-store/random.ts';
import { fillCustomers, fillIntegrations } from './big-store/tenants.ts';

export type Sizes = {
  executions: number;
  integrations: number;
  customers: number;
  instances: number;
  schedules: number;
  /** Executions with step results and logs: the newest ones. */
  journals: number;
  /** Rounds of the one long loop, and lines of the one long log. */
  rounds: number;
  logLines: number;
};

const BIG: Sizes = {
  executions: 100_000,
  integrations: 2_000,
  customers: 2_000,
  instances: 10_000,
  schedules: 1_000,
  journals: 400,
  rounds: 10_000,
  logLines: 10_000,
};

/** Where to look: ids of what a test may want to open. */
export type BigStore = {
  /** Those with the most of everything. */
  customer: string;
  integration: string;
  instance: string;
  /** Named with 40 characters in a single word. */
  longCustomer: string;
  longIntegration: string;
  /** The newest execution in each of these states; failed and succeeded ones have step results and logs. */
  succeeded: string;
  failed: string;
  cancelled: string;
  waiting: string;
  running: string;
  queued: string;
  /** One that replays another. */
  replay: string;
  /** With the long loop, and with the long log. */
  loop: string;
  log: string;
};

/** Makes the folder with a migrated database (`stepwell.db`) and a vault key, so that `serve` and `openStore` can use it. */
export async function fillBigStore(
  folder: string,
  sizes: Partial<Sizes> = {},
  now = Date.now(),
): Promise<BigStore> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'vault.key'), `${'07'.repeat(32)}\n`, { mode: 0o600 });
  const path = join(folder, 'stepwell.db');
  await openStore(path, openBlobs(join(folder, 'blobs'))).close();
  const sqlite = new Sqlite(path);
  // Nothing is lost when a half-filled folder is: it is thrown away.
  for (const pragma of ['synchronous = OFF', 'cache_size = -400000', 'foreign_keys = OFF'])
    sqlite.run(`PRAGMA ${pragma}`);
  try {
    return sqlite.transaction(() => fill(sqlite, { ...BIG, ...sizes }, now))();
  } finally {
    sqlite.run('PRAGMA wal_checkpoint(TRUNCATE)');
    sqlite.close();
  }
}

function fill(sqlite: Sqlite, sizes: Sizes, now: number): BigStore {
  const random = randomFrom(4);
  const customers = fillCustomers(sqlite, random, sizes.customers, now);
  const integrations = fillIntegrations(sqlite, random, sizes.integrations, now);
  const tenants = { customers, integrations };
  const instances = fillInstances(sqlite, random, sizes.instances, sizes.schedules, tenants, now);
  const { executions, loop, log } = fillExecutions(sqlite, random, sizes.executions, instances, now);
  fillJournal(sqlite, loop, sizes.rounds);
  fillLogs(sqlite, random, log, sizes.logLines);
  fillJournal(sqlite, log, 3);
  const newest = (status: ExecutionStatus) =>
    executions.filter((each) => each.status === status).slice(-sizes.journals / 2);
  for (const execution of [...newest('succeeded'), ...newest('failed'), ...newest('running')]) {
    if (execution === loop || execution === log) continue;
    fillJournal(sqlite, execution, 1 + random.below(6));
    fillLogs(sqlite, random, execution, random.below(12));
  }
  const idOf = (status: ExecutionStatus) => idIn(newest(status));
  return {
    customer: mostOf(executions, 'customerId'),
    integration: mostOf(executions, 'integrationId'),
    instance: mostOf(executions, 'instanceId'),
    longCustomer: idIn(customers.slice(0, 1)),
    longIntegration: idIn(integrations.slice(0, 1)),
    succeeded: idOf('succeeded'),
    failed: idOf('failed'),
    cancelled: idOf('cancelled'),
    waiting: idOf('waiting'),
    running: idOf('running'),
    queued: idOf('queued'),
    replay: idIn(executions.filter(({ replayOf }) => replayOf)),
    loop: loop.id,
    log: log.id,
  };
}

/** Of the last one. */
function idIn(rows: { id: string }[]): string {
  const row = rows.at(-1);
  if (!row) throw new Error('The store is too small to have one of everything.');
  return row.id;
}

function mostOf(rows: Execution[], key: 'customerId' | 'integrationId' | 'instanceId'): string {
  const groups = [...Map.groupBy(rows, (row) => row[key])].map(([id, group]) => ({ id, size: group.length }));
  return idIn(groups.sort((a, b) => a.size - b.size));
}
