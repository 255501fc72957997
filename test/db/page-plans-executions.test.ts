/** How SQLite finds what the pages of executions show. */
import { expect, test } from 'bun:test';
import { newId } from '../../src/lib/ids.ts';
import type { ExecutionFilter } from '../../src/models/execution-list.ts';
import { countNewExecutions, executionsOf, newestExecutionId } from '../../src/models/execution-news.ts';
import { logsOfStep, newestLogs } from '../../src/models/logs.ts';
import { replaysOf } from '../../src/models/replays.ts';
import { countRounds, nextFailedRound } from '../../src/models/rounds.ts';
import { failedStep, stepOutlines } from '../../src/models/step-results.ts';
import { EVERYTHING } from '../support/viewers.ts';
import { type Asking, plans } from './plans.ts';

const planOf = plans();

const id = newId('exe');
const news =
  (filter: ExecutionFilter): Asking =>
  (to) =>
    countNewExecutions(to, EVERYTHING, filter, { after: id }, 100);
const journal = 'sqlite_autoindex_step_results_1 (execution_id=?';

const CASES: [what: string, model: Asking, index: string][] = [
  ['what is new', news({}), 'sqlite_autoindex_executions_1 (id>?'],
  [
    'what is new of a customer',
    news({ customer: 'c' }),
    'sqlite_autoindex_execution_seconds_1 (owner=? AND second>?',
  ],
  ['what has failed since', news({ status: 'failed' }), 'executions_unsuccessful (status=? AND id>?'],
  ['those of a page', (to) => executionsOf(to, EVERYTHING, [id]), 'sqlite_autoindex_executions_1 (id=?)'],
  ['the replays of one', (to) => replaysOf(to, EVERYTHING, id, 4), 'executions_by_replay (replay_of=?)'],
  ['the steps of a flow', (to) => stepOutlines(to, id, ['a', 'b']), `${journal} AND path=?)`],
  ['how many rounds there were', (to) => countRounds(to, id, 'a'), `${journal} AND path>? AND path<?)`],
  ['the next failed round', (to) => nextFailedRound(to, id, 'a', undefined), 'step_results_unsuccessful'],
  ['the step that failed', (to) => failedStep(to, id), 'step_results_unsuccessful (execution_id=?)'],
  [
    'the newest log lines',
    (to) => newestLogs(to, id, { limit: 5 }),
    'sqlite_autoindex_logs_1 (execution_id=?)',
  ],
  [
    'the log lines of a step',
    (to) => logsOfStep(to, id, { name: 'a', from: 0, to: 1 }, 5),
    'sqlite_autoindex_logs_1 (execution_id=?)',
  ],
];

test('the newest of all is looked for along the ids, past those of tests', async () => {
  const plan = await planOf((to) => newestExecutionId(to, EVERYTHING));
  expect(plan.join('\n')).toContain('SCAN executions USING INDEX sqlite_autoindex_executions_1');
  expect(plan.join('\n')).not.toContain('USE TEMP B-TREE');
});

test.each(CASES)('an index leads to %s', async (_what, model, index) => {
  const plan = await planOf(model);
  expect(plan.join('\n')).toContain(index);
  for (const step of plan) {
    expect(step).not.toMatch(/^SCAN (executions|step_results|logs)(?! USING COVERING INDEX)/);
    expect(step).not.toContain('USE TEMP B-TREE');
  }
});
