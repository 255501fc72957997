import type { InputDeclaration } from '../component.ts';

/** An input that takes one number. */
const numberField = (key: string, label: string, example: string, given = ''): InputDeclaration => ({
  key,
  label,
  type: 'string',
  comments: 'A number, or a reference to one.',
  example,
  default: given,
  required: true,
});

export const number = numberField('number', 'Number', '2.5');
export const base = numberField('base', 'Base', '2');
export const exponent = numberField('exponent', 'Exponent', '3');
export const logarithmBase = numberField('base', 'Base of the logarithm', '10', '10');
export const min = numberField('min', 'Minimum', '1');
export const max = numberField('max', 'Maximum', '6');

export const numbers: InputDeclaration = {
  key: 'numbers',
  label: 'Numbers',
  type: 'string',
  collection: 'valuelist',
  comments: 'Numbers, in order. A reference to a list of numbers counts as all of them.',
  example: '3',
};

export const dynamicNumbers: InputDeclaration = {
  key: 'dynamicNumbers',
  label: 'Dynamic numbers',
  type: 'code',
  language: 'json',
  comments: 'A list of numbers, referenced or written as JSON. When given, the numbers above are ignored.',
  example: '[3, 4.5]',
  default: '',
};

export const expression: InputDeclaration = {
  key: 'expression',
  label: 'Expression',
  type: 'string',
  comments: 'Arithmetic as JavaScript writes it: + - * / % **, parentheses and bit operators.',
  example: '2 * 3 + 7',
  default: '',
  required: true,
};
