import type { Catalog } from '../../components/catalog.ts';
import { type OutlinedFlow, outlineDefinition } from '../document/outline.ts';
import type { Definition, Step } from '../document/schema.ts';
import { type Change, fieldChanges, orderChanges, paired, valueChanges } from './fields.ts';
import { wordsOfKey } from './text.ts';

/** What differs between the flows of two definitions, in the order of the new one. */
export function flowChanges(before: Definition, after: Definition, catalog: Catalog): Change[] {
  const nameOf = ({ flow }: OutlinedFlow) => flow.name;
  const was = flowsOf(before);
  const { pairs, added, removed } = paired(was, flowsOf(after), nameOf);
  return [
    ...pairs.flatMap(([old, now]) => [
      ...fieldChanges(now.flow.name, old.flow, now.flow, ['steps']),
      ...stepChanges(now.flow.name, old, now, catalog),
    ]),
    ...added.map(({ flow }) => ({ place: flow.name, after: 'new flow' })),
    ...removed.map(({ flow }) => ({ place: flow.name, before: 'flow removed' })),
    ...orderChanges('Integration', 'Order of flows', was, pairs, nameOf),
  ];
}

function flowsOf(definition: Definition) {
  return outlineDefinition(definition).flows.map((flow) => ({ ...flow, stableKey: flow.flow.stableKey }));
}

/** A step with the step and the branch that it stands in. */
type Placed = Pick<Step, 'stableKey'> & {
  step: Step;
  number: string;
  around: Step | undefined;
  branch: string | undefined;
};

function stepChanges(flow: string, before: OutlinedFlow, after: OutlinedFlow, catalog: Catalog): Change[] {
  const nameOf = ({ step }: Placed) => step.name;
  const was = placed(before);
  const { pairs, added, removed } = paired(was, placed(after), nameOf);
  const becomes = new Map(pairs.map(([old, now]) => [old.step, now.step]));
  const moved = pairs.filter(
    ([old, now]) => old.branch !== now.branch || (old.around && becomes.get(old.around)) !== now.around,
  );
  const isMoved = new Set(moved);
  const stayed = pairs.filter((pair) => !isMoved.has(pair));
  return [
    ...pairs.flatMap(([old, now]) => ownChanges(placeOf(flow, now), old.step, now.step, catalog)),
    ...moved.map(([old, now]) => ({
      place: placeOf(flow, now),
      field: 'Place',
      before: old.number,
      after: now.number,
    })),
    ...added.map((now) => ({ place: placeOf(flow, now), after: `new ${kindOf(now)}` })),
    ...removed.map((old) => ({ place: placeOf(flow, old), before: `${kindOf(old)} removed` })),
    ...orderChanges(flow, 'Order of steps', was, stayed, nameOf),
  ];
}

function placed({ all }: OutlinedFlow): Placed[] {
  const inside = new Map<Step, Pick<Placed, 'around' | 'branch'>>();
  for (const { step, lists } of all) {
    for (const { kind, name, steps } of lists) {
      const branch = kind === 'branch' ? name : undefined;
      for (const inner of steps) inside.set(inner.step, { around: step, branch });
    }
  }
  return all.map(({ step, number }) => {
    const { around, branch } = inside.get(step) ?? { around: undefined, branch: undefined };
    return { step, number, around, branch, stableKey: step.stableKey };
  });
}

function kindOf({ number }: Placed): string {
  return number === 'trigger' ? 'trigger' : 'step';
}

function placeOf(flow: string, { number, step }: Placed): string {
  return number === 'trigger' ? `${flow} › ${step.name}` : `${flow} › ${number} ${step.name}`;
}

const APART = ['description', 'action', 'inputs', 'branches', 'steps'];

function ownChanges(place: string, was: Step, is: Step, catalog: Catalog): Change[] {
  const branches = (step: Step) => step.branches?.map(({ name }) => name);
  return [
    ...fieldChanges(place, was, is, APART),
    ...valueChanges(place, 'Note', was.description, is.description),
    ...actionChanges(place, was.action, is.action),
    ...fieldChanges(place, was.inputs ?? {}, is.inputs ?? {}, [], (key) => inputLabel(is, key, catalog)),
    ...valueChanges(place, 'Branches', branches(was), branches(is)),
  ];
}

function actionChanges(place: string, was: Step['action'], is: Step['action']): Change[] {
  const named = ({ component, key }: Step['action']) => `${component.key} › ${key}`;
  const rest = ({ key: _, component: { key: __, ...component }, ...more }: Step['action']) => ({
    ...more,
    component,
  });
  return [
    ...valueChanges(place, 'Action', named(was), named(is)),
    ...fieldChanges(place, rest(was), rest(is)),
  ];
}

function inputLabel({ action }: Step, key: string, catalog: Catalog): string {
  const known = catalog.action(action) ?? catalog.trigger(action);
  return known?.inputs.find((input) => input.key === key)?.label ?? wordsOfKey(key);
}
