import type { AskedRow, AskedStepInput, AskedValue } from '../../../../views/designer/step-inputs.tsx';
import type { InputDeclaration } from '../../../components/component.ts';
import { literalText, shapeOfList } from '../../../definition/compile/value.ts';
import {
  CONFIGURATION,
  declaredFields,
  isObject,
  objectInputs,
  rowOf,
} from '../../../definition/document/object-inputs.ts';
import type { ConfigVar, StepInput } from '../../../definition/document/schema.ts';
import { isInput } from '../../../definition/document/schema-input.ts';
import { isSecret } from '../../../definition/document/secret-inputs.ts';
import { type ShownInput, shownInputs } from '../../../definition/read/shown-inputs.ts';
import type { Editor } from '../../../inputs/control.ts';
import type { Declared as DeclaredValue, Kind } from '../../../inputs/kind.ts';
import { kindOf } from '../../../inputs/registry.ts';
import { own } from '../../../lib/records.ts';
import { inputField } from '../../../lib/ui/field-ties.ts';
import { type AskedMode, askedBranches, askedItem, askedName, emptyItem, modeOf } from './asked-items.ts';

/** What is known of an input of a step while it is asked for. */
export type InputFacts = {
  /** Key of the step, or of the config variable, that has it. */
  holder: string;
  key: string;
  declared: InputDeclaration | undefined;
  input: StepInput | undefined;
  shown: ShownInput;
  /** Of the ways in which it may get its value only these, and the one that it has. */
  modes?: readonly AskedMode[];
};

/** How an input of a step is asked for as it stands. @param variables those that an input may take its value from */
export function askedInput(
  facts: InputFacts,
  variables: readonly ConfigVar[],
  errors: string[],
): AskedStepInput {
  const { key, declared, input, shown } = facts;
  const { label, help, isRequired } = shown;
  const mode = modeOf(input, declared);
  return {
    ...{ name: inputField(key), label, help, errors, mode },
    isOptional: !isRequired,
    modes: modesFor(declared).filter((each) => each === mode || (facts.modes?.includes(each) ?? true)),
    asked: askedValue(facts, variables),
  };
}

function modesFor(declared: InputDeclaration | undefined): AskedMode[] {
  if (declared?.type === 'connection') return ['config'];
  if (declared?.type === 'conditional') return ['value'];
  return declared?.collection || isObject(declared)
    ? ['value', 'reference', 'config']
    : ['value', 'reference', 'template', 'config'];
}

function askedValue(facts: InputFacts, variables: readonly ConfigVar[]): AskedValue {
  const { key, declared, input, shown } = facts;
  switch (modeOf(input, declared)) {
    case 'template':
      // What is written around its references may be the secret.
      if (isHiddenInput(facts)) return { as: 'shown', value: shown.value };
      return { as: 'text', value: textOf(input), editor: editorOf(facts, textOf(input), 'template') };
    case 'reference':
      return { as: 'text', value: textOf(input) };
    case 'config':
      return { as: 'pick', value: textOf(input), options: fittingVariables(variables, declared) };
    case 'value': {
      const object = askedObject(facts, variables);
      if (object) return object;
      const rows = askedObjects(facts, variables);
      if (rows) return rows;
      const list = askedList(inputField(key), input, declared);
      if (list === 'unknown') return { as: 'shown', value: shown.value };
      return list ?? { as: 'control', control: controlOf(facts) };
    }
  }
}

/** An object by its fields; what is declared of none of them stays for the YAML. */
function askedObject(facts: InputFacts, variables: readonly ConfigVar[]): AskedValue | undefined {
  const { key, declared, input, shown } = facts;
  if (!isObject(declared)) return undefined;
  const inside = insideOf(input);
  const fields = objectFields(facts);
  const known = new Set(declaredFields(declared, inside).map((each) => each.key));
  if (!inside || Object.keys(inside).some((each) => !known.has(each)))
    return input?.type === 'complex' ? { as: 'shown', value: shown.value } : undefined;
  if (declared.type === 'structuredObject')
    return { as: 'object', fields: fields.map((each) => askedInput(each.facts, variables, [])) };
  const choice = {
    name: `${inputField(key)}.${CONFIGURATION}`,
    value: literalText(own(inside, CONFIGURATION)?.value),
    options: (declared.inputs ?? []).map(({ key: value, label }) => ({ value, label: label || value })),
  };
  const [values] = fields;
  const asked = values && askedValue(values.facts, variables);
  if (asked?.as === 'object') return { ...asked, choice };
  return { as: 'shown', value: shown.value };
}

/** A list of objects; what is no object in it stays for the YAML. */
function askedObjects(facts: InputFacts, variables: readonly ConfigVar[]): AskedValue | undefined {
  const { declared, input, shown } = facts;
  const rows = objectRows(facts);
  if (!rows) return undefined;
  if (input?.type === 'value' && literalText(input.value) !== '') return { as: 'shown', value: shown.value };
  const asked = rows.flatMap((row): AskedRow[] => {
    const object = askedObject(row, variables);
    const key = askedName(row.input) ?? '';
    return object?.as === 'object' ? [{ name: inputField(row.key), key, fields: object.fields }] : [];
  });
  if (asked.length < rows.length) return { as: 'shown', value: shown.value };
  return { as: 'objects', isNamed: declared?.collection === 'keyvaluelist', rows: asked };
}

