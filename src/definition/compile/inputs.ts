import type { InputDeclaration } from '../../components/component.ts';
import { kindOf } from '../../inputs/registry.ts';
import { isList, isRecord } from '../../lib/records.ts';
import { declaredFields, hasSecret, isObject, objectInputs, rowOf } from '../document/object-inputs.ts';
import type { StepInput } from '../document/schema.ts';
import { isInput } from '../document/schema-input.ts';
import { isSecret } from '../document/secret-inputs.ts';
import type { CompiledValue } from './compiled.ts';
import { compileInput, compileItem, compileName, literalText } from './value.ts';

/** Inputs as they were written, then those of which only a default is known. */
export type CompiledInputs = { key: string; value: CompiledValue }[];

/**
 * The inputs of a step by key: those that are set, as written, then the declared ones that are not, with their default.
 * Inputs that the action does not declare are passed on, as the field does.
 */
export function compileInputs(
  inputs: Record<string, StepInput> | null | undefined,
  declared: readonly InputDeclaration[] = [],
): CompiledInputs {
  const declarations = new Map(declared.map((declaration) => [declaration.key, declaration]));
  const compiled = new Map<string, CompiledValue>();
  for (const [key, input] of Object.entries(inputs ?? {})) {
    const declaration = declarations.get(key);
    const value =
      compileObject(input, declaration) ??
      compileObjects(input, declaration) ??
      compileInput(input, declaration);
    if (value) compiled.set(key, value);
  }
  for (const declaration of declared) {
    if (compiled.has(declaration.key)) continue;
    const value = defaultOf(declaration);
    if (value) compiled.set(declaration.key, value);
  }
  return [...compiled].map(([key, value]) => ({ key, value }));
}

/** An object with its fields, which have defaults of their own; undefined for what is none, or is not set. */
function compileObject(input: StepInput, declared: InputDeclaration | undefined): CompiledValue | undefined {
  const inputs = isObject(declared) ? objectInputs(input) : undefined;
  if (!inputs || !isObject(declared)) return undefined;
  const all = declaredFields(declared, inputs);
  const fields = compileInputs(inputs, all);
  return { kind: 'object', fields, secretInputs: secretInputs(fields, all) };
}

/** A list of objects; undefined for what is none, or is no list of inputs. */
function compileObjects(input: StepInput, declared: InputDeclaration | undefined): CompiledValue | undefined {
  const row = rowOf(declared);
  if (!row || input.type !== 'complex' || !Array.isArray(input.value)) return undefined;
  const items = input.value.map((item) => ({
    name: compileName(item),
    value: (isInput(item) ? compileObject(item, row) : undefined) ?? compileItem(item),
  }));
  return declared?.collection === 'keyvaluelist'
    ? { kind: 'pairs', items }
    : { kind: 'list', items: items.map(({ value }) => value) };
}

const NONE: readonly string[] = [];

/** Keys of the inputs in which what is written is a secret. */
export function secretInputs(
  inputs: CompiledInputs,
  declared: readonly InputDeclaration[] = [],
): readonly string[] {
  const declarations = new Map(declared.map((declaration) => [declaration.key, declaration]));
  const isHidden = ({ key, value }: CompiledInputs[number]) => {
    const known = declarations.get(key);
    // A list of objects that is written as one text.
    const isText = value.kind === 'value' && known?.collection !== undefined;
    return isSecret(key, known) || (isText && hasSecret(known));
  };
  const keys = inputs.filter(isHidden).map(({ key }) => key);
  return keys.length === 0 ? NONE : keys;
}

/** What an input that is not set gives: its declared default, `[]` for a list, empty text, `false` for a boolean. */
function defaultOf(declaration: InputDeclaration): CompiledValue | undefined {
  const { collection, default: written, type } = declaration;
  if (collection === 'valuelist') return { kind: 'list', items: isList(written) ? written.map(literal) : [] };
  if (collection === 'keyvaluelist') return { kind: 'pairs', items: pairsOf(written) };
  if (written !== undefined && written !== null) return literal(written);
  const { unset } = kindOf({ type });
  return unset === undefined ? undefined : literal(unset);
}

function pairsOf(written: unknown): { name: CompiledValue; value: CompiledValue }[] {
  const entries = isList(written)
    ? written.filter(isRecord).map((pair) => [pair.key, pair.value])
    : Object.entries(isRecord(written) ? written : {});
  return entries.map(([key, value]) => ({ name: literal(key), value: literal(value) }));
}

function literal(value: unknown): CompiledValue {
  return { kind: 'value', value: literalText(value) };
}
