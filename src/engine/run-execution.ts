import type { ActionResult, HttpResponse } from '../components/component.ts';
import type { Host } from '../components/host.ts';
import type { CompiledFlow } from '../definition/compile/compiled.ts';
import type { ReferenceScope } from '../definition/compile/evaluate.ts';
import type { Aside } from '../lib/aside.ts';
import { unlessGone } from '../lib/errors.ts';
import type { OneByOne } from '../lib/one-by-one.ts';
import { own } from '../lib/records.ts';
import type { Traces } from '../lib/traces.ts';
import type { Waiters } from '../lib/waiters.ts';
import type { Execution, Queued, StoredError } from '../models/executions.ts';
import type { Instance } from '../models/instances.ts';
import { type Ending, passOver } from '../models/leases.ts';
import { logSoFar } from '../models/logs.ts';
import { readPinned } from '../models/pinned-outputs.ts';
import type { StoredRequest } from '../models/requests.ts';
import { stateOwners } from '../models/states.ts';
import { isOfTests } from '../models/test-customer.ts';
import type { Found } from './batches.ts';
import { conclude, requestOf } from './conclude.ts';
import { flowInvoker, type Invocations } from './invoke-flow.ts';
import { Journal, LeaseLost } from './journal.ts';
import { keptFiles } from './kept-files.ts';
import type { Limits } from './limits.ts';
import type { RunOwner } from './queues.ts';
import { RunLog } from './run-log.ts';
import { outcomeWords, spanOf } from './run-span.ts';
import { type Next, type Run, runSteps } from './run-steps.ts';
import { runTrigger } from './run-trigger.ts';
import type { Runtime, Runtimes, RuntimeTools } from './runtime.ts';
import type { Place } from './slots.ts';
import { States } from './states.ts';
import type { StopSign } from './stop-sign.ts';
import type { Ended } from './stored-results.ts';
import { wantsDebug } from './trigger-payload.ts';

/** What every run has in common. */
export type ExecuteTools = RuntimeTools & {
  runtimes: Runtimes;
  limits: Limits;
  /** The boot id that holds the leases. */
  owner: string;
  hostOf(run: Pick<Execution, 'instanceId' | 'customerId'>, stop: { readonly signal: AbortSignal }): Host;
  /** The way to the threads for a customer's large texts; without it they are worked on where they stand. */
  asideOf?: ((customerId: string) => Aside) | undefined;
  /** Told what triggers answer to those who have called. */
  responses: Waiters<HttpResponse | undefined>;
  /** Lets runs that change the same large states come to their end in turn. */
  oneByOne: OneByOne;
  wake(queued: Queued): void;
  /** Told how much more is kept of a customer's executions from now on. */
  noteStored(customerId: string, bytes: number): void;
  /** Absent where no collector of traces is set. */
  traces?: Traces | undefined;
  /** Keeps a place in the queue of an instance. @throws AppError `queue_full`, `storage_full` */
  enterQueue(owner: RunOwner): Place;
  invocations: Invocations;
  /** Runs what a run waits for in that run's slot; undefined when it takes longer than callers wait. */
  runInside(queued: Queued, signal: AbortSignal): Promise<Ended | undefined>;
};

/** How a lease came to its end. `answer` is what a synchronous caller is told. */
export type Outcome =
  | { kind: 'ended'; ending: Ending; answer: ActionResult | undefined }
  | { kind: 'waiting'; runAt: number }
  /** It has failed, and its flow wants that somebody looks at it. */
  | { kind: 'set aside'; error: StoredError }
  | { kind: 'released' }
  /** Its instance takes no runs any more: it waits, untouched. */
  | { kind: 'passed over' }
  | { kind: 'lost' };

/** A run that this process may go on with. */
export type Lease = {
  execution: Execution;
  /** The payload, where it has not left memory since the call. */
  request: StoredRequest | undefined;
  stop: StopSign;
  isStopping(): boolean;
  /** Told before each step, where somebody watches the run. */
  onStep: (() => void) | undefined;
};

/** Runs a leased execution as far as it goes. @throws only when the store does */
export async function execute(tools: ExecuteTools, lease: Lease): Promise<Outcome> {
  try {
    return await executeLeased(tools, lease);
  } catch (error) {
    if (error instanceof LeaseLost) return { kind: 'lost' };
    throw error;
  }
}

