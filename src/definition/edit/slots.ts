import type { Flow, Step } from '../document/schema.ts';
import type { Place } from './command.ts';
import { keyOfStep } from './step-lists.ts';

/** Every place of a flow that a step can be put in, from the top down, without those inside of one step. */
function slotsOf(flow: Flow, without: Step): Place[] {
  const inList = (steps: readonly Step[]): Place[] => steps.flatMap((step) => [...inside(step), after(step)]);
  const inside = (step: Step): Place[] => {
    if (step === without) return [];
    const firstIn = keyOfStep(step);
    const branches = (step.branches ?? []).flatMap(({ name, steps }): Place[] => [
      { firstIn, branch: name },
      ...inList(steps ?? []),
    ]);
    return [...branches, ...(step.steps ? [{ firstIn }, ...inList(step.steps)] : [])];
  };
  return inList(flow.steps);
}

const after = (step: Step): Place => ({ after: keyOfStep(step) });

/**
 * Where a step comes that is moved up or down by one place: past its neighbour, or into and out of a branch or a loop.
 * Undefined where it is first or last already.
 */
export function placeBeside(flow: Flow, step: Step, way: 'up' | 'down'): Place | undefined {
  const slots = slotsOf(flow, step);
  const own = slots.findIndex((slot) => 'after' in slot && slot.after === keyOfStep(step));
  // The step itself stands between the place behind it and the one before that.
  return own < 1 ? undefined : slots[way === 'down' ? own + 1 : own - 2];
}
