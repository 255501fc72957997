import type { Action, ActionResult, Params } from '../components/component.ts';
import type { CompiledFlow, CompiledStep } from '../definition/compile/compiled.ts';
import type { ReferenceScope } from '../definition/compile/evaluate.ts';
import { retryAt } from '../definition/compile/retry.ts';
import { stepNames } from '../definition/read/step-paths.ts';
import { unlessGone } from '../lib/errors.ts';
import { StorageError } from '../lib/storage-error.ts';
import { now } from '../lib/time.ts';
import type { StoredError } from '../models/executions.ts';
import { canBePinned, type Pinned } from '../models/pinned-outputs.ts';
import { readableData } from '../models/stored-values.ts';
import { type ContextParts, StepContext } from './context.ts';
import type { Journal, Measured } from './journal.ts';
import type { Limits } from './limits.ts';
import type { Parts } from './parts.ts';
import { resolveInputs } from './resolve-inputs.ts';
import type { RunLog } from './run-log.ts';
import { answeredBy, failure, runStep, type StepOutcome } from './run-step.ts';
import type { States } from './states.ts';
import type { StopSign } from './stop-sign.ts';

/** One run in memory. `results` and `rounds` are what references read, by reference key. */
export type Run = {
  flow: CompiledFlow;
  parts: Parts;
  journal: Journal;
  states: States;
  log: RunLog;
  limits: Limits;
  stop: StopSign;
  scope: ReferenceScope;
  results: Map<string, unknown>;
  /** Outputs that steps give without being executed, by their stable keys; of test runs alone. */
  pinned: ReadonlyMap<string, Pinned>;
  rounds: Map<string, { currentItem: unknown; index: number }>;
  /** How many steps have been run or taken from the journal. */
  count: number;
  /** The result of the last step that ran: the answer of a synchronous call. */
  last: ActionResult | undefined;
  /** Characters that it takes. */
  lastSize: number;
  context: ContextParts;
  isStopping(): boolean;
  onStep: (() => void) | undefined;
};

/** How a list of steps came to its end. */
export type Next =
  | { kind: 'done' }
  | { kind: 'break' }
  | { kind: 'stop' }
  | { kind: 'interrupted' }
  | { kind: 'wait'; runAt: number }
  | { kind: 'failed'; error: StoredError };

const DONE: Next = { kind: 'done' };

/** Runs steps one after another, from the first that has no result; `place` is the path of what contains them. */
export async function runSteps(run: Run, steps: CompiledStep[], place: string): Promise<Next> {
  for (const step of steps) {
    if (step.isDisabled) continue;
    const next = await runOne(run, step, place + (stepNames(run.flow).get(step) ?? step.key));
    if (next.kind !== 'done') return next;
  }
  return DONE;
}

async function runOne(run: Run, step: CompiledStep, path: string): Promise<Next> {
  run.count += 1;
  const before = run.journal.before(path);
  if (before?.status === 'succeeded' || before?.status === 'ignored' || before?.status === 'running') {
    const measured = await unlessGone(run.journal.resultOf(path));
    if (!measured) return notKept(step);
    return await takeResult(run, step, path, measured, { finished: before.status !== 'running' });
  }
  await run.journal.commit();
  const { raised } = run.stop;
  if (raised) return { kind: 'failed', error: failure(step, raised.reason).error };
  run.onStep?.();
  if (run.isStopping()) return { kind: 'interrupted' };
  if (run.count > run.limits.steps)
    return tooMuch(step, `This execution has run ${run.limits.steps} steps, which is the limit.`);
  return await perform(run, step, path, before?.status === 'retrying' ? before.attempt + 1 : 1);
}

