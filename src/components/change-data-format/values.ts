import type { Params } from '../component.ts';
import type { Computed } from '../computed.ts';
import { given, read } from '../read.ts';
import { valueField } from './fields.ts';

const toBoolean = valueField('true or false', 'yes');
const toWhole = valueField('a whole number', '17.5');
const toAnyNumber = valueField('a number', '17.5');
const toPlainText = valueField('text', '17');

const FALSE_WORDS = new Set(['false', 'f', 'no', 'n']);

/** The words of yes and no, or else whether there is anything: the field's own rule, in which "0" is true. */
function truth(params: Params): boolean {
  const value = given(params, toBoolean);
  return typeof value === 'string'
    ? value !== '' && !FALSE_WORDS.has(value.trim().toLowerCase())
    : Boolean(value);
}

export const valueConversions: Computed[] = [
  ['convertToBoolean', 'Convert to boolean', 'Makes true or false of a value.', [toBoolean], true, truth],
  [
    'convertToInt',
    'Convert to integer',
    'Makes a whole number of a value, leaving its fraction out.',
    [toWhole],
    17,
    (params) => Math.trunc(read.number(params, toWhole)),
  ],
  [
    'convertToNumber',
    'Convert to number',
    'Makes a number of a value.',
    [toAnyNumber],
    17.5,
    (params) => read.number(params, toAnyNumber),
  ],
  [
    'convertToString',
    'Convert to string',
    'Makes text of a value; an object becomes JSON.',
    [toPlainText],
    '17',
    (params) => read.text(params, toPlainText),
  ],
];
