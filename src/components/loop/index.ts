import type { Action, Component, InputDeclaration } from '../component.ts';
import { parseIfJson, refuse } from '../conversions.ts';
import { given, read } from '../read.ts';
import { byKey, isRecord } from '../records.ts';

const items: InputDeclaration = {
  key: 'items',
  label: 'Items',
  type: 'data',
  comments: 'A list, usually the result of an earlier step. Of an object, its values are taken.',
  example: '["a.txt", "b.txt"]',
  default: '',
  required: true,
};

const iterationCount: InputDeclaration = {
  key: 'iterationCount',
  label: 'Number of iterations',
  type: 'string',
  comments:
    'How often the steps run, unless the loop is broken. The installation limits the rounds of a loop (STEPWELL_MAX_LOOP_ITERATIONS).',
  example: '5',
  default: '1000',
  required: true,
};

const loopOverItems: Action = {
  key: 'loopOverItems',
  display: {
    label: 'Loop over items',
    description:
      'Runs the steps inside once for each item and collects the results of the last one. Elsewhere called “Repeat for Each”.',
    important: true,
  },
  inputs: [items],
  isLoop: true,
  perform(_context, params) {
    const value = given(params, items);
    const parsed = parseIfJson(value);
    const list = isRecord(parsed) ? Object.values(parsed) : parsed;
    if (!Array.isArray(list)) return refuse(value, items.label, 'a list or an object to loop over');
    return { data: null, iterations: { count: list.length, items: list } };
  },
  examplePayload: { data: ['result of the first round', 'result of the second round'] },
};

const loopNTimes: Action = {
  key: 'loopNTimes',
  display: {
    label: 'Loop N times',
    description:
      'Runs the steps inside a number of times, or until the loop is broken. Elsewhere called “Repeat X Times”.',
  },
  inputs: [iterationCount],
  isLoop: true,
  perform: (_context, params) => ({
    data: null,
    iterations: { count: read.integer(params, iterationCount, 0) },
  }),
  examplePayload: { data: ['result of the first round', 'result of the second round'] },
};

const breakLoop: Action = {
  key: 'breakLoop',
  display: {
    label: 'Break loop',
    description: 'Leaves the loop around it; the flow goes on after that loop.',
  },
  inputs: [],
  breakLoop: true,
  perform: () => ({ data: null }),
  examplePayload: { data: null },
};

export const loop: Component = {
  key: 'loop',
  public: true,
  display: {
    label: 'Loop',
    description: 'Repeats steps for each item of a list or a number of times.',
    category: 'Logic',
  },
  actions: byKey([loopOverItems, loopNTimes, breakLoop]),
  triggers: {},
  dataSources: {},
  connections: [],
};
