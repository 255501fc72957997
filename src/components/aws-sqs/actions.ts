import { valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { toBoolean } from '../conversions.ts';
import { textOf } from '../kit/answers.ts';
import { awsAddress, awsFields } from '../kit/aws.ts';
import type { ActionRow, SourceRow } from '../kit/calls.ts';
import { type Field, flag, needed, number, objectOf, text } from '../kit/fields.ts';
import { ask, type CallContext, type Service } from '../kit/service.ts';

import { isDeduplicated, isFifo, QUEUE, queueAttributes, table, tags } from './operations.ts';

export async function call(
  service: Service,
  context: CallContext,
  params: Params,
  operation: string,
  data: unknown,
) {
  const answer = await ask(service, context, params, {
    method: 'POST',
    path: `${awsAddress(service, params, 'sqs')}/`,
    data,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
  });
  return answer.data === '' ? {} : answer.data;
}

const MOST_PAGES = 100;
const fetchAll = flag('fetchAll', 'Fetch all', 'Fetch all queues as one list, instead of one page.');
const listing = [
  text('queuePrefix', 'Queue prefix', 'Only queues whose names begin so.', { to: 'QueueNamePrefix' }),
  number('maxResults', 'Max results', 'How many to return at once, up to 1000.', {
    to: 'MaxResults',
    default: '1000',
  }),
  text('nextToken', 'Next token', 'What an earlier answer calls NextToken.', { to: 'NextToken' }),
];

async function listQueues(service: Service, context: CallContext, params: Params) {
  const asked = objectOf(listing, params);
  const urls: unknown[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await call(service, context, params, 'ListQueues', asked);
    const [found, next] = [valueAt(answer, 'QueueUrls'), valueAt(answer, 'NextToken')];
    if (Array.isArray(found)) urls.push(...found);
    if (next === undefined || !toBoolean(params.fetchAll, 'Fetch all'))
      return { QueueUrls: urls, ...(next === undefined ? {} : { NextToken: next }) };
    asked.NextToken = next;
  }
  return { QueueUrls: urls };
}

const mainName = needed(
  text('mainQueueName', 'Main queue name', 'The queue whose messages go there.', { to: 'QueueName' }),
);
const deadName = needed(
  text('deadLetterQueueName', 'Dead letter queue name', 'The queue that they go to.', { to: 'QueueName' }),
);
const maxReceiveCount = number(
  'maxReceiveCount',
  'Max receive count',
  'How often a message is received before it goes there.',
  { default: '5' },
);

export const actions = (service: Service): ActionRow[] => [
  ...table.map(
    ({ operation, told, result = (answer: unknown) => answer, ...row }): ActionRow => ({
      ...row,
      fields: [...row.fields, ...awsFields],
      async perform(_calls, params, context) {
        const data = told?.(params) ?? objectOf(row.fields, params);
        return result(await call(service, context, params, operation, data));
      },
    }),
  ),
  {
    key: 'listQueues',
    label: 'List queues',
    description: 'Lists the addresses of queues.',
    fields: [...listing, fetchAll, ...awsFields],
    perform: (_calls, params, context) => listQueues(service, context, params),
    example: { QueueUrls: [QUEUE.QueueUrl] },
  },
  {
    key: 'createDeadLetterQueue',
    label: 'Create dead letter queue',
    description: 'Makes a queue, and another one for its messages that cannot be worked on.',
    fields: [mainName, isFifo, isDeduplicated, deadName, maxReceiveCount, tags, ...awsFields],
    async perform(_calls, params, context) {
      const make = async (field: Field, more: Record<string, unknown>) =>
        textOf(
          valueAt(
            await call(service, context, params, 'CreateQueue', {
              ...objectOf([field, tags], params),
              Attributes: { ...queueAttributes(params), ...more },
            }),
            'QueueUrl',
          ),
        );
      const deadLetterQueueUrl = await make(deadName, {});
      const known = await call(service, context, params, 'GetQueueAttributes', {
        QueueUrl: deadLetterQueueUrl,
        AttributeNames: ['QueueArn'],
      });
      const deadLetterTargetArn = valueAt(known, 'Attributes.QueueArn');
      const policy = { deadLetterTargetArn, maxReceiveCount: maxReceiveCount.value(params) ?? 5 };
      const mainQueueUrl = await make(mainName, { RedrivePolicy: JSON.stringify(policy) });
      return { mainQueueUrl, deadLetterQueueUrl, deadLetterTargetArn };
    },
    example: {
      mainQueueUrl: QUEUE.QueueUrl,
      deadLetterQueueUrl: `${QUEUE.QueueUrl}-dead`,
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:orders-dead',
    },
  },
];

export const queuesSource = (service: Service): SourceRow => ({
  key: 'selectQueue',
  label: 'Queues',
  description: 'Offers the queues of a region.',
  fields: awsFields,
  async perform(context, params) {
    const { QueueUrls } = await listQueues(service, context, { ...params, fetchAll: 'true' });
    return QueueUrls.map(textOf).map((address) => ({
      key: address,
      label: address.split('/').at(-1) ?? address,
    }));
  },
});
