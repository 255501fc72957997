import { expect, test } from 'bun:test';
import type { Database } from '../../src/db/store.ts';
import { newId } from '../../src/lib/ids.ts';
import { findApiToken, listApiTokens } from '../../src/models/api-tokens.ts';
import { cancelRunsOfRemoved } from '../../src/models/cancellations.ts';
import { findEndpoint, listEndpoints } from '../../src/models/endpoints.ts';
import { type ExecutionFilter, listExecutions } from '../../src/models/execution-list.ts';
import { countOpenExecutions, getExecution } from '../../src/models/executions.ts';
import { failingInstances, lastRuns } from '../../src/models/instance-runs.ts';
import { openInvitation } from '../../src/models/invitations.ts';
import { countInvocations } from '../../src/models/invocations.ts';
import {
  advance,
  claim,
  earliestWaiting,
  finish,
  instancesDue,
  instancesWithWork,
  nextQueued,
} from '../../src/models/leases.ts';
import { countPaused, oldestQueued } from '../../src/models/open-executions.ts';
import { deleteRunCounts } from '../../src/models/retention.ts';
import { countEnd, deleteSomeRunCounts, runsPerDay, runsPerHour } from '../../src/models/run-counts.ts';
import { dueSchedules, earliestSchedule, nextFirings } from '../../src/models/schedules.ts';
import { endAllSessions, findSession } from '../../src/models/sessions.ts';
import { listStaff } from '../../src/models/staff.ts';
import { deleteSomeStates } from '../../src/models/states.ts';
import { takeOver } from '../../src/models/suspects.ts';
import { findCredentials, staffWhoMay } from '../../src/models/users.ts';
import type { Viewer } from '../../src/models/viewer.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';
import { type Asking, plans } from './plans.ts';

const planOf = plans();

const at = 1_750_000_000_000;
const id = newId('exe');
const page = { limit: 20 };
const run = { id, instanceId: 'n', integrationId: 'i', customerId: 'c', startedAt: null, size: 1 };
const customer = viewerFor('c');
const list =
  (filter: ExecutionFilter, viewer: Viewer = EVERYTHING) =>
  (to: Database) =>
    listExecutions(to, viewer, filter, page);
const further = { limit: 20, cursor: Buffer.from(id).toString('base64url') };

type Case = [what: string, model: Asking, index: string];

const ROWS_BY_KEY: Case[] = [
  [
    'the endpoint of a URL',
    (to) => findEndpoint({ read: to, deploymentRevision: 0 }, 'e'),
    'sqlite_autoindex_endpoints_1 (id=?)',
  ],
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
    (to) => finish(to, run, 'me', { status: 'succeeded' }, null, at),
    'sqlite_autoindex_executions_1 (id=?)',
  ],
  [
    'the last run of an instance that is noted',
    (to) => countEnd(to, { ...run, status: 'failed', endedAt: at }),
    'sqlite_autoindex_instances_1 (id=?)',
  ],
  [
    'the last runs of a page of instances',
    (to) => lastRuns(to, EVERYTHING, ['a', 'b']),
    'sqlite_autoindex_instance_runs_1 (instance_id=?)',
  ],
  ['whom a link is for', (to) => openInvitation(to, 't'), 'sqlite_autoindex_invitations_1 (hash=?)'],
];

