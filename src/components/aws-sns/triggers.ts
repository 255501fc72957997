import { valueAt } from '../../lib/records.ts';
import type { ActionContext, InputDeclaration, Params, Trigger } from '../component.ts';
import { textOf } from '../kit/answers.ts';
import { awsFields } from '../kit/aws.ts';
import { flag } from '../kit/fields.ts';
import type { Service } from '../kit/service.ts';
import { branches, EXAMPLE, expectedTopic, takeMessage, topicIn, withMessage } from '../kit/sns.ts';
import { webhookTrigger } from '../kit/webhook.ts';
import { listed } from './actions.ts';
import { sns } from './call.ts';
import { topicArn } from './operations.ts';

const parseMessage = flag(
  'parseMessage',
  'Parse message',
  'Read what was published as JSON, where it is that.',
);

const common = {
  branches: branches(['Notification', 'Subscribe', 'Unsubscribe']),
  read: (payload: Parameters<typeof withMessage>[0], params: Params) =>
    withMessage(payload, parseMessage.value(params) === true),
  example: {
    headers: { 'x-amz-sns-message-type': 'Notification', 'Content-Type': 'text/plain; charset=UTF-8' },
    body: EXAMPLE,
  },
};

const addressOf = ({ webhookUrls, flow }: ActionContext): string => webhookUrls[flow.name] ?? '';

/** The subscriptions of the topic that are delivered to this flow. */
async function ownSubscriptions(service: Service, context: ActionContext, params: Params): Promise<string[]> {
  const asked = { TopicArn: topicIn(params, topicArn) };
  const { items } = await listed(service, context, params, {
    ...{ operation: 'ListSubscriptionsByTopic', name: 'Subscriptions', all: true, asked },
  });
  return items
    .filter((each) => textOf(valueAt(each, 'Endpoint')) === addressOf(context))
    .map((each) => textOf(valueAt(each, 'SubscriptionArn')));
}

export const triggers = (service: Service, connection: InputDeclaration): Trigger[] => [
  webhookTrigger({
    key: 'subscriptionTrigger',
    label: 'Manual subscription',
    description: 'Starts the flow for messages of a topic that its address is subscribed to by hand.',
    directions:
      'Subscribe the flow’s address to the topic, with the protocol HTTPS and without raw message delivery: the subscription confirms itself.',
    inputs: [parseMessage.input, expectedTopic.input],
    verify: (context, payload, params) => takeMessage(context, payload, topicIn(params, expectedTopic)),
    ...common,
  }),
  webhookTrigger({
    key: 'webhookLifecycleTrigger',
    label: 'Topic webhook',
    description:
      'Starts the flow for messages of a topic, which it is subscribed to as long as its instance is deployed.',
    inputs: [parseMessage.input, connection, topicArn.input, ...awsFields.map(({ input }) => input)],
    verify: (context, payload, params) => takeMessage(context, payload, topicIn(params, topicArn)),
    async webhookCreate(context, params) {
      const Endpoint = addressOf(context);
      if ((await ownSubscriptions(service, context, params)).length > 0) return undefined;
      await sns(service, context, params, 'Subscribe', {
        ...{ TopicArn: topicIn(params, topicArn), Protocol: 'https', Endpoint },
        ...{ Attributes: { RawMessageDelivery: 'false' }, ReturnSubscriptionArn: true },
      });
      return undefined;
    },
    async webhookDelete(context, params) {
      // One that was never confirmed has no name, and ends by itself.
      for (const SubscriptionArn of await ownSubscriptions(service, context, params))
        if (SubscriptionArn.startsWith('arn:'))
          await sns(service, context, params, 'Unsubscribe', { SubscriptionArn });
      return undefined;
    },
    ...common,
  }),
];
