import { recordsIn } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { flag, list, needed, number, text } from '../kit/fields.ts';
import { isRecord } from '../records.ts';
import { base, owner, pages, repo } from './fields.ts';

const HOOK = {
  id: 12,
  name: 'web',
  active: true,
  events: ['issues'],
  config: { url: 'https://example.com/hook' },
};

type Made = { id: unknown; url: string };

function hooksIn(data: unknown): Made[] {
  return recordsIn(data).flatMap(({ id, config }) =>
    isRecord(config) && typeof config.url === 'string' ? [{ id, url: config.url }] : [],
  );
}

const listHooks = { request: `GET ${base}/hooks`, fields: [owner, repo], fixed: { per_page: 100 }, pages };

export const webhooks = (): ActionRow[] => [
  {
    key: 'reposCreateWebhook',
    label: 'Create a webhook',
    description: 'Has GitHub call an address whenever something happens in a repository.',
    request: `POST ${base}/hooks`,
    fields: [
      owner,
      repo,
      needed(
        text('callbackUrl', 'Callback URL', 'The address to call: a webhook of a flow.', {
          to: 'config.url',
          example: 'https://example.com/hook',
        }),
      ),
      needed(list('events', 'Events', 'What to be told of; * for everything.', { example: 'issues' })),
      text(
        'webhookSecret',
        'Webhook secret',
        'What calls are signed with; the trigger checks them with the same one.',
        { to: 'config.secret', type: 'password' },
      ),
    ],
    fixed: { name: 'web', active: true },
    shape: (sent) => ({
      ...sent,
      config: { content_type: 'json', ...(isRecord(sent.config) ? sent.config : {}) },
    }),
    example: HOOK,
  },
  {
    key: 'reposDeleteWebhook',
    label: 'Delete a webhook',
    description: 'Removes a webhook of a repository.',
    request: `DELETE ${base}/hooks/{hookId}`,
    fields: [owner, repo, needed(number('hookId', 'Hook ID', 'The id of the webhook.', { example: '12' }))],
    example: '',
  },
  {
    key: 'reposDeleteInstanceWebhooks',
    label: 'Delete the instance’s webhooks',
    description: 'Removes the webhooks of a repository that call a flow of this instance.',
    fields: [owner, repo],
    async perform({ ask, make }, params, { webhookUrls }) {
      const { data } = await make(listHooks, { fetchAll: true });
      const own = hooksIn(data).filter(({ url }) => Object.values(webhookUrls).includes(url));
      const place = `/repos/${encodeURIComponent(String(owner.value(params)))}/${encodeURIComponent(String(repo.value(params)))}`;
      for (const { id } of own) await ask({ method: 'DELETE', path: `${place}/hooks/${id}` });
      return { deleted: own.map(({ id }) => id) };
    },
    example: { deleted: [12] },
  },
  {
    key: 'reposListWebhooks',
    label: 'List webhooks',
    description: 'Lists the webhooks of a repository.',
    fields: [
      owner,
      repo,
      flag(
        'showInstanceWebhooks',
        'Only this instance’s',
        'Whether to leave out webhooks that call elsewhere.',
        { default: 'true' },
      ),
    ],
    async perform({ make }, { showInstanceWebhooks = 'true' }, { webhookUrls }) {
      const { data } = await make(listHooks, { fetchAll: true });
      const own = new Set(
        hooksIn(data).flatMap(({ id, url }) => (Object.values(webhookUrls).includes(url) ? [id] : [])),
      );
      const all = Array.isArray(data) ? data : [];
      return String(showInstanceWebhooks) === 'true'
        ? all.filter((hook) => isRecord(hook) && own.has(hook.id))
        : all;
    },
    example: [HOOK],
  },
];
