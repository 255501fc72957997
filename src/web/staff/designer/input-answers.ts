import type { AskedCondition, AskedItem } from '../../../../views/designer/list-fields.tsx';
import type { AskedStepInput, AskedValue } from '../../../../views/designer/step-inputs.tsx';
import { isUnary } from '../../../definition/compile/conditions.ts';
import { literalText } from '../../../definition/compile/value.ts';
import { sameValue } from '../../../definition/diff/fields.ts';
import { CONFIGURATION, objectInputs, VALUES } from '../../../definition/document/object-inputs.ts';
import type { ComplexItem, StepInput } from '../../../definition/document/schema.ts';
import { readRowChange, withChange } from '../../../lib/json-forms/row-change.ts';
import { withPlainEnds } from '../../../lib/plain-ends.ts';
import { isRecord } from '../../../lib/records.ts';
import { inputField, ROWS_FIELD } from '../../../lib/ui/field-ties.ts';
import type { Form } from '../../kit/form.ts';
import {
  askedInput,
  declaredValue,
  type InputFacts,
  kindOfInput,
  objectFields,
  objectRows,
} from './asked-inputs.ts';
import { type AskedMode, askedBranch } from './asked-items.ts';

/** What a form says of an input: nothing new, another value (null takes it out), or what is wrong with it. */
export type InputAnswer = 'same' | { value: StepInput | null; branches?: BranchAnswer[] } | { wrong: string };
/** A branch that the input names, and what it was called. */
export type BranchAnswer = { name: string; was?: string };

const TYPES = { value: 'value', reference: 'reference', template: 'template', config: 'configVar' } as const;

/** Reads an input of a step as its fields say it; what the form leaves as it was printed stays the very same. */
export function inputAnswer(facts: InputFacts, form: Form): InputAnswer {
  const printed = askedInput(facts, [], []);
  if (!isAsked(printed, form)) return 'same';
  const mode = printed.modes.find((each) => each === form.text(`${printed.name}-mode`)) ?? printed.mode;
  if (mode !== printed.mode) return { value: inMode(facts, mode, typedText(form, printed.name)) };
  const answer = answerIn(printed, facts, form);
  if (answer === 'same' || 'wrong' in answer) return answer;
  const { value } = answer;
  if (value === null) return facts.input === undefined ? 'same' : answer;
  const after = askedInput({ ...facts, input: value }, [], []);
  return sameValue(after.asked, printed.asked) ? 'same' : answer;
}

/** Whether the form has its fields at all: an emptied box has none, and only its mode is sent. */
function isAsked({ name, modes }: AskedStepInput, form: Form): boolean {
  const begins = `${name}.`;
  return (
    form.values[name] !== undefined ||
    (modes.length > 1 && form.values[`${name}-mode`] !== undefined) ||
    form.entries.some(([field]) => field.startsWith(begins)) ||
    form.text(ROWS_FIELD).startsWith(`${name} `)
  );
}

/** Text stays text; what was a path or a name says nothing in another mode. */
function inMode({ input, declared }: InputFacts, mode: AskedMode, typed: string): StepInput | null {
  const isText = (each: AskedMode | StepInput['type']) => each === 'value' || each === 'template';
  const value = isText(mode) && isText(input?.type ?? 'value') && !declared?.collection ? typed : '';
  if (mode === 'value') return value === '' ? null : { type: 'value', value };
  return { type: TYPES[mode], value };
}

const typedText = (form: Form, name: string) => withPlainEnds(form.values[name] ?? '');

function answerIn(printed: AskedStepInput, facts: InputFacts, form: Form): InputAnswer {
  const { name, asked, mode } = printed;
  switch (asked.as) {
    case 'shown':
      return 'same';
    case 'text':
    case 'pick': {
      const typed = typedText(form, name);
      if (typed === withPlainEnds(asked.value)) return 'same';
      const text = mode === 'template' ? typed : typed.trim();
      return { value: text === '' ? null : withText(facts, TYPES[mode], text) };
    }
    case 'control':
      return controlAnswer(printed, facts, form);
    case 'items':
      return itemsAnswer(asked, facts, form);
    case 'branches':
      return branchesAnswer(asked.branches, facts, form);
    case 'object':
      return objectAnswer(asked, facts, form);
    case 'objects':
      return objectsAnswer(asked, facts, form);
  }
}

