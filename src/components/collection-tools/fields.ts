import type { InputDeclaration } from '../component.ts';

export const listInput: InputDeclaration = {
  key: 'listInput',
  label: 'List',
  type: 'data',
  comments: 'A list: a reference to one, or JSON.',
  example: '[1, 2, 3]',
  default: '',
  required: true,
};

export const secondListInput: InputDeclaration = {
  ...listInput,
  key: 'secondListInput',
  label: 'Second list',
};

export const elementInput: InputDeclaration = {
  key: 'elementInput',
  label: 'Element',
  type: 'data',
  comments: 'The element: text, or a reference to a result.',
  example: '17',
  default: '',
  required: true,
};

export const numberInput: InputDeclaration = {
  key: 'numberInput',
  label: 'Number of elements',
  type: 'string',
  comments: 'How many elements.',
  example: '50',
  default: '1',
  required: true,
};

export const indexInput: InputDeclaration = {
  key: 'indexInput',
  label: 'Index',
  type: 'string',
  comments:
    'Position from 0; below zero it counts from the end. In nested lists, positions with dots between them.',
  example: '0.2',
  default: '',
  required: true,
};

export const items: InputDeclaration = {
  key: 'items',
  label: 'List items',
  type: 'data',
  collection: 'valuelist',
  comments: 'The elements of the new list, in order.',
  example: '17',
  required: true,
};

export const object: InputDeclaration = {
  key: 'object',
  label: 'Object',
  type: 'code',
  language: 'json',
  comments: 'An object: a reference to one, or JSON.',
  example: '{"name": "Acme"}',
  default: '',
  required: true,
};

export const key: InputDeclaration = {
  key: 'key',
  label: 'Key',
  type: 'string',
  comments: 'The key to set.',
  example: 'email',
  default: '',
  required: true,
};

export const value: InputDeclaration = {
  key: 'value',
  label: 'Value',
  type: 'data',
  comments: 'The value of the key: text, or a reference to a result.',
  example: 'info@acme.example',
  default: '',
  required: true,
};

export const objectPath: InputDeclaration = {
  key: 'objectPath',
  label: 'Insert path',
  type: 'string',
  comments: 'Where in the object the key is set, keys with dots between them. Empty: at the top.',
  example: 'customer.contact',
  default: '',
};

export const keyValueInput: InputDeclaration = {
  key: 'keyValueInput',
  label: 'Keys and values',
  type: 'data',
  collection: 'keyvaluelist',
  comments: 'The keys and what belongs to each.',
  example: 'name: Acme',
  required: true,
};

export const keyValueListInput: InputDeclaration = {
  ...keyValueInput,
  key: 'keyValueListInput',
  required: false,
};

export const keyValueList: InputDeclaration = {
  key: 'keyValueListInput',
  label: 'Keys and values',
  type: 'data',
  comments: 'A list of objects with a key and a value.',
  example: '[{"key": "name", "value": "Acme"}]',
  default: '',
  required: true,
};

export const dynamicFields: InputDeclaration = {
  key: 'dynamicFields',
  label: 'Dynamic keys and values',
  type: 'code',
  language: 'json',
  comments:
    'An object or a list of keys and values. When given, the rows of keys and values are ignored; left empty it is nothing, and no sample.',
  example: '{"name": "Acme"}',
  default: '',
};

export const collectionsInput: InputDeclaration = {
  ...keyValueInput,
  key: 'collectionsInput',
  label: 'Collections',
};

export const keyMappings: InputDeclaration = {
  ...keyValueInput,
  key: 'keyMappings',
  label: 'Key mappings',
  comments: 'For each field, the key of the result.',
};

export const valueMappings: InputDeclaration = {
  ...keyValueInput,
  key: 'valueMappings',
  label: 'Value mappings',
  comments: 'For each field of the same name, the value of the result.',
};
