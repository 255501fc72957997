import type { CompiledFlow, CompiledStep } from '../compile/compiled.ts';

/** A step of a flow under its name in journal paths, with its number as people see it. */
export type StepPlace = { name: string; number: string; step: CompiledStep };

const known = new WeakMap<CompiledFlow, StepPlace[]>();

/**
 * Every step of a flow, nested ones too, in the order of the document. Its name is its reference key, with a number
 * where a faulty definition has the same key twice, so that no step can be taken for another. The steps inside step 2
 * are 2.1, 2.2 and so on through all its branches; those of the trigger's branches 0.1, 0.2.
 */
export function stepPlaces(flow: CompiledFlow): StepPlace[] {
  const before = known.get(flow);
  if (before) return before;
  const places: StepPlace[] = [];
  const taken = new Map<string, number>();
  const visit = (steps: CompiledStep[], prefix: string, from: number): number => {
    for (const [index, step] of steps.entries()) {
      const count = (taken.get(step.key) ?? 0) + 1;
      taken.set(step.key, count);
      const number = `${prefix}${from + index + 1}`;
      places.push({ name: count === 1 ? step.key : `${step.key}~${count}`, number, step });
      let inside = 0;
      for (const branch of step.branches) inside = visit(branch.steps, `${number}.`, inside);
      visit(step.steps, `${number}.`, inside);
    }
    return from + steps.length;
  };
  let inside = 0;
  for (const branch of flow.trigger.branches) inside = visit(branch.steps, '0.', inside);
  visit(flow.steps, '', 0);
  known.set(flow, places);
  return places;
}

const names = new WeakMap<CompiledFlow, Map<CompiledStep, string>>();

/** The name of each step in journal paths. */
export function stepNames(flow: CompiledFlow): Map<CompiledStep, string> {
  const before = names.get(flow);
  if (before) return before;
  const made = new Map(stepPlaces(flow).map(({ step, name }) => [step, name]));
  names.set(flow, made);
  return made;
}

/** The step that a journal path leads to, whichever round of its loops it names. */
export function placeInFlow(flow: CompiledFlow, path: string): StepPlace | undefined {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return stepPlaces(flow).find((place) => place.name === name);
}

/** The rounds that a journal path goes through, outermost first: `a[3].b[0].c` is in round 3 of `a`, 0 of `a[3].b`. */
export function roundsIn(path: string): { loop: string; round: number }[] {
  return [...path.matchAll(/\[(\d{1,9})\]\./g)].map((found) => ({
    loop: path.slice(0, found.index),
    round: Number(found[1]),
  }));
}
