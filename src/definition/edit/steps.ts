import { parseReference, referenceKey } from '../document/references.ts';
import type { Definition, Flow, Step } from '../document/schema.ts';
import { allSteps } from '../document/walk.ts';
import type { Of, Place } from './command.ts';
import { withInput } from './inputs.ts';
import { freeName, renameIn, renameReferences } from './names.ts';
import { type Inside, keyOfFlow, keyOfStep, mapLists, mapped, mapSteps } from './step-lists.ts';

/** Why a command cannot be carried out, in a sentence for whoever sent it. */
export class CannotEdit extends Error {}

/** @throws CannotEdit where it is not there */
export function flowOf(definition: Definition, key: string): Flow {
  const [flow, another] = definition.flows.filter((each) => keyOfFlow(each) === key);
  if (another) throw new CannotEdit(sharedKey(`The flows ${flow?.name} and ${another.name}`));
  if (flow) return flow;
  throw new CannotEdit('The flow is no longer there.');
}

/** The definition with one flow changed. @throws CannotEdit where it is not there */
export function withFlow(definition: Definition, key: string, change: (flow: Flow) => Flow): Definition {
  const flow = flowOf(definition, key);
  const flows = mapped(definition.flows, (each) => (each === flow ? change(each) : each));
  return flows === definition.flows ? definition : { ...definition, flows };
}

function stepOf(flow: Flow, key: string): Step {
  const all = [...allSteps(flow.steps, [])].map(({ step }) => step);
  const [step, another] = all.filter((each) => keyOfStep(each) === key);
  if (another) throw new CannotEdit(sharedKey(`The steps ${step?.name} and ${another.name}`));
  if (step) return step;
  throw new CannotEdit(`The step is no longer in the flow ${flow.name}.`);
}

/** What is done to one would be done to the other. */
function sharedKey(which: string): string {
  return `${which} have the same key, so neither can be told from the other: give one another stableKey in the YAML.`;
}

function withStep(
  definition: Definition,
  flow: string,
  key: string,
  change: (step: Step) => Step,
): Definition {
  return withFlow(definition, flow, (each) => {
    stepOf(each, key);
    const steps = mapSteps(each.steps, (step) => (keyOfStep(step) === key ? change(step) : step));
    return steps === each.steps ? each : { ...each, steps };
  });
}

/** Puts steps in their place; names that are taken get a number, so that each is referred to by its own. */
export function addSteps(definition: Definition, { flow, place, steps }: Of<'add-steps'>): Definition {
  return withFlow(definition, flow, (each) => {
    refuseTriggers(steps);
    for (const { step } of allSteps(steps, [])) refuseUnsayable('A step', step.name);
    const all = [...allSteps(each.steps, [])].map(({ step }) => step);
    const keys = new Set(all.map(keyOfStep));
    for (const { step } of allSteps(steps, []))
      if (step.stableKey && keys.has(step.stableKey))
        throw new CannotEdit(`There is a step with the key of ${step.name} already: give it another.`);
    return inserted(each, place, withFreeNames(steps, all));
  });
}

/** @throws CannotEdit for a name that nobody could read, as `rename-step` and `rename-flow` refuse it */
export function refuseUnsayable(what: string, name: string): void {
  if (name.trim() === '' || name.length > LONGEST_NAME)
    throw new CannotEdit(`${what} needs a name of 1 to ${LONGEST_NAME} letters.`);
}

const LONGEST_NAME = 200;

function refuseTriggers(steps: Step[]): void {
  for (const { step } of allSteps(steps, []))
    if (step.isTrigger === true)
      throw new CannotEdit(`${step.name} is a trigger, which only begins a flow: choose an action.`);
}

