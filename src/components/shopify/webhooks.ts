import { sameText } from '../../lib/crypto.ts';
import { valueAt } from '../../lib/records.ts';
import type { InputDeclaration, Params, Trigger } from '../component.ts';
import { isUnset } from '../conversions.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { connectionInput, fieldText } from '../kit/connections.ts';
import { flag, list, needed, text } from '../kit/fields.ts';
import { ask, type CallContext, connectionIn } from '../kit/service.ts';
import { headerOf, hmac, rawBytes, unsigned, webhookTrigger } from '../kit/webhook.ts';
import { read } from '../read.ts';
import { service } from './service.ts';

const topics = needed(
  list('webhookTopic', 'Webhook topic', 'What to be told of.', { example: 'products/create' }),
);
const secret: InputDeclaration = {
  key: 'secret_key',
  label: 'Secret key',
  type: 'password',
  comments: 'What Shopify signs its calls with; empty: the API secret of the connection.',
};
const connection = connectionInput('connectionInput', 'The connection to Shopify.');
const own = { ...service, connectionKey: connection.key };
const showsOwn = flag(
  'showInstanceWebhooks',
  'Show only instance webhooks',
  'Whether only those are returned that call a flow of this instance.',
  {
    default: 'true',
  },
);
const WEBHOOK = { id: 4759306, topic: 'orders/create', address: 'https://example.com/hook', format: 'json' };

const all = async (from: typeof service, context: CallContext, params: Params) => {
  const { data } = await ask(from, context, params, {
    method: 'GET',
    path: '/webhooks.json',
    query: { limit: 250 },
  });
  return recordsIn(valueAt(data, 'webhooks'));
};
const remove = (from: typeof service, context: CallContext, params: Params, id: unknown) =>
  ask(from, context, params, { method: 'DELETE', path: `/webhooks/${encodeURIComponent(textOf(id))}.json` });

export const webhooks = (): ActionRow[] => [
  {
    key: 'listWebhooks',
    label: 'List webhooks',
    description: 'Lists what Shopify tells of, and where.',
    fields: [showsOwn],
    async perform(_calls, params, context) {
      const urls = Object.values(context.webhookUrls);
      const found = await all(service, context, params);
      return {
        webhooks:
          showsOwn.value(params) === true
            ? found.filter(({ address }) => urls.includes(textOf(address)))
            : found,
      };
    },
    example: { webhooks: [WEBHOOK] },
  },
  {
    key: 'createWebhook',
    label: 'Create webhook',
    description: 'Has Shopify call an address when something happens.',
    request: 'POST /webhooks.json',
    fields: [
      needed(
        text('topic', 'Webhook topic', 'What to be told of.', {
          to: 'webhook.topic',
          example: 'orders/create',
        }),
      ),
      needed(
        text('address', 'Post URL', 'The address to call: a webhook of a flow.', {
          to: 'webhook.address',
          example: WEBHOOK.address,
        }),
      ),
      text('format', 'Webhook format', 'How it is written.', { to: 'webhook.format', default: 'json' }),
    ],
    example: { webhook: WEBHOOK },
  },
  {
    key: 'deleteInstanceWebhooks',
    label: 'Delete instance webhooks',
    description: 'Has Shopify call no flow of this instance any more.',
    fields: [],
    async perform(_calls, params, context) {
      const urls = Object.values(context.webhookUrls);
      const found = (await all(service, context, params)).filter(({ address }) =>
        urls.includes(textOf(address)),
      );
      for (const { id } of found) await remove(service, context, params, id);
      return { deleted: found.map(({ id }) => id) };
    },
    example: { deleted: [4759306] },
  },
];

const example = {
  headers: { 'X-Shopify-Topic': 'products/create', 'X-Shopify-Shop-Domain': 'acme.myshopify.com' },
  body: { id: 632910392, title: 'Bolt' },
};

function verify(payload: Parameters<typeof rawBytes>[0], params: Params) {
  const given = read.text(params, secret);
  const isConnected = !isUnset(params[connection.key]);
  const key = given === '' && isConnected ? fieldText(connectionIn(own, params), 'clientSecret') : given;
  const expected = hmac({ algorithm: 'sha256', encoding: 'base64' }, key, rawBytes(payload));
  if (key === '' || !sameText(headerOf(payload, 'x-shopify-hmac-sha256'), expected))
    throw unsigned('Shopify', 'the secret key of the trigger, or the API secret of the connection');
}

export const triggers = (): Trigger[] => [
  webhookTrigger({
    key: 'webhook',
    label: 'Webhook',
    description: 'Starts the flow when Shopify calls, and refuses calls that are not signed.',
    inputs: [{ ...secret, comments: 'What Shopify signs its calls with.', required: true }],
    verify: (_context, payload, params) => verify(payload, params),
    example,
  }),
  webhookTrigger({
    key: 'eventTopicWebhook',
    label: 'Event topic webhook',
    description: 'Starts the flow when something happens in Shopify; a deploy has Shopify call it.',
    inputs: [connection, secret, topics.input],
    verify: (_context, payload, params) => verify(payload, params),
    async webhookCreate(context, params) {
      const address = context.webhookUrls[context.flow.name] ?? '';
      const there = await all(own, context, params);
      const wanted = topics.value(params);
      const isThere = (topic: unknown) =>
        there.some((each) => each.topic === topic && each.address === address);
      for (const topic of Array.isArray(wanted) ? wanted : [])
        if (!isThere(topic))
          await ask(own, context, params, {
            method: 'POST',
            path: '/webhooks.json',
            data: { webhook: { topic, address, format: 'json' } },
          });
      return undefined;
    },
    async webhookDelete(context, params) {
      const address = context.webhookUrls[context.flow.name];
      for (const each of await all(own, context, params))
        if (each.address === address) await remove(own, context, params, each.id);
      return undefined;
    },
    example,
  }),
];
