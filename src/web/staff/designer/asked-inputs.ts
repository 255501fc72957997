import type { AskedCondition, AskedItem } from '../../../../views/designer/list-fields.tsx';
import type { AskedStepInput, AskedValue } from '../../../../views/designer/step-inputs.tsx';
import type { InputDeclaration } from '../../../components/component.ts';
import { isUnary } from '../../../definition/compile/conditions.ts';
import { literalText, shapeOfList } from '../../../definition/compile/value.ts';
import type { ComplexItem, ConfigVar, StepInput } from '../../../definition/document/schema.ts';
import { isSecret } from '../../../definition/document/secret-inputs.ts';
import type { ShownInput } from '../../../definition/read/shown-inputs.ts';
import type { Editor } from '../../../inputs/control.ts';
import type { Declared as DeclaredValue, Kind } from '../../../inputs/kind.ts';
import { kindOf } from '../../../inputs/registry.ts';
import { isRecord } from '../../../lib/records.ts';

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
    ...{ name: fieldName(key), label, help, errors, mode },
    isOptional: !isRequired,
    modes: modesFor(declared).filter((each) => each === mode || (facts.modes?.includes(each) ?? true)),
    asked: askedValue(facts, variables),
  };
}

/** The name of an input's field. */
export const fieldName = (key: string) => `in.${key}`;

export type AskedMode = AskedStepInput['mode'];

export function modeOf(input: StepInput | undefined, declared: InputDeclaration | undefined): AskedMode {
  if (input === undefined) return declared?.type === 'connection' ? 'config' : 'value';
  switch (input.type) {
    case 'configVar':
      return 'config';
    case 'complex':
      return 'value';
    default:
      return input.type;
  }
}

function modesFor(declared: InputDeclaration | undefined): AskedMode[] {
  if (declared?.type === 'connection') return ['config'];
  if (declared?.type === 'conditional') return ['value'];
  return declared?.collection
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
      const list = askedList(fieldName(key), input, declared);
      if (list === 'unknown') return { as: 'shown', value: shown.value };
      return list ?? { as: 'control', control: controlOf(facts) };
    }
  }
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

const emptyItem = (name: string): AskedItem => ({ name, key: '', mode: 'value', value: '' });

/** One item of a list; undefined for what is more than a text with a name. */
export function askedItem(
  name: string,
  item: ComplexItem | undefined,
  isHidden = false,
): AskedItem | undefined {
  if (item === undefined || item === null) return emptyItem(name);
  if (Array.isArray(item)) return undefined;
  if (!isRecord(item)) return { name, key: '', mode: 'value', value: String(item) };
  if (item.type === 'complex') return undefined;
  const key = isRecord(item.name) ? literalName(item.name) : (item.name ?? '');
  if (key === undefined) return undefined;
  const asked = { name, key, mode: modeOf(item, undefined), value: literalText(item.value) };
  const isSecretText =
    (asked.mode === 'value' || asked.mode === 'template') &&
    asked.value !== '' &&
    (isHidden || isSecret(key));
  return isSecretText ? { ...asked, value: '', isHidden: true } : asked;
}

/** What an item of a list is called, where that is a text. */
export function askedName(item: ComplexItem): string | undefined {
  if (!isRecord(item)) return undefined;
  return isRecord(item.name) ? literalName(item.name) : (item.name ?? undefined);
}

const literalName = (name: StepInput) => (name.type === 'value' ? literalText(name.value) : undefined);

function askedBranches(name: string, items: readonly ComplexItem[]): AskedValue | 'unknown' {
  const branches = items.map((item, index) => askedBranch(`${name}.${index}`, item));
  const known = branches.flatMap((branch) => branch ?? []);
  if (known.length < branches.length) return 'unknown';
  const next = `${name}.${known.length}`;
  const another = { name: next, title: '', condition: emptyGroup(`${next}.0`) };
  return { as: 'branches', branches: [...known, another] };
}

/** A branch with its condition; undefined for what the form has no fields for. */
export function askedBranch(name: string, item: ComplexItem) {
  if (!isRecord(item) || item.type !== 'complex' || typeof item.name !== 'string') return undefined;
  const condition = askedCondition(`${name}.0`, asItem(item.value));
  return condition && { name, title: item.name, condition };
}

const asItem = (value: unknown): ComplexItem | undefined => (Array.isArray(value) ? value : undefined);

const emptyGroup = (name: string): AskedCondition => ({
  kind: 'group',
  name,
  all: true,
  terms: [emptyCompare(`${name}.0`)],
});

const emptyCompare = (name: string): AskedCondition => ({
  kind: 'compare',
  name,
  operator: '',
  left: { ...emptyItem(`${name}.left`), mode: 'reference' },
  right: emptyItem(`${name}.right`),
});

/** A condition with a row for one more in each group; undefined for what the form has no fields for. */
function askedCondition(name: string, item: ComplexItem | undefined): AskedCondition | undefined {
  if (!Array.isArray(item)) return undefined;
  const [operator, ...terms] = item;
  if (operator === 'and' || operator === 'or') {
    const asked = terms.map((term, index) => askedCondition(`${name}.${index}`, term));
    const known = asked.flatMap((term) => term ?? []);
    if (known.length < asked.length) return undefined;
    const all = operator === 'and';
    return { kind: 'group', name, all, terms: [...known, emptyCompare(`${name}.${known.length}`)] };
  }
  if (typeof operator !== 'string') return undefined;
  const left = askedItem(`${name}.left`, terms[0]);
  if (!left) return undefined;
  const compare = { kind: 'compare' as const, name, operator, left };
  if (isUnary(operator)) return { ...compare, right: undefined };
  const right = askedItem(`${name}.right`, terms[1]);
  return right && { ...compare, right };
}