async function executeLeased(tools: ExecuteTools, lease: Lease): Promise<Outcome> {
  const { execution } = lease;
  const runtime = await tools.runtimes.get(execution);
  if (!runtime) return { kind: 'lost' };
  if (!mayBegin(runtime.instance, execution)) {
    await tools.store.write((tx) => passOver(tx, execution.id, tools.owner));
    return { kind: 'passed over' };
  }
  const { isStopping } = lease;
  const { redact } = runtime;
  const { store, vault, owner, noteStored } = tools;
  const aside = tools.asideOf?.(execution.customerId);
  const { resultBytes } = tools.limits;
  const keeping = { store, vault, owner, noteStored, redact, aside, resultBytes, isStopping };
  const journal = new Journal(keeping, execution);
  const isResumed = execution.cursor !== null;
  if (isResumed) await journal.resume();
  const flow = runtime.compiled.flows.find((each) => each.name === execution.flow);
  if (!flow || runtime.refusal !== undefined) {
    const message = runtime.refusal ?? `Version ${execution.version} has no flow ${execution.flow}.`;
    const { ending } = await journal.fail({ message });
    return { kind: 'ended', ending, answer: undefined };
  }
  journal.keepData = runtime.instance.keeping?.data ?? flow.keepData;
  const run = await prepare(tools, lease, runtime, flow, journal, isResumed);
  const outcome = await conclude(tools, lease, runtime, run, await runFlow(tools, lease, run, isResumed));
  run.context.trace?.end(...outcomeWords(outcome));
  return outcome;
}

/** A run that was leased when it was accepted has not been claimed: nobody has looked at its instance since. */
function mayBegin({ state }: Instance, { kind }: Execution): boolean {
  return state === 'active' || (state === 'removed' && kind === 'remove');
}

const NONE_PINNED: Run['pinned'] = new Map();
const NOTHING_LOGGED = { sequence: 0, bytes: 0 };

async function prepare(
  tools: ExecuteTools,
  lease: Lease,
  runtime: Runtime,
  flow: CompiledFlow,
  journal: Journal,
  isResumed: boolean,
): Promise<Run> {
  const { execution, stop } = lease;
  const { store, vault, oneByOne } = tools;
  const states = new States({
    store,
    vault,
    oneByOne,
    redact: runtime.redact,
    aside: tools.asideOf?.(execution.customerId),
    executionId: execution.id,
    owners: stateOwners(runtime.instance, flow),
    limit: tools.limits.stateBytes,
  });
  if (isResumed) await states.resume();
  const logged = isResumed ? await logSoFar(tools.store.read, execution.id) : NOTHING_LOGGED;
  const { logLines, logBytes } = tools.limits;
  const log = new RunLog(execution.id, runtime.redact, { lines: logLines, bytes: logBytes }, logged);
  const files = keptFiles(store.blobs, tools.limits.resultBytes, () => journal.hasFiles);
  const results = new Map<string, unknown>();
  const rounds: Run['rounds'] = new Map();
  const context = {
    execution,
    runtime,
    flow,
    states,
    log,
    stop,
    hostOf: tools.hostOf,
    files,
    results,
    invokeFlow: flowInvoker(tools, lease, runtime),
    isDebug: false,
  };
  const { limits } = tools;
  const pinned = isOfTests(execution)
    ? await readPinned(store.read, vault, execution.integrationId, flow, runtime.redact)
    : NONE_PINNED;
  const scope = scopeOf(runtime, results, rounds);
  const { isStopping, onStep } = lease;
  return {
    flow,
    parts: runtime.parts,
    journal,
    states,
    log,
    limits,
    stop,
    scope,
    results,
    pinned,
    rounds,
    count: 0,
    last: undefined,
    lastSize: 0,
    context,
    isStopping,
    onStep,
  };
}

function scopeOf(runtime: Runtime, results: Run['results'], rounds: Run['rounds']): ReferenceScope {
  return {
    read(step, root) {
      return root === 'results' ? results.get(step) : rounds.get(step)?.[root];
    },
    configVar: (key) => own(runtime.configVars, key),
  };
}

async function runFlow(
  tools: ExecuteTools,
  lease: Lease,
  run: Run,
  isResumed: boolean,
): Promise<{ next: Next | { kind: 'nothing new' }; found?: Found | undefined }> {
  const request = lease.request ?? (await unlessGone(requestOf(tools, lease)));
  run.context.isDebug = request !== undefined && wantsDebug(request);
  run.context.trace = tools.traces?.run(...spanOf(lease.execution), request?.headers.traceparent);
  const triggered = await runTrigger(run, request, isResumed);
  const { response } = triggered.ok ? triggered.result : triggered;
  tools.responses.settle(lease.execution.id, response);
  if (!triggered.ok) return { next: { kind: 'failed', error: triggered.error } };
  const { result, found } = triggered;
  run.results.set(run.flow.trigger.key, result.payload);
  const isEmpty = result.resultType === 'polled_no_changes';
  if (isEmpty && lease.execution.kind === 'schedule') return { next: { kind: 'nothing new' } };
  if (found || isEmpty) return { next: { kind: 'done' }, found };
  const branch = run.flow.trigger.branches.find((each) => each.name === result.branch);
  const first = branch ? await runSteps(run, branch.steps, '') : { kind: 'done' as const };
  return { next: first.kind === 'done' ? await runSteps(run, run.flow.steps, '') : first };
}
