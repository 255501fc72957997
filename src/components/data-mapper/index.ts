import type { Component, InputDeclaration, Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { toText } from '../conversions.ts';
import { given, read } from '../read.ts';
import { byKey } from '../records.ts';

const inputValue: InputDeclaration = {
  key: 'inputValue',
  label: 'Input value',
  type: 'data',
  comments: 'The key to look for in the value map.',
  example: 'DE',
  default: '',
  required: true,
};

const inputValueList: InputDeclaration = {
  key: 'inputValueList',
  label: 'Input value list',
  type: 'data',
  collection: 'valuelist',
  comments: 'The keys to look for in the value map, in order.',
  example: 'DE',
  required: true,
};

const valueMap: InputDeclaration = {
  key: 'valueMap',
  label: 'Value map',
  type: 'data',
  collection: 'keyvaluelist',
  comments: 'What stands for which key.',
  example: 'DE: Germany',
  required: true,
};

/** What stands for a value; null where nothing does. */
function mapper(params: Params): (value: unknown) => unknown {
  const map = new Map(read.pairs(params, valueMap).map(({ key, value }) => [key, value]));
  return (value) => map.get(toText(value, inputValue.label)) ?? null;
}

const rows: Computed[] = [
  [
    'valueMapper',
    'Value mapper',
    'Answers what stands for a value in a map, and null where nothing does.',
    [inputValue, valueMap],
    'Germany',
    (params) => mapper(params)(given(params, inputValue)),
  ],
  [
    'valueListMapper',
    'Value list mapper',
    'Answers what stands for each value of a list in a map, and null where nothing does.',
    [inputValueList, valueMap],
    ['Germany', 'France'],
    (params) => read.list(params, inputValueList).map(mapper(params)),
  ],
];

export const dataMapper: Component = {
  key: 'data-mapper',
  public: true,
  display: {
    label: 'Data mapper',
    description: 'Turns values into others by a map.',
    category: 'Data',
  },
  actions: byKey(computedActions(rows, 'data-mapper')),
  triggers: {},
  dataSources: {},
  connections: [],
};