async function perform(run: Run, step: CompiledStep, path: string, attempt: number): Promise<Next> {
  const startedAt = now();
  const context = new StepContext(run.context, { name: step.name, path, action: step.action.key });
  const pinned = pinnedAction(run, step);
  const action = run.parts.actions.get(step);
  let params: Params = {};
  const prepare = () => {
    if (pinned) return params;
    params = resolveInputs(step.inputs, run.scope);
    const fetched = run.states.fetch(action?.stateReads?.(params));
    const taken = run.context.files.bytesIn(params, action?.takesFiles);
    return fetched ? fetched.then(() => taken) : taken;
  };
  const renewing = pinned ? undefined : connectionsReady(run, step);
  if (renewing) await renewing;
  const tried = () => context.traced(() => runStep(run.stop, step, pinned ?? action, context, prepare));
  let outcome = await tried();
  if (!pinned && (await isRenewed(run, step, params, outcome))) outcome = await tried();
  const entry = { step, path, attempt, startedAt, params };
  const { connections, redact } = run.context.runtime;
  if (!outcome.ok) await connections.noteRefusal(params, outcome, redact);
  const kept = outcome.ok ? await keep(run, entry, outcome) : outcome;
  if (kept.ok) return await takeResult(run, step, path, kept, { finished: !step.isLoop });
  return await handleFailure(run, entry, kept.error);
}

/** What stands for a step whose output is pinned: such a step is not executed. */
function pinnedAction(run: Run, step: CompiledStep): Pick<Action, 'perform'> | undefined {
  const pinned = canBePinned(step) ? run.pinned.get(step.stableKey) : undefined;
  return pinned && { perform: async () => ({ data: pinned.output }) };
}

/** Connections whose tokens end soon get others before the step; where that fails it runs with those that it has. */
function connectionsReady({ context, stop, log }: Run, step: CompiledStep): Promise<void> | undefined {
  const renewing = context.runtime.connections.renewDue((message) => log.write('warn', step.name, message));
  return renewing && stop.unlessRaised(renewing).catch(() => undefined);
}

/** A step whose token was refused has done nothing yet: with another one it is tried once more. */
async function isRenewed(
  run: Run,
  step: CompiledStep,
  params: Params,
  outcome: StepOutcome,
): Promise<boolean> {
  const { connections } = run.context.runtime;
  if (!connections.hasAny || run.stop.raised) return false;
  const renewed = await connections.renewRefused(params, answeredBy(outcome));
  if (renewed === undefined) return false;
  run.states.discard();
  run.log.write(
    'info',
    step.name,
    `The token of ${renewed} was refused. With another one the step is tried again.`,
  );
  return true;
}

type Performed = { step: CompiledStep; path: string; attempt: number; startedAt: number; params: Params };

type Kept = ({ ok: true } & Measured) | (StepOutcome & { ok: false });

/**
 * Writes a result and the changed states down; a result that cannot be written is this step's failure.
 * @throws StorageError, which is no fault of the step's
 */
async function keep(run: Run, entry: Performed, outcome: StepOutcome & { ok: true }): Promise<Kept> {
  try {
    run.states.replace(outcome.result);
    const changed = run.states.isTouched ? await run.states.changes() : undefined;
    // A loop is not finished yet: its row holds the items, so that a resumed run goes on with the same ones.
    const status = entry.step.isLoop ? 'running' : 'succeeded';
    const { result } = outcome;
    const size = await run.journal.add({ ...entryOf(entry), status, result, error: undefined });
    if (changed) run.journal.addStates(await run.states.accept(changed));
    run.journal.addLogs(run.log.take());
    return { ok: true, result, size };
  } catch (thrown) {
    if (thrown instanceof StorageError) throw thrown;
    return failure(entry.step, thrown);
  }
}

async function handleFailure(run: Run, entry: Performed, error: StoredError): Promise<Next> {
  const { step, attempt } = entry;
  const handler = step.errorHandler;
  run.states.discard();
  run.log.write('error', step.name, error.message);
  run.journal.addLogs(run.log.take());
  // Cancelled, out of time or stopping: no handler of the step may go on from there.
  if (run.stop.raised) return await end(run, entry, error, 'failed');
  if (handler.kind === 'retry' && attempt <= handler.maxAttempts) {
    await run.journal.add({ ...entryOf(entry), status: 'retrying', result: undefined, error });
    return { kind: 'wait', runAt: retryAt(handler, attempt, now()) };
  }
  const ignored = handler.kind === 'ignore' || (handler.kind === 'retry' && handler.ignoreFinalError);
  return await end(run, entry, error, ignored ? 'ignored' : 'failed');
}

