/** How SQLite finds what the pages of customers and instances show. */
import { Database as Sqlite } from 'bun:sqlite';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import type { Database } from '../../src/db/database.ts';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { newId } from '../../src/lib/ids.ts';
import { customerNames, customersByName } from '../../src/models/customer-list.ts';
import { countOwned } from '../../src/models/customers.ts';
import { getListedInstance, recentInstances } from '../../src/models/instance-list.ts';
import { instanceNames } from '../../src/models/instances.ts';
import { schedulesOf } from '../../src/models/schedules.ts';
import { ORGANIZATION } from '../../src/models/scope.ts';
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

async function planOf(model: (db: Database) => Promise<unknown>): Promise<string[]> {
  await model(db).catch(() => undefined);
  expect(asked.length).toBeGreaterThan(0);
  return asked.flatMap(({ query, params }) =>
    sqlite
      .query<{ detail: string }, never[]>(`EXPLAIN QUERY PLAN ${query}`)
      .all(...(params as never[]))
      .map((row) => row.detail),
  );
}

const page = { limit: 20 };
const after = (key: string) => ({ limit: 20, cursor: Buffer.from(key).toString('base64url') });
const furtherCustomers = after(`${newId('cus')} Acme`);
const furtherInstances = after(newId('ins'));

type Case = [what: string, model: (db: Database) => Promise<unknown>, indexes: string[]];

const CASES: Case[] = [
  [
    'customers by name, with what they have',
    (to) => customersByName(to, {}, page),
    [
      'SCAN customers USING INDEX customers_by_name',
      'SEARCH instances USING INDEX instances_by_customer (customer_id=?)',
    ],
  ],
  [
    'the further customers',
    (to) => customersByName(to, {}, furtherCustomers),
    ['USING INDEX customers_by_name (name>?)'],
  ],
  [
    'customers by a part of the name',
    (to) => customersByName(to, { text: 'a', label: 'eu' }, page),
    ['SCAN customers USING INDEX customers_by_name'],
  ],
  ['names of customers', (to) => customerNames(to, ['a', 'b']), ['sqlite_autoindex_customers_1 (id=?)']],
  [
    'what goes with a customer',
    (to) => countOwned(to, 'c', 100),
    ['instances_by_customer (customer_id=?)', 'executions_by_customer (customer_id=?)'],
  ],
  [
    'all instances, newest first',
    (to) => recentInstances(to, {}, page),
    ['SCAN instances USING INDEX sqlite_autoindex_instances_1', 'sqlite_autoindex_customers_1 (id=?)'],
  ],
  [
    'the further instances',
    (to) => recentInstances(to, {}, furtherInstances),
    ['sqlite_autoindex_instances_1 (id<?)'],
  ],
  [
    'the instances of a customer',
    (to) => recentInstances(to, { customer: 'c' }, furtherInstances),
    ['instances_by_customer (customer_id=? AND id<?)'],
  ],
  [
    'the instances of an integration',
    (to) => recentInstances(to, { integration: 'i' }, page),
    ['instances_by_integration (integration_id=?)'],
  ],
  [
    'the failing instances',
    (to) => recentInstances(to, { state: 'failing' }, page),
    ['instance_runs USING COVERING INDEX instance_runs_failing'],
  ],
  [
    'instances by a part of a name, with the customers looked through once',
    (to) => recentInstances(to, { text: 'a' }, page),
    ['SCAN instances USING INDEX sqlite_autoindex_instances_1', 'LIST SUBQUERY', 'SCAN customers'],
  ],
  [
    'one instance',
    (to) => getListedInstance(to, ORGANIZATION, 'n'),
    ['sqlite_autoindex_instances_1 (id=?)', 'sqlite_autoindex_integrations_1 (id=?)'],
  ],
  ['names of instances', (to) => instanceNames(to, ['a']), ['sqlite_autoindex_instances_1 (id=?)']],
  ['the schedules of an instance', (to) => schedulesOf(to, 'n'), ['schedules_1 (instance_id=?)']],
];

test.each(CASES)('an index leads to %s', async (_what, model, indexes) => {
  const plan = await planOf(model);
  for (const index of indexes) expect(plan.join('\n')).toContain(index);
  expect(plan.join('\n')).not.toContain('USE TEMP B-TREE FOR ORDER BY');
  for (const step of plan) expect(step).not.toMatch(/^SCAN (executions|integrations|run_counts)/);
});
