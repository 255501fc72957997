import { jsonDepthExceeds } from '../../lib/wire.ts';
import type { Component, InputDeclaration, Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { given } from '../read.ts';
import { byKey } from '../records.ts';
import { MAX_DEPTH } from '../size.ts';

const code: InputDeclaration = {
  key: 'code',
  label: 'Code',
  type: 'code',
  language: 'json',
  comments: 'What the step answers: JSON as the value that it stands for, anything else as text.',
  example: '{"id": 17}',
  default: '',
  required: true,
};

function result(params: Params): unknown {
  const value = given(params, code);
  if (typeof value !== 'string' || jsonDepthExceeds(value, MAX_DEPTH)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const rows: Computed[] = [
  [
    'actions',
    'Mock result',
    'Answers what you write, in the place of a step that is still to come.',
    [code],
    { id: 17 },
    result,
  ],
];

export const resultPlaceholder: Component = {
  key: 'result-placeholder',
  public: true,
  display: {
    label: 'Result placeholder',
    description: 'Stands for a step with a result of your choosing.',
    category: 'Logic',
  },
  actions: byKey(computedActions(rows, 'result-placeholder')),
  triggers: {},
  dataSources: {},
  connections: [],
};
