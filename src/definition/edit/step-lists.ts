import { referenceKey } from '../document/references.ts';
import type { Branch, Flow, Step } from '../document/schema.ts';

/** The name by which commands know a step: it stays when the step is renamed, unless a file gave it none. */
export function keyOfStep({ stableKey, name }: Step): string {
  return stableKey ?? referenceKey(name);
}

/** The same of a flow. */
export function keyOfFlow({ stableKey, name }: Flow): string {
  return stableKey ?? name;
}

/** What a list of steps is inside of: a branch of a step, or its loop; nothing for the steps of a flow. */
export type Inside = { step: Step; branch: Branch | undefined } | undefined;
type ChangeList = (steps: Step[], inside: Inside) => Step[];

const NO_STEPS: Step[] = [];

/** Every item changed; the very same list where each is answered as it is. */
export function mapped<Item>(items: Item[], change: (item: Item) => Item): Item[] {
  const changed = items.map(change);
  return changed.some((item, index) => item !== items[index]) ? changed : items;
}

/** Changes every list of steps, the inner ones first; what stays as it is stays the very same. */
export function mapLists(steps: Step[], change: ChangeList, inside: Inside = undefined): Step[] {
  return change(
    mapped(steps, (step) => mapInside(step, change)),
    inside,
  );
}

function mapInside(step: Step, change: ChangeList): Step {
  const before = step.branches ?? undefined;
  const branches = before && mapped(before, (branch) => mapBranch(step, branch, change));
  const steps = step.steps && mapLists(step.steps, change, { step, branch: undefined });
  const isSame = branches === before && steps === step.steps;
  return isSame ? step : { ...step, ...(branches ? { branches } : {}), ...(steps ? { steps } : {}) };
}

function mapBranch(step: Step, branch: Branch, change: ChangeList): Branch {
  const before = branch.steps ?? NO_STEPS;
  const steps = mapLists(before, change, { step, branch });
  return steps === before ? branch : { ...branch, steps };
}

/** Every step changed, with those inside it. */
export function mapSteps(steps: Step[], change: (step: Step) => Step): Step[] {
  return mapLists(steps, (list) => mapped(list, change));
}
