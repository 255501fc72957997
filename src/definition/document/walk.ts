import { isRecord } from '../../lib/records.ts';
import { isUnary } from '../compile/conditions.ts';
import type { Path } from './problem.ts';
import type { ComplexItem, Step, StepInput } from './schema.ts';

/**
 * Calls `visit` for an input and every input inside it: names, list items, terms of conditions. The second term of a
 * unary condition is left out, since nothing reads it.
 */
export function visitInputs(
  input: StepInput,
  path: Path,
  visit: (input: StepInput, path: Path) => void,
): void {
  visit(input, path);
  if (isRecord(input.name)) visitInputs(input.name, [...path, 'name'], visit);
  if (input.type === 'complex') visitItem(input.value ?? null, [...path, 'value'], visit);
}

function visitItem(item: ComplexItem, path: Path, visit: (input: StepInput, path: Path) => void): void {
  if (isRecord(item)) visitInputs(item, path, visit);
  if (!Array.isArray(item)) return;
  const [first] = item;
  const live = typeof first === 'string' && isUnary(first) ? item.slice(0, 2) : item;
  for (const [index, part] of live.entries()) visitItem(part, [...path, index], visit);
}

/** The lists of steps inside a step: one per branch, and those of a loop. */
export function nestedSteps(
  step: Step,
  path: Path,
): { steps: Step[]; path: Path; kind: 'branch' | 'loop' }[] {
  const branches = (step.branches ?? []).map((branch, index) => ({
    steps: branch.steps ?? [],
    path: [...path, 'branches', index, 'steps'],
    kind: 'branch' as const,
  }));
  if (!step.steps) return branches;
  return [...branches, { steps: step.steps, path: [...path, 'steps'], kind: 'loop' }];
}

/** Every step of a list and of the lists inside it, in the order of the document. */
export function* allSteps(steps: readonly Step[], path: Path): Generator<{ step: Step; path: Path }> {
  for (const [index, step] of steps.entries()) {
    const place = [...path, index];
    yield { step, path: place };
    for (const nested of nestedSteps(step, place)) yield* allSteps(nested.steps, nested.path);
  }
}
