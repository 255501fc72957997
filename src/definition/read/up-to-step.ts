import type { Branch, Definition, Flow, Step } from '../document/schema.ts';
import { keyOfFlow, keyOfStep } from '../edit/step-lists.ts';

/**
 * A definition whose flow ends with a step: all that comes after it in its list, and after the steps that it is inside
 * of, is left out. @returns undefined where there is no such step
 */
export function upToStep(definition: Definition, flowKey: string, stepKey: string): Definition | undefined {
  let isFound = false;
  const flows = definition.flows.map((flow) => {
    const steps = isFound || keyOfFlow(flow) !== flowKey ? undefined : cutFlow(flow, stepKey);
    isFound ||= steps !== undefined;
    return steps ? { ...flow, steps } : flow;
  });
  return isFound ? { ...definition, flows } : undefined;
}

/** What starts the flow stays, wherever it stands. */
function cutFlow({ steps }: Flow, key: string): Step[] | undefined {
  const trigger = steps.find((step) => step.isTrigger);
  const cut = cutList(steps, key);
  if (!cut || !trigger || cut.some(({ isTrigger }) => isTrigger)) return cut;
  return [trigger, ...cut];
}

function cutList(steps: readonly Step[], key: string): Step[] | undefined {
  for (const [index, step] of steps.entries()) {
    const last = keyOfStep(step) === key ? step : cutInside(step, key);
    if (last) return [...steps.slice(0, index), last];
  }
  return undefined;
}

function cutInside(step: Step, key: string): Step | undefined {
  const inLoop = step.steps ? cutList(step.steps, key) : undefined;
  if (inLoop) return { ...step, steps: inLoop };
  for (const branch of step.branches ?? []) {
    const steps = cutList(branch.steps ?? [], key);
    if (!steps) continue;
    const cut = (each: Branch) => (each === branch ? { ...each, steps } : each);
    return { ...step, branches: (step.branches ?? []).map(cut) };
  }
  return undefined;
}
