/** How SQLite finds what the pages of customers and instances show. */
import { expect, test } from 'bun:test';
import { newId } from '../../src/lib/ids.ts';
import { instancesByValue } from '../../src/models/config-values.ts';
import { customersByName } from '../../src/models/customer-list.ts';
import { countOwned } from '../../src/models/customers.ts';
import { getListedInstance, recentInstances } from '../../src/models/instance-list.ts';
import { customerNames, instanceNames } from '../../src/models/name-lookup.ts';
import { schedulesOf } from '../../src/models/schedules.ts';
import { listOutcomes, listUpgrades, openUpgrades, upgradeCounts } from '../../src/models/upgrade-list.ts';
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
  ['jobs that are open', (to) => openUpgrades(to), ['SCAN upgrade_jobs USING INDEX upgrade_jobs_open']],
  [
    'the jobs of an integration, newest first',
    (to) => listUpgrades(to, 'i', page),
    ['upgrade_jobs_by_integration (integration_id=?)'],
  ],
  [
    'how far a job is',
    (to) => upgradeCounts(to, 'j'),
    ['COVERING INDEX upgrade_outcomes_by_outcome (job_id=?)'],
  ],
  [
    'what a job has done',
    (to) => listOutcomes(to, EVERYTHING, { jobId: 'j' }, furtherInstances),
    ['upgrade_outcomes_1 (job_id=? AND instance_id>?)', 'sqlite_autoindex_instances_1 (id=?)'],
  ],
  [
    'what has come to one outcome',
    (to) => listOutcomes(to, EVERYTHING, { jobId: 'j', outcome: 'failed' }, furtherInstances),
    ['upgrade_outcomes_by_outcome (job_id=? AND outcome=? AND instance_id>?)'],
  ],
  [
    'the instances that have no value',
    (to) => instancesByValue(to, EVERYTHING, { integrationId: 'i', versions: [1], key: 'k', has: false }),
    ['instances_by_version (integration_id=? AND version=?)', 'config_values_1 (instance_id=? AND key=?)'],
  ],
  ['the schedules of an instance', (to) => schedulesOf(to, EVERYTHING, 'n'), ['schedules_1 (instance_id=?)']],
];

test.each(CASES)('an index leads to %s', async (_what, model, indexes) => {
  const plan = await planOf(model);
  for (const index of indexes) expect(plan.join('\n')).toContain(index);
  expect(plan.join('\n')).not.toContain('USE TEMP B-TREE FOR ORDER BY');
  for (const step of plan) expect(step).not.toMatch(/^SCAN (executions|integrations|run_counts)/);
});
