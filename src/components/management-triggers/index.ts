import type { Component, Trigger } from '../component.ts';

const examplePayload = {
  payload: { instance: { id: 'ins_example', name: 'Acme orders' }, startedAt: '2026-01-01T08:00:00.000Z' },
};

const instanceDeploy: Trigger = {
  key: 'instanceDeploy',
  display: {
    label: 'Instance deploy',
    description:
      'Starts the flow each time an instance is deployed, for example to set up webhooks elsewhere.',
  },
  inputs: [],
  lifecycleEvent: 'deploy',
  scheduleSupport: 'invalid',
  synchronousResponseSupport: 'invalid',
  perform: (_context, payload) => ({ payload }),
  examplePayload,
};

const instanceRemove: Trigger = {
  key: 'instanceRemove',
  display: {
    label: 'Instance remove',
    description:
      'Starts the flow before an instance is removed, for example to take webhooks down elsewhere.',
  },
  inputs: [],
  lifecycleEvent: 'remove',
  scheduleSupport: 'invalid',
  synchronousResponseSupport: 'invalid',
  perform: (_context, payload) => ({ payload }),
  examplePayload,
};

export const managementTriggers: Component = {
  key: 'management-triggers',
  public: true,
  display: {
    label: 'Instance life',
    description: 'Starts a flow when an instance is deployed or removed.',
    category: 'Triggers',
  },
  actions: {},
  triggers: { instanceDeploy, instanceRemove },
  dataSources: {},
  connections: [],
};
