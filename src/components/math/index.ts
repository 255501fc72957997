import type { Action, Component } from '../component.ts';
import { InputError } from '../conversions.ts';
import { read } from '../read.ts';
import { byKey } from '../records.ts';
import { base, exponent, expression, logarithmBase, max, min, number } from './fields.ts';
import { finite, folded, numeric } from './results.ts';
import { unaryActions } from './unary.ts';

const words = (key: string, label: string, description: string) => ({ key, label, description });

const reduced = (list: number[], combine: (left: number, right: number) => number): number =>
  list.slice(1).reduce(combine, list[0] ?? 0);

const foldedActions: Action[] = [
  folded(words('add', 'Add', 'The sum of the numbers.'), 7.5, false, (list) =>
    reduced(list, (a, b) => a + b),
  ),
  folded(words('subtract', 'Subtract', 'The first number less all others.'), 1.5, false, (list) =>
    reduced(list, (a, b) => a - b),
  ),
  folded(words('multiply', 'Multiply', 'The product of the numbers.'), 13.5, false, (list) =>
    reduced(list, (a, b) => a * b),
  ),
  folded(words('divide', 'Divide', 'The first number divided by all others in turn.'), 1.5, false, (list) =>
    reduced(list, (a, b) => a / b),
  ),
  folded(words('hypot', 'Hypotenuse', 'The square root of the sum of the squares.'), 5, false, (list) =>
    Math.hypot(...list),
  ),
  folded(words('max', 'Maximum', 'The largest of the numbers.'), 4.5, true, (list) =>
    reduced(list, (a, b) => Math.max(a, b)),
  ),
  folded(words('min', 'Minimum', 'The smallest of the numbers.'), 3, true, (list) =>
    reduced(list, (a, b) => Math.min(a, b)),
  ),
];

function bounds(low: number, high: number): { low: number; high: number } {
  if (low <= high) return { low, high };
  throw new InputError(
    `The input "${min.label}" must not be greater than "${max.label}": ${low} is greater than ${high}.`,
  );
}

const severalInputs: Action[] = [
  numeric(
    words('exp', 'e to the power', 'The power of e, the base of natural logarithms.'),
    [exponent],
    20.085536923187668,
    (params) => Math.exp(read.number(params, exponent)),
  ),
  numeric(
    words('pow', 'Power', 'The base to the power of the exponent.'),
    [base, exponent],
    8,
    (params) => read.number(params, base) ** read.number(params, exponent),
  ),
  numeric(
    words('log', 'Logarithm', 'The logarithm of the number to a base.'),
    [number, logarithmBase],
    2,
    (params) => {
      const value = read.number(params, number);
      const to = read.number(params, logarithmBase);
      // The quotient of two natural logarithms misses whole results: Math.log(1000) / Math.log(10) is 2.9999999999999996.
      if (to === 10) return Math.log10(value);
      return to === 2 ? Math.log2(value) : Math.log(value) / Math.log(to);
    },
  ),
  numeric(
    words('random', 'Random number', 'A random number from the minimum up to the maximum.'),
    [min, max],
    3.7,
    (params) => {
      const { low, high } = bounds(read.number(params, min), read.number(params, max));
      return low + Math.random() * (high - low);
    },
  ),
  numeric(
    words('randomInt', 'Random integer', 'A random whole number between two others, both possible.'),
    [min, max],
    4,
    (params) => {
      const { low, high } = bounds(Math.ceil(read.number(params, min)), Math.floor(read.number(params, max)));
      return low + Math.floor(Math.random() * (high - low + 1));
    },
  ),
];

const EVALUATE = `module.exports = async (text) => stepwell.evaluate('(' + text + '\\n)', console);`;

const evaluate: Action = {
  key: 'evaluate',
  display: { label: 'Evaluate expression', description: 'The value of an arithmetic expression.' },
  inputs: [expression],
  async perform(context, params) {
    const text = read.text(params, expression).trim();
    if (text === '') throw new InputError(`The input "${expression.label}" is empty: write what to compute.`);
    const result = await context.host.runCode(EVALUATE, [text]);
    if (typeof result !== 'number')
      throw new InputError(`The input "${expression.label}" does not give a number.`);
    return { data: finite(result) };
  },
  examplePayload: { data: 13 },
};

export const math: Component = {
  key: 'math',
  public: true,
  display: { label: 'Math', description: 'Computes with numbers.', category: 'Data' },
  actions: byKey([...foldedActions, ...unaryActions, ...severalInputs, evaluate]),
  triggers: {},
  dataSources: {},
  connections: [],
};
