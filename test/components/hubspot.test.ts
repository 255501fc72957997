import { describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { hubspot } from '../../src/components/hubspot/index.ts';
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
const fields = { appId: '77', developerApiKey: 'd1', clientSecret: 's1' };
const hubspotConnection = connectionOf('oauth2', fields, { access_token: 't1' });
const api = 'https://api.hubapi.com';
const app = `${api}/webhooks/v3/77`;
const key = '?hapikey=d1';
const OURS = 'https://stepwell.test/hook';

const kinds = [
  ['Company', 'Companies', 'companies', 'companyId', 'companyName', 'name'],
  ['Contact', 'Contacts', 'contacts', 'contactId', 'email', 'email'],
  ['Deal', 'Deals', 'deals', 'dealId', 'dealName', 'dealname'],
  ['Product', 'Products', 'products', 'productId', 'productName', 'name'],
  ['LineItem', 'LineItems', 'line_items', 'lineItemId', 'name', 'name'],
  ['Ticket', 'Tickets', 'tickets', 'ticketId', 'subject', 'subject'],
] as const;

const ofKinds: Row[] = kinds.flatMap(([one, many, path, id, input, property]): Row[] => {
  const base = `${api}/crm/v3/objects/${path}`;
  return [
    {
      action: `list${many}`,
      params: { additionalProperties: ['a', 'b'], limit: '2', after: '5', associationsList: [] },
      asks: [[`GET ${base}?properties=a%2Cb&archived=false&limit=2&after=5`]],
    },
    {
      action: `get${one}`,
      params: { [id]: '512', additionalProperties: ['a'] },
      asks: [[`GET ${base}/512?properties=a&archived=false`]],
    },
    {
      action: `get${one}`,
      params: { [input]: 'Acme', additionalProperties: ['a'] },
      asks: [
        [
          `POST ${base}/search`,
          {
            filterGroups: [{ filters: [{ propertyName: property, operator: 'EQ', value: 'Acme' }] }],
            limit: 1,
            properties: ['a'],
          },
        ],
      ],
      answers: [{ body: { results: [{ id: '512' }] } }],
      gives: { id: '512' },
    },
    {
      action: `create${one}`,
      params: { [input]: 'Acme', fieldValues: [{ key: 'b', value: '2' }], dynamicValues: '{"c":3}' },
      asks: [[`POST ${base}`, { properties: { [property]: 'Acme', b: '2', c: 3 } }]],
      answers: [{ status: 201, body: { id: '512' } }],
    },
    {
      action: `update${one}`,
      params: { [id]: '512', [input]: 'Acme' },
      asks: [[`PATCH ${base}/512`, { properties: { [property]: 'Acme' } }]],
    },
    {
      action: `delete${one}`,
      params: { [id]: '512' },
      asks: [[`DELETE ${base}/512`]],
      answers: [{ status: 204 }],
      gives: '',
    },
  ];
});

const between = {
  fromObjectType: 'contacts',
  toObjectType: 'companies',
  fromId: '1',
  toId: '512',
  associationType: 'contact_to_company',
};
const associations = `${api}/crm/v3/associations/contacts/companies`;
const pair = { inputs: [{ from: { id: '1' }, to: { id: '512' }, type: 'contact_to_company' }] };
const objects = `${api}/crm/v3/objects`;
const note = { engagementObject: 'notes', engagementId: '9' };

const ROWS: Row[] = [
  ...ofKinds,
  { action: 'createAssociation', params: between, asks: [[`POST ${associations}/batch/create`, pair]] },
  {
    action: 'archiveAssociation',
    params: between,
    asks: [[`POST ${associations}/batch/archive`, pair]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'readAssociation',
    params: between,
    asks: [[`POST ${associations}/batch/read`, { inputs: [{ id: '512' }] }]],
  },
  { action: 'listAssociationTypes', params: between, asks: [[`GET ${associations}/types`]] },
  {
    action: 'search',
    params: {
      objectType: 'companies',
      searchProperties: '{"query":"acme"}',
      searchLimit: '',
      fetchAll: 'true',
    },
    asks: [
      [`POST ${objects}/companies/search`, { query: 'acme', limit: 10 }],
      [`POST ${objects}/companies/search`, { query: 'acme', limit: 10, after: '10' }],
    ],
    answers: [
      { body: { results: [{ id: '1' }], paging: { next: { after: '10' } } } },
      { body: { results: [{ id: '2' }] } },
    ],
    gives: { results: [{ id: '1' }, { id: '2' }] },
  },
  ...['create', 'update'].map((verb) => ({
    action: `${verb}BatchContacts`,
    params: { batchContacts: [{ properties: { email: 'a@acme.test' } }] },
    asks: [
      [
        `POST ${objects}/contacts/batch/${verb}`,
        { inputs: [{ properties: { email: 'a@acme.test' } }] },
      ] satisfies [string, unknown],
    ],
  })),
  {
    action: 'archiveBatchContacts',
    params: { contactIds: ['1', '2'] },
    asks: [[`POST ${objects}/contacts/batch/archive`, { inputs: [{ id: '1' }, { id: '2' }] }]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'createEngagement',
    params: { ...note, properties: { hs_note_body: 'Called' }, associations: '[]' },
    asks: [[`POST ${objects}/notes`, { properties: { hs_note_body: 'Called' }, associations: [] }]],
  },
  {
    action: 'getEngagement',
    params: { ...note, propertiesToReturn: ['a'] },
    asks: [[`GET ${objects}/notes/9?properties=a`]],
  },
  {
    action: 'updateEngagement',
    params: { ...note, properties: { a: 1 } },
    asks: [[`PATCH ${objects}/notes/9`, { properties: { a: 1 } }]],
  },
  {
    action: 'deleteEngagement',
    params: note,
    asks: [[`DELETE ${objects}/notes/9`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  { action: 'listEngagements', params: note, asks: [[`GET ${objects}/notes`]] },
  { action: 'listCustomObjects', asks: [[`GET ${api}/crm/v3/schemas?archived=false`]] },
  {
    action: 'getCustomObject',
    params: { objectType: 'machine' },
    asks: [[`GET ${api}/crm/v3/schemas/machine`]],
  },
  {
    action: 'listProperties',
    params: { objectType: 'deals' },
    asks: [[`GET ${api}/crm/v3/properties/deals`]],
  },
  { action: 'listOwners', params: { limit: '5' }, asks: [[`GET ${api}/crm/v3/owners?limit=5`]] },
  {
    action: 'createWebhook',
    params: { eventType: 'company.creation', propertyWebhookName: '', active: 'true' },
    asks: [[`POST ${app}/subscriptions${key}`, { eventType: 'company.creation', active: true }]],
    answers: [{ status: 201, body: { id: '25' } }],
  },
  {
    action: 'listWebhooks',
    asks: [[`GET ${app}/subscriptions${key}`]],
    answers: [{ body: { results: [{ id: '25' }] } }],
    gives: [{ id: '25' }],
  },
  {
    action: 'deleteWebhook',
    params: { subscriptionId: '25' },
    asks: [[`DELETE ${app}/subscriptions/25${key}`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'deleteAllWebhooks',
    asks: [
      [`GET ${app}/settings${key}`],
      [`GET ${app}/subscriptions${key}`],
      [`DELETE ${app}/subscriptions/25${key}`],
    ],
    answers: [{ body: { targetUrl: OURS } }, { body: { results: [{ id: '25' }] } }, { status: 204 }],
    gives: { deleted: ['25'] },
  },
  {
    action: 'deleteAllWebhooks',
    asks: [[`GET ${app}/settings${key}`]],
    answers: [{ body: { targetUrl: 'https://elsewhere.test/' } }],
    gives: { deleted: [] },
  },
];

tryContract(hubspot, service, { hubspotConnection }, ROWS);

describe('HubSpot', () => {
  test('is shown the token by people’s connections, and the developer key alone for webhooks', async () => {
    await perform(hubspot, 'listOwners', { hubspotConnection }, service.context([{}]));
    expect(service.asked[0]?.headers.get('authorization')).toBe('Bearer t1');
    await perform(hubspot, 'listWebhooks', { hubspotConnection }, service.context([{}]));
    expect(service.asked[0]?.headers.get('authorization')).toBeNull();
    const own = connectionOf('accessToken', { accessToken: 'p1' });
    await perform(hubspot, 'listOwners', { hubspotConnection: own }, service.context([{}]));
    expect(service.asked[0]?.headers.get('authorization')).toBe('Bearer p1');
  });

  test('says which record is meant is to be said', async () => {
    const failure = await failureOf(
      perform(hubspot, 'getCompany', { hubspotConnection }, service.context([])),
    );
    expect(failure).toContain('Say which company is meant');
  });

  test('says that webhooks need the app', async () => {
    const own = connectionOf('oauth2', {}, { access_token: 't1' });
    const failure = await failureOf(
      perform(hubspot, 'listWebhooks', { hubspotConnection: own }, service.context([])),
    );
    expect(failure).toContain('no app ID or no developer API key');
  });

  test('offers the properties of companies', async () => {
    const context = service.context([{ body: { results: [{ name: 'domain', label: 'Domain' }] } }]);
    const source = hubspot.dataSources.listProperties;
    expect(await source?.perform(context, { hubspotConnection })).toEqual({
      result: [{ key: 'domain', label: 'Domain' }],
    });
  });
});

describe('the subscription to events of HubSpot', () => {
  const trigger = triggerOf(hubspot, 'eventTypeSubscription');
  const params = {
    hubspotConnection,
    eventTypes: ['company.creation', 'contact.propertyChange:email'],
    overwriteWebhookSettings: 'false',
  };
  const urls = { webhookUrls: { 'Import orders': OURS } };
  const lines = () => service.asked.map(({ line, body }) => (body === '' ? [line] : [line, body]));

  test('a deploy has HubSpot call the flow, and tell what it is not told yet', async () => {
    const answers = [
      { status: 404 },
      {},
      { body: { results: [{ id: '25', eventType: 'company.creation' }] } },
      {},
    ];
    await trigger.webhookCreate?.(service.context(answers, urls), params);
    expect(lines()).toEqual([
      [`GET ${app}/settings${key}`],
      [
        `PUT ${app}/settings${key}`,
        { targetUrl: OURS, throttling: { period: 'SECONDLY', maxConcurrentRequests: 10 } },
      ],
      [`GET ${app}/subscriptions${key}`],
      [
        `POST ${app}/subscriptions${key}`,
        { eventType: 'contact.propertyChange', propertyName: 'email', active: true },
      ],
    ]);
  });

  test('it takes nothing away from another address unless it may', async () => {
    const context = service.context([{ body: { targetUrl: 'https://elsewhere.test/' } }], urls);
    const outcome = (async () => trigger.webhookCreate?.(context, params))();
    expect(await failureOf(outcome)).toContain('HubSpot calls https://elsewhere.test/ for this app');
    expect(service.asked).toHaveLength(1);
  });

  test('its removal ends what it has asked for', async () => {
    const there = [
      { id: '25', eventType: 'company.creation' },
      { id: '26', eventType: 'deal.creation' },
    ];
    await trigger.webhookDelete?.(
      service.context([{ body: { targetUrl: OURS } }, { body: { results: there } }, { status: 204 }], urls),
      params,
    );
    expect(lines().at(-1)).toEqual([`DELETE ${app}/subscriptions/25${key}`]);
  });

  test('takes calls that are signed with the client secret, and no others', async () => {
    const body = '[{"objectId":512}]';
    const call = (signature: string) =>
      (async () =>
        trigger.perform(
          service.context([]),
          { ...createPayload(), headers: { 'X-HubSpot-Signature': signature }, rawBody: { data: body } },
          params,
        ))();
    const signature = createHash('sha256').update(`s1${body}`).digest('hex');
    expect((await call(signature))?.payload).toMatchObject({ rawBody: { data: body } });
    expect(await refusalOf(call(''))).toContain('not signed as HubSpot');
  });
});
