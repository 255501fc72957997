import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { zendesk } from '../../src/components/zendesk/index.ts';
import {
  connectionOf,
  failureOf,
  loopbackService,
  type Row,
  refusalOf,
  tryContract,
} from './connector-calls.ts';
import { createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const authorizeUrl = 'https://acme.zendesk.com/oauth/authorizations/new';
const connection = connectionOf('oauth2', { authorizeUrl }, { access_token: 't1' });
const api = 'https://acme.zendesk.com/api/v2';
const center = `${api}/help_center/en-us`;
const hooks = [
  { id: 'w1', endpoint: 'https://stepwell.test/hook' },
  { id: 'w2', endpoint: 'https://elsewhere.test/' },
];
const rules = [
  { id: 25, title: 'Tell', actions: [{ field: 'notification_webhook', value: ['w1', '{}'] }] },
  { id: 26, title: 'Other', actions: [{ field: 'status', value: 'open' }] },
];
const all = (name: string) => `GET ${api}/${name}?page%5Bsize%5D=100`;

const ROWS: Row[] = [
  {
    action: 'createTicket',
    params: {
      ticketSubject: 'Broken',
      ticketComment: 'It does not start',
      ticketStatus: 'open',
      requesterEmail: 'ann@acme.test',
      requesterName: 'Ann',
      externalId: 'shop-42',
      followers: ['bob@acme.test'],
      tags: [],
      ticketPriority: '',
    },
    asks: [
      [
        `POST ${api}/tickets.json`,
        {
          ticket: {
            subject: 'Broken',
            comment: { body: 'It does not start' },
            status: 'open',
            requester: { email: 'ann@acme.test', name: 'Ann' },
            external_id: 'shop-42',
            followers: [{ user_email: 'bob@acme.test', action: 'put' }],
          },
        },
      ],
    ],
    answers: [{ status: 201, body: { ticket: { id: 35436 }, audit: {} } }],
    gives: { id: 35436 },
  },
  {
    action: 'updateTicket',
    params: { ticketId: 35436, ticketComment: 'See there', file: Buffer.from('a,b'), fileName: 'a b.csv' },
    asks: [
      [`POST ${api}/uploads.json?filename=a+b.csv`, 'a,b'],
      [`PUT ${api}/tickets/35436.json`, { ticket: { comment: { body: 'See there', uploads: ['u1'] } } }],
    ],
    answers: [{ status: 201, body: { upload: { token: 'u1' } } }, { body: { ticket: { id: 35436 } } }],
    gives: { id: 35436 },
  },
  {
    action: 'showTicket',
    params: { ticketId: '35436' },
    asks: [[`GET ${api}/tickets/35436.json`]],
    answers: [{ body: { ticket: { id: 35436 } } }],
    gives: { id: 35436 },
  },
  {
    action: 'getByExternalId',
    params: { externalId: 'shop-42' },
    asks: [[`GET ${api}/tickets.json?external_id=shop-42`]],
    answers: [{ body: { tickets: [{ id: 35436 }], count: 1 } }],
    gives: [{ id: 35436 }],
  },
  {
    action: 'listTickets',
    params: { fetchAll: 'true' },
    asks: [[all('tickets.json')], [`${all('tickets.json')}&page%5Bafter%5D=c1`]],
    answers: [
      { body: { tickets: [{ id: 1 }], meta: { has_more: true, after_cursor: 'c1' } } },
      { body: { tickets: [{ id: 2 }], meta: { has_more: false } } },
    ],
    gives: [{ id: 1 }, { id: 2 }],
  },
  ...['assigned', 'requested'].map((word) => ({
    action: word === 'assigned' ? 'listTicketsAssigned' : 'listTicketsRequested',
    params: { userId: 7 },
    asks: [[all(`users/7/tickets/${word}.json`)] satisfies [string]],
    answers: [{ body: { tickets: [] } }],
    gives: [],
  })),
  {
    action: 'listTicketComments',
    params: { ticketId: 1 },
    asks: [[all('tickets/1/comments.json')]],
    answers: [{ body: { comments: [] } }],
    gives: [],
  },
  {
    action: 'deleteTicket',
    params: { ticketId: 1 },
    asks: [[`DELETE ${api}/tickets/1.json`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  { action: 'search', params: { query: 'a b' }, asks: [[`GET ${api}/search.json?query=a+b`]] },
  {
    action: 'createUser',
    params: { name: 'Ann', email: 'ann@acme.test', role: 'agent', verified: 'true' },
    asks: [
      [
        `POST ${api}/users.json`,
        { user: { name: 'Ann', email: 'ann@acme.test', role: 'agent', verified: true } },
      ],
    ],
    answers: [{ body: { user: { id: 7 } } }],
    gives: { id: 7 },
  },
  {
    action: 'updateUser',
    params: { userId: 7, phone: '1', verified: '' },
    asks: [[`PUT ${api}/users/7.json`, { user: { phone: '1' } }]],
    answers: [{ body: { user: { id: 7 } } }],
    gives: { id: 7 },
  },
  {
    action: 'showUser',
    params: { userId: 7 },
    asks: [[`GET ${api}/users/7.json`]],
    answers: [{ body: { user: { id: 7 } } }],
    gives: { id: 7 },
  },
  { action: 'listUsers', asks: [[all('users.json')]], answers: [{ body: { users: [] } }], gives: [] },
  {
    action: 'searchUsers',
    params: { externalId: 'e1' },
    asks: [[`GET ${api}/users/search.json?external_id=e1`]],
    answers: [{ body: { users: [] } }],
    gives: [],
  },
  { action: 'deleteUser', params: { userId: 7 }, asks: [[`DELETE ${api}/users/7.json`]] },
  {
    action: 'createWebhook',
    params: {
      callbackUrl: 'https://new.test/',
      name: 'Orders',
      events: ['conditional_ticket_events'],
      allowDuplicates: 'false',
    },
    asks: [
      [all('webhooks')],
      [
        `POST ${api}/webhooks`,
        {
          webhook: {
            http_method: 'POST',
            request_format: 'json',
            status: 'active',
            endpoint: 'https://new.test/',
            name: 'Orders',
            subscriptions: ['conditional_ticket_events'],
          },
        },
      ],
    ],
    answers: [{ body: { webhooks: hooks } }, { status: 201, body: { webhook: { id: 'w3' } } }],
    gives: { webhook: { id: 'w3' } },
  },
  {
    action: 'createWebhookTrigger',
    params: {
      webhookId: 'w1',
      title: 'Tell us',
      messageBody: '{"id":"{{ticket.id}}"}',
      conditions: '{"all":[],"any":[]}',
      allowDuplicates: 'true',
    },
    asks: [
      [
        `POST ${api}/triggers.json`,
        {
          trigger: {
            title: 'Tell us',
            conditions: { all: [], any: [] },
            actions: [{ field: 'notification_webhook', value: ['w1', '{"id":"{{ticket.id}}"}'] }],
          },
        },
      ],
    ],
    answers: [{ status: 201, body: { trigger: { id: 27 } } }],
  },
  {
    action: 'createWebhookTrigger',
    params: { webhookId: 'w1', title: 'Tell', messageBody: '{}', conditions: '{}' },
    asks: [[all('triggers.json')]],
    answers: [{ body: { triggers: rules } }],
    gives: { trigger: rules[0] },
  },
  {
    action: 'listWebhooks',
    asks: [[all('webhooks')]],
    answers: [{ body: { webhooks: hooks } }],
    gives: [hooks[0]],
  },
  {
    action: 'deleteWebhook',
    params: { webhookId: 'w1' },
    asks: [[`DELETE ${api}/webhooks/w1`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'deleteInstanceWebhooks',
    asks: [
      [all('webhooks')],
      [all('triggers.json')],
      [`DELETE ${api}/triggers/25.json`],
      [`DELETE ${api}/webhooks/w1`],
    ],
    answers: [{ body: { webhooks: hooks } }, { body: { triggers: rules } }, { status: 204 }, { status: 204 }],
    gives: { webhooks: ['w1'], triggers: [25] },
  },
  {
    action: 'listTriggers',
    asks: [[all('triggers.json')]],
    answers: [{ body: { triggers: rules } }],
    gives: rules,
  },
  {
    action: 'listArticles',
    params: { locale: '' },
    asks: [[`GET ${center}/articles.json?page%5Bsize%5D=100`]],
  },
  { action: 'getArticle', params: { articleId: 1 }, asks: [[`GET ${center}/articles/1.json`]] },
  {
    action: 'createArticle',
    params: {
      sectionId: 3,
      title: 'Returns',
      permissionGroupId: '5',
      draft: 'true',
      notifySubscribers: 'false',
    },
    asks: [
      [
        `POST ${center}/sections/3/articles.json`,
        {
          article: { user_segment_id: null, title: 'Returns', permission_group_id: '5', draft: true },
          notify_subscribers: false,
        },
      ],
    ],
  },
  { action: 'listSections', asks: [[`GET ${center}/sections.json?page%5Bsize%5D=100`]] },
  { action: 'listCategories', asks: [[`GET ${center}/categories.json?page%5Bsize%5D=100`]] },
];

tryContract(zendesk, service, { zendeskConnection: connection, connection }, ROWS);

describe('Zendesk', () => {
  test('says in its own words what is wrong', async () => {
    const body = {
      error: 'RecordInvalid',
      description: 'Record validation errors',
      details: { base: [{ description: 'Status: closed prevents ticket update' }] },
    };
    const params = { zendeskConnection: connection, ticketId: 1 };
    const failure = await failureOf(
      perform(zendesk, 'showTicket', params, service.context([{ status: 422, body }])),
    );
    expect(failure).toContain('Zendesk answered 422: RecordInvalid;');
    expect(failure).toContain('Record validation errors');
  });

  test('is not asked before its domain is written into the connection', async () => {
    const own = connectionOf(
      'oauth2',
      { authorizeUrl: 'https://YOUR-ZENDESK-DOMAIN.zendesk.com/oauth' },
      { access_token: 't1' },
    );
    const failure = await failureOf(
      perform(zendesk, 'listUsers', { zendeskConnection: own }, service.context([])),
    );
    expect(failure).toContain('write your own domain into its authorize URL');
  });

  test('offers its groups', async () => {
    const context = service.context([{ body: { groups: [{ id: 3, name: 'Support' }] } }]);
    const source = zendesk.dataSources.listGroups;
    expect(await source?.perform(context, { zendeskConnection: connection })).toEqual({
      result: [{ key: '3', label: 'Support' }],
    });
  });
});

describe('the webhook of Zendesk', () => {
  const body = '{"ticket":{"id":"35436"}}';
  const at = '2026-01-31T08:00:00Z';
  const call = (signature: string) => {
    const headers = {
      'X-Zendesk-Webhook-Id': 'w1',
      'X-Zendesk-Webhook-Signature': signature,
      'X-Zendesk-Webhook-Signature-Timestamp': at,
    };
    const payload = { ...createPayload(), headers, rawBody: { data: body, contentType: 'application/json' } };
    const context = service.context([{ body: { signing_secret: { algorithm: 'SHA256', secret: 's1' } } }]);
    return (async () => triggerOf(zendesk, 'webhook').perform(context, payload, { connection }))();
  };

  test('takes a call that is signed with the secret that Zendesk tells', async () => {
    const result = await call(
      createHmac('sha256', 's1')
        .update(at + body)
        .digest('base64'),
    );
    expect(result?.payload).toMatchObject({ rawBody: { data: body } });
    expect(service.asked[0]?.line).toBe(`GET ${api}/webhooks/w1/signing_secret`);
  });

  test('refuses any other', async () => {
    expect(
      await refusalOf(
        call(
          createHmac('sha256', 's2')
            .update(at + body)
            .digest('base64'),
        ),
      ),
    ).toContain('not signed as Zendesk');
    expect(await refusalOf(call(''))).toContain('not signed as Zendesk');
  });
});
