import { beforeEach, describe, expect, test } from 'bun:test';
import { awsS3 } from '../../src/components/aws-s3/index.ts';
import { awsSns } from '../../src/components/aws-sns/index.ts';
import type { Component, Params } from '../../src/components/component.ts';
import {
  type Answer,
  connectionOf,
  failureOf,
  loopbackService,
  type Row,
  refusalOf,
  tryContract,
} from './connector-calls.ts';
import { createPayload, perform, triggerOf } from './context.ts';
import { CERTIFICATE, CONFIRMS, OLD_CERTIFICATE, signed, TOPIC } from './sns-messages.ts';

const service = loopbackService();
const awsConnection = connectionOf('apiKeySecret', { accessKeyId: 'AKIA1', secretAccessKey: 's1' });
const awsRegion = 'eu-west-1';
const at = 'POST https://sns.eu-west-1.amazonaws.com/';
const topicArn = TOPIC;
const arn = 'arn%3Aaws%3Asns%3Aeu-west-1%3A123456789012%3Aorders';
const form = (action: string, rest: string) =>
  `Action=${action}&Version=2010-03-31${rest === '' ? '' : `&${rest}`}`;
const xml = (action: string, result: string): Answer => ({
  body: `<${action}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></${action}Response>`,
});
const none = (action: string): Answer => ({
  body: `<${action}Response><ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata></${action}Response>`,
});
const row = (
  action: string,
  operation: string,
  params: Params,
  rest: string,
  result: string,
  gives: unknown,
): Row => ({
  ...{ action, params },
  asks: [[at, form(operation, rest)]],
  ...{ answers: [result === '' ? none(operation) : xml(operation, result)], gives },
});

