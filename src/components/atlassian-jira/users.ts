import { asRecord } from '../../lib/records.ts';
import { recordsIn } from '../kit/answers.ts';
import type { ActionRow } from '../kit/calls.ts';
import { flag, json, needed, text } from '../kit/fields.ts';
import { more } from './issue-fields.ts';
import { paging } from './search.ts';

const accountId = needed(
  text('accountId', 'Account ID', 'The ID of the user.', { example: '5b10ac8d82e05b22cc7d4ef5' }),
);
const search = (key: string, label: string) =>
  needed(text(key, label, 'Words of the name or the address.', { to: 'query', example: 'ann@example.com' }));
const webhookId = needed(text('webhookId', 'Webhook ID', 'The number of the webhook.', { example: '10000' }));
const USER = {
  accountId: '5b10ac8d82e05b22cc7d4ef5',
  displayName: 'Ann Example',
  emailAddress: 'ann@example.com',
};
const DETAILS = '[{"events": ["jira:issue_created"], "jqlFilter": "project = SHOP"}]';

export const users = (): ActionRow[] => [
  {
    key: 'getCurrentUser',
    label: 'Get current user',
    description: 'Fetches whom the connection belongs to.',
    request: 'GET /myself',
    example: USER,
  },
  {
    key: 'getUser',
    label: 'Get user',
    description: 'Fetches a user.',
    request: 'GET /user',
    fields: [accountId, text('expand', 'Expand', 'What else to return.', { example: 'groups' })],
    example: USER,
  },
  {
    key: 'findUser',
    label: 'Find user',
    description: 'Fetches the first user that fits; nothing where there is none.',
    request: 'GET /user/search',
    fields: [search('searchValue', 'Search value')],
    result: (data) => recordsIn(data)[0] ?? null,
    example: USER,
  },
  {
    key: 'searchUsers',
    label: 'Search users',
    description: 'Finds users.',
    request: 'GET /user/search',
    fields: [search('search', 'Search')],
    example: [USER],
  },
  {
    key: 'listAssignableUsers',
    label: 'List assignable users for project',
    description: 'Lists who can work on issues of a project.',
    request: 'GET /user/assignable/search',
    fields: [
      needed(
        text('projectKey', 'Project key', 'The key of the project.', { to: 'project', example: 'SHOP' }),
      ),
      ...paging,
    ],
    example: [USER],
  },
  {
    key: 'createUser',
    label: 'Create user',
    description: 'Adds a user.',
    request: 'POST /user',
    fields: [
      needed(text('emailAddress', 'Email address', 'Their e-mail address.', { example: 'ann@example.com' })),
      text('username', 'Username', 'Their name for signing in, where Jira is your own.', { to: 'name' }),
      text('password', 'Password', 'Their password, where Jira is your own.', { type: 'password' }),
      flag('notifications', 'Notifications', 'Whether they are written to.', { to: 'notification' }),
      text('displayName', 'Display name', 'What they are called.'),
      ...more,
    ],
    example: USER,
  },
  {
    key: 'listWebhooks',
    label: 'List webhooks',
    description: 'Lists what Jira tells of.',
    request: 'GET /webhook',
    pages: {
      items: 'values',
      next({ data }) {
        const page = asRecord(data);
        return page.isLast === false
          ? { startAt: Number(page.startAt) + Number(page.maxResults) }
          : undefined;
      },
    },
    example: {
      values: [{ id: 10000, jqlFilter: 'project = SHOP', events: ['jira:issue_created'] }],
      isLast: true,
    },
  },
  {
    key: 'createWebhook',
    label: 'Create webhook',
    description: 'Has Jira call an address when something happens, for 30 days.',
    request: 'POST /webhook',
    fields: [
      needed(
        text('webhookUrl', 'Webhook URL', 'The address to call: a webhook of a flow.', {
          to: 'url',
          example: 'https://example.com/hook',
        }),
      ),
      needed(
        json('webhookDetails', 'Webhook details', 'A list of what to be told of.', {
          to: 'webhooks',
          example: DETAILS,
        }),
      ),
    ],
    example: { webhookRegistrationResult: [{ createdWebhookId: 10000 }] },
  },
  {
    key: 'refreshWebhook',
    label: 'Refresh webhook',
    description: 'Has a webhook go on for another 30 days.',
    request: 'PUT /webhook/refresh',
    fields: [webhookId],
    shape: ({ webhookId: id }) => ({ webhookIds: [Number(id)] }),
    example: { expirationDate: '2026-02-28T08:00:00.000+0000' },
  },
  {
    key: 'deleteWebhook',
    label: 'Delete webhook',
    description: 'Has Jira call no more.',
    fields: [webhookId],
    async perform({ ask }, params) {
      const data = { webhookIds: [Number(webhookId.value(params))] };
      return (await ask({ method: 'DELETE', path: '/webhook', data })).data;
    },
    example: '',
  },
];
