import type { Input, Params } from './component.ts';
import { isUnset, toBoolean, toInteger, toList, toNumber, toObject, toPairs, toText } from './inputs.ts';
import { ownValue } from './records.ts';

/** The value given for an input, or its default. */
export function given(params: Params, input: Input): unknown {
  const value = ownValue(params, input.key);
  return isUnset(value) && input.default !== undefined ? input.default : value;
}

/** The clean functions for a declared input: its key finds the value, its label names it in errors. */
export const read = {
  text: (params: Params, input: Input) => toText(given(params, input), input.label),
  number: (params: Params, input: Input) => toNumber(given(params, input), input.label),
  integer: (params: Params, input: Input, min: number, max?: number) =>
    toInteger(given(params, input), input.label, min, max),
  boolean: (params: Params, input: Input) => toBoolean(given(params, input), input.label),
  list: (params: Params, input: Input) => toList(given(params, input), input.label),
  object: (params: Params, input: Input) => toObject(given(params, input), input.label),
  pairs: (params: Params, input: Input) => toPairs(given(params, input), input.label),
};
