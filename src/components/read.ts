import type { InputDeclaration, Params } from './component.ts';
import {
  InputError,
  toBoolean,
  toInteger,
  toList,
  toNumber,
  toObject,
  toPairs,
  toText,
} from './conversions.ts';
import { ownValue } from './records.ts';

/** Defaults that are nothing themselves. */
const NO_DEFAULT = new Set<unknown>([undefined, null, '', 'false']);

/**
 * The value given for an input, or the default of one that the step leaves alone. A reference that leads nowhere was
 * not left alone: it gets no default that nobody asked for.
 */
export function given(params: Params, input: InputDeclaration): unknown {
  if (!Object.hasOwn(params, input.key)) return input.default;
  const value = ownValue(params, input.key);
  if ((value === undefined || value === null) && !NO_DEFAULT.has(input.default)) {
    throw new InputError(
      `The input "${input.label}" refers to a value that is not there: correct what it refers to, or empty the input to take its default.`,
    );
  }
  return value;
}

/** The clean functions for a declared input: its key finds the value, its label names it in errors. */
export const read = {
  text: (params: Params, input: InputDeclaration) => toText(given(params, input), input.label),
  number: (params: Params, input: InputDeclaration) => toNumber(given(params, input), input.label),
  integer: (params: Params, input: InputDeclaration, min: number, max?: number) =>
    toInteger(given(params, input), input.label, min, max),
  boolean: (params: Params, input: InputDeclaration) => toBoolean(given(params, input), input.label),
  list: (params: Params, input: InputDeclaration) => toList(given(params, input), input.label),
  object: (params: Params, input: InputDeclaration) => toObject(given(params, input), input.label),
  pairs: (params: Params, input: InputDeclaration) => toPairs(given(params, input), input.label),
};
