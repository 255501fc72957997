import type { Action, Component, InputDeclaration, Trigger } from '../component.ts';
import { InputError } from '../conversions.ts';
import { given, read } from '../read.ts';

const flowName: InputDeclaration = {
  key: 'flowName',
  label: 'Flow name',
  type: 'string',
  comments: 'Name of another flow of this integration.',
  example: 'Process records',
  default: '',
  required: true,
};

const data: InputDeclaration = {
  key: 'data',
  label: 'Data',
  type: 'data',
  comments: 'What the other flow receives as the body of its trigger. JSON text is sent as it is written.',
  example: '{"recordId": "17"}',
  default: '',
};

const crossFlowTrigger: Trigger = {
  key: 'crossFlow',
  display: {
    label: 'Cross flow',
    description: 'Starts the flow when another flow of the instance calls it.',
  },
  inputs: [],
  scheduleSupport: 'invalid',
  synchronousResponseSupport: 'valid',
  perform: (_context, payload) => ({ payload }),
  examplePayload: { payload: { body: { data: { recordId: '17' }, contentType: 'application/json' } } },
};

const invokeFlow: Action = {
  key: 'invokeFlow',
  display: {
    label: 'Invoke flow',
    description:
      'Starts another flow of the same instance. A synchronous one is waited for, and gives its answer; else the step goes on at once.',
  },
  inputs: [flowName, data],
  async perform(context, params) {
    const name = read.text(params, flowName);
    if (name === '') throw new InputError(`The input "${flowName.label}" is empty: name the flow to start.`);
    const answer = await context.invokeFlow(name, given(params, data));
    return { data: answer.data };
  },
  examplePayload: { data: { executionId: 'exe_example' } },
};

export const crossFlow: Component = {
  key: 'cross-flow',
  public: true,
  display: { label: 'Cross flow', description: 'Lets one flow start another.', category: 'Logic' },
  actions: { invokeFlow },
  triggers: { crossFlow: crossFlowTrigger },
  dataSources: {},
  connections: [],
};
