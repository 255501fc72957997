import type { InputDeclaration } from '../component.ts';

const functionField = (key: string, label: string, comments: string, code: string): InputDeclaration => ({
  key,
  label,
  type: 'code',
  language: 'javascript',
  comments,
  example: code,
  default: code,
});

export const filterCodeInput = functionField(
  'filterCodeInput',
  'Filter function',
  'JavaScript function; elements for which it does not return true are left out.',
  '(item, index) => { return true; }',
);

export const transformCodeInput = functionField(
  'transformCodeInput',
  'Transform function',
  'JavaScript function that makes the new element of each.',
  '(item, index) => { return item; }',
);

export const sortCodeInput = functionField(
  'sortCodeInput',
  'Comparison function',
  'JavaScript function of two elements: below zero when the first comes first, above zero when the second does. Write which property decides, or compare the elements themselves: (a, b) => a - b.',
  '(a, b) => { return a.prop < b.prop ? -1 : 1; }',
);

export const contextInput: InputDeclaration = {
  key: 'contextInput',
  label: 'Context data',
  type: 'data',
  comments: 'Any further data; the functions receive it as their third argument.',
  example: '{"currency": "EUR"}',
  default: '',
};

export const aggregateFunctionInput: InputDeclaration = {
  key: 'aggregateFunctionInput',
  label: 'Aggregate function',
  type: 'string',
  comments: 'What to compute of the list.',
  example: 'SUM',
  required: true,
  model: ['AVERAGE', 'COUNT', 'MAX', 'MIN', 'SUM', 'PRODUCT', 'MEDIAN'].map((value) => ({
    label: value,
    value,
  })),
};