/** References among the new steps follow their new names. */
function withFreeNames(steps: Step[], there: Step[]): Step[] {
  const taken = new Set(there.map((step) => referenceKey(step.name)));
  const own = new Set([...allSteps(steps, [])].map(({ step }) => referenceKey(step.name)));
  const numbers = new Map<string, number>();
  const keys = new Map<string, string>();
  const named = mapSteps(steps, (step) => {
    const before = referenceKey(step.name);
    // The first of a name keeps it where nobody else has it; a number is none that another new step has.
    const isFree = (tried: string) => {
      const key = referenceKey(tried);
      return !taken.has(key) && (key === before || !own.has(key));
    };
    const name = isFree(step.name) ? step.name : numbered(step.name, isFree, numbers);
    const key = referenceKey(name);
    taken.add(key);
    if (!keys.has(before)) keys.set(before, key);
    return name === step.name ? step : { ...step, name };
  });
  return mapSteps(named, (step) => renameIn(step, { reference: (text) => followed(text, keys) }));
}

/** The name with the first number from where the last one of that name has ended. */
function numbered(name: string, isFree: (tried: string) => boolean, numbers: Map<string, number>): string {
  for (let number = (numbers.get(name) ?? 1) + 1; ; number++) {
    if (!isFree(`${name} ${number}`)) continue;
    numbers.set(name, number);
    return `${name} ${number}`;
  }
}

function followed(text: string, keys: ReadonlyMap<string, string>): string {
  const step = parseReference(text)?.step ?? '';
  const key = keys.get(step);
  return key === undefined || key === step ? text : key + text.slice(step.length);
}

function inserted(flow: Flow, place: Place, added: Step[]): Flow {
  let isPlaced = false;
  const put = (list: Step[], at: number) => {
    isPlaced = true;
    return [...list.slice(0, at), ...added, ...list.slice(at)];
  };
  const steps = mapLists(flow.steps, (list, inside) => {
    if (isPlaced) return list;
    if ('firstIn' in place) return isInside(inside, place) ? put(list, 0) : list;
    const at = list.findIndex((step) => keyOfStep(step) === place.after);
    return at === -1 ? list : put(list, at + 1);
  });
  if (!isPlaced) throw new CannotEdit('The place where the step was to be put is no longer there.');
  return { ...flow, steps };
}

function isInside(inside: Inside, { firstIn, branch }: { firstIn: string; branch?: string }): boolean {
  return inside !== undefined && keyOfStep(inside.step) === firstIn && inside.branch?.name === branch;
}

export function moveStep(definition: Definition, { flow, step, place }: Of<'move-step'>): Definition {
  return withFlow(definition, flow, (each) => {
    const moved = stepOf(each, step);
    if (moved.isTrigger === true) throw new CannotEdit('The trigger stays where it is: first.');
    const target = 'after' in place ? place.after : place.firstIn;
    for (const { step: inner } of allSteps([moved], []))
      if (keyOfStep(inner) === target)
        throw new CannotEdit(`${moved.name} cannot be put behind or into itself: choose another place.`);
    return inserted(without(each, step), place, [moved]);
  });
}

function without(flow: Flow, key: string): Flow {
  const steps = mapLists(flow.steps, (list) =>
    list.some((step) => keyOfStep(step) === key) ? list.filter((step) => keyOfStep(step) !== key) : list,
  );
  return { ...flow, steps };
}

export function removeStep(definition: Definition, { flow, step }: Of<'remove-step'>): Definition {
  return withFlow(definition, flow, (each) => {
    if (stepOf(each, step).isTrigger === true)
      throw new CannotEdit('A flow needs its trigger: put another in its place, or remove the flow.');
    return without(each, step);
  });
}

/** What is on says nothing of it, so that a step which is off and on again is as it was. */
export function setDisabled(
  definition: Definition,
  { flow, step }: Of<'disable-step'> | Of<'enable-step'>,
  isDisabled: boolean,
): Definition {
  return withStep(definition, flow, step, (each) => {
    if (each.isTrigger === true)
      throw new CannotEdit('A flow needs its trigger: put another in its place, or remove the flow.');
    if ((each.isDisabled ?? false) === isDisabled) return each;
    const { isDisabled: _, ...rest } = each;
    return isDisabled ? { ...rest, isDisabled } : rest;
  });
}

