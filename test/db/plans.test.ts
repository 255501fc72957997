import { Database as Sqlite } from 'bun:sqlite';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import type { Database } from '../../src/db/database.ts';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { newId } from '../../src/lib/ids.ts';
import { findApiToken } from '../../src/models/api-tokens.ts';
import { findEndpoint, listEndpoints } from '../../src/models/endpoints.ts';
import {
  countOpenExecutions,
  type ExecutionFilter,
  getExecution,
  listExecutions,
} from '../../src/models/executions.ts';
import { failingInstances, failureCountOf, lastRuns } from '../../src/models/instance-runs.ts';
import {
  advance,
  claim,
  earliestWaiting,
  finish,
  instancesWithWork,
  nextQueued,
  takeOver,
} from '../../src/models/leases.ts';
import { oldestQueued } from '../../src/models/queue.ts';
import { deleteRunCounts } from '../../src/models/retention.ts';
import { countEnd, dropRunCountsOf, runsPerDay, runsPerHour } from '../../src/models/run-counts.ts';
import { dueSchedules, earliestSchedule, nextFirings } from '../../src/models/schedules.ts';
import { ORGANIZATION, type Scope } from '../../src/models/scope.ts';
import { endAllSessions, findSession } from '../../src/models/sessions.ts';
import { findCredentials } from '../../src/models/users.ts';
import { temporaryFolder } from './folder.ts';

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

/** How SQLite goes about every query that the model has really asked. */
async function planOf(model: (db: Database) => Promise<unknown>): Promise<string[]> {
  await model(db);
  expect(asked.length).toBeGreaterThan(0);
  return asked.flatMap(({ query, params }) =>
    sqlite
      .query<{ detail: string }, never[]>(`EXPLAIN QUERY PLAN ${query}`)
      .all(...(params as never[]))
      .map((row) => row.detail),
  );
}

const at = 1_750_000_000_000;
const id = newId('exe');
const page = { limit: 20 };
const run = { id, instanceId: 'n', integrationId: 'i' };
const customer: Scope = { kind: 'customer', customerId: 'c' };
const list =
  (filter: ExecutionFilter, scope: Scope = ORGANIZATION) =>
  (to: Database) =>
    listExecutions(to, scope, filter, page);
const further = { limit: 20, cursor: Buffer.from(id).toString('base64url') };

type Case = [what: string, model: (db: Database) => Promise<unknown>, index: string];

const ROWS_BY_KEY: Case[] = [
  ['the endpoint of a URL', (to) => findEndpoint(to, 'e'), 'sqlite_autoindex_endpoints_1 (id=?)'],
  [
    'one execution',
    (to) => getExecution(to, customer, id).catch(() => undefined),
    'sqlite_autoindex_executions_1 (id=?)',
  ],
  ['the claim of an execution', (to) => claim(to, id, 'me', at), 'sqlite_autoindex_executions_1 (id=?)'],
  ['the cursor of a run', (to) => advance(to, id, 'me', 'a'), 'sqlite_autoindex_executions_1 (id=?)'],
  ['the session of a cookie', (to) => findSession(to, 't'), 'sqlite_autoindex_sessions_1 (hash=?)'],
  ['an API token', (to) => findApiToken(to, 'swt_t'), 'api_tokens_by_hash (hash=?)'],
  ['who signs in', (to) => findCredentials(to, 'a@example.com'), 'users_by_email (email=?)'],
  [
    'the end of a run',
    (to) => finish(to, id, 'me', { status: 'succeeded' }, null, at),
    'sqlite_autoindex_executions_1 (id=?)',
  ],
  [
    'the last run of an instance that is noted',
    (to) => countEnd(to, { ...run, kind: 'webhook', status: 'failed', endedAt: at }),
    'sqlite_autoindex_instances_1 (id=?)',
  ],
  [
    'the last runs of a page of instances',
    (to) => lastRuns(to, ['a', 'b']),
    'sqlite_autoindex_instance_runs_1 (instance_id=?)',
  ],
  [
    'the failures of an instance',
    (to) => failureCountOf(to, 'a'),
    'sqlite_autoindex_instance_runs_1 (instance_id=?)',
  ],
];

