import { textOf } from '../kit/answers.ts';
import { awsFields } from '../kit/aws.ts';
import type { ActionRow } from '../kit/calls.ts';
import { list, needed, text } from '../kit/fields.ts';
import type { Service } from '../kit/service.ts';
import { bucket, s3, xmlText } from './call.ts';

const snsTopicArn = needed(
  text('snsTopicArn', 'SNS topic ARN', 'The topic that the events are published to.', {
    example: 'arn:aws:sns:us-east-1:123456789012:orders',
  }),
);
const eventsList = needed(
  list('eventsList', 'Event types', 'Which events they are.', { example: 's3:ObjectCreated:*' }),
);
const eventNotificationName = needed(
  text(
    'eventNotificationName',
    'Event notification name',
    'What the notification is called; one of that name is replaced.',
    {
      example: 'orders',
    },
  ),
);
const owner = text(
  'bucketOwnerAccountid',
  'Bucket owner account ID',
  'The account that the bucket must belong to.',
  {
    example: '123456789012',
  },
);

/** Notifications for topics as they stand in the configuration of a bucket. */
const TOPICS = /<TopicConfiguration>[\s\S]*?<\/TopicConfiguration>/g;

/** The configuration with this notification in it, in place of the one of that name. */
function withTopic(configuration: string, id: string, topic: string): string {
  const [, inner = ''] =
    /<NotificationConfiguration[^>]*[^/]>([\s\S]*)<\/NotificationConfiguration>/.exec(configuration) ?? [];
  const others = inner.replaceAll(TOPICS, (each) => (each.includes(`<Id>${id}</Id>`) ? '' : each));
  return `<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${others}${topic}</NotificationConfiguration>`;
}

export const notifications = (service: Service): ActionRow[] => [
  {
    ...{
      key: 'bucketEventTriggerConfiguration',
      label: 'Add bucket SNS event notification',
      description:
        'Has a bucket publish its events to a topic of Amazon SNS, beside what it publishes already.',
    },
    fields: [bucket, snsTopicArn, eventsList, eventNotificationName, owner, ...awsFields],
    async perform(_calls, params, context) {
      const account = textOf(owner.value(params));
      const asked = {
        ...{ bucket: bucket.value(params), query: { notification: '' } },
        ...(account === '' ? {} : { headers: { 'x-amz-expected-bucket-owner': account } }),
      };
      const { data } = await s3(service, context, params, { method: 'GET', ...asked });
      const id = xmlText(eventNotificationName.value(params));
      const events = eventsList.value(params);
      const listed = (Array.isArray(events) ? events : []).map((event) => `<Event>${xmlText(event)}</Event>`);
      const topic = `<TopicConfiguration><Id>${id}</Id><Topic>${xmlText(snsTopicArn.value(params))}</Topic>${listed.join('')}</TopicConfiguration>`;
      await s3(service, context, params, {
        ...{ method: 'PUT', ...asked, data: withTopic(textOf(data), id, topic) },
        headers: { ...asked.headers, 'content-type': 'application/xml' },
      });
      return {};
    },
    example: {},
  },
];
