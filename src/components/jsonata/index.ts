import { messageOf } from '../../lib/errors.ts';
import type { Component, InputDeclaration, Params } from '../component.ts';
import { type Computed, computedActions } from '../computed.ts';
import { InputError, isUnset, parseIfJson } from '../conversions.ts';
import { given, read } from '../read.ts';
import { byKey, isRecord } from '../records.ts';

const expression: InputDeclaration = {
  key: 'expression',
  label: 'Expression',
  type: 'code',
  language: 'javascript',
  comments: 'What to make of the data, in JSONata.',
  example: '$sum(orders.total)',
  default: '',
  required: true,
};

const data: InputDeclaration = {
  key: 'data',
  label: 'Data',
  type: 'data',
  comments: 'What the expression looks at: a reference, or JSON.',
  example: '{"orders": [{"total": 17}]}',
  default: '',
  required: true,
};

/** The library throws objects of its own, with the place in the expression. */
function reasonOf(thrown: unknown): string {
  if (!isRecord(thrown) || typeof thrown.message !== 'string') return messageOf(thrown);
  const { message, position } = thrown;
  return typeof position === 'number' ? `${message} (at character ${position})` : message;
}

async function transform(params: Params): Promise<unknown> {
  const text = read.text(params, expression);
  if (text.trim() === '')
    throw new InputError(`The input "${expression.label}" is empty: write what to make of the data.`);
  const value = given(params, data);
  const { default: compiled } = await import('jsonata');
  try {
    const made: unknown = await compiled(text).evaluate(isUnset(value) ? {} : parseIfJson(value));
    return made ?? null;
  } catch (thrown) {
    throw new InputError(`The input "${expression.label}" cannot be worked out: ${reasonOf(thrown)}`);
  }
}

const rows: Computed[] = [
  [
    'transform',
    'Transform',
    'Makes something else of data by a JSONata expression.',
    [expression, data],
    17,
    transform,
  ],
];

export const jsonata: Component = {
  key: 'jsonata',
  public: true,
  display: { label: 'JSONata', description: 'Queries and transforms data with JSONata.', category: 'Data' },
  // In a thread, always: a short expression can call itself for long.
  actions: byKey(computedActions(rows, 'jsonata', 0)),
  triggers: {},
  dataSources: {},
  connections: [],
};
