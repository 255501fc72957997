import { AppError } from '../lib/errors.ts';
import { now } from '../lib/time.ts';
import { WireError } from '../lib/wire-error.ts';
import { getRequest, type StoredError } from '../models/executions.ts';
import { noteEmptyPoll } from '../models/flow-activity.ts';
import { internalRequest, requestOpener, type StoredRequest, unpackRequest } from '../models/requests.ts';
import { isOfTests } from '../models/test-customer.ts';
import { batchRuns, type Found } from './batches.ts';
import { routedRun } from './preprocess.ts';
import { nextAttempt } from './retries.ts';
import type { ExecuteTools, Lease, Outcome } from './run-execution.ts';
import type { Next, Run } from './run-steps.ts';
import type { Runtime } from './runtime.ts';
import type { Ended } from './stored-results.ts';

/** Comes to the end that the steps of a run have led to: writes it down, with what takes effect then. @throws LeaseLost */
export async function conclude(
  tools: ExecuteTools,
  lease: Lease,
  runtime: Runtime,
  run: Run,
  { next, found }: { next: Next | { kind: 'nothing new' }; found?: Found | undefined },
): Promise<Outcome> {
  const { journal } = run;
  run.journal.addLogs(run.log.take());
  switch (next.kind) {
    case 'wait':
      await journal.wait(next.runAt);
      return { kind: 'waiting', runAt: next.runAt };
    case 'interrupted':
      await journal.release();
      return { kind: 'released' };
    case 'failed':
      return await fail(tools, lease, run, next.error);
    case 'nothing new':
      return await endEmpty(tools, lease, run);
    default:
      return await succeed(tools, lease, runtime, run, found);
  }
}

/**
 * Ends a run well, with all that it has changed; that of a preprocess flow hands its call on in the same write, and one
 * whose trigger has found something for others makes their runs.
 */
async function succeed(
  tools: ExecuteTools,
  lease: Lease,
  runtime: Runtime,
  run: Run,
  found: Found | undefined,
): Promise<Outcome> {
  const { execution } = lease;
  try {
    const request = () => requestOf(tools, lease);
    const enqueueNext = found
      ? await batchRuns(tools, execution, runtime, found, await request())
      : await routedRun(tools, execution, runtime, run.last?.data, request);
    const next = await run.states.settle((apply) =>
      run.journal.succeed(async (tx) => {
        await apply(tx);
        return await enqueueNext?.(tx);
      }),
    );
    for (const queued of next ?? []) tools.wake(queued);
    return { kind: 'ended', ending: { status: 'succeeded' }, answer: run.last };
  } catch (error) {
    // Also where the call, which is to be handed on, is no longer kept, or what was found is too large to be.
    if (!(error instanceof AppError || error instanceof WireError)) throw error;
    return await fail(tools, lease, run, { message: error.message });
  }
}

/** A firing of a polling trigger that has found nothing new is counted, and is in no list. */
async function endEmpty(tools: ExecuteTools, lease: Lease, run: Run): Promise<Outcome> {
  const { instanceId } = lease.execution;
  const place = { instanceId, flowKey: run.flow.stableKey };
  try {
    await run.states.settle((apply) =>
      run.journal.leaveNothing(async (tx) => {
        await apply(tx);
        await noteEmptyPoll(tx, place, now());
      }),
    );
    return { kind: 'ended', ending: { status: 'succeeded' }, answer: undefined };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return await fail(tools, lease, run, { message: error.message });
  }
}

/** Ends a run badly; with it the next attempt begins to wait, where its flow asks for one. A flow may want what has failed for good set aside instead. */
async function fail(tools: ExecuteTools, lease: Lease, run: Run, error: StoredError): Promise<Outcome> {
  const retry = await nextAttempt(tools, lease.execution, run.flow, () => requestOf(tools, lease));
  if (!retry && run.flow.pausesWhenFailed && !isOfTests(lease.execution))
    return { kind: 'set aside', error: await run.journal.setAside(error) };
  const { ending, next } = await run.journal.fail(error, retry);
  if (next) tools.wake(next);
  return { kind: 'ended', ending, answer: undefined };
}

/** The call of a run, from memory or from disk. @throws AppError where it is no longer kept */
export async function requestOf(tools: ExecuteTools, { execution, request }: Lease): Promise<StoredRequest> {
  if (request) return request;
  const stored = await getRequest(tools.store.read, execution.id);
  if (!stored) return internalRequest({});
  return await unpackRequest(stored, tools.store.blobs, requestOpener(tools.vault, execution.id));
}

/** What those who wait for a run are told when its lease has come to that end; undefined where they wait on. */
export function toldOf(outcome: Outcome): Ended | undefined {
  switch (outcome.kind) {
    case 'ended':
      return outcome.ending.status === 'succeeded'
        ? { status: 'succeeded', answer: outcome.answer }
        : outcome.ending;
    case 'set aside':
      return { status: 'paused', error: outcome.error };
    case 'lost':
      // Whoever took it away may have told already; nobody is left waiting.
      return { status: 'cancelled', error: { message: 'The run was cancelled.' } };
    default:
      return undefined;
  }
}