const ROWS: Row[] = [
  row(
    ...(['publishMessage', 'Publish'] as const),
    {
      ...{ topicArn, message: 'Hi Ann', subject: 'Hi' },
      messageAttributes: [
        ...[
          { key: 'count', value: '5' },
          { key: 'kinds', value: '["a"]' },
          { key: 'who', value: 'Ann' },
        ],
        { key: 'raw', value: Buffer.from([1]) },
      ],
    },
    [
      `TopicArn=${arn}&Message=Hi+Ann&Subject=Hi`,
      'MessageAttributes.entry.1.Name=count&MessageAttributes.entry.1.Value.DataType=Number&MessageAttributes.entry.1.Value.StringValue=5',
      'MessageAttributes.entry.2.Name=kinds&MessageAttributes.entry.2.Value.DataType=String.Array&MessageAttributes.entry.2.Value.StringValue=%5B%22a%22%5D',
      'MessageAttributes.entry.3.Name=who&MessageAttributes.entry.3.Value.DataType=String&MessageAttributes.entry.3.Value.StringValue=Ann',
      'MessageAttributes.entry.4.Name=raw&MessageAttributes.entry.4.Value.DataType=Binary&MessageAttributes.entry.4.Value.BinaryValue=AQ%3D%3D',
    ].join('&'),
    '<MessageId>m1</MessageId>',
    { MessageId: 'm1' },
  ),
  row(
    ...(['publishSms', 'Publish'] as const),
    { message: 'Hi', phoneNumber: '+41' },
    'Message=Hi&PhoneNumber=%2B41',
    ...(['<MessageId>m1</MessageId>', { MessageId: 'm1' }] as const),
  ),
  row(
    ...(['createTopic', 'CreateTopic'] as const),
    { name: 'a.fifo' },
    'Name=a.fifo&Attributes.entry.1.key=FifoTopic&Attributes.entry.1.value=true',
    ...([`<TopicArn>${TOPIC}</TopicArn>`, { TopicArn: TOPIC }] as const),
  ),
  row('deleteTopic', 'DeleteTopic', { topicArn }, `TopicArn=${arn}`, '', {}),
  row(
    ...(['subscribe', 'Subscribe'] as const),
    { topicArn, endpoint: 'https://a.test', protocol: '' },
    `TopicArn=${arn}&Protocol=https&Endpoint=https%3A%2F%2Fa.test`,
    ...([
      '<SubscriptionArn>pending confirmation</SubscriptionArn>',
      { SubscriptionArn: 'pending confirmation' },
    ] as const),
  ),
  row('unsubscribe', 'Unsubscribe', { subscriptionArn: 'x' }, 'SubscriptionArn=x', '', {}),
  row(
    ...(['publishBatchMessages', 'PublishBatch'] as const),
    { topicArn, publishBatchEntries: '[{"Id": "1", "Message": "Hi"}, {"Id": "2", "Message": "Ho"}]' },
    `TopicArn=${arn}&PublishBatchRequestEntries.member.1.Id=1&PublishBatchRequestEntries.member.1.Message=Hi&PublishBatchRequestEntries.member.2.Id=2&PublishBatchRequestEntries.member.2.Message=Ho`,
    '<Successful><member><Id>1</Id></member></Successful><Failed><member><Id>2</Id><Code>X</Code></member></Failed>',
    { Successful: [{ Id: '1' }], Failed: [{ Id: '2', Code: 'X' }] },
  ),
  row(
    ...(['getTopicAttributes', 'GetTopicAttributes'] as const),
    { topicArn },
    `TopicArn=${arn}`,
    '<Attributes><entry><key>Owner</key><value>1</value></entry><entry><key>A</key><value>b</value></entry></Attributes>',
    { Attributes: { Owner: '1', A: 'b' } },
  ),
  {
    ...{ action: 'listTopics', params: { fetchAll: 'true' } },
    asks: [
      [at, form('ListTopics', '')],
      [at, form('ListTopics', 'NextToken=n1')],
    ],
    answers: [
      xml('ListTopics', '<Topics><member><TopicArn>a</TopicArn></member></Topics><NextToken>n1</NextToken>'),
      xml('ListTopics', '<Topics><member><TopicArn>b</TopicArn></member></Topics>'),
    ],
    gives: { Topics: [{ TopicArn: 'a' }, { TopicArn: 'b' }] },
  },
  row(
    ...(['listSubscriptions', 'ListSubscriptionsByTopic'] as const),
    { topicArn, nextToken: 'n0' },
    `TopicArn=${arn}&NextToken=n0`,
    '<Subscriptions/><NextToken>n1</NextToken>',
    { Subscriptions: [], NextToken: 'n1' },
  ),
  row(
    ...(['listOptOutNumbers', 'ListPhoneNumbersOptedOut'] as const),
    ...([{}, '', '<phoneNumbers><member>+41</member></phoneNumbers>', { phoneNumbers: ['+41'] }] as const),
  ),
];

tryContract(awsSns, service, { awsConnection, awsRegion }, ROWS);

test('what SNS complains of is said in its own words', async () => {
  const body =
    '<ErrorResponse><Error><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>';
  const context = service.context([{ status: 404, body }]);
  expect(
    await failureOf(perform(awsSns, 'deleteTopic', { awsConnection, awsRegion, topicArn }, context)),
  ).toStartWith('Amazon SNS answered 404: Topic does not exist.');
});

test('topics and their subscriptions are offered', async () => {
  const { selectTopic, selectSubscription } = awsSns.dataSources;
  const topics = xml('ListTopics', `<Topics><member><TopicArn>${TOPIC}</TopicArn></member></Topics>`);
  expect(await selectTopic?.perform(service.context([topics]), { awsConnection, awsRegion })).toEqual({
    result: [{ key: TOPIC, label: 'orders' }],
  });
  const found = xml(
    'ListSubscriptionsByTopic',
    '<Subscriptions><member><SubscriptionArn>s1</SubscriptionArn><Endpoint>https://a.test</Endpoint></member></Subscriptions>',
  );
  const asked = { awsConnection, awsRegion, topicArn };
  expect(await selectSubscription?.perform(service.context([found]), asked)).toEqual({
    result: [{ key: 's1', label: 'https://a.test' }],
  });
});

