import { formatPath, type Path, parsePath } from './problem.ts';
import { referenceKey } from './references.ts';
import type { Definition, Flow, Step } from './schema.ts';

/** A definition as people read it: its flows with their steps numbered. */
export type Outline = { flows: OutlinedFlow[]; byPath: ReadonlyMap<string, Place> };

/** A flow with the address that pages give it. */
export type OutlinedFlow = {
  flow: Flow;
  /** Its value of `?flow=`: the stable key where that is clear without doubt, else its position from 1. */
  address: string;
  trigger: OutlinedStep | undefined;
  steps: OutlinedStep[];
  /** The trigger and all steps, nested ones too, in the order of the document. */
  all: OutlinedStep[];
};

/** A step with its number, and the lists of steps inside it. */
export type OutlinedStep = {
  /** `trigger`, or its number: `2`, and `2.1`, `2.2` … inside it, going on from branch to branch. */
  number: string;
  /** What references call it. */
  key: string;
  step: Step;
  path: Path;
  lists: { kind: 'branch' | 'loop'; name: string; steps: OutlinedStep[] }[];
};

type Place = { flow: OutlinedFlow; step: OutlinedStep };

/** Stable keys that cannot be mistaken for a position, and need no care in an address. */
const CLEAR_KEY = /^(?!\d+$)[\w.~-]{1,100}$/;

/** Numbers the steps of all flows. */
export function outlineDefinition(definition: Definition): Outline {
  const byPath = new Map<string, Place>();
  const addresses = addressesOf(definition.flows);
  const flows = definition.flows.map((flow, index) => {
    const outlined = outlineFlow(flow, index, addresses[index] ?? '');
    for (const step of outlined.all) byPath.set(formatPath(step.path), { flow: outlined, step });
    return outlined;
  });
  return { flows, byPath };
}

/**
 * The place that a problem's path leads to: the flow (by its position from 0), and the step in whose fields it lies
 * with the rest of the path below that step. Undefined for what belongs to no flow.
 */
export function stepOfPath(
  outline: Outline,
  path: string,
): { flow: OutlinedFlow; step: OutlinedStep | undefined; rest: Path } | undefined {
  const parts = parsePath(path);
  for (let length = parts.length; length > 2; length--) {
    const place = outline.byPath.get(formatPath(parts.slice(0, length)));
    if (place) return { ...place, rest: parts.slice(length) };
  }
  const flow = parts[0] === 'flows' ? outline.flows[Number(parts[1])] : undefined;
  return flow && { flow, step: undefined, rest: parts.slice(2) };
}

/** The flow that `?flow=` names, or the first where it names none. Undefined when there is no such flow. */
export function flowAt(outline: Outline, address: string | undefined): OutlinedFlow | undefined {
  if (address === undefined) return outline.flows[0];
  return outline.flows.find((each, index) => each.address === address || String(index + 1) === address);
}

/** The address of each flow, in their order. */
function addressesOf(flows: readonly Flow[]): string[] {
  const counts = new Map<string, number>();
  for (const { stableKey } of flows) counts.set(stableKey ?? '', (counts.get(stableKey ?? '') ?? 0) + 1);
  return flows.map(({ stableKey }, index) => {
    const key = stableKey ?? '';
    return counts.get(key) === 1 && CLEAR_KEY.test(key) ? key : String(index + 1);
  });
}

/** The trigger is the first step that says so, as for those who compile; all others are numbered. */
function outlineFlow(flow: Flow, index: number, address: string): OutlinedFlow {
  const all: OutlinedStep[] = [];
  const path = ['flows', index, 'steps'];
  const start = flow.steps.findIndex((step) => step.isTrigger);
  const first = flow.steps[start];
  const trigger = first && outlineStep(first, [...path, start], 'trigger', all);
  const others = flow.steps.flatMap((step, position) =>
    position === start ? [] : { step, path: [...path, position] },
  );
  const steps = others.map((each, position) => outlineStep(each.step, each.path, String(position + 1), all));
  return { flow, address, trigger, steps, all };
}

function outlineStep(step: Step, path: Path, number: string, all: OutlinedStep[]): OutlinedStep {
  const outlined: OutlinedStep = { number, key: referenceKey(step.name), step, path, lists: [] };
  all.push(outlined);
  const prefix = number === 'trigger' ? '0' : number;
  let count = 0;
  const inside = (steps: readonly Step[] | null | undefined, place: Path) =>
    (steps ?? []).map((each, index) => outlineStep(each, [...place, index], `${prefix}.${++count}`, all));
  for (const [index, branch] of (step.branches ?? []).entries()) {
    const steps = inside(branch.steps, [...path, 'branches', index, 'steps']);
    outlined.lists.push({ kind: 'branch', name: branch.name, steps });
  }
  if (step.steps) {
    const name = step.action.key === 'loopOverItems' ? 'Each item' : 'Each round';
    outlined.lists.push({ kind: 'loop', name, steps: inside(step.steps, [...path, 'steps']) });
  }
  return outlined;
}
