import type { Action, Component, State } from '../component.ts';
import { jsonText } from '../conversions.ts';
import { byKey } from '../records.ts';
import { listParts } from './lists.ts';
import { scoped, scopes } from './scopes.ts';
import { valueParts } from './values.ts';

const sizeOf = (state: State, label: string): number => Buffer.byteLength(jsonText(state, label));

const getUsage: Action = {
  key: 'getUsage',
  display: {
    label: 'Get usage',
    description: 'Answers how many bytes the kept data of each kind takes as JSON; two when empty.',
  },
  inputs: [],
  stateReads: () => [
    { state: 'instanceState', keys: 'all' },
    { state: 'crossFlowState', keys: 'all' },
    { state: 'integrationState', keys: 'all' },
  ],
  perform: (context) => ({
    data: {
      flow: sizeOf(context.instanceState, 'flow state'),
      crossFlow: sizeOf(context.crossFlowState, 'cross-flow state'),
      integration: sizeOf(context.integrationState, 'integration state'),
    },
  }),
  examplePayload: { data: { flow: 2, crossFlow: 57, integration: 2 } },
};

export const persistData: Component = {
  key: 'persist-data',
  public: true,
  display: {
    label: 'Persist data',
    description: 'Keeps small data for later steps or later executions.',
    category: 'Data',
  },
  actions: byKey([
    ...scopes.flatMap((scope) => [...valueParts, ...listParts].map((part) => scoped(scope, part))),
    getUsage,
  ]),
  triggers: {},
  dataSources: {},
  connections: [],
};
