import { expect, test } from 'bun:test';
import { googleCloudPubSub } from '../../src/components/google-cloud-pub-sub/index.ts';
import { connectionOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { createContext, createPayload, triggerOf } from './context.ts';

const service = loopbackService();
const connectionInput = connectionOf('oauth2', { projectId: 'p1' }, { access_token: 't1' });
const base = 'https://pubsub.googleapis.com/v1';
const topic = { projectId: 'p1', topic: 'orders' };
const subscription = { projectId: 'p1', subscription: 'mail' };
const whole = {
  projectId: 'p1',
  subscription: 'projects/p2/subscriptions/mail',
  subscriptionNameOrFullFormat: 'true',
};
const settings = {
  retainAckedMessages: false,
  enableMessageOrdering: false,
  detached: false,
  enableExactlyOnceDelivery: false,
};

const ROWS: Row[] = [
  {
    action: 'createTopic',
    params: { ...topic, labels: '', satisfiesPzs: 'false', messageRetentionDuration: '600s' },
    asks: [[`PUT ${base}/projects/p1/topics/orders`, { messageRetentionDuration: '600s' }]],
  },
  {
    action: 'updateTopic',
    params: { ...topic, updateMask: 'labels', labels: '{"a":"b"}' },
    asks: [
      [
        `PATCH ${base}/projects/p1/topics/orders`,
        { topic: { name: 'projects/p1/topics/orders', labels: { a: 'b' } }, updateMask: 'labels' },
      ],
    ],
  },
  { action: 'getTopic', params: topic, asks: [[`GET ${base}/projects/p1/topics/orders`]] },
  {
    action: 'deleteTopic',
    params: { projectId: 'p1', topic: 'projects/p2/topics/x', topicNameOrFullFormat: 'true' },
    asks: [[`DELETE ${base}/projects/p2/topics/x`]],
  },
  {
    action: 'listTopics',
    params: { projectId: 'p1', pageSize: 5 },
    asks: [[`GET ${base}/projects/p1/topics?pageSize=5`]],
  },
  {
    action: 'setTopicIamPolicy',
    params: { topic: 'projects/p1/topics/orders' },
    asks: [
      [
        `POST ${base}/projects/p1/topics/orders:setIamPolicy`,
        {
          policy: {
            bindings: [
              {
                role: 'roles/pubsub.publisher',
                members: ['serviceAccount:gmail-api-push@system.gserviceaccount.com'],
              },
            ],
          },
        },
      ],
    ],
  },
  {
    action: 'getPolicy',
    params: { resource: 'projects/p1/topics/orders', requestedPolicyVersion: '3' },
    asks: [[`GET ${base}/projects/p1/topics/orders:getIamPolicy?options.requestedPolicyVersion=3`]],
  },
  {
    action: 'setPolicy',
    params: { resource: 'projects/p1/topics/orders', policy: '{"bindings":[]}' },
    asks: [[`POST ${base}/projects/p1/topics/orders:setIamPolicy`, { policy: { bindings: [] } }]],
  },
  {
    action: 'createSubscription',
    params: { ...subscription, topic: 'orders', filter: 'a', state: 'ACTIVE' },
    asks: [
      [
        `PUT ${base}/projects/p1/subscriptions/mail`,
        { topic: 'projects/p1/topics/orders', filter: 'a', ...settings },
      ],
    ],
  },
  {
    action: 'createWebhookSubscription',
    params: {
      ...subscription,
      topic: 'projects/p1/topics/orders',
      topicNameOrFullFormat: 'true',
      webhookUrl: 'https://stepwell.test/hook',
    },
    asks: [
      [
        `PUT ${base}/projects/p1/subscriptions/mail`,
        { topic: 'projects/p1/topics/orders', pushConfig: { pushEndpoint: 'https://stepwell.test/hook' } },
      ],
    ],
  },
  {
    action: 'updateSubscription',
    params: { ...whole, topic: 'orders', updateMask: 'ackDeadlineSeconds', ackDeadlineSeconds: '20' },
    asks: [
      [
        `PATCH ${base}/projects/p2/subscriptions/mail`,
        {
          subscription: {
            name: 'projects/p2/subscriptions/mail',
            topic: 'projects/p1/topics/orders',
            ackDeadlineSeconds: 20,
            ...settings,
          },
          updateMask: 'ackDeadlineSeconds',
        },
      ],
    ],
  },
  {
    action: 'updatePushConfig',
    params: { ...subscription, pushEndpoint: '' },
    asks: [[`POST ${base}/projects/p1/subscriptions/mail:modifyPushConfig`, { pushConfig: {} }]],
  },
  { action: 'getSubscription', params: whole, asks: [[`GET ${base}/projects/p2/subscriptions/mail`]] },
  {
    action: 'deleteSubscription',
    params: subscription,
    asks: [[`DELETE ${base}/projects/p1/subscriptions/mail`]],
  },
  {
    action: 'listSubscriptions',
    params: { projectId: 'p1' },
    asks: [[`GET ${base}/projects/p1/subscriptions`]],
  },
  {
    action: 'pullMessages',
    params: { ...subscription, maxMessages: '2' },
    asks: [
      [`POST ${base}/projects/p1/subscriptions/mail:pull`, { maxMessages: 2, returnImmediately: false }],
    ],
  },
];

tryContract(googleCloudPubSub, service, { connectionInput }, ROWS);

test('Pub/Sub offers the topics of the project of the connection', async () => {
  const context = service.context([{ body: { topics: [{ name: 'projects/p1/topics/orders' }] } }]);
  expect(await googleCloudPubSub.dataSources.selectTopic?.perform(context, { connectionInput })).toEqual({
    result: ['projects/p1/topics/orders'],
  });
  expect(service.asked[0]?.line).toBe(`GET ${base}/projects/p1/topics`);
});

test('a message that Pub/Sub pushes is read', async () => {
  const data = { message: { data: Buffer.from('plain').toString('base64') }, subscription: 's' };
  const payload = { ...createPayload(), body: { data, contentType: 'application/json' } };
  const result = await triggerOf(googleCloudPubSub, 'pubSubNotification').perform(
    createContext(),
    payload,
    {},
  );
  expect(result?.payload).toMatchObject({
    body: { data: { message: { decodedData: 'plain' }, subscription: 's' } },
  });
});
