import type { Trigger } from '../component.ts';
import { branches, EXAMPLE, expectedTopic, takeMessage, topicIn, withMessage } from '../kit/sns.ts';
import { webhookTrigger } from '../kit/webhook.ts';

const EVENT = {
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'my-bucket' }, object: { key: 'orders/42.json' } },
    },
  ],
};

export const triggers = (): Trigger[] => [
  webhookTrigger({
    key: 'snsS3NotificationWebhook',
    label: 'Webhook',
    description: 'Starts the flow for events of a bucket, which come by a topic of Amazon SNS.',
    directions:
      'Have the bucket send its events to a topic of Amazon SNS, and subscribe the flow’s address to that topic with the protocol HTTPS and without raw message delivery: the subscription confirms itself.',
    inputs: [expectedTopic.input],
    verify: (context, payload, params) => takeMessage(context, payload, topicIn(params, expectedTopic)),
    branches: branches(['Notification', 'Subscribe']),
    read: (payload) => withMessage(payload, false),
    example: {
      headers: { 'x-amz-sns-message-type': 'Notification', 'Content-Type': 'text/plain; charset=UTF-8' },
      body: { ...EXAMPLE, Subject: 'Amazon S3 Notification', Message: JSON.stringify(EVENT) },
    },
  }),
];
