import type { Trigger } from '../component.ts';

export const toolFlowTrigger: Trigger = {
  key: 'toolFlowTrigger',
  display: {
    label: 'Tool flow',
    description: 'Starts the flow when an agent uses it as a tool; what the agent wants of it is the body.',
    directions: 'Describe what the flow takes as a schema of the flow, so that the agent knows.',
  },
  inputs: [],
  scheduleSupport: 'invalid',
  synchronousResponseSupport: 'valid',
  stateReads: () => [],
  perform: (_context, payload) => ({ payload }),
  examplePayload: { payload: { body: { data: { order: '42' }, contentType: 'application/json' } } },
};
