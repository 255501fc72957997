import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { textOf } from '../kit/answers.ts';
import { awsFields } from '../kit/aws.ts';
import type { ActionRow, SourceRow } from '../kit/calls.ts';
import { type Field, flag, json, needed, objectOf, text } from '../kit/fields.ts';
import type { CallContext, Service } from '../kit/service.ts';
import { sns } from './call.ts';
import { ID, ROWS, SUBSCRIPTION, TOPIC, topicArn } from './operations.ts';

const MOST_PAGES = 100;

const entries = needed(
  json('publishBatchEntries', 'Messages', 'A list of up to ten objects with Id and Message.', {
    ...{ to: 'PublishBatchRequestEntries', example: '[{"Id": "1", "Message": "Hello"}]' },
  }),
);
const nextToken = text('nextToken', 'Next token', 'What an earlier answer calls NextToken.', {
  to: 'NextToken',
});
const fetchAll = flag('fetchAll', 'Fetch all', 'Fetch all as one list, instead of one page of 100.');

/** What an operation answers, by its name. */
const resultOf = (root: unknown, operation: string): unknown => {
  const result = valueAt(root, `${operation}Result`);
  return result === undefined || result === '' ? {} : result;
};

/** A list, page by page. @param asked what is asked beside the page */
export async function listed(
  service: Service,
  context: CallContext,
  params: Params,
  {
    operation,
    name: item,
    all,
    asked = {},
  }: { operation: string; name: string; all: boolean; asked?: Record<string, unknown> },
): Promise<{ items: unknown[]; next: string }> {
  const items: unknown[] = [];
  let next = textOf(nextToken.value(params));
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await sns(service, context, params, operation, {
      ...asked,
      ...(next === '' ? {} : { NextToken: next }),
    });
    items.push(...answer.list(`${operation}Result.${item}.member`));
    next = answer.text(`${operation}Result`)('NextToken');
    if (next === '' || !all) break;
  }
  return { items, next };
}

const listAction = (
  service: Service,
  of: {
    key: string;
    label: string;
    description: string;
    operation: string;
    name: string;
    fields: readonly Field[];
    example: unknown;
  },
): ActionRow => ({
  ...{ key: of.key, label: of.label, description: of.description },
  fields: [...of.fields, fetchAll, nextToken, ...awsFields],
  async perform(_calls, params, context) {
    const { operation, name: item } = of;
    const asked = objectOf(of.fields, params);
    const all = fetchAll.value(params) === true;
    const { items, next } = await listed(service, context, params, { operation, name: item, all, asked });
    return { [item]: items, ...(next === '' ? {} : { NextToken: next }) };
  },
  example: { [of.name]: of.example },
});

export const actions = (service: Service): ActionRow[] => [
  ...ROWS.map(
    ({ operation, told, fields, ...row }): ActionRow => ({
      ...row,
      fields: [...fields, ...awsFields],
      async perform(_calls, params, context) {
        const data = told?.(params) ?? objectOf(fields, params);
        return resultOf((await sns(service, context, params, operation, data)).root, operation);
      },
    }),
  ),
  {
    ...{
      key: 'publishBatchMessages',
      label: 'Publish messages',
      description: 'Publishes up to ten messages to a topic at once.',
    },
    fields: [topicArn, entries, ...awsFields],
    async perform(_calls, params, context) {
      const answer = await sns(
        service,
        context,
        params,
        'PublishBatch',
        objectOf([topicArn, entries], params),
      );
      const of = (list: string) => answer.list(`PublishBatchResult.${list}.member`);
      return { Successful: of('Successful'), Failed: of('Failed') };
    },
    example: { Successful: [{ Id: '1', ...ID }], Failed: [] },
  },
  {
    ...{
      key: 'getTopicAttributes',
      label: 'Get topic attributes',
      description: 'Fetches what is known of a topic.',
    },
    fields: [topicArn, ...awsFields],
    async perform(_calls, params, context) {
      const answer = await sns(service, context, params, 'GetTopicAttributes', objectOf([topicArn], params));
      const pairs = answer.list('GetTopicAttributesResult.Attributes.entry');
      return {
        Attributes: Object.fromEntries(
          pairs.map((pair) => [textOf(valueAt(pair, 'key')), textOf(valueAt(pair, 'value'))]),
        ),
      };
    },
    example: { Attributes: { TopicArn: TOPIC, SubscriptionsConfirmed: '3' } },
  },
  listAction(service, {
    ...{ key: 'listTopics', label: 'List topics', description: 'Lists the topics of a region.' },
    ...{ operation: 'ListTopics', name: 'Topics', fields: [], example: [{ TopicArn: TOPIC }] },
  }),
  listAction(service, {
    ...{
      key: 'listSubscriptions',
      label: 'List subscriptions',
      description: 'Lists the subscriptions of a topic.',
    },
    ...{
      operation: 'ListSubscriptionsByTopic',
      name: 'Subscriptions',
      fields: [topicArn],
      example: [SUBSCRIPTION],
    },
  }),
  {
    ...{
      key: 'listOptOutNumbers',
      label: 'List opt-out numbers',
      description: 'Lists the phones whose owners want no more messages.',
    },
    fields: [nextToken, ...awsFields],
    async perform(_calls, params, context) {
      const token = nextToken.value(params);
      const answer = await sns(service, context, params, 'ListPhoneNumbersOptedOut', { nextToken: token });
      const next = answer.text('ListPhoneNumbersOptedOutResult')('nextToken');
      const phoneNumbers = answer.list('ListPhoneNumbersOptedOutResult.phoneNumbers.member').map(textOf);
      return { phoneNumbers, ...(next === '' ? {} : { nextToken: next }) };
    },
    example: { phoneNumbers: ['+12065551234'] },
  },
];

export const sources = (service: Service): SourceRow[] => [
  {
    ...{ key: 'selectTopic', label: 'Topics', description: 'Offers the topics of a region.' },
    fields: awsFields,
    async perform(context, params) {
      const { items } = await listed(service, context, params, {
        operation: 'ListTopics',
        name: 'Topics',
        all: true,
      });
      return items
        .map((topic) => textOf(valueAt(topic, 'TopicArn')))
        .map((arn) => ({ key: arn, label: arn.split(':').at(-1) ?? arn }));
    },
  },
  {
    ...{
      key: 'selectSubscription',
      label: 'Subscriptions',
      description: 'Offers the subscriptions of a topic.',
    },
    fields: [topicArn, ...awsFields],
    async perform(context, params) {
      const of = {
        operation: 'ListSubscriptionsByTopic',
        name: 'Subscriptions',
        all: true,
        asked: objectOf([topicArn], params),
      };
      const { items } = await listed(service, context, params, of);
      return items.map((each) => ({
        key: textOf(valueAt(each, 'SubscriptionArn')),
        label: textOf(valueAt(each, 'Endpoint')),
      }));
    },
  },
];
