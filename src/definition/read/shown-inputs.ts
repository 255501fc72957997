import type { InputDeclaration } from '../../components/component.ts';
import { isRecord, own } from '../../lib/records.ts';
import { isUnary } from '../compile/conditions.ts';
import { literalText, shapeOfList } from '../compile/value.ts';
import { declaredFields, hasSecret, isObject, objectInputs, rowOf } from '../document/object-inputs.ts';
import { parseReference } from '../document/references.ts';
import type { ComplexItem, StepInput } from '../document/schema.ts';
import { isSecret } from '../document/secret-inputs.ts';
import { splitTemplate } from '../document/templates.ts';

/** A step that a reference leads to. */
export type StepLink = { number: string; name: string };
/** A reference as it was written, with the step that it leads to, if there is one. */
export type ShownReference = { kind: 'reference'; text: string; step: StepLink | undefined };

/** An input as it was written, for reading: nothing is left out, but secrets are hidden. */
export type ShownValue =
  | { kind: 'unset' }
  | { kind: 'hidden' }
  | { kind: 'text'; text: string; language?: string | undefined }
  | ShownReference
  | { kind: 'configVar'; key: string }
  | { kind: 'template'; pieces: ShownPiece[] }
  | { kind: 'list'; items: ShownValue[] }
  | { kind: 'pairs'; items: { name: ShownValue; value: ShownValue }[] }
  | { kind: 'conditions'; branches: { name: string; condition: ShownCondition }[] };

/** What can stand in a template. */
export type ShownPiece = Extract<ShownValue, { kind: 'text' | 'hidden' | 'reference' | 'configVar' }>;

/** A condition whose two sides are shown like inputs. */
export type ShownCondition =
  | { kind: 'and' | 'or'; terms: ShownCondition[] }
  | { kind: 'compare'; operator: string; left: ShownValue; right: ShownValue | undefined };

/** How an input gets its value. */
export type InputMode = StepInput['type'];

/** An input with what its component declares of it. */
export type ShownInput = {
  key: string;
  label: string;
  help: string;
  isRequired: boolean;
  /** Whether the action declares it; what it does not is passed on all the same. */
  isDeclared: boolean;
  mode: InputMode;
  value: ShownValue;
  /** What it is when nothing is written; empty where that is nothing. */
  fallback: string;
};

type StepOf = (key: string) => StepLink | undefined;
type Reading = { stepOf: StepOf; secret: boolean; declared?: InputDeclaration | undefined };

const UNSET: ShownValue = { kind: 'unset' };

/**
 * The inputs of a step, trigger or connection: the declared ones in their order, then those that only the document has.
 * @param stepOf finds the step that a reference key names
 */
export function shownInputs(
  inputs: Record<string, StepInput> | null | undefined,
  declared: readonly InputDeclaration[],
  stepOf: StepOf = () => undefined,
): ShownInput[] {
  const keys = new Set(declared.map(({ key }) => key));
  const others = Object.keys(inputs ?? {}).filter((key) => !keys.has(key));
  const known = declared.map((each) => shownInput(each.key, own(inputs, each.key), each, stepOf));
  return [...known, ...others.map((key) => shownInput(key, own(inputs, key), undefined, stepOf))];
}

function shownInput(
  key: string,
  input: StepInput | undefined,
  declared: InputDeclaration | undefined,
  stepOf: StepOf,
): ShownInput {
  const secret = isSecret(key, declared) || input?.meta?.writeOnly === true;
  return {
    key,
    label: declared?.label || key,
    help: declared?.comments ?? '',
    isRequired: declared?.required === true,
    isDeclared: declared !== undefined,
    mode: input?.type ?? 'value',
    value: input ? shownValue(input, { stepOf, secret, declared }) : UNSET,
    fallback:
      declared && declared.type !== 'password' ? choiceOf(literalText(declared.default), declared) : '',
  };
}

function shownValue(input: StepInput, reading: Reading): ShownValue {
  switch (input.type) {
    case 'reference':
      return input.value ? referenceOf(input.value, reading.stepOf) : UNSET;
    case 'configVar':
      return input.value ? { kind: 'configVar', key: input.value } : UNSET;
    case 'template':
      return input.value ? { kind: 'template', pieces: piecesOf(input.value, reading) } : UNSET;
    case 'value':
      return literalOf(input.value, reading);
    case 'complex':
      if (isObject(reading.declared)) return shownObject(input, reading.declared, reading);
      if (Array.isArray(input.value)) return shownList(input.value, reading);
      return isRecord(input.value) ? shownValue(input.value, reading) : literalOf(input.value, reading);
  }
}

