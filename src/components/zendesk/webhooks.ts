import { asRecord, valueAt } from '../../lib/records.ts';
import type { Params } from '../component.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import type { ActionRow, Call, Calls } from '../kit/calls.ts';
import { flag, json, list, needed, text } from '../kit/fields.ts';
import { read } from '../read.ts';
import { pagesOf } from './tickets.ts';

const allowDuplicates = flag(
  'allowDuplicates',
  'Allow duplicates',
  'Whether to make another one where there is one like it; else that one is answered.',
);
const callbackUrl = needed(
  text('callbackUrl', 'Callback URL', 'The address to call: a webhook of a flow.', {
    to: 'webhook.endpoint',
    example: 'https://example.com/hook',
  }),
);
const webhookName = needed(
  text('name', 'Webhook name', 'What the webhook is called.', { to: 'webhook.name' }),
);
const events = list(
  'events',
  'Events',
  'What to be told of; conditional_ticket_events for what a trigger picks out.',
  { to: 'webhook.subscriptions', example: 'conditional_ticket_events' },
);
const conditions = needed(
  json('conditions', 'Trigger conditions', 'An object with the lists all and any.', {
    to: 'trigger.conditions',
    example: '{"all": [], "any": [{"field": "status", "operator": "changed"}]}',
  }),
);
const webhookId = needed(text('webhookId', 'Webhook ID', 'The id of the webhook.', { to: 'webhookId' }));
const title = needed(text('title', 'Trigger name', 'What the trigger is called.', { to: 'trigger.title' }));

const WEBHOOK = {
  id: '01EJFTSCC78X5V07NPY2MHR00M',
  name: 'Orders',
  endpoint: 'https://example.com/hook',
  status: 'active',
};
const TRIGGER = { id: 25, title: 'Tell the flow', active: true };

const allWebhooks: Call = {
  request: 'GET /api/v2/webhooks',
  fixed: { 'page[size]': 100 },
  pages: pagesOf('webhooks'),
};
const allTriggers: Call = {
  request: 'GET /api/v2/triggers.json',
  fixed: { 'page[size]': 100 },
  pages: pagesOf('triggers'),
};

/** The records of a list to its end. */
async function all({ make }: Calls, call: Call, name: string) {
  const { data } = await make(call, { fetchAll: true });
  return recordsIn(valueAt(data, name));
}

const isAlone = (params: Params) => !read.boolean(params, allowDuplicates.input);

const webhookOf = (rule: Record<string, unknown>) =>
  recordsIn(rule.actions).some(({ value }) => Array.isArray(value) && value.includes(rule.webhookId));

export const webhooks = (): ActionRow[] => [
  {
    key: 'createWebhook',
    label: 'Create webhook',
    description: 'Has Zendesk call an address when something happens.',
    fields: [callbackUrl, webhookName, events, allowDuplicates],
    async perform(calls, params) {
      const address = textOf(callbackUrl.value(params));
      const others = isAlone(params) ? await all(calls, allWebhooks, 'webhooks') : [];
      const other = others.find(({ endpoint }) => endpoint === address);
      if (other) return { webhook: other };
      const { data } = await calls.make({
        request: 'POST /api/v2/webhooks',
        fields: [callbackUrl, webhookName, events],
        shape: (sent) => ({
          webhook: {
            http_method: 'POST',
            request_format: 'json',
            status: 'active',
            ...asRecord(sent.webhook),
          },
        }),
      });
      return data;
    },
    example: { webhook: WEBHOOK },
  },
  {
    key: 'createWebhookTrigger',
    connectionKey: 'connection',
    label: 'Create webhook trigger',
    description: 'Has Zendesk send a message to a webhook when a ticket fulfils conditions.',
    fields: [
      title,
      webhookId,
      needed(
        json('messageBody', 'Webhook message body', 'What is sent, as JSON with Zendesk’s placeholders.', {
          example: '{"ticket": {"id": "{{ticket.id}}"}}',
        }),
      ),
      conditions,
      allowDuplicates,
    ],
    async perform(calls, params) {
      const id = textOf(webhookId.value(params));
      const name = title.value(params);
      const others = isAlone(params) ? await all(calls, allTriggers, 'triggers') : [];
      const other = others.find((rule) => rule.title === name && webhookOf({ ...rule, webhookId: id }));
      if (other) return { trigger: other };
      const message = params.messageBody;
      const text = typeof message === 'string' ? message : JSON.stringify(message);
      const { data } = await calls.make({
        request: 'POST /api/v2/triggers.json',
        fields: [title, conditions],
        shape: (sent) => ({
          trigger: {
            ...asRecord(sent.trigger),
            actions: [{ field: 'notification_webhook', value: [id, text] }],
          },
        }),
      });
      return data;
    },
    example: { trigger: TRIGGER },
  },
  {
    key: 'listWebhooks',
    label: 'List webhooks',
    description: 'Lists the webhooks.',
    fields: [
      flag(
        'showInstanceWebhooks',
        'Only this instance’s',
        'Whether to leave out those that call elsewhere.',
        {
          default: 'true',
        },
      ),
    ],
    async perform(calls, { showInstanceWebhooks = 'true' }, { webhookUrls }) {
      const found = await all(calls, allWebhooks, 'webhooks');
      const own = new Set<unknown>(Object.values(webhookUrls));
      return String(showInstanceWebhooks) === 'true'
        ? found.filter(({ endpoint }) => own.has(endpoint))
        : found;
    },
    example: [WEBHOOK],
  },
  {
    key: 'deleteWebhook',
    label: 'Delete webhook',
    description: 'Deletes a webhook.',
    request: 'DELETE /api/v2/webhooks/{webhookId}',
    fields: [webhookId],
    example: '',
  },
  {
    key: 'deleteInstanceWebhooks',
    label: 'Delete instance webhooks',
    description:
      'Deletes the webhooks that call a flow of this instance, and the triggers that send to them.',
    async perform(calls, _params, { webhookUrls }) {
      const own = new Set<unknown>(Object.values(webhookUrls));
      const hooks = (await all(calls, allWebhooks, 'webhooks')).filter(({ endpoint }) => own.has(endpoint));
      const rules = hooks.length === 0 ? [] : await all(calls, allTriggers, 'triggers');
      const sending = rules.filter((rule) => hooks.some(({ id }) => webhookOf({ ...rule, webhookId: id })));
      // A webhook that a trigger sends to cannot be deleted.
      for (const { id } of sending)
        await calls.ask({ method: 'DELETE', path: `/api/v2/triggers/${textOf(id)}.json` });
      for (const { id } of hooks)
        await calls.ask({ method: 'DELETE', path: `/api/v2/webhooks/${textOf(id)}` });
      return { webhooks: hooks.map(({ id }) => id), triggers: sending.map(({ id }) => id) };
    },
    example: { webhooks: [WEBHOOK.id], triggers: [25] },
  },
  {
    key: 'listTriggers',
    label: 'List triggers',
    description: 'Lists the triggers.',
    fields: [],
    perform: (calls) => all(calls, allTriggers, 'triggers'),
    example: [TRIGGER],
  },
];
