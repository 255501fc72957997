import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { recordsIn } from '../kit/answers.ts';
import { type Field, flag, json, needed, number, objectOf, rows, text } from '../kit/fields.ts';

export const url = needed(
  text('url', 'Queue URL', 'The address of the queue, such as “Get a queue’s URL” answers.', {
    to: 'QueueUrl',
    example: 'https://sqs.us-east-1.amazonaws.com/123456789012/orders',
    dataSource: 'selectQueue',
  }),
);
const name = needed(
  text('name', 'Name', 'The name of the queue; that of a FIFO queue ends with .fifo.', {
    to: 'QueueName',
    example: 'orders',
  }),
);
export const isFifo = flag(
  'isFifo',
  'FIFO queue',
  'Whether messages are received in the order in which they were sent.',
);
export const isDeduplicated = flag(
  'contentBasedDeduplication',
  'Content-based deduplication',
  'Whether a message with the same content counts as the same message; of FIFO queues.',
);
export const tags = rows('tags', 'Tags', 'Tags of the queue.', { to: 'tags' });
const receiptHandle = needed(
  text('receiptHandle', 'Receipt handle', 'What the message was received with.', { to: 'ReceiptHandle' }),
);
const message = needed(
  text('message', 'Message', 'The text of the message; objects are sent as JSON.', { to: 'MessageBody' }),
);
const attributes = rows('attributes', 'Attributes', 'Names with texts that go with the message.');

const messageAttributes = (values: unknown) =>
  Object.fromEntries(
    Object.entries(values ?? {}).map(([key, value]) => [
      key,
      { DataType: 'String', StringValue: String(value) },
    ]),
  );

export const queueAttributes = (params: Params): Record<string, unknown> => {
  const fifo = isFifo.value(params) === true;
  const isOn = isDeduplicated.value(params) === true;
  return fifo ? { FifoQueue: 'true', ContentBasedDeduplication: String(isOn) } : {};
};

export const QUEUE = { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/orders' };
const SENT = {
  MessageId: '5fea7756-0ea4-451a-a703-a558b933e274',
  MD5OfMessageBody: 'fafb00f5732ab283681e124bf8747ed1',
};

/** One operation of the service: what it is called there, and what it is told. */
type Row = {
  key: string;
  label: string;
  description: string;
  operation: string;
  fields: readonly Field[];
  told?(params: Params): Record<string, unknown>;
  result?(answer: unknown): unknown;
  example: unknown;
};

export const table: Row[] = [
  {
    ...{ key: 'createQueue', label: 'Create queue', description: 'Makes a queue.', operation: 'CreateQueue' },
    fields: [name, isFifo, isDeduplicated, tags],
    told: (params) => ({ ...objectOf([name, tags], params), Attributes: queueAttributes(params) }),
    example: QUEUE,
  },
  {
    ...{
      key: 'getQueueUrl',
      label: 'Get a queue’s URL',
      description: 'Finds the address of a queue by its name.',
    },
    operation: 'GetQueueUrl',
    fields: [name],
    example: QUEUE,
  },
  {
    ...{ key: 'deleteQueue', label: 'Delete queue', description: 'Deletes a queue with its messages.' },
    operation: 'DeleteQueue',
    fields: [url],
    example: {},
  },
  {
    ...{ key: 'purgeQueue', label: 'Purge queue', description: 'Deletes all messages of a queue.' },
    operation: 'PurgeQueue',
    fields: [url],
    example: {},
  },
  {
    ...{
      key: 'getQueueAttributes',
      label: 'Get queue attributes',
      description: 'Fetches what is known of a queue, such as how many messages it has.',
    },
    operation: 'GetQueueAttributes',
    fields: [url],
    told: (params) => ({ ...objectOf([url], params), AttributeNames: ['All'] }),
    example: {
      Attributes: { ApproximateNumberOfMessages: '3', QueueArn: 'arn:aws:sqs:us-east-1:123456789012:orders' },
    },
  },
  {
    ...{
      key: 'sendMessage',
      label: 'Send message',
      description: 'Sends a message to a queue.',
      operation: 'SendMessage',
    },
    fields: [
      url,
      message,
      text(
        'messageGroupId',
        'Message group ID',
        'Messages of a group are received one after another; of FIFO queues.',
        { to: 'MessageGroupId' },
      ),
      text(
        'messageDeduplicationId',
        'Message deduplication ID',
        'A message with the same id within five minutes is not delivered again; of FIFO queues.',
        { to: 'MessageDeduplicationId' },
      ),
      {
        ...attributes,
        to: 'MessageAttributes',
        value: (params) => {
          const values = attributes.value(params);
          return values === undefined ? undefined : messageAttributes(values);
        },
      },
      number('delaySeconds', 'Delay seconds', 'How long it stays hidden, up to 900.', {
        to: 'DelaySeconds',
        example: '10',
      }),
    ],
    example: SENT,
  },
  {
    ...{
      key: 'sendMessageBatch',
      label: 'Send messages',
      description: 'Sends up to ten messages to a queue at once.',
    },
    operation: 'SendMessageBatch',
    fields: [
      url,
      needed(
        json('entries', 'Messages', 'A list of objects with Id and MessageBody.', {
          to: 'Entries',
          example: '[{"Id": "1", "MessageBody": "Hello"}]',
        }),
      ),
    ],
    example: { Successful: [{ Id: '1', ...SENT }], Failed: [] },
  },
  {
    ...{
      key: 'receiveMessages',
      label: 'Receive messages',
      description: 'Receives messages from a queue. They stay in it until they are deleted.',
    },
    operation: 'ReceiveMessage',
    fields: [
      url,
      number('maxNumber', 'Max messages', 'How many at most, up to 10.', {
        to: 'MaxNumberOfMessages',
        example: '10',
      }),
      number('waitTime', 'Wait time (seconds)', 'How long to wait for one where there is none, up to 20.', {
        to: 'WaitTimeSeconds',
        example: '20',
      }),
    ],
    told: (params) => ({ MessageAttributeNames: ['All'], ...objectOf(receiving, params) }),
    // A list even where there is none, so that flows can ask whether it is empty.
    result: (answer) => ({ Messages: recordsIn(valueAt(answer, 'Messages')) }),
    example: {
      Messages: [{ MessageId: SENT.MessageId, ReceiptHandle: 'AQEBwJnKyrHigUMZj6rYigCg', Body: 'Hello' }],
    },
  },
  {
    ...{
      key: 'deleteMessage',
      label: 'Delete message',
      description: 'Deletes a message that was received.',
      operation: 'DeleteMessage',
    },
    fields: [url, receiptHandle],
    example: {},
  },
  {
    ...{
      key: 'changeMessageVisibility',
      label: 'Change message visibility',
      description: 'Says when a received message may be received again.',
    },
    operation: 'ChangeMessageVisibility',
    fields: [
      url,
      receiptHandle,
      needed(
        number('visibilityTimeout', 'Visibility timeout', 'In how many seconds.', {
          to: 'VisibilityTimeout',
          example: '60',
        }),
      ),
    ],
    example: {},
  },
];
const receiving = table.find(({ key }) => key === 'receiveMessages')?.fields ?? [];
