import type { Params } from '../component.ts';
import { isUnset, parseIfJson } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import { choice, type Field, needed, objectOf, rows, text } from '../kit/fields.ts';

export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:orders';

export const topicArn = needed(
  text('topicArn', 'Topic ARN', 'The topic.', { to: 'TopicArn', example: TOPIC, dataSource: 'selectTopic' }),
);
const name = needed(
  text('name', 'Name', 'The name of the topic; that of a FIFO topic ends with .fifo.', {
    to: 'Name',
    example: 'orders',
  }),
);
const message = needed(
  text('message', 'Message', 'The text of the message; objects are sent as JSON.', { to: 'Message' }),
);
const subject = text('subject', 'Subject', 'The subject of mails that come of the message.', {
  to: 'Subject',
});
const groupId = text(
  'messageGroupId',
  'Message group ID',
  'Messages of a group are delivered one after another; of FIFO topics.',
  {
    to: 'MessageGroupId',
  },
);
const deduplicationId = text(
  'messageDeduplicationId',
  'Message deduplication ID',
  'A message with the same id within five minutes is not delivered again; of FIFO topics.',
  { to: 'MessageDeduplicationId' },
);
const attributes = rows(
  'messageAttributes',
  'Message attributes',
  'Names with values that go with the message: texts, numbers, lists or bytes.',
);
const phoneNumber = needed(
  text('phoneNumber', 'Phone number', 'Who gets it, with the code of the country.', {
    ...{ to: 'PhoneNumber', example: '+12065551234' },
  }),
);
const protocol = needed(
  choice(
    ...(['protocol', 'Protocol', 'How messages are delivered.'] as const),
    ['https', 'http', 'email', 'email-json', 'sms', 'sqs', 'lambda', 'application', 'firehose'],
    { to: 'Protocol', default: 'https' },
  ),
);
const endpoint = needed(
  text(
    'endpoint',
    'Endpoint',
    'Where they are delivered: an address, a phone number or an ARN, by the protocol.',
    {
      ...{ to: 'Endpoint', example: 'https://example.com/orders' },
    },
  ),
);
const subscriptionArn = needed(
  text('subscriptionArn', 'Subscription ARN', 'The subscription.', {
    ...{ to: 'SubscriptionArn', example: `${TOPIC}:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55` },
  }),
);
/** An attribute with its type, which SNS does not find out itself. */
function typed(value: unknown): Record<string, unknown> {
  if (value instanceof Uint8Array) return { DataType: 'Binary', BinaryValue: value };
  const parsed = parseIfJson(value);
  if (Array.isArray(parsed)) return { DataType: 'String.Array', StringValue: JSON.stringify(parsed) };
  const written = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const isNumber = written.trim() !== '' && Number.isFinite(Number(written));
  return { DataType: isNumber ? 'Number' : 'String', StringValue: written };
}

function messageAttributes(params: Params): Record<string, unknown> {
  const given = Object.entries(attributes.value(params) ?? {}).filter(([, value]) => !isUnset(value));
  if (given.length === 0) return {};
  return { MessageAttributes: Object.fromEntries(given.map(([key, value]) => [key, typed(value)])) };
}

export type Row = {
  key: string;
  label: string;
  description: string;
  operation: string;
  fields: readonly Field[];
  told?(params: Params): Record<string, unknown>;
  example: unknown;
};

export const ID = { MessageId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890' };
export const SUBSCRIPTION = {
  ...{
    SubscriptionArn: `${TOPIC}:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55`,
    Owner: '123456789012',
    TopicArn: TOPIC,
  },
  ...{ Protocol: 'https', Endpoint: 'https://example.com/orders' },
};

/** Operations that answer an object, which may be empty. */
export const ROWS: Row[] = [
  {
    ...{ key: 'publishMessage', label: 'Publish message', description: 'Publishes a message to a topic.' },
    operation: 'Publish',
    fields: [topicArn, message, attributes, subject, groupId, deduplicationId],
    told: (params) => ({
      ...objectOf([topicArn, message, subject, groupId, deduplicationId], params),
      ...messageAttributes(params),
    }),
    example: ID,
  },
  {
    ...{ key: 'publishSms', label: 'Publish SMS', description: 'Sends a text message to a phone.' },
    operation: 'Publish',
    fields: [message, phoneNumber],
    example: ID,
  },
  {
    ...{
      key: 'createTopic',
      label: 'Create topic',
      description: 'Makes a topic, or finds the one of that name.',
    },
    operation: 'CreateTopic',
    fields: [name],
    told: (params) => ({
      ...objectOf([name], params),
      ...(textOf(name.value(params)).endsWith('.fifo') ? { Attributes: { FifoTopic: 'true' } } : {}),
    }),
    example: { TopicArn: TOPIC },
  },
  {
    ...{ key: 'deleteTopic', label: 'Delete topic', description: 'Deletes a topic with its subscriptions.' },
    operation: 'DeleteTopic',
    fields: [topicArn],
    example: {},
  },
  {
    ...{
      key: 'subscribe',
      label: 'Subscribe to topic',
      description: 'Has the messages of a topic delivered.',
    },
    operation: 'Subscribe',
    fields: [topicArn, protocol, endpoint],
    example: { SubscriptionArn: 'pending confirmation' },
  },
  {
    ...{ key: 'unsubscribe', label: 'Unsubscribe from topic', description: 'Ends a subscription.' },
    operation: 'Unsubscribe',
    fields: [subscriptionArn],
    example: {},
  },
];
