import { setTimeout as delay } from 'node:timers/promises';
import type { Action, Component, InputDeclaration } from '../component.ts';
import { read } from '../read.ts';

// What timers can count to; the run's own limit ends it long before.
const MAX_MS = 2 ** 31 - 1;

const ms: InputDeclaration = {
  key: 'ms',
  label: 'Milliseconds',
  type: 'string',
  comments: 'How long to wait: as long as the run may take (STEPWELL_MAX_RUN_SECONDS).',
  example: '1000',
  default: '1000',
  required: true,
};

const sleepAction: Action = {
  key: 'sleep',
  display: { label: 'Sleep', description: 'Waits before the flow goes on.' },
  inputs: [ms],
  async perform(context, params) {
    await delay(read.integer(params, ms, 0, MAX_MS), undefined, { signal: context.signal });
    return { data: null };
  },
  examplePayload: { data: null },
};

export const sleep: Component = {
  key: 'sleep',
  public: true,
  display: { label: 'Sleep', description: 'Waits for a while.', category: 'Logic' },
  actions: { sleep: sleepAction },
  triggers: {},
  dataSources: {},
  connections: [],
};
