import type { Action } from '../component.ts';
import { unary } from './results.ts';

type Row = [
  key: string,
  label: string,
  description: string,
  sample: number,
  compute: (value: number) => number,
];

const rounding: Row[] = [
  ['abs', 'Absolute value', 'The number without its sign.', -2.5, Math.abs],
  ['ceil', 'Ceiling', 'The number rounded up to a whole one.', 2.5, Math.ceil],
  ['floor', 'Floor', 'The number rounded down to a whole one.', 2.5, Math.floor],
  ['fround', 'Float round', 'The nearest number of single precision.', 2.5, Math.fround],
  ['round', 'Round', 'The nearest whole number; halves go up.', 2.5, Math.round],
  ['trunc', 'Truncate', 'The number without its fraction.', 2.5, Math.trunc],
];

const roots: Row[] = [
  ['cbrt', 'Cube root', 'The number that gives the input when cubed.', 8, Math.cbrt],
  ['naturalLog', 'Natural logarithm', 'The logarithm to base e.', 1, Math.log],
  ['sqrt', 'Square root', 'The positive number that gives the input when squared.', 4, Math.sqrt],
];

const angles: Row[] = [
  ['acos', 'Arccosine', 'The angle, in radians, whose cosine is the number.', 1, Math.acos],
  ['asin', 'Arcsine', 'The angle, in radians, whose sine is the number.', 0, Math.asin],
  ['atan', 'Arctangent', 'The angle, in radians, whose tangent is the number.', 0, Math.atan],
  ['cos', 'Cosine', 'The cosine of an angle in radians.', 0, Math.cos],
  ['sin', 'Sine', 'The sine of an angle in radians.', 0, Math.sin],
  ['tan', 'Tangent', 'The tangent of an angle in radians.', 0, Math.tan],
  ['acosh', 'Hyperbolic arccosine', 'The inverse of the hyperbolic cosine.', 1, Math.acosh],
  ['asinh', 'Hyperbolic arcsine', 'The inverse of the hyperbolic sine.', 0, Math.asinh],
  ['atanh', 'Hyperbolic arctangent', 'The inverse of the hyperbolic tangent.', 0, Math.atanh],
  ['cosh', 'Hyperbolic cosine', 'The hyperbolic cosine of the number.', 0, Math.cosh],
  ['sinh', 'Hyperbolic sine', 'The hyperbolic sine of the number.', 0, Math.sinh],
  ['tanh', 'Hyperbolic tangent', 'The hyperbolic tangent of the number.', 0, Math.tanh],
];

export const unaryActions: Action[] = [...rounding, ...roots, ...angles].map(
  ([key, label, description, sample, compute]) =>
    unary({ key, label, description }, compute(sample), compute),
);
