import { Database } from 'bun:sqlite';
import { join } from 'node:path';
import * as v from 'valibot';
import { newId } from '../../src/lib/ids.ts';
import { MINUTE, SECOND } from '../../src/lib/time.ts';
import { fillBigStore } from '../../src/tools/big-store.ts';
import { type Server, start, temporaryFolder, until } from '../support/binary.ts';
import { load } from './load.ts';
import { idleMemory, watchMemory } from './measure.ts';
import { deploy } from './webhooks.ts';

export const SCHEDULES = 10_000;
export const KEPT = 1_000_000;
const CONNECTIONS = 50;
const ROUNDS = 100;

const databaseOf = (dataFolder: string) => new Database(join(dataFolder, 'stepwell.db'));
const Count = v.object({ n: v.number() });

/** Milliseconds from the minute at which ten thousand schedules are due until the last is enqueued, and the highest memory. */
export async function measureSchedules(): Promise<{ ms: number; highestMb: number }> {
  const first = await start();
  await deploy(first, 1, false, '0 0 1 1 *');
  await first.stop();
  const db = databaseOf(first.dataFolder);
  copyInstance(db, SCHEDULES - 1);
  const at = Math.ceil((Date.now() + 10 * SECOND) / MINUTE) * MINUTE;
  db.run("UPDATE schedules SET cron = '* * * * *', next_run_at = ?", [at]);
  // Further ahead it would be set back to the minute before.
  await Bun.sleep(Math.max(0, at - MINUTE + SECOND - Date.now()));
  const count = db.query("SELECT count(*) AS n FROM executions WHERE kind = 'schedule'");
  const server = await start({ dataFolder: first.dataFolder });
  const memory = watchMemory(server.pid);
  await Bun.sleep(at - Date.now());
  await until('all schedules to fire', () => v.parse(Count, count.get()).n >= SCHEDULES, 50);
  const ms = Date.now() - at;
  const highestMb = memory.stop();
  db.close();
  await server.kill9();
  return { ms, highestMb };
}

/** The one instance there is, so many times more, with its schedule. */
function copyInstance(db: Database, times: number): void {
  const Instance = v.looseObject({ id: v.string() });
  const row = v.parse(Instance, db.query('SELECT * FROM instances').get());
  const schedule = v.parse(v.record(v.string(), v.unknown()), db.query('SELECT * FROM schedules').get());
  db.transaction(() => {
    for (let n = 0; n < times; n++) {
      const id = newId('ins');
      insert(db, 'instances', { ...row, id });
      insert(db, 'schedules', { ...schedule, instance_id: id });
    }
  })();
}

function insert(db: Database, table: string, row: Record<string, unknown>): void {
  const names = Object.keys(row);
  const values = Object.values(row).map((value) =>
    typeof value === 'string' || typeof value === 'number' ? value : null,
  );
  db.run(`INSERT INTO ${table} (${names.join(',')}) VALUES (${names.map(() => '?').join(',')})`, values);
}

export type Million = {
  startMs: number;
  list: number[];
  /** p99 of webhooks beside a million kept executions, and beside none; milliseconds. */
  beside: number;
  empty: number;
};

/** What is slower where a million executions are kept: the start, lists and filters, accepted webhooks. */
export async function measureMillion(seconds: number): Promise<Million> {
  const dataFolder = temporaryFolder();
  const big = await fillBigStore(dataFolder, { executions: KEPT });
  const began = performance.now();
  const server = await start({ dataFolder });
  const startMs = performance.now() - began;
  // What was left open there is run first.
  await idleMemory(server.pid);
  const beside = await accepted(server, seconds);
  const list: number[] = [];
  const filters = ['', `customer=${big.customer}`, 'status=failed', `instance=${big.instance}`];
  for (let n = 0; n < ROUNDS; n++) {
    for (const filter of filters) {
      const asked = performance.now();
      const answer = await server.call('GET', `/executions?${filter}`);
      if (answer.status !== 200) throw new Error(`A list was answered with ${answer.status}.`);
      list.push(performance.now() - asked);
    }
  }
  await server.kill9();
  const other = await start();
  const empty = await accepted(other, seconds);
  await other.kill9();
  return { startMs, list, beside, empty };
}

async function accepted(server: Server, seconds: number): Promise<number> {
  const urls = await deploy(server, 1, false);
  await load(urls, CONNECTIONS, 1);
  const { p99, refused } = await load(urls, CONNECTIONS, seconds);
  if (refused > 0) throw new Error(`${refused} webhooks were refused.`);
  return p99;
}