const PARTS: Case[] = [
  ['where somebody is signed in', (to) => endAllSessions(to, 'u'), 'sessions_by_user (user_id=?)'],
  [
    'the endpoints of an instance',
    (to) => listEndpoints(to, 'i', 'n'),
    'endpoints_by_instance (instance_id=?)',
  ],
  ['the next runs of an instance', (to) => nextQueued(to, 'n', at, 5), 'executions_open (instance_id=?)'],
  ['the executions of a customer', list({ customer: 'c' }), 'executions_by_customer (customer_id=?)'],
  ['what a customer sees', list({}, customer), 'executions_by_customer (customer_id=?)'],
  [
    'the executions of an integration',
    list({ integration: 'i' }),
    'executions_by_integration (integration_id=?)',
  ],
  ['the executions of an instance', list({ instance: 'n' }), 'executions_by_customer (customer_id=?)'],
  ['the failed executions', list({ status: 'failed' }), 'executions_unsuccessful (status=?)'],
  ['the cancelled executions', list({ status: 'cancelled' }), 'executions_unsuccessful (status=?)'],
  [
    'the further executions of a customer',
    (to) => listExecutions(to, customer, {}, further),
    'executions_by_customer (customer_id=? AND id<?)',
  ],
  [
    'all executions, page by page',
    (to) => listExecutions(to, ORGANIZATION, {}, further),
    'sqlite_autoindex_executions_1 (id<?)',
  ],
  ['the due schedules', (to) => dueSchedules(to, at, 10), 'schedules_by_next_run (next_run_at'],
  ['the next firings', (to) => nextFirings(to, 5), 'schedules_by_next_run (next_run_at'],
  [
    'the runs of each hour',
    (to) => runsPerHour(to, at, at + 1),
    'sqlite_autoindex_run_counts_1 (owner=? AND at>? AND at<?)',
  ],
  [
    'the runs of each day of a page of instances',
    (to) => runsPerDay(to, ['a', 'b'], 7, at),
    'sqlite_autoindex_run_counts_1 (owner=? AND at>? AND at<?)',
  ],
  ['the instances that fail', (to) => failingInstances(to, 5), 'instance_runs_failing'],
  ['the counts past their time', (to) => deleteRunCounts(to, at), 'run_counts_by_time (at<?)'],
  [
    'the counts of a customer',
    (to) => dropRunCountsOf(to, { customerId: 'c' }),
    'sqlite_autoindex_run_counts_1 (owner=?)',
  ],
  [
    'the counts of an integration',
    (to) => dropRunCountsOf(to, { integrationId: 'i' }),
    'sqlite_autoindex_run_counts_1 (owner=?)',
  ],
  ['the earliest schedule', (to) => earliestSchedule(to), 'schedules_by_next_run (next_run_at'],
];

/** Read through the index that holds nothing but what has not ended. */
const OPEN_ONLY: [what: string, model: Case[1]][] = [
  ['what a dead process has left', (to) => takeOver(to, 'me', at)],
  ['the instances that have work', (to) => instancesWithWork(to, at)],
  ['the earliest run that waits', (to) => earliestWaiting(to)],
  ['the oldest that have not ended', (to) => oldestQueued(to, 5)],
  ['how many have not ended', (to) => countOpenExecutions(to, 100)],
  ['the executions that run', list({ status: 'running' })],
  ['the executions that are queued', list({ status: 'queued' })],
];

/** No plan goes through everything, nor sorts what an index could give in order. */
function expectFrugal(plan: string[]): void {
  for (const step of plan) {
    if (!step.includes('executions_open'))
      expect(step).not.toMatch(/^SCAN (executions|endpoints|schedules|run_counts|instances)/);
    expect(step).not.toContain('USE TEMP B-TREE FOR ORDER BY');
  }
}

test.each([...ROWS_BY_KEY, ...PARTS])('an index leads to %s', async (_what, model, index) => {
  const plan = await planOf(model);
  expect(plan.join('\n')).toContain(index);
  expectFrugal(plan);
});

test.each(OPEN_ONLY)('an index of what has not ended leads to %s', async (_what, model) => {
  const plan = await planOf(model);
  expect(plan.join('\n')).toContain('executions_open');
  for (const step of plan) expect(step).not.toMatch(/^SCAN (executions|endpoints)(?!.*executions_open)/);
});
