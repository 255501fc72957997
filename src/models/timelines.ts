import type { Database } from '../db/store.ts';
import type { CompiledErrorHandler, CompiledFlow, CompiledStep } from '../definition/compile/compiled.ts';
import { roundsIn, type StepPlace, stepPlaces } from '../definition/read/step-paths.ts';
import type { Instant } from '../lib/time.ts';
import { type Execution, isOpen } from './executions.ts';
import { countRounds } from './rounds.ts';
import { type StepOutline, stepOutlines } from './step-results.ts';

/**
 * What has become of a step. `next`: the run is at it now. `not-yet`: the run has not come to it; `not-run`: it ended
 * before; `not-taken`: it stands in a branch that was not taken; `disabled`: the run passes over it.
 */
export type StepState =
  | StepOutline['status']
  | 'next'
  | 'cancelled'
  | 'not-yet'
  | 'not-run'
  | 'not-taken'
  | 'disabled';

/** A step of a run as it is seen from outside: rounds of loops are folded but for the open ones. */
export type TimelineStep = {
  path: string;
  number: string;
  name: string;
  component: string;
  action: string;
  /** How many branches and loops it stands in. */
  depth: number;
  state: StepState;
  startedAt: Instant | undefined;
  /** The end of its last try; of a loop that goes on, when it was opened. */
  endedAt: Instant | undefined;
  attempt: number;
  handler: CompiledErrorHandler;
  /** Of a loop: how many rounds were begun, and which one (from 0) is unfolded. */
  rounds: { count: number; open: number | undefined } | undefined;
};

/** The rounds to unfold: those that the path goes through, and the one that was asked for. */
export function openRounds(
  path: string | undefined,
  asked: { loop: string; round: number } | undefined,
): Map<string, number> {
  const all = [...roundsIn(path ?? ''), ...roundsIn(asked ? `${asked.loop}[${asked.round}].` : '')];
  return new Map(all.map(({ loop, round }) => [loop, round]));
}

/** The steps of an execution in the order of its flow. @param open which rounds of its loops are unfolded, by path */
export async function timelineOf(
  db: Database,
  execution: Execution,
  flow: CompiledFlow,
  open: ReadonlyMap<string, number>,
): Promise<TimelineStep[]> {
  const places = new Map(stepPlaces(flow).map((place) => [place.step, place]));
  const walk: Walk = { db, execution, places, open, steps: [] };
  const { trigger } = flow;
  const scope = await scopeOf(walk, [...trigger.branches.flatMap(({ steps }) => steps), ...flow.steps], '');
  const done = { goesOn: isBegun(walk, scope, flow.steps) };
  const control = trigger.branches.length === 0 ? 'here' : await walkBranches(walk, scope, trigger, 0, done);
  await walkList(walk, scope, flow.steps, 0, control);
  return walk.steps;
}

type Walk = {
  db: Database;
  execution: Execution;
  places: ReadonlyMap<CompiledStep, StepPlace>;
  open: ReadonlyMap<string, number>;
  steps: TimelineStep[];
};

/** Steps that are beside each other in the journal: those of a flow or of a round, with those in their branches. */
type ListScope = { place: string; found: ReadonlyMap<string, StepOutline> };

async function scopeOf(walk: Walk, steps: CompiledStep[], place: string): Promise<ListScope> {
  const paths = flattened(steps).map((step) => pathOf(walk, place, step));
  return { place, found: await stepOutlines(walk.db, walk.execution.id, paths) };
}

/** A list with what stands in its branches; what stands in its loops has paths of its own. */
function flattened(steps: CompiledStep[]): CompiledStep[] {
  return steps.flatMap((step) => [step, ...step.branches.flatMap((branch) => flattened(branch.steps))]);
}

function pathOf({ places }: Walk, place: string, step: CompiledStep): string {
  return place + (places.get(step)?.name ?? step.key);
}

function isBegun(walk: Walk, { place, found }: ListScope, steps: CompiledStep[]): boolean {
  return flattened(steps).some((step) => found.has(pathOf(walk, place, step)));
}

/** Whether the run may be at a place now: `here`; `elsewhere`, before or behind it; or in another branch. */
type Control = 'here' | 'elsewhere' | 'not-taken';

