import { isRecord } from '../../lib/records.ts';
import type { ComplexItem, Step, StepInput } from '../document/schema.ts';
import { mapped } from './step-lists.ts';

type ChangeInput = (input: StepInput) => StepInput;
type Inputs = Record<string, StepInput> | null | undefined;

/** Every input of a step changed, with those inside it: names, items of lists, terms of conditions. */
export function mapInputsOf<Holder extends { inputs?: Inputs }>(holder: Holder, change: ChangeInput): Holder {
  const before = Object.entries(holder.inputs ?? {});
  const after = mapped(before, (entry): [string, StepInput] => {
    const [key, input] = entry;
    const changed = mapInput(input, change);
    return changed === input ? entry : [key, changed];
  });
  return after === before ? holder : { ...holder, inputs: Object.fromEntries(after) };
}

function mapInput(input: StepInput, change: ChangeInput): StepInput {
  const named = isRecord(input.name) ? withName(input, mapInput(input.name, change)) : input;
  return change(named.type === 'complex' ? withItems(named, change) : named);
}

function withName(input: StepInput, name: StepInput): StepInput {
  return name === input.name ? input : { ...input, name };
}

function withItems(input: StepInput & { type: 'complex' }, change: ChangeInput): StepInput {
  const { value } = input;
  if (Array.isArray(value)) {
    const items = mapped(value, (item) => mapItem(item, change));
    return items === value ? input : { ...input, value: items };
  }
  if (!isRecord(value)) return input;
  const inner = mapInput(value, change);
  return inner === value ? input : { ...input, value: inner };
}

function mapItem(item: ComplexItem, change: ChangeInput): ComplexItem {
  if (Array.isArray(item)) return mapped(item, (part) => mapItem(part, change));
  return isRecord(item) ? mapInput(item, change) : item;
}

/** The step with another input; null takes it out. Inputs stay in their order. */
export function withInput(step: Step, key: string, value: StepInput | null): Step {
  if (value) return { ...step, inputs: { ...step.inputs, [key]: value } };
  const left = Object.entries(step.inputs ?? {}).filter(([each]) => each !== key);
  return { ...step, inputs: Object.fromEntries(left) };
}
