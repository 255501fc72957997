import { isRecord } from '../../lib/records.ts';
import { parseReference, payloadPath } from '../document/references.ts';
import type { ComplexItem, FieldReference, StepInput } from '../document/schema.ts';
import { parseTemplate } from '../document/templates.ts';
import type { CompiledExpression, CompiledValue } from './compiled.ts';
import { isUnary } from './conditions.ts';

/** What a component says about an input that matters for reading it. */
export type DeclaredInput = { type?: string; collection?: 'valuelist' | 'keyvaluelist' };

const NOTHING: CompiledValue = { kind: 'value', value: '' };

/**
 * Makes an input ready to be read. Undefined when it is not set (`views/help/definition-format.md#inputs`: an empty
 * text, no config variable chosen) or is a reference that says nothing, so that the component's default applies.
 */
export function compileInput(input: StepInput, declared: DeclaredInput = {}): CompiledValue | undefined {
  switch (input.type) {
    case 'value': {
      const text = literalText(input.value);
      return text === '' ? undefined : { kind: 'value', value: text };
    }
    case 'reference':
      return input.value ? parseReference(input.value) : undefined;
    case 'configVar':
      return input.value ? { kind: 'configVar', key: input.value } : undefined;
    case 'template':
      return input.value ? compileTemplate(input.value) : undefined;
    case 'complex':
      if (Array.isArray(input.value)) return compileList(input.value, declared);
      return isRecord(input.value) ? compileInput(input.value, declared) : literal(input.value);
  }
}

/** The path below a trigger's payload that a routing field names; undefined when the field is not set. */
export function compileFieldPath(field: FieldReference | null | undefined): string[] | undefined {
  const text = typeof field === 'string' ? field : field?.value;
  return typeof text === 'string' && text !== '' ? payloadPath(text) : undefined;
}

/** A literal as text, as every export has it: numbers and booleans in their JSON form, lists and objects as JSON. */
export function literalText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function literal(value: unknown): CompiledValue | undefined {
  const text = literalText(value);
  return text === '' ? undefined : { kind: 'value', value: text };
}

function compileTemplate(text: string): CompiledValue {
  const parts = parseTemplate(text);
  const isText = parts.every((part) => typeof part === 'string');
  return isText ? { kind: 'value', value: parts.join('') } : { kind: 'template', parts };
}

/** What a list is. Without a declaration its shape decides: conditions, then named values, then plain ones. */
export function shapeOfList(
  items: readonly ComplexItem[],
  declared: DeclaredInput = {},
): 'conditions' | 'pairs' | 'list' {
  if (items.length > 0 && items.every(isCondition)) return 'conditions';
  const isNamed = declared.collection === 'keyvaluelist' || (!declared.collection && items.some(hasName));
  return isNamed ? 'pairs' : 'list';
}

function compileList(items: ComplexItem[], declared: DeclaredInput): CompiledValue {
  switch (shapeOfList(items, declared)) {
    case 'conditions':
      return { kind: 'conditions', branches: items.map(compileBranch) };
    case 'pairs':
      return {
        kind: 'pairs',
        items: items.map((item) => ({ name: compileName(item), value: compileItem(item) })),
      };
    case 'list':
      return { kind: 'list', items: items.map(compileItem) };
  }
}

function isCondition(item: ComplexItem): boolean {
  if (!isRecord(item) || item.type !== 'complex' || !Array.isArray(item.value)) return false;
  return typeof item.value[0] === 'string';
}

function hasName(item: ComplexItem): boolean {
  return isRecord(item) && Boolean(item.name);
}

export function compileName(item: ComplexItem): CompiledValue {
  if (!isRecord(item)) return NOTHING;
  if (isRecord(item.name)) return compileInput(item.name) ?? NOTHING;
  return { kind: 'value', value: item.name ?? '' };
}

/** Inside a list nothing is left out: what is not set there is an empty text. */
export function compileItem(item: ComplexItem): CompiledValue {
  if (Array.isArray(item)) return { kind: 'list', items: item.map(compileItem) };
  if (isRecord(item)) return compileInput(item) ?? NOTHING;
  return { kind: 'value', value: literalText(item) };
}

function compileBranch(item: ComplexItem): { name: string; expression: CompiledExpression } {
  const name = isRecord(item) && typeof item.name === 'string' ? item.name : '';
  return { name, expression: compileExpression(item) };
}

function compileExpression(item: ComplexItem | undefined): CompiledExpression {
  const expression = isRecord(item) && item.type === 'complex' ? item.value : item;
  const [operator, ...terms] = Array.isArray(expression) ? expression : [];
  if (operator === 'and' || operator === 'or') return { kind: operator, terms: terms.map(compileExpression) };
  const name = typeof operator === 'string' ? operator : '';
  const [left, right] = terms;
  return {
    kind: 'compare',
    operator: name,
    left: left === undefined ? NOTHING : compileItem(left),
    ...(right === undefined || isUnary(name) ? {} : { right: compileItem(right) }),
  };
}
