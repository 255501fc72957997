import type { CompiledReference } from '../compile/compiled.ts';
import type { Path } from '../document/problem.ts';
import { parseReference, referenceKey } from '../document/references.ts';
import type { Definition, Flow, Step, StepInput } from '../document/schema.ts';
import { splitTemplate } from '../document/templates.ts';
import { allSteps, nestedSteps, visitInputs } from '../document/walk.ts';
import type { Report } from './check.ts';
import { didYouMean } from './hint.ts';

type Count = { total: number; resolved: number };

/** Where a walk through a flow stands: the steps that ran before, those that perhaps did, and the loops it is in. */
type Scope = {
  /** By reference key: `ran`, `off` for a disabled step, or `perhaps` for one inside a branch or loop that lies behind. */
  steps: Map<string, 'ran' | 'off' | 'perhaps'>;
  /** Whether it stands in what is disabled, where nothing is read. */
  isOff: boolean;
  /** Whether it is meant for steps that may not have run. */
  takesAny: boolean;
  openLoops: ReadonlySet<string>;
  allKeys: ReadonlySet<string>;
};

const OUTSIDE = { isOff: false, takesAny: false };

type Checking = { report: Report; count: Count; configVars: ReadonlySet<string> };

/** Checks every reference to a step or a config variable and counts those to steps. */
export function checkReferences(definition: Definition, report: Report): Count {
  const count = { total: 0, resolved: 0 };
  const configVars = new Set((definition.requiredConfigVars ?? []).map(({ key }) => key));
  const checking = { report, count, configVars };
  for (const [index, flow] of definition.flows.entries()) checkFlow(flow, ['flows', index], checking);
  for (const [index, { inputs }] of (definition.requiredConfigVars ?? []).entries()) {
    const nowhere: Scope = { ...OUTSIDE, steps: new Map(), openLoops: new Set(), allKeys: new Set() };
    checkInputs(inputs, ['requiredConfigVars', index, 'inputs'], nowhere, checking);
  }
  return count;
}

function checkFlow(flow: Flow, path: Path, checking: Checking): void {
  const steps = [...allSteps(flow.steps, [])];
  const allKeys = new Set(steps.map(({ step }) => referenceKey(step.name)));
  const scope = { ...OUTSIDE, steps: new Map(), openLoops: new Set<string>(), allKeys };
  checkSteps(flow.steps, [...path, 'steps'], scope, checking);
}

function checkSteps(steps: readonly Step[], path: Path, scope: Scope, checking: Checking): void {
  for (const [index, step] of steps.entries()) {
    const place = [...path, index];
    const key = referenceKey(step.name);
    const isOff = scope.isOff || step.isDisabled === true;
    const ran = isOff ? 'off' : 'ran';
    const takesAny = isSelection(step);
    checkInputs(step.inputs, [...place, 'inputs'], { ...scope, isOff, takesAny }, checking);
    checkSchedule(step, place, checking);
    const isLoop = Boolean(step.steps);
    if (!isLoop) scope.steps.set(key, ran);
    for (const nested of nestedSteps(step, place)) {
      const openLoops = nested.kind === 'loop' ? new Set([...scope.openLoops, key]) : scope.openLoops;
      checkSteps(nested.steps, nested.path, { ...scope, openLoops, isOff }, checking);
      for (const inner of nested.steps)
        scope.steps.set(referenceKey(inner.name), isOff || inner.isDisabled ? 'off' : 'perhaps');
    }
    if (isLoop) scope.steps.set(key, ran);
  }
}

/** The one action that is there to find out which of its steps has run. */
function isSelection({ action }: Step): boolean {
  return action.component.key === 'branch' && action.key === 'selectExecutedStepResult';
}

function checkInputs(
  inputs: Record<string, StepInput> | null | undefined,
  path: Path,
  scope: Scope,
  checking: Checking,
): void {
  for (const [key, input] of Object.entries(inputs ?? {})) {
    visitInputs(input, [...path, key], (each, place) => checkInput(each, place, scope, checking));
  }
}

function checkInput(input: StepInput, path: Path, scope: Scope, checking: Checking): void {
  if (input.type === 'reference' && input.value) checkReference(input.value, path, scope, checking);
  if (input.type === 'configVar' && input.value) checkConfigVar(input.value, path, checking);
  if (input.type !== 'template' || !input.value) return;
  for (const piece of splitTemplate(input.value)) {
    if (piece.kind === 'reference') checkReference(piece.text, path, scope, checking);
    if (piece.kind === 'configVar') checkConfigVar(piece.text, path, checking);
  }
}

function checkReference(text: string, path: Path, scope: Scope, { report, count }: Checking): void {
  count.total++;
  const reference = parseReference(text);
  if (!reference || !isThere(reference, scope)) {
    report(scope.isOff ? 'warning' : 'error', path, () => faultOf(text, reference, scope));
    return;
  }
  count.resolved++;
  const { step } = reference;
  if (scope.isOff) return;
  if (scope.steps.get(step) === 'off') {
    const message = `The step ${step} is disabled, so ${text} is empty: enable it, or choose another value.`;
    report('warning', path, message);
  }
  if (scope.steps.get(step) !== 'perhaps' || scope.takesAny) return;
  const message = `The step ${step} is inside a branch or loop that may not have run: ${text} can be empty.`;
  report('warning', path, message);
}

function isThere({ step, root }: CompiledReference, { steps, openLoops }: Scope): boolean {
  return root === 'results' ? steps.has(step) : openLoops.has(step);
}

function faultOf(text: string, reference: CompiledReference | undefined, { allKeys }: Scope): string {
  if (!reference) {
    return `“${text}” is no reference: write it as step.results, or loop.currentItem inside a loop.`;
  }
  const { step, root } = reference;
  if (!allKeys.has(step)) {
    return `There is no step ${step} in this flow: ${didYouMean(step, allKeys, 'choose an earlier step.')}`;
  }
  return root === 'results'
    ? `The step ${step} does not run before this one: choose an earlier step.`
    : `${text} is only there inside the loop ${step}: choose another step's results.`;
}

function checkSchedule({ schedule }: Step, path: Path, checking: Checking): void {
  if (schedule?.type === 'configVar' && schedule.value) {
    checkConfigVar(schedule.value, [...path, 'schedule'], checking);
  }
}

function checkConfigVar(key: string, path: Path, { report, configVars }: Checking): void {
  if (configVars.has(key)) return;
  report('error', path, () => {
    const hint = didYouMean(key, configVars, 'add it, or choose another.');
    return `There is no config variable ${key}: ${hint}`;
  });
}
