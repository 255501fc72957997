import type { CompiledFlow, CompiledStep } from '../definition/compiled.ts';

const known = new WeakMap<CompiledFlow, Map<CompiledStep, string>>();

/**
 * The name of each step in journal paths: its reference key, and a number where a faulty definition has the same key
 * twice, so that no step can be taken for another.
 */
export function stepNames(flow: CompiledFlow): Map<CompiledStep, string> {
  const before = known.get(flow);
  if (before) return before;
  const names = new Map<CompiledStep, string>();
  const taken = new Map<string, number>();
  const visit = (steps: CompiledStep[]): void => {
    for (const step of steps) {
      const count = (taken.get(step.key) ?? 0) + 1;
      taken.set(step.key, count);
      names.set(step, count === 1 ? step.key : `${step.key}~${count}`);
      for (const branch of step.branches) visit(branch.steps);
      visit(step.steps);
    }
  };
  for (const branch of flow.trigger.branches) visit(branch.steps);
  visit(flow.steps);
  known.set(flow, names);
  return names;
}