function withText({ input }: InputFacts, type: StepInput['type'], value: string): StepInput {
  const { meta } = input ?? {};
  return { type, value, ...(meta && { meta }) };
}

function controlAnswer({ name, asked }: AskedStepInput, facts: InputFacts, form: Form): InputAnswer {
  if (asked.as !== 'control') return 'same';
  const { control } = asked;
  const typed = typedText(form, name);
  if (control.as === 'switch') {
    const isOn = typed !== '';
    return isOn === control.isOn ? 'same' : { value: withText(facts, 'value', String(isOn)) };
  }
  if (control.as === 'secret') return typed === '' ? 'same' : { value: withText(facts, 'value', typed) };
  const printed = 'value' in control ? control.value : control.as === 'schedule' ? control.cron : '';
  if (typed === withPlainEnds(printed)) return 'same';
  if (typed.trim() === '') return { value: null };
  const answer = kindOfInput(facts).read((part) => (part ? '' : typed), declaredValue(facts));
  if (answer.is === 'wrong') return { wrong: answer.message };
  return { value: withText(facts, 'value', typed) };
}

type ObjectAsked = Extract<AskedValue, { as: 'object' }>;

/** The fields of an object that are set, by name; of another configuration those that both have. */
function objectAnswer({ choice }: ObjectAsked, facts: InputFacts, form: Form): InputAnswer {
  const inside = new Map(Object.entries(objectInputs(facts.input) ?? {}));
  const chosen = choice && form.text(choice.name);
  if (chosen === '') return { value: null };
  if (choice && chosen !== choice.value) {
    inside.set(CONFIGURATION, { type: 'value', value: chosen });
    const kept = objectInputs(inside.get(VALUES)) ?? {};
    const known = facts.declared?.inputs?.find(({ key }) => key === chosen)?.inputs ?? [];
    const both = Object.entries(kept).filter(([key]) => known.some((each) => each.key === key));
    inside.set(VALUES, objectOf(new Map(both), inside.get(VALUES)));
    return { value: objectOf(inside, facts.input) };
  }
  let isSame = true;
  for (const { key, facts: field } of objectFields(facts)) {
    const answer = inputAnswer(field, form);
    if (answer === 'same') continue;
    if ('wrong' in answer) return { wrong: `${field.shown.label}: ${answer.wrong}` };
    isSame = false;
    if (answer.value) inside.set(key, answer.value);
    else inside.delete(key);
  }
  if (isSame) return 'same';
  return { value: inside.size === 0 ? null : objectOf(inside, facts.input) };
}

type ObjectsAsked = Extract<AskedValue, { as: 'objects' }>;

/** The rows with what was typed in them, and then with one more, less, or elsewhere as a button says it. */
function objectsAnswer({ isNamed, rows }: ObjectsAsked, facts: InputFacts, form: Form): InputAnswer {
  const pressed = readRowChange(form.text(ROWS_FIELD));
  const change = pressed?.name === inputField(facts.key) ? pressed : undefined;
  const value: ComplexItem[] = [];
  let isSame = change === undefined;
  for (const [index, row] of (objectRows(facts) ?? []).entries()) {
    const answer = objectAnswer({ as: 'object', fields: [] }, row, form);
    // What is wrong in a row that goes is gone with it.
    if (answer !== 'same' && 'wrong' in answer && !(change?.verb === 'remove' && change.index === index))
      return { wrong: `${index + 1}, ${answer.wrong}` };
    const asked = rows[index];
    const typed = (asked && form.values[`${asked.name}.key`]) ?? asked?.key ?? '';
    const isRenamed = isNamed && typed !== asked?.key;
    const after = answer === 'same' || 'wrong' in answer ? row.input : (answer.value ?? EMPTY);
    isSame &&= answer === 'same' && !isRenamed;
    value.push(called(after, isRenamed ? { type: 'value', value: typed } : row.input.name));
  }
  if (isSame) return 'same';
  const changed = change
    ? withChange(value, change, called(EMPTY, isNamed ? { type: 'value', value: '' } : undefined))
    : value;
  return { value: changed.length === 0 ? null : { ...facts.input, type: 'complex', value: changed } };
}

const EMPTY: StepInput = { type: 'complex', value: [] };

const called = (input: StepInput, name: StepInput['name']): StepInput =>
  name === undefined ? input : { ...input, name };

