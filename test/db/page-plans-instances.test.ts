/** How SQLite finds what the pages of customers and instances show. */
import { expect, test } from 'bun:test';
import { newId } from '../../src/lib/ids.ts';
import { customersByName } from '../../src/models/customer-list.ts';
import { countOwned } from '../../src/models/customers.ts';
import { getListedInstance, recentInstances } from '../../src/models/instance-list.ts';
import { customerNames, instanceNames } from '../../src/models/name-lookup.ts';
import { schedulesOf } from '../../src/models/schedules.ts';
import { EVERYTHING } from '../support/viewers.ts';
import { type Asking, plans } from './plans.ts';

const planOf = plans();

const page = { limit: 20 };
const after = (key: string) => ({ limit: 20, cursor: Buffer.from(key).toString('base64url') });
const furtherCustomers = after(`${newId('cus')} Acme`);
const furtherInstances = after(newId('ins'));

type Case = [what: string, model: Asking, indexes: string[]];

const CASES: Case[] = [
  [
    'customers by name, with what they have',
    (to) => customersByName(to, EVERYTHING, {}, page),
    [
      'SCAN customers USING INDEX customers_by_name',
      'SEARCH instances USING INDEX instances_by_customer (customer_id=?)',
    ],
  ],
  [
    'the further customers',
    (to) => customersByName(to, EVERYTHING, {}, furtherCustomers),
    ['USING INDEX customers_by_name (name>?)'],
  ],
  [
    'customers by a part of the name',
    (to) => customersByName(to, EVERYTHING, { text: 'a', label: 'eu' }, page),
    ['SCAN customers USING INDEX customers_by_name'],
  ],
  [
    'names of customers',
    (to) => customerNames(to, EVERYTHING, ['a', 'b']),
    ['sqlite_autoindex_customers_1 (id=?)'],
  ],
  [
    'what goes with a customer',
    (to) => countOwned(to, EVERYTHING, 'c', 100),
    ['instances_by_customer (customer_id=?)', 'sqlite_autoindex_execution_seconds_1 (owner=?)'],
  ],
  [
    'all instances, newest first',
    (to) => recentInstances(to, EVERYTHING, {}, page),
    ['SCAN instances USING INDEX sqlite_autoindex_instances_1', 'sqlite_autoindex_customers_1 (id=?)'],
  ],
  [
    'the further instances',
    (to) => recentInstances(to, EVERYTHING, {}, furtherInstances),
    ['sqlite_autoindex_instances_1 (id<?)'],
  ],
  [
    'the instances of a customer',
    (to) => recentInstances(to, EVERYTHING, { customer: 'c' }, furtherInstances),
    ['instances_by_customer (customer_id=? AND id<?)'],
  ],
  [
    'the instances of an integration',
    (to) => recentInstances(to, EVERYTHING, { integration: 'i' }, page),
    ['instances_by_integration (integration_id=?)'],
  ],
  [
    'the failing instances',
    (to) => recentInstances(to, EVERYTHING, { state: 'failing' }, page),
    ['instance_runs USING COVERING INDEX instance_runs_failing'],
  ],
  [
    'instances by a part of a name, with the customers looked through once',
    (to) => recentInstances(to, EVERYTHING, { text: 'a' }, page),
    ['SCAN instances USING INDEX sqlite_autoindex_instances_1', 'LIST SUBQUERY', 'SCAN customers'],
  ],
  [
    'one instance',
    (to) => getListedInstance(to, EVERYTHING, 'n').catch(() => undefined),
    ['sqlite_autoindex_instances_1 (id=?)', 'sqlite_autoindex_integrations_1 (id=?)'],
  ],
  [
    'names of instances',
    (to) => instanceNames(to, EVERYTHING, ['a']),
    ['sqlite_autoindex_instances_1 (id=?)'],
  ],
  ['the schedules of an instance', (to) => schedulesOf(to, EVERYTHING, 'n'), ['schedules_1 (instance_id=?)']],
];

test.each(CASES)('an index leads to %s', async (_what, model, indexes) => {
  const plan = await planOf(model);
  for (const index of indexes) expect(plan.join('\n')).toContain(index);
  expect(plan.join('\n')).not.toContain('USE TEMP B-TREE FOR ORDER BY');
  for (const step of plan) expect(step).not.toMatch(/^SCAN (executions|integrations|run_counts)/);
});