/** Certificates are kept by their address, so each test has one of its own. */
let count = 0;
let certificateUrl = '';
beforeEach(() => {
  count += 1;
  certificateUrl = `https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-${count}.pem`;
});

const call = (
  component: Component,
  key: string,
  message: unknown,
  {
    params = {},
    answers = [{ body: CERTIFICATE }],
    headers = {},
  }: { params?: Params; answers?: Answer[]; headers?: Record<string, string> } = {},
) => {
  const data = JSON.stringify(message);
  const payload = {
    ...createPayload(),
    headers,
    rawBody: { data, contentType: 'text/plain' },
    body: { data },
  };
  return Promise.resolve(triggerOf(component, key).perform(service.context(answers), payload, params));
};

const triggers: [string, Component, string][] = [
  ['a subscription by hand', awsSns, 'subscriptionTrigger'],
  ['events of a bucket', awsS3, 'snsS3NotificationWebhook'],
];

describe.each(triggers)('the trigger for %s', (_name, component, key) => {
  const notification = (more: Record<string, string> = {}) =>
    signed({ Type: 'Notification', ...more }, certificateUrl);

  test.each(['1', '2'])('takes a message that Amazon has signed in version %s', async (SignatureVersion) => {
    const message = notification({ SignatureVersion, Subject: 'Grüße', Message: '{"a":1}\n' });
    const result = await call(component, key, message);
    expect(result).toMatchObject({ branch: 'Notification', payload: { body: { data: message } } });
    expect(service.asked.map(({ line }) => line)).toEqual([`GET ${certificateUrl}`]);
    expect(await call(component, key, message, { answers: [] })).toMatchObject({ branch: 'Notification' });
    expect(service.asked).toEqual([]);
  });

  test('answers the confirmation of a subscription by visiting its address, once it is sure whose it is', async () => {
    const message = signed(
      { Type: 'SubscriptionConfirmation', Token: 't1', SubscribeURL: CONFIRMS },
      certificateUrl,
    );
    const answers = [{ body: CERTIFICATE }, { body: '<ConfirmSubscriptionResponse/>' }];
    expect(await call(component, key, message, { answers })).toMatchObject({ branch: 'Subscribe' });
    expect(service.asked.map(({ line }) => line)).toEqual([`GET ${certificateUrl}`, `GET ${CONFIRMS}`]);
    const forged = {
      ...message,
      SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t2',
    };
    expect(await refusalOf(call(component, key, forged, { answers: [] }))).toContain(
      'not signed as Amazon SNS',
    );
    expect(service.asked).toEqual([]);
  });

  test('does not begin a subscription again that has ended', async () => {
    const message = signed(
      { Type: 'UnsubscribeConfirmation', Token: 't1', SubscribeURL: CONFIRMS },
      certificateUrl,
    );
    expect(await call(component, key, message)).toMatchObject({ branch: 'Unsubscribe' });
    expect(service.asked).toHaveLength(1);
  });

  test.each([
    ['http://sns.eu-west-1.amazonaws.com/a.pem'],
    ['https://sns.eu-west-1.amazonaws.com.evil.test/a.pem'],
    ['https://evil.test/sns.eu-west-1.amazonaws.com/a.pem'],
    ['https://sns.eu-west-1.amazonaws.com@evil.test/a.pem'],
    ['https://my-bucket.s3.amazonaws.com/a.pem'],
    ['https://sns.eu-west-1.amazonaws.com:8443/a.pem'],
    ['https://sns.eu-west-1.amazonaws.com/a.txt'],
    [''],
  ])('fetches no certificate from %s', async (url) => {
    const message = signed({ Type: 'Notification' }, url);
    expect(await refusalOf(call(component, key, message))).toContain('not signed as Amazon SNS');
    expect(service.asked).toEqual([]);
  });

  test.each([
    ['whose text was changed', (message: object) => ({ ...message, Message: 'Order 43' }), CERTIFICATE],
    ['without a signature', (message: object) => ({ ...message, Signature: '' }), CERTIFICATE],
    ['of another version', (message: object) => ({ ...message, SignatureVersion: '3' }), CERTIFICATE],
    ['of another type', (message: object) => ({ ...message, Type: 'Other' }), CERTIFICATE],
    ['whose certificate has ended', (message: object) => message, OLD_CERTIFICATE],
    ['whose certificate is none', (message: object) => message, 'nothing'],
    ['that is no message', () => ['x'], CERTIFICATE],
  ])('refuses one %s', async (_what, changed, certificate) => {
    const refused = call(component, key, changed(notification()), { answers: [{ body: certificate }] });
    expect(await refusalOf(refused)).toContain('not signed as Amazon SNS');
  });

  test('refuses what is sent raw, since nobody signs it, and messages of other topics', async () => {
    const headers = { 'X-Amz-Sns-Rawdelivery': 'true' };
    expect(await refusalOf(call(component, key, notification(), { headers }))).toContain(
      'Switch raw message delivery off',
    );
    const params = { expectedTopicArn: `${TOPIC}-other` };
    expect(await refusalOf(call(component, key, notification(), { params }))).toContain(
      `from the topic ${TOPIC} and not from`,
    );
    const same = { params: { expectedTopicArn: TOPIC } };
    expect(await call(component, key, notification(), same)).toMatchObject({ branch: 'Notification' });
  });
});

