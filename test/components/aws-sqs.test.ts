import { describe, expect, test } from 'bun:test';
import { AwsV4Signer } from 'aws4fetch';
import { awsSqs } from '../../src/components/aws-sqs/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { perform } from './context.ts';

const service = loopbackService();
const keys = { accessKeyId: 'AKIA1', secretAccessKey: 's1' };
const awsConnection = connectionOf('apiKeySecret', keys);
const awsRegion = 'eu-west-1';
const at = 'POST https://sqs.eu-west-1.amazonaws.com/';
const url = `https://sqs.eu-west-1.amazonaws.com/1/orders`;

const ROWS: Row[] = [
  {
    action: 'createQueue',
    params: {
      name: 'orders.fifo',
      isFifo: 'true',
      contentBasedDeduplication: 'true',
      tags: [{ key: 'a', value: '1' }],
    },
    asks: [
      [
        at,
        {
          QueueName: 'orders.fifo',
          tags: { a: '1' },
          Attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' },
        },
      ],
    ],
    answers: [{ body: { QueueUrl: url } }],
  },
  {
    action: 'getQueueUrl',
    params: { name: 'orders' },
    asks: [[at, { QueueName: 'orders' }]],
    answers: [{ body: { QueueUrl: url } }],
  },
  {
    action: 'deleteQueue',
    params: { url },
    asks: [[at, { QueueUrl: url }]],
    answers: [{ body: '' }],
    gives: {},
  },
  {
    action: 'purgeQueue',
    params: { url },
    asks: [[at, { QueueUrl: url }]],
    answers: [{ body: '' }],
    gives: {},
  },
  { action: 'getQueueAttributes', params: { url }, asks: [[at, { QueueUrl: url, AttributeNames: ['All'] }]] },
  {
    action: 'sendMessage',
    params: {
      url,
      message: { id: 1 },
      messageGroupId: 'g',
      delaySeconds: '',
      attributes: [{ key: 'kind', value: 'order' }],
    },
    asks: [
      [
        at,
        {
          QueueUrl: url,
          MessageBody: '{"id":1}',
          MessageGroupId: 'g',
          MessageAttributes: { kind: { DataType: 'String', StringValue: 'order' } },
        },
      ],
    ],
    answers: [{ body: { MessageId: 'm1' } }],
  },
  {
    action: 'sendMessageBatch',
    params: { url, entries: '[{"Id":"1","MessageBody":"a"}]' },
    asks: [[at, { QueueUrl: url, Entries: [{ Id: '1', MessageBody: 'a' }] }]],
  },
  {
    action: 'receiveMessages',
    params: { url, maxNumber: '1', waitTime: '' },
    asks: [[at, { QueueUrl: url, MaxNumberOfMessages: 1, MessageAttributeNames: ['All'] }]],
    answers: [{ body: { Messages: [{ Body: 'a', ReceiptHandle: 'r' }] } }],
  },
  {
    action: 'receiveMessages',
    params: { url },
    asks: [[at, { QueueUrl: url, MessageAttributeNames: ['All'] }]],
    answers: [{}],
    gives: { Messages: [] },
  },
  {
    action: 'deleteMessage',
    params: { url, receiptHandle: 'r' },
    asks: [[at, { QueueUrl: url, ReceiptHandle: 'r' }]],
  },
  {
    action: 'changeMessageVisibility',
    params: { url, receiptHandle: 'r', visibilityTimeout: '60' },
    asks: [[at, { QueueUrl: url, ReceiptHandle: 'r', VisibilityTimeout: 60 }]],
  },
  {
    action: 'listQueues',
    params: { queuePrefix: 'o', maxResults: '', fetchAll: 'true' },
    asks: [
      [at, { QueueNamePrefix: 'o', MaxResults: 1000 }],
      [at, { QueueNamePrefix: 'o', MaxResults: 1000, NextToken: 'n1' }],
    ],
    answers: [{ body: { QueueUrls: ['a'], NextToken: 'n1' } }, { body: { QueueUrls: ['b'] } }],
    gives: { QueueUrls: ['a', 'b'] },
  },
  {
    action: 'createDeadLetterQueue',
    params: { mainQueueName: 'm', deadLetterQueueName: 'd', maxReceiveCount: '' },
    asks: [
      [at, { QueueName: 'd', Attributes: {} }],
      [at, { QueueUrl: 'https://d', AttributeNames: ['QueueArn'] }],
      [
        at,
        {
          QueueName: 'm',
          Attributes: { RedrivePolicy: '{"deadLetterTargetArn":"arn:d","maxReceiveCount":5}' },
        },
      ],
    ],
    answers: [
      { body: { QueueUrl: 'https://d' } },
      { body: { Attributes: { QueueArn: 'arn:d' } } },
      { body: { QueueUrl: 'https://m' } },
    ],
    gives: { mainQueueUrl: 'https://m', deadLetterQueueUrl: 'https://d', deadLetterTargetArn: 'arn:d' },
  },
];

