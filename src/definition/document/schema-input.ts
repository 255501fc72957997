import * as v from 'valibot';
import { isRecord } from '../../lib/records.ts';

/**
 * One input of a step, a trigger, a connection or a data source (`views/help/definition-format.md#inputs`). A `value`
 * is text in every export; other JSON is taken from files written by hand or by code. `complex` holds lists: values,
 * named values or conditions.
 */
export type StepInput = TextInput | ValueInput | ComplexInput;

type Common = {
  name?: string | StepInput | null | undefined;
  meta?: Record<string, unknown> | null | undefined;
  [field: string]: unknown;
};
/** What a step reads when it runs: a reference (`step.results.x`), the key of a config variable, or a template. */
export type TextInput = Common & {
  type: 'reference' | 'configVar' | 'template';
  value?: string | null | undefined;
};
/** A literal. */
export type ValueInput = Common & { type: 'value'; value?: unknown };
/** A list, or one input inside another. */
export type ComplexInput = Common & { type: 'complex'; value?: ComplexValue };
/** What a `complex` input holds. */
export type ComplexValue = Scalar | null | undefined | StepInput | ComplexItem[];
/** An input, or a part of a condition: the operator, a nested expression. */
export type ComplexItem = Scalar | null | StepInput | ComplexItem[];
/** A literal that is no list and no object. */
export type Scalar = string | number | boolean;

/** Whether an item of a list is an input of its own. */
export function isInput(item: ComplexItem | undefined): item is StepInput {
  return isRecord(item);
}

/** Reads a `Scalar`. */
export const scalarSchema = v.union([v.string(), v.number(), v.boolean()]);

const metaSchema = v.nullish(v.looseObject({}));
const nameSchema = v.lazy(
  (name): v.GenericSchema<string | StepInput> => (typeof name === 'string' ? v.string() : inputSchema),
);

const itemSchema: v.GenericSchema<ComplexItem> = v.lazy((item): v.GenericSchema<ComplexItem> => {
  if (Array.isArray(item)) return itemsSchema;
  return typeof item === 'object' && item !== null ? inputSchema : v.nullable(scalarSchema);
});
const itemsSchema = v.array(itemSchema);
const complexValueSchema = v.lazy((value): v.GenericSchema<ComplexValue> => {
  if (Array.isArray(value)) return itemsSchema;
  return typeof value === 'object' && value !== null ? inputSchema : v.nullish(scalarSchema);
});

/** Reads a `StepInput`; unknown fields are kept. */
export const inputSchema: v.GenericSchema<StepInput> = v.variant('type', [
  v.looseObject({
    type: v.picklist(['reference', 'configVar', 'template']),
    value: v.nullish(v.string()),
    name: v.nullish(nameSchema),
    meta: metaSchema,
  }),
  v.looseObject({
    type: v.literal('value'),
    value: v.unknown(),
    name: v.nullish(nameSchema),
    meta: metaSchema,
  }),
  v.looseObject({
    type: v.literal('complex'),
    value: complexValueSchema,
    name: v.nullish(nameSchema),
    meta: metaSchema,
  }),
]);

/** valibot leaves these keys out of what it checks, so an input with such a key would be taken unread. */
const UNREAD_KEYS = ['constructor', 'prototype'];

/** Inputs by key. */
export const inputsSchema = v.pipe(
  v.custom<Record<string, unknown>>(
    (inputs) => isRecord(inputs) && UNREAD_KEYS.every((key) => !Object.hasOwn(inputs, key)),
    'Inputs must be a mapping by key, in which constructor and prototype are no keys: rename them.',
  ),
  v.record(v.string(), inputSchema),
);
