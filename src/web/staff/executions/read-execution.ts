import type { Head } from '../../../../views/executions/head.tsx';
import type { ExecutionLog } from '../../../../views/executions/logs.tsx';
import type { ShownExecution } from '../../../../views/executions/show.tsx';
import { unlessGone } from '../../../lib/errors.ts';
import { type Seen, TRIGGER } from '../../../lib/links.ts';
import { now } from '../../../lib/time.ts';
import { getCustomer } from '../../../models/customers.ts';
import { failedEvents } from '../../../models/event-runs.ts';
import { CANCELLED_BY_USER, type Execution, getExecution, isOpen } from '../../../models/executions.ts';
import { findInstance, type Instance } from '../../../models/instances.ts';
import { LOG_LEVELS, lastLogSequence, newestLogs } from '../../../models/logs.ts';
import { may, type User } from '../../../models/rights.ts';
import { isOfTests } from '../../../models/test-customer.ts';
import { openRounds, timelineOf } from '../../../models/timelines.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { shownFacts, shownFailure } from './facts.ts';
import { shownPanel } from './panel.ts';
import { type Asked, seenOf } from './query.ts';
import { shownSteps } from './steps.ts';

const MOST_LINES = 200;

/** All that the page of an execution shows. @throws AppError `not_found` */
export async function readExecution(
  deps: Deps,
  user: User,
  id: string,
  asked: Asked,
): Promise<ShownExecution> {
  const { store, compiledVersions } = deps;
  const execution = await getExecution(store.read, viewerOf(user), id);
  // The draft that a test has run may be no longer kept.
  const compiled = await unlessGone(
    compiledVersions.get(store.read, execution.integrationId, execution.version),
  );
  const flow = compiled?.flows.find(({ name }) => name === execution.flow);
  const failure = await shownFailure(deps, execution, flow);
  // Asked for a round alone: its step is still to be chosen.
  const isRound = asked.step === undefined && asked.loop !== undefined;
  const first = isRound ? undefined : (failure?.failed.path ?? firstStep(execution));
  const seen = seenOf(id, { ...asked, step: asked.step ?? first });
  const open = openRounds(seen.step, roundOf(seen));
  const timeline = flow ? await timelineOf(store.read, execution, flow, open) : [];
  const chosen = isRound ? timeline.find(({ path }) => path === seen.loop)?.path : seen.step;
  const shown = { ...seen, step: chosen };
  const at = now();
  const reading = { deps, execution, flow, seen: shown, at };
  return {
    seen: shown,
    head: await shownHead(deps, user, execution, failure),
    steps: await shownSteps(store.read, execution, flow, timeline, at),
    log: await shownLog(deps, shown),
    panel: await shownPanel(reading, timeline),
  };
}

function roundOf({ loop, iteration }: Seen): { loop: string; round: number } | undefined {
  return loop === undefined || iteration === undefined ? undefined : { loop, round: iteration - 1 };
}

/** Of a run that goes on the trigger, which does not change; of one that has ended what it came to last. */
function firstStep({ status, cursor }: Execution): string {
  return isOpen(status) ? TRIGGER : (cursor ?? TRIGGER);
}

async function shownHead(
  deps: Deps,
  user: User,
  execution: Execution,
  failure: Awaited<ReturnType<typeof shownFailure>>,
): Promise<Head> {
  const { read } = deps.store;
  const { id, flow, customerId, status, error, version } = execution;
  const instance = await findInstance(read, execution.instanceId);
  const isTest = isOfTests(execution);
  const customer = isTest ? undefined : await getCustomer(read, viewerOf(user), customerId);
  const reason = error?.message === CANCELLED_BY_USER.message ? undefined : error?.message;
  return {
    ...{ id, flow, status, reason },
    customer: customer?.name,
    isOpen: isOpen(status),
    goesOnAt: status === 'waiting' ? execution.runAt : undefined,
    failed: failure?.failed,
    heldBy: holderOf(execution, instance),
    facts: await shownFacts(deps, viewerOf(user), execution, instance, failure?.attempt),
    acts: {
      may: may(user, 'executions:write'),
      version,
      current: currentVersion(execution, instance),
      repeats: await repeatsOf(deps, user, execution),
    },
  };
}

/** The instance for whose last deployment or removal this has failed, where the person may have it done again. */
async function repeatsOf({ store }: Deps, user: User, { id, kind, instanceId }: Execution) {
  if ((kind !== 'deploy' && kind !== 'remove') || !may(user, 'instances:deploy')) return undefined;
  const failed = await failedEvents(store.read, viewerOf(user), instanceId);
  return failed.some(({ execution }) => execution.id === id) ? instanceId : undefined;
}

/** Of what a test has run there is no other version: what is tested next is another draft. */
function currentVersion(execution: Execution, instance: Instance | undefined): number | undefined {
  if (instance === undefined || instance.state === 'removed') return undefined;
  return isOfTests(instance) ? execution.version : instance.version;
}

/** The instance for which a run waits that could begin or go on otherwise. */
export function holderOf({ status }: Execution, instance: Instance | undefined): Head['heldBy'] {
  const isInLine = status === 'queued' || status === 'waiting';
  if (!isInLine || (instance?.state !== 'paused' && instance?.state !== 'needs_configuration'))
    return undefined;
  return { id: instance.id, state: instance.state };
}

async function shownLog({ store }: Deps, { id, level, before }: Seen): Promise<ExecutionLog> {
  const levels = level && LOG_LEVELS.slice(LOG_LEVELS.indexOf(level));
  const page = await newestLogs(store.read, id, { levels, before, limit: MOST_LINES });
  return { ...page, total: await lastLogSequence(store.read, id) };
}
