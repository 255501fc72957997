import type { Action, Component, InputDeclaration } from '../component.ts';
import { InputError } from '../conversions.ts';
import { given, read } from '../read.ts';
import { byKey, fromPairs } from '../records.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

const level: InputDeclaration = {
  key: 'level',
  label: 'Log level',
  type: 'string',
  comments: 'How severe the message is.',
  default: 'info',
  required: true,
  model: LEVELS.map((value) => ({ label: value, value })),
};

const message: InputDeclaration = {
  key: 'message',
  label: 'Message',
  type: 'data',
  comments:
    'What to log: text, or a reference to a result. A line of the log holds up to 64 KB (elsewhere 4,096 characters).',
  example: 'The order was sent.',
  default: '',
  required: true,
};

const metrics: InputDeclaration = {
  key: 'metrics',
  label: 'Metrics',
  type: 'string',
  collection: 'keyvaluelist',
  comments: 'Names and numbers to report.',
  example: 'orders: 12',
  required: true,
};

const writeLog: Action = {
  key: 'writeLog',
  display: {
    label: 'Write log message',
    description: 'Writes a line to the log of the execution.',
    important: true,
  },
  inputs: [level, message],
  perform(context, params) {
    const name = read.text(params, level).trim().toLowerCase();
    const known = LEVELS.find((candidate) => candidate === name);
    if (known === undefined) {
      throw new InputError(`The input "${level.label}" is "${name}": choose one of ${LEVELS.join(', ')}.`);
    }
    context.logger[known](given(params, message));
    return { data: null };
  },
  examplePayload: { data: null },
};

const writeMetric: Action = {
  key: 'writeMetric',
  display: {
    label: 'Write metrics',
    description: 'Writes named numbers to the log, for log streams that chart them.',
  },
  inputs: [metrics],
  perform(context, params) {
    context.logger.metric(fromPairs(read.pairs(params, metrics)));
    return { data: null };
  },
  examplePayload: { data: null },
};

export const log: Component = {
  key: 'log',
  public: true,
  display: { label: 'Log', description: 'Writes to the log of the execution.', category: 'Logic' },
  actions: byKey([writeLog, writeMetric]),
  triggers: {},
  dataSources: {},
  connections: [],
};
