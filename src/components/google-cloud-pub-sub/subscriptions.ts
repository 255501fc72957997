import type { ActionRow, Calls } from '../kit/calls.ts';
import { type Field, flag, json, needed, number, text } from '../kit/fields.ts';
import { googlePages, pageToken } from '../kit/google.ts';
import {
  isWholeTopic,
  labels,
  pageSize,
  projectId,
  retention,
  topic,
  updateMask,
  wholeName,
} from './topics.ts';

const subscription = needed(
  text('subscription', 'Subscription', 'The name of the subscription.', { example: 'orders' }),
);
const isWhole = flag(
  'subscriptionNameOrFullFormat',
  'Subscription name or full format',
  'Whether the whole name is given, such as projects/my-project/subscriptions/orders.',
);
const pathOf = wholeName('subscriptions', subscription, isWhole);
const topicPath = wholeName('topics', topic, isWholeTopic);
const wholeTopic: Field = {
  input: topic.input,
  to: 'topic',
  value: (params) => decodeURIComponent(topicPath(params)),
};
const settings = [
  json('pushConfig', 'Push config', 'Where messages are pushed to: an object.', {
    example: '{"pushEndpoint": "https://example.com/hook"}',
  }),
  json('bigqueryConfig', 'BigQuery config', 'The table that messages are written to: an object.'),
  number(
    'ackDeadlineSeconds',
    'Ack deadline seconds',
    'How long Pub/Sub waits for a message to be acknowledged.',
  ),
  flag('retainAckedMessages', 'Retain acked messages', 'Whether acknowledged messages are kept.'),
  retention,
  labels,
  flag('enableMessageOrdering', 'Enable message ordering', 'Whether messages of a key come in their order.'),
  json('expirationPolicy', 'Expiration policy', 'When it ends if nobody uses it: an object.'),
  text('filter', 'Filter', 'Which messages it gets.', { example: 'attributes.kind = "order"' }),
  json('deadLetterPolicy', 'Dead letter policy', 'Where messages go that nobody acknowledges: an object.'),
  json('retryPolicy', 'Retry policy', 'When messages are sent again: an object.'),
  flag('detached', 'Detached', 'Whether it gets no more messages.'),
  flag('enableExactlyOnceDelivery', 'Enable exactly once delivery', 'Whether no message comes twice.'),
  text(
    'topicMessageRetentionDuration',
    'Topic message retention duration',
    'Told by Google alone; not sent.',
  ),
  text('state', 'State', 'Told by Google alone; not sent.'),
];
const TOLD = new Set(['topicMessageRetentionDuration', 'state']);
const sent = settings.filter(({ to }) => !TOLD.has(to));
const named = [projectId, subscription, isWhole];

const pushed = [
  text('pushEndpoint', 'Push endpoint', 'The address to push to.', { example: 'https://example.com/hook' }),
  json('attributes', 'Attributes', 'How messages are written: an object.'),
  json('oidcToken', 'OIDC token', 'Whom Pub/Sub shows itself as: an object.'),
];
const pulled = [
  number('maxMessages', 'Max messages', 'How many to fetch at most.', { default: '10' }),
  flag('returnImmediately', 'Return immediately', 'Whether not to wait where there are none.'),
];

const SUBSCRIPTION = {
  name: 'projects/my-project-1234/subscriptions/orders',
  topic: 'projects/my-project-1234/topics/orders',
  ackDeadlineSeconds: 10,
  state: 'ACTIVE',
};

const askAt = async ({ ask }: Calls, method: string, path: string, data?: unknown) =>
  (await ask({ method, path: `/${path}`, data })).data;

export const subscriptions = (): ActionRow[] => [
  {
    key: 'listSubscriptions',
    label: 'List subscriptions',
    description: 'Lists the subscriptions of a project.',
    request: 'GET /projects/{projectId}/subscriptions',
    fields: [projectId, pageToken, pageSize],
    pages: googlePages('subscriptions'),
    example: { subscriptions: [SUBSCRIPTION] },
  },
  {
    key: 'getSubscription',
    label: 'Get subscription',
    description: 'Fetches the settings of a subscription.',
    fields: named,
    perform: (calls, params) => askAt(calls, 'GET', pathOf(params)),
    example: SUBSCRIPTION,
  },
  {
    key: 'createSubscription',
    label: 'Create subscription',
    description: 'Subscribes to a topic.',
    fields: [projectId, subscription, topic, isWholeTopic, ...settings],
    async perform({ make }) {
      const fields = [projectId, subscription, wholeTopic, ...sent];
      return (await make({ request: 'PUT /projects/{projectId}/subscriptions/{subscription}', fields })).data;
    },
    example: SUBSCRIPTION,
  },
  {
    key: 'createWebhookSubscription',
    label: 'Create webhook subscription',
    description: 'Has Pub/Sub push the messages of a topic to an address.',
    fields: [
      projectId,
      subscription,
      topic,
      isWholeTopic,
      needed(
        text('webhookUrl', 'Webhook URL', 'The address to push to: a webhook of a flow.', {
          example: 'https://example.com/hook',
        }),
      ),
    ],
    async perform({ make }, { webhookUrl }) {
      const call = {
        request: 'PUT /projects/{projectId}/subscriptions/{subscription}',
        fields: [projectId, subscription, wholeTopic],
        fixed: { pushConfig: { pushEndpoint: webhookUrl } },
      };
      return (await make(call)).data;
    },
    example: { ...SUBSCRIPTION, pushConfig: { pushEndpoint: 'https://example.com/hook' } },
  },
  {
    key: 'updateSubscription',
    label: 'Update subscription',
    description: 'Changes the settings of a subscription.',
    fields: [...named, topic, isWholeTopic, updateMask, ...settings],
    async perform({ make }, params) {
      const path = pathOf(params);
      const call = {
        request: `PATCH /${path}`,
        fields: [wholeTopic, ...sent, updateMask],
        shape: ({ updateMask: mask, ...changed }: Record<string, unknown>) => ({
          subscription: { name: decodeURIComponent(path), ...changed },
          updateMask: mask,
        }),
      };
      return (await make(call)).data;
    },
    example: SUBSCRIPTION,
  },
  {
    key: 'updatePushConfig',
    label: 'Update push config',
    description: 'Says where messages are pushed to from now on; without an address they are fetched.',
    fields: [...named, ...pushed],
    async perform({ make }, params) {
      const shape = (pushConfig: Record<string, unknown>) => ({ pushConfig });
      const request = `POST /${pathOf(params)}:modifyPushConfig`;
      return (await make({ request, fields: pushed, shape })).data;
    },
    example: {},
  },
  {
    key: 'deleteSubscription',
    label: 'Delete subscription',
    description: 'Deletes a subscription.',
    fields: named,
    perform: (calls, params) => askAt(calls, 'DELETE', pathOf(params)),
    example: {},
  },
  {
    key: 'pullMessages',
    label: 'Pull messages',
    description: 'Fetches messages of a subscription; they come again unless they are acknowledged.',
    fields: [...named, ...pulled],
    async perform({ make }, params) {
      return (await make({ request: `POST /${pathOf(params)}:pull`, fields: pulled })).data;
    },
    example: { receivedMessages: [{ ackId: 'abc', message: { data: 'eyJvcmRlciI6NDJ9', messageId: '1' } }] },
  },
];