test('a message is read as JSON where that is asked for', async () => {
  const params = { parseMessage: 'true' };
  const message = (text: string) => signed({ Type: 'Notification', Message: text }, certificateUrl);
  expect(await call(awsSns, 'subscriptionTrigger', message('{"id":42}'), { params })).toMatchObject({
    payload: { body: { data: { Message: { id: 42 }, TopicArn: TOPIC } } },
  });
  expect(await call(awsSns, 'subscriptionTrigger', message('Hi'), { params, answers: [] })).toMatchObject({
    payload: { body: { data: { Message: 'Hi' } } },
  });
});

describe('the trigger that subscribes itself', () => {
  const trigger = triggerOf(awsSns, 'webhookLifecycleTrigger');
  const params = { awsConnection, awsRegion, topicArn };
  const url = 'https://stepwell.test/hook';
  const own = { webhookUrls: { 'Import orders': url } };
  const subscriptions = (...arns: string[]) =>
    xml(
      'ListSubscriptionsByTopic',
      `<Subscriptions>${arns.map((each) => `<member><SubscriptionArn>${each}</SubscriptionArn><Endpoint>${url}</Endpoint></member>`).join('')}<member><SubscriptionArn>arn:other</SubscriptionArn><Endpoint>https://other.test</Endpoint></member></Subscriptions>`,
    );
  const bodies = () => service.asked.map(({ body }) => String(body));

  test('is subscribed when its instance is deployed, once', async () => {
    await trigger.webhookCreate?.(service.context([subscriptions(), xml('Subscribe', '')], own), params);
    expect(bodies()[1]).toBe(
      form(
        'Subscribe',
        `TopicArn=${arn}&Protocol=https&Endpoint=https%3A%2F%2Fstepwell.test%2Fhook&Attributes.entry.1.key=RawMessageDelivery&Attributes.entry.1.value=false&ReturnSubscriptionArn=true`,
      ),
    );
    await trigger.webhookCreate?.(service.context([subscriptions('arn:1')], own), params);
    expect(bodies()).toHaveLength(1);
  });

  test('is no longer when it is removed', async () => {
    const answers = [subscriptions('arn:1', 'PendingConfirmation'), none('Unsubscribe')];
    await trigger.webhookDelete?.(service.context(answers, own), params);
    expect(bodies().slice(1)).toEqual([form('Unsubscribe', 'SubscriptionArn=arn%3A1')]);
  });

  test('takes messages of its topic alone', async () => {
    const message = signed({ Type: 'Notification', TopicArn: 'arn:aws:sns:eu-west-1:666:x' }, certificateUrl);
    expect(await refusalOf(call(awsSns, 'webhookLifecycleTrigger', message, { params }))).toContain(
      'and not from',
    );
  });
});
