import type { Component, Trigger } from '../component.ts';
import { byKey } from '../records.ts';
import type { LifecycleEvent } from '../trigger-functions.ts';

const examplePayload = {
  payload: { instance: { id: 'ins_example', name: 'Acme orders' }, startedAt: '2026-01-01T08:00:00.000Z' },
};
const ofPerson = {
  payload: {
    ...examplePayload.payload,
    body: { data: { user: { id: 'usr_example', name: 'Ada', email: 'ada@acme.example', externalId: '17' } } },
  },
};

const onEvent = (
  lifecycleEvent: LifecycleEvent,
  key: string,
  label: string,
  description: string,
  example = examplePayload,
): Trigger => ({
  ...{ key, display: { label, description }, inputs: [], lifecycleEvent },
  scheduleSupport: 'invalid',
  synchronousResponseSupport: 'invalid',
  perform: (_context, payload) => ({ payload }),
  examplePayload: example,
});

const triggers = [
  onEvent(
    'deploy',
    'instanceDeploy',
    'Instance deploy',
    'Starts the flow each time an instance is deployed, for example to set up webhooks elsewhere.',
  ),
  onEvent(
    'remove',
    'instanceRemove',
    'Instance remove',
    'Starts the flow before an instance is removed, for example to take webhooks down elsewhere.',
  ),
  onEvent(
    'user_deploy',
    'userLevelConfigDeploy',
    'User level config deploy',
    'Starts the flow each time somebody has answered the questions that each person answers, with what they have answered.',
    ofPerson,
  ),
  onEvent(
    'user_remove',
    'userLevelConfigRemove',
    'User level config remove',
    'Starts the flow when somebody has removed what they had answered. It runs with the values of the instance, and is told who it was.',
    ofPerson,
  ),
];

export const managementTriggers: Component = {
  key: 'management-triggers',
  public: true,
  display: {
    label: 'Instance life',
    description:
      'Starts a flow when an instance is deployed or removed, or what one person has set up of it.',
    category: 'Triggers',
  },
  actions: {},
  triggers: byKey(triggers),
  dataSources: {},
  connections: [],
};
