import { describe, expect, test } from 'bun:test';
import { msDynamics } from '../../src/components/ms-dynamics/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { perform } from './context.ts';

const service = loopbackService();
const connection = connectionOf(
  'oauth2',
  { webApiUrl: 'https://acme.crm.dynamics.com/' },
  { access_token: 't1' },
);
const base = 'https://acme.crm.dynamics.com/api/data/v9.2';
const id = '00000000-0000-0000-0000-000000000002';
const record = { entityType: 'accounts', entityId: id };
const values = { fieldValues: [{ key: 'name', value: 'Acme' }], dynamicValues: '{"revenue":5}' };
const attribute = { '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata', SchemaName: 'new_A' };
const definitions = {
  body: {
    value: [
      {
        LogicalName: 'account',
        EntitySetName: 'accounts',
        DisplayName: { UserLocalizedLabel: { Label: 'Account' } },
      },
      { LogicalName: 'new_order', EntitySetName: 'new_orders', IsCustomEntity: true },
      { LogicalName: 'annotation', EntitySetName: 'annotations' },
    ],
  },
};
const answer = [
  '--batchresponse_1',
  'Content-Type: multipart/mixed; boundary=changesetresponse_2',
  '',
  '--changesetresponse_2',
  'Content-Type: application/http',
  '',
  'HTTP/1.1 201 Created',
  'OData-EntityId: https://acme.test/accounts(1)',
  '',
  '{"name":"A--B"}',
  '--changesetresponse_2',
  'Content-Type: application/http',
  '',
  'HTTP/1.1 204 No Content',
  'OData-Version: 4.0',
  '',
  '',
  '--changesetresponse_2--',
  '--batchresponse_1--',
  '',
].join('\r\n');

