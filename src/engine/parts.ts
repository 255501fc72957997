import type { Catalog } from '../components/catalog.ts';
import type { Action, Trigger } from '../components/component.ts';
import type { CompiledIntegration, CompiledStep, CompiledTrigger } from '../definition/compile/compiled.ts';

/** What the references of one version lead to; what leads nowhere is not among it. */
export type Parts = {
  actions: ReadonlyMap<CompiledStep, Action>;
  triggers: ReadonlyMap<CompiledTrigger, Trigger>;
};

/** Looks up all that a version refers to, for every run of it until the components change. */
export function partsOf({ flows }: CompiledIntegration, catalog: Catalog): Parts {
  const actions = new Map<CompiledStep, Action>();
  const triggers = new Map<CompiledTrigger, Trigger>();
  const visit = (steps: readonly CompiledStep[]) => {
    for (const step of steps) {
      const action = catalog.action(step.action);
      if (action) actions.set(step, action);
      visit(step.steps);
      for (const branch of step.branches) visit(branch.steps);
    }
  };
  for (const { trigger, steps } of flows) {
    const found = catalog.trigger(trigger.trigger);
    if (found) triggers.set(trigger, found);
    for (const branch of trigger.branches) visit(branch.steps);
    visit(steps);
  }
  return { actions, triggers };
}