tryContract(awsSqs, service, { awsConnection, awsRegion }, ROWS);

const send = (params: object, answers: Parameters<typeof service.context>[0] = [{}]) =>
  perform(
    awsSqs,
    'getQueueUrl',
    { awsConnection, awsRegion, name: 'orders', ...params },
    service.context(answers),
  );

describe('Amazon SQS', () => {
  test('gets requests that are signed with the access key, for the operation that is meant', async () => {
    await send({});
    const headers = service.asked[0]?.headers ?? new Headers();
    expect(headers.get('x-amz-target')).toBe('AmazonSQS.GetQueueUrl');
    const signed = await new AwsV4Signer({
      ...keys,
      ...{ method: 'POST', url: 'https://sqs.eu-west-1.amazonaws.com/', service: 'sqs', region: awsRegion },
      headers: {
        accept: headers.get('accept') ?? '',
        'x-amz-date': headers.get('x-amz-date') ?? '',
        'x-amz-target': 'AmazonSQS.GetQueueUrl',
      },
      body: JSON.stringify({ QueueName: 'orders' }),
    }).sign();
    expect(headers.get('authorization')).toBe(signed.headers.get('authorization'));
  });

  test('is asked with keys that the flow has got itself', async () => {
    await send({ dynamicAccessKeyId: 'ASIA2', dynamicSecretAccessKey: 's2', dynamicSessionToken: 't2' });
    expect(service.asked[0]?.headers.get('authorization')).toContain('Credential=ASIA2/');
    expect(service.asked[0]?.headers.get('x-amz-security-token')).toBe('t2');
  });

  test('is asked in a role, whose keys are got once', async () => {
    const role = connectionOf('awsAssumeRole', { ...keys, roleARN: 'arn:aws:iam::1:role/orders' });
    const xml = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
      <AccessKeyId>ASIA3</AccessKeyId><SecretAccessKey>s3</SecretAccessKey><SessionToken>t&amp;3</SessionToken>
      <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
    await send({ awsConnection: role }, [{ body: xml }, {}]);
    await send({ awsConnection: role });
    expect(service.asked).toHaveLength(1);
    expect(service.asked[0]?.headers.get('authorization')).toContain('Credential=ASIA3/');
    expect(service.asked[0]?.headers.get('x-amz-security-token')).toBe('t&3');
  });

  test('is asked at an endpoint of one’s own', async () => {
    await send({
      awsConnection: connectionOf('apiKeySecret', { ...keys, endpoint: 'https://queues.acme.test/' }),
    });
    expect(service.asked[0]?.line).toBe('POST https://queues.acme.test/');
  });

  test('says in its own words what is wrong', async () => {
    const body = {
      __type: 'com.amazonaws.sqs#QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    };
    expect(await failureOf(send({}, [{ status: 400, body }]))).toStartWith(
      'Amazon SQS answered 400: The specified queue does not exist.',
    );
    expect(await failureOf(send({ awsRegion: 'x.test/' }))).toContain('is no region');
    expect(await failureOf(send({ awsConnection: connectionOf('apiKeySecret', {}) }))).toContain(
      'has no access key',
    );
  });

  test('offers its queues', async () => {
    const source = awsSqs.dataSources.selectQueue;
    const context = service.context([{ body: { QueueUrls: [url] } }]);
    expect(await source?.perform(context, { awsConnection, awsRegion })).toEqual({
      result: [{ key: url, label: 'orders' }],
    });
  });
});
