import type { ExecutionStepsProps, LoopRounds, WaterfallStep } from '../../../../views/executions/steps.tsx';
import type { Span } from '../../../../views/kit/waterfall.tsx';
import type { Database } from '../../../db/store.ts';
import type { CompiledFlow } from '../../../definition/compile/compiled.ts';
import { retryAt } from '../../../definition/compile/retry.ts';
import { duration, relativeTime } from '../../../lib/format.ts';
import { TRIGGER } from '../../../lib/links.ts';
import type { Instant } from '../../../lib/time.ts';
import type { StatusState } from '../../../lib/ui/status-words.ts';
import { type Execution, isOpen } from '../../../models/executions.ts';
import { nextFailedRound } from '../../../models/rounds.ts';
import type { StepState, TimelineStep } from '../../../models/timelines.ts';

/** How a step's state looks. */
export const LOOKS: Record<StepState, StatusState> = {
  succeeded: 'succeeded',
  failed: 'failed',
  ignored: 'failed',
  retrying: 'waiting',
  running: 'running',
  next: 'running',
  cancelled: 'cancelled',
  'not-yet': 'queued',
  'not-run': 'skipped',
  'not-taken': 'skipped',
  disabled: 'skipped',
};

type Run = { execution: Execution; from: Instant; to: Instant };

/** The waterfall of an execution: its trigger, then the steps of its timeline. */
export async function shownSteps(
  db: Database,
  execution: Execution,
  flow: CompiledFlow | undefined,
  timeline: TimelineStep[],
  at: Instant,
): Promise<Omit<ExecutionStepsProps, 'seen' | 'isOpen'>> {
  const from = execution.startedAt ?? execution.queuedAt;
  const run = { execution, from, to: Math.max(execution.endedAt ?? at, from + 1) };
  const steps = flow ? [triggerStep(run, flow, timeline)] : [];
  for (const step of timeline) steps.push(await shownStep(db, run, step, at));
  return {
    steps,
    scale: execution.startedAt === null ? undefined : `0 – ${duration(run.to - run.from)}`,
    missing: flow ? undefined : missingWords(execution),
  };
}

function missingWords({ version, flow }: Execution): string {
  if (version < 0) return 'The draft that this test has run is no longer kept.';
  return `Version ${version} has no flow ${flow}.`;
}

/** The trigger is not in the journal: it was done when the first step began. */
function triggerStep(run: Run, flow: CompiledFlow, timeline: TimelineStep[]): WaterfallStep {
  const state = triggerState(run.execution, flow, timeline);
  const begins = timeline.flatMap(({ startedAt }) => (startedAt && startedAt >= run.from ? startedAt : []));
  const end = begins.length > 0 ? Math.min(...begins) : run.to;
  const hasRun = state === 'succeeded' || state === 'failed';
  return {
    path: TRIGGER,
    number: undefined,
    name: flow.trigger.name,
    depth: 0,
    state: LOOKS[state],
    took: hasRun ? duration(end - run.from) : wordOf(state),
    spans: hasRun ? [span(run, run.from, end, state === 'failed' ? 'bad' : undefined)] : [],
    rounds: undefined,
  };
}

function triggerState(
  { status, startedAt, error }: Execution,
  flow: CompiledFlow,
  timeline: TimelineStep[],
): StepState {
  if (timeline.some((step) => step.startedAt !== undefined)) return 'succeeded';
  if (status === 'failed' && error?.step === flow.trigger.name) return 'failed';
  if (startedAt === null) return isOpen(status) ? 'not-yet' : 'not-run';
  return status === 'cancelled' ? 'not-run' : 'succeeded';
}

async function shownStep(db: Database, run: Run, step: TimelineStep, at: Instant): Promise<WaterfallStep> {
  const { path, number, name, depth, state } = step;
  return {
    ...{ path, number, name, depth },
    state: LOOKS[state],
    took: tookOf(run.execution, step, at),
    spans: spansOf(run, step),
    rounds: await shownRounds(db, run.execution.id, step),
  };
}

async function shownRounds(
  db: Database,
  executionId: string,
  { path, name, rounds }: TimelineStep,
): Promise<LoopRounds | undefined> {
  if (!rounds) return undefined;
  const { count, open } = rounds;
  const next = await nextFailedRound(db, executionId, path, open);
  return {
    ...{ path, name, count },
    open: open === undefined ? undefined : open + 1,
    nextFailed: next === undefined ? undefined : next + 1,
  };
}

/** How long a step took, or why there is nothing to measure. */
export function tookOf(execution: Execution, step: TimelineStep, at: Instant): string {
  const { state, startedAt, endedAt } = step;
  if (startedAt === undefined || endedAt === undefined) return wordOf(state);
  if (isKept(execution, step)) return 'kept';
  if (state === 'retrying' && execution.status === 'paused') return 'paused';
  if (state === 'retrying')
    return execution.status === 'waiting' ? `again ${relativeTime(execution.runAt, at)}` : 'trying again';
  return duration((state === 'running' ? at : endedAt) - startedAt);
}

/** A replay from the failed step has the steps before it from the run that it continues. */
function isKept({ startedAt }: Execution, step: TimelineStep): boolean {
  return step.endedAt !== undefined && startedAt !== null && step.endedAt < startedAt;
}

function wordOf(state: StepState): string {
  if (state === 'next') return 'running';
  if (state === 'disabled') return 'skipped (disabled)';
  return state === 'not-yet' || state === 'not-run' || state === 'not-taken' ? state.replace('-', ' ') : '';
}

/** The tries of a step and the waits between them. Its tries are not kept apart: they are drawn as equally long. */
function spansOf(run: Run, step: TimelineStep): Span[] {
  const { state, startedAt, endedAt, attempt, handler } = step;
  if (startedAt === undefined || endedAt === undefined || isKept(run.execution, step)) return [];
  const isLast = state === 'failed' || state === 'ignored' || state === 'retrying';
  const last = isLast ? 'bad' : undefined;
  if (state === 'running') return [span(run, startedAt, run.to, undefined)];
  if (handler.kind !== 'retry' || attempt === 1)
    return withWait(run, step, [span(run, startedAt, endedAt, last)]);
  const waits = Array.from({ length: attempt - 1 }, (_, index) => retryAt(handler, index + 1, 0));
  const waited = waits.reduce((sum, wait) => sum + wait, 0);
  const shrink = Math.min(1, (0.9 * (endedAt - startedAt)) / Math.max(1, waited));
  const work = (endedAt - startedAt - waited * shrink) / attempt;
  const spans: Span[] = [];
  let now = startedAt;
  for (const wait of waits) {
    const begin = now + work;
    spans.push(span(run, now, begin, 'bad'), span(run, begin, begin + wait * shrink, 'wait'));
    now = begin + wait * shrink;
  }
  return withWait(run, step, [...spans, span(run, now, endedAt, last)]);
}

function withWait(run: Run, { state, endedAt }: TimelineStep, spans: Span[]): Span[] {
  if (state !== 'retrying' || endedAt === undefined) return spans;
  return [...spans, span(run, endedAt, run.to, 'wait')];
}

function span(run: Run, from: Instant, to: Instant, kind: Span['kind']): Span {
  const thousandths = (at: Instant) => ((at - run.from) / (run.to - run.from)) * 1000;
  return { start: thousandths(from), end: thousandths(to), kind };
}
