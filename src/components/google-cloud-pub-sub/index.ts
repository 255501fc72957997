import { valueAt } from '../../lib/records.ts';
import type { Trigger } from '../component.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { fieldText, plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { googleOauth, googleService } from '../kit/google.ts';
import { decoded } from '../kit/pub-sub.ts';
import { connectionIn } from '../kit/service.ts';
import { subscriptions } from './subscriptions.ts';
import { topics } from './topics.ts';

const SCOPES = 'https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/pubsub';
const service = googleService(
  'Google Cloud Pub/Sub',
  'connectionInput',
  'https://pubsub.googleapis.com/v1',
  SCOPES,
);

const notification: Trigger = {
  key: 'pubSubNotification',
  display: {
    label: 'PubSub notification',
    description: 'Starts the flow with a message that a subscription pushes.',
    directions: 'Have the action “Create webhook subscription” register the address of the flow.',
  },
  inputs: [],
  scheduleSupport: 'invalid',
  synchronousResponseSupport: 'valid',
  stateReads: () => [],
  perform: async (_context, payload) => ({ payload: decoded(payload) }),
  examplePayload: {
    payload: {
      body: {
        data: {
          message: { data: 'eyJvcmRlciI6NDJ9', decodedData: { order: 42 }, messageId: '2070443601311540' },
          subscription: 'projects/my-project/subscriptions/orders',
        },
        contentType: 'application/json',
      },
    },
  },
};

export const googleCloudPubSub = connector(
  {
    key: 'google-cloud-pub-sub',
    label: 'Google Cloud Pub/Sub',
    description: 'Works with topics and subscriptions of Google Cloud Pub/Sub.',
    category: 'Messaging',
  },
  () => ({
    service,
    connections: [
      {
        key: 'privateKey',
        label: 'Private key',
        comments: 'A service account; its values stand in the JSON file that Google gives for it.',
        inputs: [
          plain('clientEmail', 'Client email', 'What the file calls client_email.', {
            example: 'name@my-project.iam.gserviceaccount.com',
          }),
          secret('privateKey', 'Private key', 'What the file calls private_key, from -----BEGIN to the end.'),
          plain('projectId', 'Project ID', 'The project that the topics are in.', {
            example: 'my-project-1234',
          }),
          plain('scopes', 'Scopes', 'Permissions to ask for, separated by spaces.', { default: SCOPES }),
        ],
      },
      googleOauth(SCOPES),
    ],
    actions: [...topics(), ...subscriptions()],
    sources: [
      {
        key: 'selectTopic',
        label: 'Topics',
        description: 'Offers the topics of the project of the connection.',
        request: 'GET /projects/{project}/topics',
        fields: [
          {
            input: plain('projectId', 'Project ID', 'The project; empty: that of the connection.', {
              required: false,
            }),
            to: 'project',
            value: (params) =>
              textOf(params.projectId) || fieldText(connectionIn(service, params), 'projectId'),
          },
        ],
        result: (data) => recordsIn(valueAt(data, 'topics')).map(({ name }) => textOf(name)),
      },
    ],
    triggers: [notification],
  }),
);
