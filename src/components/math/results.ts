import type { Action, InputDeclaration, Params } from '../component.ts';
import { InputError, isUnset, parseIfJson, toNumber } from '../conversions.ts';
import { given, read } from '../read.ts';
import { dynamicNumbers, number, numbers } from './fields.ts';

/** Results must be numbers that JSON can carry. */
export function finite(result: number): number {
  if (Number.isFinite(result)) return result;
  throw new InputError(`The result is not a finite number (${result}): check the numbers that were given.`);
}

function allNumbers(params: Params, isDynamic: boolean): number[] {
  const source = isDynamic && !isUnset(given(params, dynamicNumbers)) ? dynamicNumbers : numbers;
  const list = isUnset(given(params, source)) ? [] : read.list(params, source);
  return list.flatMap((item) => parseIfJson(item)).map((item) => toNumber(item, source.label));
}

type Words = { key: string; label: string; description: string };

/** An action of some numbers read from its own inputs. */
export const numeric = (
  words: Words,
  inputs: InputDeclaration[],
  example: number,
  compute: (params: Params) => number,
): Action => ({
  key: words.key,
  display: { label: words.label, description: words.description },
  inputs,
  perform: (_context, params) => ({ data: finite(compute(params)) }),
  examplePayload: { data: example },
});

/** A function of one number. */
export const unary = (words: Words, example: number, compute: (value: number) => number): Action =>
  numeric(words, [number], example, (params) => compute(read.number(params, number)));

/** A function of a list of numbers, of which at least one must be given. */
export function folded(
  words: Words,
  example: number,
  isDynamic: boolean,
  compute: (list: number[]) => number,
): Action {
  return numeric(words, isDynamic ? [numbers, dynamicNumbers] : [numbers], example, (params) => {
    const list = allNumbers(params, isDynamic);
    if (list.length === 0)
      throw new InputError(`The input "${numbers.label}" is empty: give at least one number.`);
    return compute(list);
  });
}
