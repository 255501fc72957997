import type { InputDeclaration } from '../../components/component.ts';
import { isRecord, own } from '../../lib/records.ts';
import type { StepInput } from './schema.ts';
import { isSecret } from './secret-inputs.ts';

/** What matters of a declaration for reading an object. */
type Declared = Pick<InputDeclaration, 'type' | 'collection' | 'inputs'>;

/** Of a dynamic object: which of its configurations is chosen, and the object of its fields. */
export const CONFIGURATION = 'configuration';
export const VALUES = 'values';

/** Whether an input is one object with fields of its own (`views/help/definition-format.md#inputs`). */
export function isObject<Some extends Declared>(declared: Some | undefined): declared is Some {
  const isOne = declared?.type === 'structuredObject' || declared?.type === 'dynamicObject';
  return isOne && declared?.collection === undefined;
}

/** What each row of a list of objects is declared as; undefined for any other input. */
export function rowOf(declared: InputDeclaration | undefined): InputDeclaration | undefined {
  if (declared?.type !== 'structuredObject' || declared.collection === undefined) return undefined;
  const { collection: _, ...row } = declared;
  return row;
}

/**
 * What stands in an object, by field: a list of named inputs, or a literal that is an object. Undefined for anything
 * else, such as a list in which a name is there twice.
 */
export function objectInputs(input: StepInput | undefined): Record<string, StepInput> | undefined {
  if (input?.type === 'complex' && Array.isArray(input.value)) {
    const named = input.value.flatMap((item) =>
      isRecord(item) && typeof item.name === 'string' ? [[item.name, item] as const] : [],
    );
    const inputs = Object.fromEntries(named);
    return Object.keys(inputs).length === input.value.length ? inputs : undefined;
  }
  const literal = input?.type === 'value' ? recordOf(input.value) : undefined;
  return (
    literal &&
    Object.fromEntries(Object.entries(literal).map(([key, value]) => [key, { type: 'value', value }]))
  );
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  if (isRecord(value)) return value;
  try {
    const read: unknown = typeof value === 'string' ? JSON.parse(value) : undefined;
    return isRecord(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** The fields of an object as they are declared; of a dynamic one its choice, and the fields of what is chosen. */
export function declaredFields(
  declared: Declared,
  inputs: Record<string, StepInput> | undefined,
): InputDeclaration[] {
  if (declared.type === 'structuredObject') return declared.inputs ?? [];
  const chosen = own(inputs, CONFIGURATION)?.value;
  const configuration = declared.inputs?.find(({ key }) => key === chosen);
  const values = { label: configuration?.label ?? '', type: 'structuredObject' as const };
  return [
    { key: CONFIGURATION, label: 'Configuration', type: 'string' },
    { ...values, key: VALUES, inputs: configuration?.inputs ?? [] },
  ];
}

/** Whether a field of it, however deep, is a secret. */
export function hasSecret({ inputs = [] }: Declared): boolean {
  return inputs.some((each) => isSecret(each.key, each) || hasSecret(each));
}