export function renameStep(definition: Definition, { flow, step, name }: Of<'rename-step'>): Definition {
  return withFlow(definition, flow, (each) => {
    const before = stepOf(each, step);
    const key = referenceKey(name);
    if (key === '') throw new CannotEdit('A step needs a letter from A to Z or a digit in its name.');
    for (const { step: other } of allSteps(each.steps, []))
      if (other !== before && referenceKey(other.name) === key)
        throw new CannotEdit(`The step ${other.name} is referred to as ${key} already: choose another name.`);
    const to = name.trim();
    const steps = mapSteps(each.steps, (other) =>
      keyOfStep(other) === step ? { ...other, name: to } : other,
    );
    return renameReferences({ ...each, steps }, before.name, to);
  });
}

/** The branches in their order, each with the steps of the one that it was; one with steps does not go like that. */
export function setBranches(
  definition: Definition,
  { flow, step, branches }: Of<'set-branches'>,
): Definition {
  return withStep(definition, flow, step, (each) => {
    const before = each.branches ?? [];
    const names = branches.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined) throw new CannotEdit(`There is a branch ${twice} already: choose another name.`);
    for (const { name, steps } of before)
      if (steps?.length && !branches.some(({ was }) => was === name))
        throw new CannotEdit(`The branch ${name} has steps: move or delete them first.`);
    const kept = branches.map(({ name, was }) => {
      const same = before.find((branch) => branch.name === was);
      return same?.name === name ? same : { ...(same ?? { steps: [] }), name };
    });
    return { ...each, branches: kept };
  });
}

export function setInput(definition: Definition, { flow, step, input, value }: Of<'set-input'>): Definition {
  return withStep(definition, flow, step, (each) => withInput(each, input, value));
}

export function setNote(definition: Definition, { flow, step, note }: Of<'set-note'>): Definition {
  return withStep(definition, flow, step, (each) => ({ ...each, description: note }));
}

/** Another version of the same component: the inputs stay. */
export function setVersion(definition: Definition, { flow, step, version }: Of<'set-version'>): Definition {
  return withStep(definition, flow, step, (each) => {
    const { signature: _, ...component } = each.action.component;
    return { ...each, action: { ...each.action, component: { ...component, version } } };
  });
}

export function setErrorHandler(
  definition: Definition,
  { flow, step, errorConfig }: Of<'set-error-handler'>,
): Definition {
  return withStep(definition, flow, step, ({ errorConfig: _, ...each }) =>
    errorConfig ? { ...each, errorConfig } : each,
  );
}

/** The steps stay, and so do their references, which follow the trigger's new name. */
export function setTrigger(definition: Definition, { flow, trigger }: Of<'set-trigger'>): Definition {
  if (trigger.isTrigger !== true) throw new CannotEdit(`${trigger.name} starts no flow: choose a trigger.`);
  return withFlow(definition, flow, (each) => {
    const former = each.steps.find(isTrigger);
    const others = [...allSteps(each.steps, [])].flatMap(({ step }) => (step === former ? [] : step.name));
    const taken = new Set(others.map(referenceKey));
    const name = freeName(trigger.name, (tried) => taken.has(referenceKey(tried)));
    const named = name === trigger.name ? trigger : { ...trigger, name };
    if (!former) return { ...each, steps: [named, ...each.steps] };
    const steps = each.steps.map((step) => (step === former ? named : step));
    return renameReferences({ ...each, steps }, former.name, name);
  });
}

const isTrigger = (step: Step) => step.isTrigger === true;

export function setSchedule(definition: Definition, { flow, schedule }: Of<'set-schedule'>): Definition {
  return withFlow(definition, flow, (each) => {
    const former = each.steps.find(isTrigger);
    if (!former) throw new CannotEdit(`The flow ${each.name} has no trigger yet: choose one first.`);
    const { schedule: _, ...trigger } = former;
    const steps = each.steps.map((step) =>
      step === former ? { ...trigger, ...(schedule && { schedule }) } : step,
    );
    return { ...each, steps };
  });
}