function shownObject(input: StepInput, declared: InputDeclaration, reading: Reading): ShownValue {
  const inside = objectInputs(input);
  if (!inside) return shownValue(input, { ...reading, declared: undefined });
  const fields = new Map(declaredFields(declared, inside).map((each) => [each.key, each]));
  const items = Object.entries(inside).map(([key, field]) => {
    const known = fields.get(key);
    const secret = reading.secret || isSecret(key, known);
    const name = { kind: 'text' as const, text: known?.label || key };
    return { name, value: shownValue(field, { ...reading, secret, declared: known }) };
  });
  return items.length === 0 ? UNSET : { kind: 'pairs', items };
}

function literalOf(value: unknown, { secret, declared }: Reading): ShownValue {
  const text = literalText(value);
  if (text === '' || text === '[]') return UNSET;
  if (secret || (declared && hasSecret(declared))) return { kind: 'hidden' };
  if (declared?.type === 'code') return { kind: 'text', text, language: declared.language ?? '' };
  return { kind: 'text', text: choiceOf(text, declared) };
}

/** What a person chose in a list of answers reads as it did there. */
function choiceOf(text: string, declared: InputDeclaration | undefined): string {
  return declared?.model?.find(({ value }) => value === text)?.label || text;
}

function referenceOf(text: string, stepOf: StepOf): ShownReference {
  const reference = parseReference(text);
  return { kind: 'reference', text, step: reference && stepOf(reference.step) };
}

function piecesOf(text: string, { stepOf, secret }: Reading): ShownPiece[] {
  return splitTemplate(text).map((piece) => {
    if (piece.kind === 'reference') return referenceOf(piece.text, stepOf);
    if (piece.kind === 'configVar') return { kind: 'configVar', key: piece.text };
    return secret ? { kind: 'hidden' } : { kind: 'text', text: piece.text };
  });
}

function shownList(items: ComplexItem[], reading: Reading): ShownValue {
  if (items.length === 0) return UNSET;
  const inner = { ...reading, declared: rowOf(reading.declared) };
  switch (shapeOfList(items, reading.declared)) {
    case 'conditions':
      return {
        kind: 'conditions',
        branches: items.map((item) => ({ name: textName(item), condition: shownCondition(item, inner) })),
      };
    case 'pairs':
      return { kind: 'pairs', items: items.map((item) => pairOf(item, inner)) };
    case 'list':
      return { kind: 'list', items: items.map((item) => shownItem(item, inner)) };
  }
}

function pairOf(item: ComplexItem, reading: Reading): { name: ShownValue; value: ShownValue } {
  const name = isRecord(item) && isRecord(item.name) ? item.name : undefined;
  const secret =
    reading.secret || isSecret(name?.type === 'value' ? literalText(name.value) : textName(item));
  return {
    name: name ? shownValue(name, reading) : { kind: 'text', text: textName(item) },
    value: shownItem(item, { ...reading, secret }),
  };
}

function textName(item: ComplexItem): string {
  return isRecord(item) && typeof item.name === 'string' ? item.name : '';
}

function shownItem(item: ComplexItem | undefined, reading: Reading): ShownValue {
  if (Array.isArray(item)) return shownList(item, reading);
  return isRecord(item) ? shownValue(item, reading) : literalOf(item, reading);
}

function shownCondition(item: ComplexItem | undefined, reading: Reading): ShownCondition {
  const expression = isRecord(item) && item.type === 'complex' ? item.value : item;
  const [operator, ...terms] = Array.isArray(expression) ? expression : [];
  if (operator === 'and' || operator === 'or') {
    return { kind: operator, terms: terms.map((term) => shownCondition(term, reading)) };
  }
  const name = typeof operator === 'string' ? operator : '';
  const [left, right] = terms;
  return {
    kind: 'compare',
    operator: name,
    left: shownItem(left, reading),
    right: right === undefined || isUnary(name) ? undefined : shownItem(right, reading),
  };
}