/** What was a literal before has fields, which are texts, from now on. */
function objectOf(inside: ReadonlyMap<string, StepInput>, before: StepInput | undefined): StepInput {
  const isLiteral = before?.type === 'value';
  const value = [...inside].map(([name, input]): StepInput => {
    const isText = !isLiteral || input.type !== 'value';
    return isText ? { ...input, name } : { type: 'value', value: literalText(input.value), name };
  });
  return { type: 'complex', value, ...(before?.meta && { meta: before.meta }) };
}

type ItemsAsked = { isNamed: boolean; items: AskedItem[] };

function itemsAnswer({ isNamed, items }: ItemsAsked, facts: InputFacts, form: Form): InputAnswer {
  const before = Array.isArray(facts.input?.value) ? facts.input.value : [];
  const branches: BranchAnswer[] = [];
  const value = items.flatMap((printed, index): ComplexItem[] => {
    const { name, key: was, isHidden = false } = printed;
    const typed = itemOf(form, name);
    const wasEmpty = index < before.length && printed.value === '' && printed.key === '' && !isHidden;
    const isEmpty = typed.value === '' && typed.key.trim() === '' && (!isHidden || isNamed);
    if (isEmpty && !wasEmpty) return [];
    if (isNamed) branches.push({ name: typed.key, ...(was !== '' && { was }) });
    const same = before[index];
    const isKept = isHidden && typed.value === '' && typed.mode === printed.mode;
    const shown = { ...printed, value: withPlainEnds(printed.value) };
    if (same !== undefined && sameValue({ ...typed, ...(isKept && { isHidden }) }, shown)) return [same];
    const kept = isKept && isRecord(same) ? literalText(same.value) : typed.value;
    const item: StepInput = { type: TYPES[typed.mode], value: kept };
    return [isNamed ? { name: { type: 'value', value: typed.key }, ...item } : item];
  });
  if (value.length === 0 && before.length === 0) return 'same';
  return { value: value.length === 0 ? null : { type: 'complex', value }, branches };
}

function itemOf(form: Form, name: string): AskedItem {
  const mode = form.text(`${name}.mode`);
  const known = mode === 'reference' || mode === 'template' || mode === 'config' ? mode : 'value';
  return { name, key: form.values[`${name}.key`] ?? '', mode: known, value: typedText(form, name) };
}

type BranchAsked = { name: string; title: string; condition: AskedCondition };

function branchesAnswer(asked: BranchAsked[], facts: InputFacts, form: Form): InputAnswer {
  const before = Array.isArray(facts.input?.value) ? facts.input.value : [];
  const branches: BranchAnswer[] = [];
  const value = asked.flatMap((printed, index): ComplexItem[] => {
    const { name, title: was } = printed;
    const typed = form.values[`${name}.key`] ?? '';
    const title = typed === was ? was : typed.trim();
    if (title === '') return [];
    branches.push({ name: title, ...(was !== '' && { was }) });
    const condition = conditionAnswer(`${name}.0`, form) ?? ['and'];
    const item: StepInput = { name: title, type: 'complex', value: condition };
    const same = before[index];
    return [same !== undefined && sameValue(askedBranch(name, item), printed) ? same : item];
  });
  return { value: { type: 'complex', value }, branches };
}

/** The rows of a group: those of which nothing is chosen are none. */
function groupAnswer(name: string, form: Form): ComplexItem[] {
  const terms: ComplexItem[] = [];
  for (let index = 0; form.values[`${name}.${index}.op`] !== undefined; index++) {
    const term = conditionAnswer(`${name}.${index}`, form);
    if (term) terms.push(term);
  }
  return [form.text(`${name}.op`) === 'or' ? 'or' : 'and', ...terms];
}

function conditionAnswer(name: string, form: Form): ComplexItem[] | undefined {
  const operator = form.text(`${name}.op`);
  if (operator === '') return undefined;
  if (form.values[`${name}.0.op`] !== undefined) return groupAnswer(name, form);
  const left = sideOf(form, `${name}.left`);
  // A row that becomes a group keeps what it has compared.
  if (operator === 'and' || operator === 'or')
    return [operator, [form.text(`${name}.was`) || 'exists', left, sideOf(form, `${name}.right`)]];
  const right: StepInput = isUnary(operator) ? { type: 'value', value: '' } : sideOf(form, `${name}.right`);
  return [operator, left, right];
}

function sideOf(form: Form, name: string): StepInput {
  const { mode, value } = itemOf(form, name);
  return { type: TYPES[mode], value };
}
