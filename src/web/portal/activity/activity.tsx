import * as v from 'valibot';
import { ActivityPage } from '../../../../views/portal/activity.tsx';
import { RunPage } from '../../../../views/portal/run.tsx';
import { AppError, unlessGone } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { plainError, stepWords } from '../../../lib/ui/customer-words.ts';
import { type ExecutionFilter, listExecutions } from '../../../models/execution-list.ts';
import { type Execution, getExecution } from '../../../models/executions.ts';
import { recentInstances } from '../../../models/instance-list.ts';
import { getInstance } from '../../../models/instances.ts';
import { timelineOf } from '../../../models/timelines.ts';
import type { Deps } from '../../kit/deps.ts';
import { handler, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { ownViewer } from '../own-customer.ts';
import { ownRuns } from './runs.ts';

const PER_PAGE = 25;
/** As many are offered in the filter. */
const CHOICES = 100;

const STATUS = { done: 'succeeded', failed: 'failed', stopped: 'cancelled' } as const;

const activityQuery = {
  integration: v.optional(v.pipe(v.string(), v.maxLength(100))),
  outcome: v.optional(v.picklist(['done', 'failed', 'stopped'])),
  cursor: v.optional(v.string()),
};

export const showActivity = handler({ query: activityQuery }, async ({ deps, frame, user, query }) => {
  const { integration, outcome, cursor } = query;
  const { read } = deps.store;
  const viewer = ownViewer(user);
  const filter: ExecutionFilter = { instance: integration, status: outcome && STATUS[outcome] };
  const { items, nextCursor } = await listExecutions(read, viewer, filter, { limit: PER_PAGE, cursor });
  const own = await recentInstances(read, viewer, {}, { limit: CHOICES });
  const facts = {
    ...{ frame, integration, outcome },
    runs: await ownRuns(read, viewer, items),
    choices: own.items.map(({ id, name }) => ({ value: id, label: name })),
    ...listAddresses(links.marketplaceActivity(), { integration, outcome }, cursor, nextCursor),
  };
  return show(<ActivityPage {...facts} />);
});

export const showRun = handler<'id'>(async ({ deps, frame, user, param }) => {
  const viewer = ownViewer(user);
  const execution = await getExecution(deps.store.read, viewer, param('id'));
  const [run] = await ownRuns(deps.store.read, viewer, [execution]);
  if (!run) throw new AppError('not_found', 'There is nothing here.');
  const { status, error, instanceId } = execution;
  const own = await unlessGone(getInstance(deps.store.read, viewer, instanceId));
  const facts = {
    ...{ frame, run, ownId: own?.id },
    error: status === 'failed' && error ? plainError(error.message) : undefined,
    steps: await stepsOf(deps, execution),
  };
  return show(<RunPage {...facts} />);
});

/** None where what it ran on is gone. */
async function stepsOf({ store, compiledVersions }: Deps, execution: Execution) {
  const { integrationId, version, flow: name } = execution;
  const compiled = await unlessGone(compiledVersions.get(store.read, integrationId, version));
  const flow = compiled?.flows.find((each) => each.name === name);
  if (!flow) return [];
  const steps = await timelineOf(store.read, execution, flow, new Map());
  return steps.flatMap(({ name, depth, state, startedAt, endedAt, rounds }) => {
    // Who built it has switched it off: for its customer there is no such step.
    if (state === 'disabled') return [];
    const took = startedAt !== undefined && endedAt !== undefined ? endedAt - startedAt : undefined;
    return [{ name, depth, startedAt, took, said: stepWords(state), rounds: rounds?.count }];
  });
}