const ROWS: Row[] = [
  { action: 'getCurrentUser', asks: [[`GET ${base}/WhoAmI`]] },
  {
    action: 'queryEntities',
    params: {
      ...{ entityType: 'accounts', fieldNames: ['name', 'revenue'], filterExpression: 'revenue gt 5' },
      ...{ orderByFieldNames: ['name'], expandPropertyNames: [], recordsPerPage: '50', nextPageId: '' },
    },
    asks: [[`GET ${base}/accounts?%24select=name%2Crevenue&%24filter=revenue+gt+5&%24orderby=name`]],
  },
  { action: 'getEntity', params: record, asks: [[`GET ${base}/accounts(${id})`]] },
  {
    action: 'createEntity',
    params: { entityType: 'accounts', ...values },
    asks: [[`POST ${base}/accounts`, { name: 'Acme', revenue: 5 }]],
  },
  {
    action: 'updateEntity',
    params: { ...record, ...values },
    asks: [[`PATCH ${base}/accounts(${id})`, { name: 'Acme', revenue: 5 }]],
  },
  {
    action: 'upsertEntity',
    params: { ...record, ...values },
    asks: [[`PATCH ${base}/accounts(${id})`, { name: 'Acme', revenue: 5 }]],
  },
  {
    action: 'deleteEntity',
    params: record,
    asks: [[`DELETE ${base}/accounts(${id})`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'runFetchXmlQuery',
    params: {
      entityType: 'accounts',
      xmlQuery: '<fetch><entity name="account"/></fetch>',
      pageNumber: '2',
      nextPageId: '<c/>',
    },
    asks: [
      [
        `GET ${base}/accounts?fetchXml=${encodeURIComponent('<fetch page="2" paging-cookie="&#60;c/&#62;"><entity name="account"/></fetch>').replaceAll('%20', '+')}`,
      ],
    ],
  },
  {
    action: 'getEntityMetadata',
    params: { entityType: 'account' },
    asks: [[`GET ${base}/EntityDefinitions(LogicalName='account')?$expand=Attributes`]],
  },
  {
    action: 'getEntitiesMetadata',
    params: { entityTypeFilter: ['ACCOUNTS'], defaultSelected: ['account'] },
    asks: [
      [
        `GET ${base}/EntityDefinitions?$select=LogicalName,EntitySetName,DisplayName,IsCustomEntity,IsChildEntity`,
      ],
    ],
    answers: [definitions],
    gives: [
      { object: { key: 'account', label: 'Account' }, entitySetName: 'accounts', defaultSelected: true },
      {
        object: { key: 'new_order', label: 'new_order' },
        entitySetName: 'new_orders',
        defaultSelected: false,
      },
    ],
  },
  {
    action: 'queryAttributes',
    params: {
      entityId: id,
      attributeType: 'Microsoft.Dynamics.CRM.MoneyAttributeMetadata',
      fieldNames: ['LogicalName'],
    },
    asks: [
      [
        `GET ${base}/EntityDefinitions(${id})/Attributes/Microsoft.Dynamics.CRM.MoneyAttributeMetadata?%24select=LogicalName`,
      ],
    ],
  },
  {
    action: 'getAttribute',
    params: { entityId: 'account', attributeId: 'name' },
    asks: [[`GET ${base}/EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')`]],
  },
  {
    action: 'createAttribute',
    params: { entityId: id, attributeBody: JSON.stringify(attribute) },
    asks: [[`POST ${base}/EntityDefinitions(${id})/Attributes`, attribute]],
    answers: [{ status: 204, headers: {} }],
    gives: { id: '' },
  },
  {
    action: 'updateAttribute',
    params: { entityId: id, attributeBody: { ...attribute, LogicalName: 'new_a' } },
    asks: [
      [
        `PUT ${base}/EntityDefinitions(${id})/Attributes(LogicalName='new_a')`,
        { ...attribute, LogicalName: 'new_a' },
      ],
    ],
    answers: [{ status: 204 }],
    gives: { id: 'new_a' },
  },
  {
    action: 'batchEntityActions',
    params: {
      actions: [
        { collection: 'accounts', action: 'create', returnRepresentation: true, data: { name: 'A' } },
        { collection: 'accounts', action: 'delete', key: id },
      ],
    },
    asks: [
      [`POST ${base}/$batch`, expect.stringContaining(`DELETE /api/data/v9.2/accounts(${id}) HTTP/1.1`)],
    ],
    answers: [{ body: answer, headers: { 'content-type': 'multipart/mixed; boundary=batchresponse_1' } }],
    gives: [
      { status: 201, id: 'https://acme.test/accounts(1)', data: { name: 'A--B' } },
      { status: 204, data: '' },
    ],
  },
];

tryContract(msDynamics, service, { connection }, ROWS);

const ask = (action: string, params: object, answers = [{}]) =>
  perform(msDynamics, action, { connection, ...params }, service.context(answers));

describe('Dynamics 365', () => {
  test('is asked for so many records at once, and goes on where an earlier answer has ended', async () => {
    const next = `${base}/accounts?$skiptoken=2`;
    await ask('queryEntities', { entityType: 'accounts', recordsPerPage: '50', nextPageId: next });
    expect(service.asked[0]?.line).toBe(`GET ${next}`);
    expect(service.asked[0]?.headers.get('prefer')).toBe('odata.maxpagesize=50');
    const elsewhere = ask('queryEntities', { entityType: 'accounts', nextPageId: 'https://elsewhere.test/' });
    expect(await failureOf(elsewhere)).toContain('leads to https://elsewhere.test');
  });

  test('changes what is there, and adds nothing by it', async () => {
    await ask('updateEntity', { ...record, ...values });
    expect(service.asked[0]?.headers.get('if-match')).toBe('*');
    await ask('upsertEntity', { ...record, ...values });
    expect(service.asked[0]?.headers.get('if-match')).toBeNull();
  });

  test.each([
    [[{ collection: 'accounts', action: 'merge' }]],
    [[{ collection: 'accounts', action: 'update', data: {} }]],
    [[{ collection: 'a/b', action: 'create' }]],
    [[{ collection: 'accounts', action: 'delete', key: '1) HTTP/1.1' }]],
  ])('is asked for nothing by a batch that says too little: %j', async (actions) => {
    expect(await failureOf(ask('batchEntityActions', { actions }))).toContain(
      'an entry 1 that says too little',
    );
    expect(service.asked).toEqual([]);
  });

  test('wants to know where it is', async () => {
    const call = perform(
      msDynamics,
      'getCurrentUser',
      { connection: connectionOf('oauth2', {}) },
      service.context([]),
    );
    expect(await failureOf(call)).toContain('write its web API URL');
  });

  test('offers the kinds of records by the names that queries use', async () => {
    const context = service.context([definitions]);
    const source = await msDynamics.dataSources.selectEntityType?.perform(context, { connection });
    expect(source).toMatchObject({
      result: [{ key: 'accounts', label: 'Account' }, { key: 'new_orders' }, {}],
    });
  });
});