const PARTS: Case[] = [
  ['where somebody is signed in', (to) => endAllSessions(to, 'u'), 'sessions_by_user (user_id=?)'],
  ['the staff by name', (to) => listStaff(to, page), 'users_by_customer (customer_id=?)'],
  [
    'the further staff',
    (to) => listStaff(to, { limit: 20, cursor: Buffer.from(`${newId('usr')} Dana`).toString('base64url') }),
    'users_by_customer (customer_id=? AND (name,id)>(?,?))',
  ],
  ['whom to ask', (to) => staffWhoMay(to, ['owner', 'admin']), 'users_by_customer (customer_id=?)'],
  ['the API tokens, page by page', (to) => listApiTokens(to, page), 'sqlite_autoindex_api_tokens_1'],
  [
    'the endpoints of an instance',
    (to) => listEndpoints(to, 'i', 'n'),
    'endpoints_by_instance (instance_id=?)',
  ],
  ['the next runs of an instance', (to) => nextQueued(to, 'n', at, 5), 'executions_open (instance_id=?)'],
  ['the executions of a customer', list({ customer: 'c' }), 'sqlite_autoindex_execution_seconds_1 (owner=?)'],
  ['what a customer sees', list({}, customer), 'sqlite_autoindex_execution_seconds_1 (owner=?)'],
  [
    'the executions of an integration',
    list({ integration: 'i' }),
    'sqlite_autoindex_execution_seconds_1 (owner=?)',
  ],
  [
    'the executions of an instance',
    list({ instance: 'n' }),
    'sqlite_autoindex_execution_seconds_1 (owner=?)',
  ],
  ['the failed executions', list({ status: 'failed' }), 'executions_unsuccessful (status=?)'],
  ['the cancelled executions', list({ status: 'cancelled' }), 'executions_unsuccessful (status=?)'],
  [
    'the further executions of a customer',
    (to) => listExecutions(to, customer, {}, further),
    'sqlite_autoindex_execution_seconds_1 (owner=? AND second<?)',
  ],
  [
    'all executions, page by page',
    (to) => listExecutions(to, EVERYTHING, {}, further),
    'sqlite_autoindex_executions_1 (id<?)',
  ],
  ['the due schedules', (to) => dueSchedules(to, at, 10), 'schedules_by_next_run (next_run_at'],
  ['the next firings', (to) => nextFirings(to, EVERYTHING, 5), 'schedules_by_next_run (next_run_at'],
  [
    'the runs of each hour',
    (to) => runsPerHour(to, EVERYTHING, at, at + 1),
    'sqlite_autoindex_run_counts_1 (owner=? AND at>? AND at<?)',
  ],
  [
    'the runs of each day of a page of instances',
    (to) => runsPerDay(to, EVERYTHING, ['a', 'b'], 7, at),
    'sqlite_autoindex_run_counts_1 (owner=? AND at>? AND at<?)',
  ],
  ['the instances that fail', (to) => failingInstances(to, EVERYTHING, 5), 'instance_runs_failing'],
  ['the counts past their time', (to) => deleteRunCounts(to, at), 'run_counts_by_time (at<?)'],
  [
    'the counts of an integration or instances',
    (to) => deleteSomeRunCounts(to, ['n', 'i'], 100),
    'sqlite_autoindex_run_counts_1 (owner=?)',
  ],
  [
    'the states of an instance',
    (to) => deleteSomeStates(to, 'n', 100),
    'sqlite_autoindex_states_1 (scope=? AND owner=? AND key=?)',
  ],
  ['the earliest run that waits', (to) => earliestWaiting(to, at), 'executions_waiting (run_at>?)'],
  ['the instances whose time has come', (to) => instancesDue(to, at), 'executions_waiting (run_at<?)'],
  [
    'what has not ended of an instance that was removed',
    (to) => cancelRunsOfRemoved(to, 'n'),
    'executions_open (instance_id=?)',
  ],
  [
    'what flows have started from one execution',
    (to) => countInvocations(to, id, 10),
    'executions_by_origin (origin>? AND origin<?)',
  ],
  ['the earliest schedule', (to) => earliestSchedule(to), 'schedules_by_next_run (next_run_at'],
];

/** Read through the index that holds nothing but what has not ended. */
const OPEN_ONLY: [what: string, model: Case[1]][] = [
  ['what a dead process has left', (to) => takeOver(to, 'me')],
  ['the instances that have work', (to) => instancesWithWork(to, at)],
  ['the oldest that have not ended', (to) => oldestQueued(to, EVERYTHING, 5)],
  ['how many are paused', (to) => countPaused(to, EVERYTHING, 100)],
  ['the paused executions', list({ status: 'paused' })],
  ['how many have not ended', (to) => countOpenExecutions(to, EVERYTHING, 100)],
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
