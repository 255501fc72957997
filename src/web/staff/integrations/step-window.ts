import type { OutlinedFlow, OutlinedStep } from '../../../definition/document/outline.ts';

/** Steps of a flow that its page lists at once: to list thousands would hold up everybody, and nobody reads them. */
export const STEPS_SHOWN = 500;

/** The part of a flow that is listed, with what stands around it, and its place among the parts from 1. */
export type StepWindow = { shown: ReadonlySet<OutlinedStep>; page: number; pages: number };

/** The part that the selected step stands in, or else the one with that number; the trigger begins each. */
export function stepWindow(flow: OutlinedFlow, selected: string | undefined, page: number): StepWindow {
  const { all, trigger, steps } = flow;
  const pages = Math.max(Math.ceil(all.length / STEPS_SHOWN), 1);
  const position = all.findIndex(({ number }) => number === selected);
  const chosen = position === -1 ? Math.min(page, pages) : Math.floor(position / STEPS_SHOWN) + 1;
  const shown = new Set(all.slice((chosen - 1) * STEPS_SHOWN, chosen * STEPS_SHOWN));
  if (pages > 1) for (const step of steps) addAround(step, shown);
  return { shown: trigger ? shown.add(trigger) : shown, page: chosen, pages };
}

/** Adds the steps that a part begins or ends inside of: without them its numbers would hang in the air. */
function addAround(step: OutlinedStep, shown: Set<OutlinedStep>): boolean {
  let isShown = shown.has(step);
  for (const { steps } of step.lists) for (const each of steps) if (addAround(each, shown)) isShown = true;
  if (isShown) shown.add(step);
  return isShown;
}