/** The rows of a list of objects, each as an object; undefined for any other input. */
export function objectRows(facts: InputFacts): (InputFacts & { input: StepInput })[] | undefined {
  const { key, input } = facts;
  const declared = rowOf(facts.declared);
  if (!declared) return undefined;
  const items = Array.isArray(input?.value) ? input.value : [];
  return items.map((item, index) => ({
    ...facts,
    key: `${key}.${index}`,
    declared,
    input: isInput(item) ? item : { type: 'value', value: item },
  }));
}

const insideOf = (input: StepInput | undefined) => (input === undefined ? {} : objectInputs(input));

/** The fields of an object; of a dynamic one the object of what is chosen. */
export function objectFields({ holder, key, declared, input }: InputFacts): {
  key: string;
  facts: InputFacts;
}[] {
  if (!isObject(declared)) return [];
  const inside = insideOf(input);
  const all = declaredFields(declared, inside).filter(
    (each) => each.key !== CONFIGURATION || declared.type === 'structuredObject',
  );
  return shownInputs(inside, all).flatMap((shown) => {
    const known = all.find((each) => each.key === shown.key);
    const facts = {
      holder,
      key: `${key}.${shown.key}`,
      declared: known,
      input: own(inside, shown.key),
      shown,
    };
    return known ? [{ key: shown.key, facts }] : [];
  });
}

const textOf = (input: StepInput | undefined) => (typeof input?.value === 'string' ? input.value : '');

/** Of a connection those of the same component; of another input all but connections. */
function fittingVariables(
  variables: readonly ConfigVar[],
  declared: InputDeclaration | undefined,
): { value: string; label: string }[] {
  const isConnection = declared?.type === 'connection';
  return variables
    .filter(({ dataType, connection }) => (dataType === 'connection' || Boolean(connection)) === isConnection)
    .map(({ key }) => ({ value: key, label: key }));
}

export function kindOfInput(facts: InputFacts): Kind {
  const { declared } = facts;
  const isHidden = isHiddenInput(facts);
  return kindOf({ type: declared?.type ?? 'string', isChoice: Boolean(declared?.model?.length), isHidden });
}

const isHiddenInput = ({ key, declared, input }: InputFacts) =>
  isSecret(key, declared) || input?.meta?.writeOnly === true;

/** What a literal is declared as. */
export function declaredValue({ declared, shown }: InputFacts): DeclaredValue {
  return {
    label: shown.label,
    options: declared?.model ?? [],
    required: false,
    fallback: undefined,
    placeholder: placeholderOf(declared),
    timeZone: undefined,
  };
}

const placeholderOf = (declared: InputDeclaration | undefined) =>
  literalText(declared?.default) || declared?.placeholder || declared?.example || undefined;

/** The text of a literal; a box shows the default that holds while nothing is said. */
export function heldText({ declared, input }: InputFacts): string | undefined {
  if (input?.type === 'value' && literalText(input.value) !== '') return literalText(input.value);
  return declared?.type === 'boolean' ? literalText(declared.default) || undefined : undefined;
}

function controlOf(facts: InputFacts) {
  const { declared } = facts;
  const kind = kindOfInput(facts);
  const held = heldText(facts);
  const control = kind.control(held, declaredValue(facts), undefined);
  // A field of one line would lose the others, and one for dates what is none.
  if (declared?.type === 'code' && !isHiddenInput(facts))
    return { as: 'code' as const, value: held ?? '', editor: editorOf(facts, held ?? '') };
  const isLine = control.as === 'line' || control.as === 'date' || control.as === 'timestamp';
  if (!isLine) return control;
  const isLong = declared?.type === 'text' || /[\r\n]/.test(held ?? '');
  const { placeholder } = control;
  return isLong
    ? { as: 'code' as const, value: held ?? '' }
    : { as: 'line' as const, value: held ?? '', placeholder };
}

/** Another step, and another text of it, is written in an editor of its own. */
function editorOf({ holder, key, declared }: InputFacts, text: string, language?: string): Editor {
  const id = Bun.hash(JSON.stringify([holder, key, text])).toString(36);
  return { language: language ?? declared?.language ?? 'javascript', id: `editor-${id}` };
}

/** A list of texts, pairs or conditions; `unknown` for what the form has no fields for. */
function askedList(
  name: string,
  input: StepInput | undefined,
  declared: InputDeclaration | undefined,
): AskedValue | undefined | 'unknown' {
  const isList = declared?.collection !== undefined || declared?.type === 'conditional';
  if (input !== undefined && input.type !== 'complex') return undefined;
  if (input === undefined && !isList) return undefined;
  const value = input?.value ?? [];
  if (!Array.isArray(value)) return 'unknown';
  const isConditional = declared?.type === 'conditional';
  const shape = isConditional && value.length === 0 ? 'conditions' : shapeOfList(value, declared);
  if (shape === 'conditions') return askedBranches(name, value);
  const isHidden = declared !== undefined && isSecret(declared.key, declared);
  const items = value.map((item, index) => askedItem(`${name}.${index}`, item, isHidden));
  const known = items.flatMap((item) => item ?? []);
  if (known.length < items.length) return 'unknown';
  const isNamed = shape === 'pairs';
  return { as: 'items', isNamed, items: [...known, emptyItem(`${name}.${known.length}`)] };
}