async function end(
  run: Run,
  entry: Performed,
  error: StoredError,
  status: 'ignored' | 'failed',
): Promise<Next> {
  await run.journal.add({ ...entryOf(entry), status, result: undefined, error });
  if (status === 'failed') return { kind: 'failed', error };
  run.results.delete(entry.step.key);
  return DONE;
}

function entryOf({ step, path, attempt, startedAt, params }: Performed) {
  return {
    path,
    name: step.name,
    component: step.action.component.key,
    action: step.action.key,
    attempt,
    startedAt,
    params,
  };
}

/** Makes a result readable to later steps and goes where it leads: into a branch, a loop, out of one, to the end. */
async function takeResult(
  run: Run,
  step: CompiledStep,
  path: string,
  { result, size }: Measured,
  { finished }: { finished: boolean },
): Promise<Next> {
  if (!finished && step.isLoop) return await runLoop(run, step, path, result);
  const action = run.parts.actions.get(step);
  if (action?.breakLoop) return { kind: 'break' };
  run.results.set(step.key, readableData(result));
  run.last = result;
  run.lastSize = size;
  if (action?.terminateExecution) return { kind: 'stop' };
  if (step.branches.length === 0) return DONE;
  const branch = step.branches.find((each) => each.name === result.branch);
  return branch ? await runSteps(run, branch.steps, placeOf(path)) : DONE;
}

/** A step inside a branch has the path it would have beside it: reference keys are unique in a flow. */
function placeOf(path: string): string {
  return path.slice(0, path.lastIndexOf('.') + 1);
}

async function runLoop(run: Run, step: CompiledStep, path: string, opened: ActionResult): Promise<Next> {
  const { count, items, first = 0, end = count } = opened.iterations ?? { count: 0 };
  if (count > run.limits.iterations) {
    return tooMuch(
      step,
      `This loop would run ${count} times; the limit is ${run.limits.iterations}. Split the list.`,
    );
  }
  const startedAt = now();
  const collected: unknown[] = [];
  let size = 0;
  for (let index = first; index < end; index++) {
    forget(run, step.steps);
    run.rounds.set(step.key, { currentItem: items ? items[index] : index, index });
    run.last = undefined;
    const next = await runSteps(run, step.steps, `${path}[${index}].`);
    if (next.kind !== 'done' && next.kind !== 'break') return next;
    collected.push(lastData(run));
    // What the rounds give together is one result: it fails before the memory is full of what could not be stored.
    if (run.last) size += run.lastSize;
    if (size > run.limits.resultBytes) return tooMuch(step, loopTooLarge(run.limits.resultBytes));
    if (next.kind === 'break') break;
  }
  run.rounds.delete(step.key);
  const result: ActionResult = { data: collected };
  const entry = { step, path, attempt: 1, startedAt, params: { count, ...(items ? { items } : {}) } };
  const kept = await keepLoop(run, entry, result);
  return kept.ok
    ? await takeResult(run, step, path, kept, { finished: true })
    : { kind: 'failed', error: kept.error };
}

async function keepLoop(run: Run, entry: Performed, result: ActionResult): Promise<Kept> {
  try {
    const size = await run.journal.add({ ...entryOf(entry), status: 'succeeded', result, error: undefined });
    return { ok: true, result, size };
  } catch (thrown) {
    if (thrown instanceof StorageError) throw thrown;
    return failure(entry.step, thrown);
  }
}

function loopTooLarge(bytes: number): string {
  return `The results of this loop's rounds are larger together than ${bytes >> 20} MB, which is the limit: end each round with a step that answers less.`;
}

function lastData(run: Run): unknown {
  return (run.last && readableData(run.last)) ?? null;
}

/** A round must not read what an earlier one has left in a branch that it does not take. */
function forget(run: Run, steps: CompiledStep[]): void {
  for (const step of steps) {
    run.results.delete(step.key);
    for (const branch of step.branches) forget(run, branch.steps);
    forget(run, step.steps);
  }
}

function notKept(step: CompiledStep): Next {
  const message = `The result of “${step.name}” is no longer kept, so this execution cannot go on. Replay it from the start.`;
  return { kind: 'failed', error: { message, step: step.name } };
}

function tooMuch(step: CompiledStep, message: string): Next {
  return { kind: 'failed', error: { message, step: step.name } };
}
