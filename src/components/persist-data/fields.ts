import type { InputDeclaration, Params } from '../component.ts';
import { InputError } from '../conversions.ts';
import { read } from '../read.ts';
import { isReserved } from '../reserved.ts';

export const keyInput: InputDeclaration = {
  key: 'keyInput',
  label: 'Key',
  type: 'data',
  comments: 'Name under which the value is kept.',
  example: 'lastOrderId',
  default: '',
  required: true,
};

export const valueInput: InputDeclaration = {
  key: 'valueInput',
  label: 'Value',
  type: 'data',
  comments: 'The value: text, or a reference to a result.',
  example: '17',
  default: '',
  required: true,
};

export const defaultValueInput: InputDeclaration = {
  key: 'defaultValueInput',
  label: 'Default value',
  type: 'data',
  comments: 'The answer when nothing is kept under the key.',
  example: '0',
};

export const amountInput: InputDeclaration = {
  key: 'amountInput',
  label: 'Amount',
  type: 'string',
  comments: 'How much to add or take away.',
  example: '1',
  default: '1',
};

/** The field's own key for the rows of "save value". */
export const keyValues: InputDeclaration = {
  key: 'dynamicValues',
  label: 'Keys and values',
  type: 'data',
  collection: 'keyvaluelist',
  comments: 'Saves several values at once. When a row is given, the single key and value are ignored.',
  example: 'lastOrderId: 17',
};

export const listValues: InputDeclaration = {
  key: 'valuesInput',
  label: 'Values',
  type: 'data',
  collection: 'valuelist',
  comments: 'The values to append.',
  example: '17',
};

export const dynamicList: InputDeclaration = {
  key: 'dynamicValues',
  label: 'Dynamic values',
  type: 'code',
  language: 'json',
  comments: 'A list of values, referenced or written as JSON. When given, the values above are ignored.',
  example: '[17, 18]',
  default: '',
};

export const flattenValues: InputDeclaration = {
  key: 'flattenValues',
  label: 'Flatten values',
  type: 'boolean',
  comments: 'Append the items of a list that stands among the values instead of the list itself.',
  default: 'false',
};

export const multipleKeys: InputDeclaration = {
  key: 'multipleKeys',
  label: 'Multiple keys',
  type: 'data',
  collection: 'valuelist',
  comments: 'Removes several keys at once. When a key is given here, the single one is ignored.',
  example: 'lastOrderId',
};

export function checkKey(key: string): string {
  if (key === '') throw new InputError(`The input "${keyInput.label}" is empty: name the value.`);
  if (isReserved(key)) throw new InputError(`The key "${key}" belongs to the platform: choose another one.`);
  return key;
}

export const readKey = (params: Params): string => checkKey(read.text(params, keyInput));

/** What an action looks at that has one key. */
export const oneKey = (params: Params): string[] => [readKey(params)];