/** Adds a list of steps; answers where the run is once it has gone through them. */
async function walkList(
  walk: Walk,
  scope: ListScope,
  steps: CompiledStep[],
  depth: number,
  control: Control,
): Promise<Control> {
  let now = control;
  for (const [index, step] of steps.entries()) {
    const row = scope.found.get(pathOf(walk, scope.place, step));
    const state = step.isDisabled ? 'disabled' : stateOf(walk.execution, row, now);
    const shown = await shownStep(walk, scope, step, row, state, depth);
    walk.steps.push(shown);
    const isDone = row?.status === 'succeeded' || row?.status === 'ignored';
    if (!isDone && !step.isDisabled && now === 'here') now = 'elsewhere';
    const goesOn = isBegun(walk, scope, steps.slice(index + 1));
    if (step.branches.length > 0 && (step.isDisabled || now === 'not-taken'))
      await walkBranches(walk, scope, step, depth + 1, 'not-taken');
    else if (step.branches.length > 0)
      now = await walkBranches(walk, scope, step, depth + 1, isDone ? { goesOn } : undefined);
    await walkRound(walk, step, shown, depth);
  }
  return now;
}

async function walkRound(walk: Walk, step: CompiledStep, shown: TimelineStep, depth: number): Promise<void> {
  if (shown.rounds?.open === undefined) return;
  const { open, count } = shown.rounds;
  const scope = await scopeOf(walk, step.steps, `${shown.path}[${open}].`);
  const isLast = shown.state === 'running' && open >= count - 1;
  await walkList(walk, scope, step.steps, depth + 1, isLast ? 'here' : 'elsewhere');
}

/** @param done undefined where what branches is not done; else whether what stands behind it was begun */
async function walkBranches(
  walk: Walk,
  scope: ListScope,
  { branches }: Pick<CompiledStep, 'branches'>,
  depth: number,
  done: { goesOn: boolean } | 'not-taken' | undefined,
): Promise<Control> {
  const taken = branches.findIndex((branch) => isBegun(walk, scope, branch.steps));
  const isOver = typeof done === 'object' && (done.goesOn || walk.execution.status === 'succeeded');
  let after: Control = isOver ? 'here' : 'elsewhere';
  for (const [index, { steps }] of branches.entries()) {
    if (index === taken) after = await walkList(walk, scope, steps, depth, 'here');
    else {
      const isOther = taken !== -1 || isOver || done === 'not-taken';
      await walkList(walk, scope, steps, depth, isOther ? 'not-taken' : 'elsewhere');
    }
  }
  return after;
}

async function shownStep(
  walk: Walk,
  scope: ListScope,
  step: CompiledStep,
  row: StepOutline | undefined,
  state: StepState,
  depth: number,
): Promise<TimelineStep> {
  const path = pathOf(walk, scope.place, step);
  const count = row && step.isLoop ? await countRounds(walk.db, walk.execution.id, path) : 0;
  const asked = walk.open.get(path);
  const open = asked === undefined || count === 0 ? undefined : Math.min(asked, count - 1);
  return {
    path,
    number: walk.places.get(step)?.number ?? '',
    name: step.name,
    component: step.action.component.key,
    action: step.action.key,
    depth,
    state,
    startedAt: row?.startedAt,
    endedAt: row?.endedAt,
    attempt: row?.attempt ?? 1,
    handler: step.errorHandler,
    rounds: count === 0 ? undefined : { count, open },
  };
}

function stateOf(execution: Execution, row: StepOutline | undefined, control: Control): StepState {
  const isRunning = isOpen(execution.status);
  if (row === undefined) {
    if (control === 'not-taken') return 'not-taken';
    if (control === 'here' && execution.status === 'running') return 'next';
    return isRunning ? 'not-yet' : 'not-run';
  }
  // What a run has left open when it ended, ended with it: a loop in one of its rounds, a step between two tries.
  const isLeft = row.status === 'running' || row.status === 'retrying';
  if (!isLeft || isRunning) return row.status;
  return execution.status === 'cancelled' ? 'cancelled' : 'failed';
}
