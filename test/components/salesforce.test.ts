import { describe, expect, test } from 'bun:test';
import type { Params } from '../../src/components/component.ts';
import { salesforce } from '../../src/components/salesforce/index.ts';
import { orderOf, whereOf } from '../../src/components/salesforce/soql.ts';
import { withTemplates } from '../../src/models/connection-templates.ts';
import {
  type Answer,
  connectionOf,
  failureOf,
  loopbackService,
  type Row,
  tryContract,
} from './connector-calls.ts';
import { perform } from './context.ts';

const service = loopbackService();
const instance = 'https://acme.my.salesforce.com';
const connection = connectionOf('oauth2', { clientId: 'c1' }, { access_token: 't1', instance_url: instance });
const api = `${instance}/services/data/v63.0`;
const SAVED = { id: '001', success: true, errors: [] };
const described: Answer = {
  body: { fields: [{ name: 'Id' }, { name: 'Name', label: 'Name' }, { name: 'CreatedDate' }] },
};
const query = (soql: string) => `GET ${api}/query?${new URLSearchParams({ q: soql })}`;
const ALL = 'SELECT Id, Name, CreatedDate FROM';
const USUAL = 'ORDER BY CreatedDate DESC, Name ASC';
const at = { recordType: 'Account', recordId: '001' };

/** What each type’s own actions are tried with: inputs, and the fields that they become. */
const kinds: [type: string, list: string, inputs: Params, fields: Params][] = [
  [
    'Account',
    '',
    { name: 'Acme', type: 'none', street: 'Road 1', billingPostalCode: '0150', employeeCount: '30' },
    { Name: 'Acme', NumberOfEmployees: 30, BillingPostalCode: '0150', ShippingStreet: 'Road 1' },
  ],
  [
    'Contact',
    'listContacts',
    { email: 'ann@acme.test', mobile: '1', billingCity: 'Oslo', country: 'Norway' },
    { Email: 'ann@acme.test', MobilePhone: '1', OtherCity: 'Oslo', MailingCountry: 'Norway' },
  ],
  [
    'Lead',
    'listLeads',
    { company: 'Acme', leadStatus: 'Open', rating: '', city: 'Oslo', dynamicValues: '', fieldValues: [] },
    { Company: 'Acme', City: 'Oslo', Status: 'Open' },
  ],
  [
    'Opportunity',
    'listOpportunities',
    { name: 'Shop', stage: 'Prospecting', closeDate: '2026-12-31', amount: '5' },
    { Name: 'Shop', Amount: 5, StageName: 'Prospecting', CloseDate: '2026-12-31' },
  ],
  [
    'Customer',
    'listCustomers',
    { name: 'Ann', partyId: '0PR', totalLifeTimeValue: '' },
    { Name: 'Ann', PartyId: '0PR', CustomerStatusType: 'Active' },
  ],
];

const ofKinds: Row[] = kinds.flatMap(([type, list, inputs, fields]): Row[] => [
  {
    action: `create${type}`,
    params: inputs,
    asks: [[`POST ${api}/sobjects/${type}`, fields]],
    answers: [{ status: 201, body: SAVED }],
  },
  {
    action: `update${type}`,
    params: { ...inputs, recordId: '001' },
    asks: [[`PATCH ${api}/sobjects/${type}/001`, fields]],
    answers: [{ status: 204 }],
    gives: SAVED,
  },
  {
    action: `delete${type}`,
    params: { recordId: '001' },
    asks: [[`DELETE ${api}/sobjects/${type}/001`]],
    answers: [{ status: 204 }],
    gives: SAVED,
  },
  ...(list === ''
    ? []
    : [
        {
          action: list,
          params: { pageSize: '20', pageNumber: '3' },
          asks: [
            [`GET ${api}/sobjects/${type}/describe`],
            [query(`${ALL} ${type} ${USUAL} LIMIT 20 OFFSET 40`)],
          ] satisfies Row['asks'],
          answers: [described, { body: { done: true, records: [{ Id: '1' }] } }],
          gives: [{ Id: '1' }],
        },
      ]),
]);

const job = (action: string, ask: Row['asks'][number], params: Params = {}): Row => ({
  action,
  params: { bulkJobId: '750', queryJobId: '751', ...params },
  asks: [ask],
  answers: [{ body: { id: '750' } }],
});
const results = (action: string, line: string, params: Params = {}): Row => ({
  ...job(action, [line], params),
  answers: [{ headers: { 'content-type': 'text/csv' }, body: 'Id\n1\n' }],
});
const format = { contentType: 'CSV', columnDelimiter: 'COMMA', lineEnding: 'LF' };

const ROWS: Row[] = [
  ...ofKinds,
  {
    action: 'query',
    params: { queryString: 'SELECT Id FROM Contact', version: '51.0', debug: 'false', fetchAll: 'true' },
    asks: [
      [`GET ${instance}/services/data/v51.0/query?q=SELECT+Id+FROM+Contact`],
      [`GET ${instance}/services/data/v51.0/query/01g-2000`],
    ],
    answers: [
      {
        body: { done: false, records: [{ Id: '1' }], nextRecordsUrl: '/services/data/v51.0/query/01g-2000' },
      },
      { body: { totalSize: 2, done: true, records: [{ Id: '2' }] } },
    ],
    gives: { totalSize: 2, done: true, records: [{ Id: '1' }, { Id: '2' }] },
  },
  {
    action: 'query',
    params: { queryString: 'SELECT Id FROM Contact' },
    asks: [[query('SELECT Id FROM Contact')]],
    answers: [{ body: { done: false, records: [], nextRecordsUrl: '/services/data/v63.0/query/01g-2000' } }],
  },
  { action: 'search', params: { searchString: 'FIND {x}' }, asks: [[`GET ${api}/search?q=FIND+%7Bx%7D`]] },
  {
    action: 'findRecord',
    params: {
      recordType: 'Account',
      dynamicValues: { Region__c: ['EU', 'US'] },
      fieldValues: [
        { key: 'Name', value: "O'Neil" },
        { key: 'Active__c', value: 'true' },
        { key: 'Size__c', value: '3' },
      ],
      fieldValueTypes: [
        { key: 'Active__c', value: 'Boolean' },
        { key: 'Size__c', value: 'number' },
      ],
    },
    asks: [
      [`GET ${api}/sobjects/Account/describe`],
      [
        query(
          `${ALL} Account WHERE Region__c IN ('EU', 'US') AND Name = 'O\\'Neil' AND Active__c = true AND Size__c = 3 ${USUAL} LIMIT 1`,
        ),
      ],
    ],
    answers: [described, { body: { records: [{ Id: '1' }] } }],
    gives: { Id: '1' },
  },
  {
    action: 'findRecord',
    params: { recordType: 'Case' },
    asks: [[`GET ${api}/sobjects/Case/describe`], [query('SELECT Id FROM Case LIMIT 1')]],
    answers: [{ body: { fields: [{ name: 'Id' }] } }, { body: { records: [{ Id: '1' }] } }],
    gives: { Id: '1' },
  },
  {
    action: 'findRecords',
    params: { recordType: 'Account', sort: 'Name -Id', fetchAll: 'true', maxRecordsToFetch: '3' },
    asks: [
      [`GET ${api}/sobjects/Account/describe`],
      [query(`${ALL} Account ORDER BY Name ASC, Id DESC`)],
      [`GET ${api}/query/01g-2`],
    ],
    answers: [
      described,
      { body: { records: [{ Id: '1' }, { Id: '2' }], nextRecordsUrl: '/services/data/v63.0/query/01g-2' } },
      { body: { records: [{ Id: '3' }, { Id: '4' }], nextRecordsUrl: '/services/data/v63.0/query/01g-4' } },
    ],
    gives: [{ Id: '1' }, { Id: '2' }, { Id: '3' }],
  },
  { action: 'getRecord', params: at, asks: [[`GET ${api}/sobjects/Account/001`]] },
  {
    action: 'createRecord',
    params: {
      ...at,
      dynamicValues: [{ key: 'Name', value: 'Acme' }],
      fieldValues: [{ key: 'Size__c', value: 3 }],
    },
    asks: [[`POST ${api}/sobjects/Account`, { Name: 'Acme', Size__c: 3 }]],
    answers: [{ status: 201, body: SAVED }],
  },
  {
    action: 'updateRecord',
    params: { ...at, fieldValues: [{ key: 'Name', value: 'Acme' }] },
    asks: [[`PATCH ${api}/sobjects/Account/001`, { Name: 'Acme' }]],
    answers: [{ status: 204 }],
    gives: SAVED,
  },
  {
    action: 'deleteRecord',
    params: at,
    asks: [[`DELETE ${api}/sobjects/Account/001`]],
    answers: [{ status: 204 }],
    gives: SAVED,
  },
  {
    action: 'upsertRecord',
    params: { ...at, externalIdFieldName: 'ExtId__c', records: '[{"ExtId__c":"1","Name":"Acme"}]' },
    asks: [
      [
        `PATCH ${api}/composite/sobjects/Account/ExtId__c`,
        { allOrNone: false, records: [{ ExtId__c: '1', Name: 'Acme', attributes: { type: 'Account' } }] },
      ],
    ],
    answers: [{ body: [{ ...SAVED, created: true }] }],
  },
  { action: 'describeObject', params: at, asks: [[`GET ${api}/sobjects/Account/describe`]] },
  {
    action: 'describePermissions',
    params: { recordType: 'Profile' },
    asks: [[`GET ${api}/sobjects/Profile/describe`]],
    answers: [{ body: { fields: [{ name: 'Id' }, { name: 'PermissionsApiEnabled' }] } }],
    gives: [{ name: 'PermissionsApiEnabled' }],
  },
  { action: 'getCustomer', params: at, asks: [[`GET ${api}/sobjects/Customer/001`]] },
  { action: 'describeCustomerSObject', asks: [[`GET ${api}/sobjects/Customer/describe`]] },
  job(
    'createBulkJob',
    [
      `POST ${api}/jobs/ingest`,
      { ...format, object: 'Account', operation: 'upsert', externalIdFieldName: 'ExtId__c' },
    ],
    { object: 'Account', operation: 'upsert', externalIdFieldName: 'ExtId__c' },
  ),
  {
    ...job('uploadJobData', [`PUT ${api}/jobs/ingest/750/batches`, 'Name\nAcme\n'], {
      file: { data: Buffer.from('Name\nAcme\n'), contentType: 'text/plain' },
    }),
    answers: [{ status: 201, body: '' }],
  },
  job('completeUploadBulkJob', [`PATCH ${api}/jobs/ingest/750`, { state: 'UploadComplete' }]),
  job('getBulkJob', [`GET ${api}/jobs/ingest/750`]),
  job('listBulkJobs', [`GET ${api}/jobs/ingest?isPkChunkingEnabled=false&jobType=V2Ingest`], {
    jobType: 'V2Ingest',
  }),
  job('abortBulkJob', [`PATCH ${api}/jobs/ingest/750`, { state: 'Aborted' }]),
  job('deleteBulkJob', [`DELETE ${api}/jobs/ingest/750`]),
  results('getJobSuccessfulRecordResults', `GET ${api}/jobs/ingest/750/successfulResults`),
  results('getJobFailedRecordResults', `GET ${api}/jobs/ingest/750/failedResults`),
  job(
    'createBulkQueryJob',
    [`POST ${api}/jobs/query`, { ...format, operation: 'query', query: 'SELECT Id FROM Lead' }],
    {
      query: 'SELECT Id FROM Lead',
    },
  ),
  job('getQueryJobInformation', [`GET ${api}/jobs/query/751`]),
  job('getAllQueryJobInformation', [
    `GET ${api}/jobs/query?isPkChunkingEnabled=false&concurrencyMode=parallel`,
  ]),
  results('getQueryJobResults', `GET ${api}/jobs/query/751/results?locator=MT&maxRecords=100`, {
    locator: 'MT',
    maxRecords: '100',
  }),
  job('abortBulkQueryJob', [`PATCH ${api}/jobs/query/751`, { state: 'Aborted' }]),
  job('deleteBulkQueryJob', [`DELETE ${api}/jobs/query/751`]),
  {
    action: 'compositeRequest',
    params: { compositeRequest: '[{"method":"GET"}]' },
    asks: [
      [
        `POST ${api}/composite`,
        { allOrNone: true, collateSubrequests: false, compositeRequest: [{ method: 'GET' }] },
      ],
    ],
  },
  { action: 'listCompositeResources', asks: [[`GET ${api}/composite`]] },
  ...['getCurrentUser', 'validateConnection'].map((action) => ({
    action,
    asks: [[`GET ${api}/`], [`GET ${instance}/id/00D/005`]] satisfies Row['asks'],
    answers: [
      { body: { identity: 'https://login.salesforce.com/id/00D/005' } },
      { body: { username: 'ann@acme.test' } },
    ],
    gives: action === 'getCurrentUser' ? { username: 'ann@acme.test' } : true,
  })),
  {
    action: 'validateConnection',
    asks: [[`GET ${api}/`]],
    answers: [
      { status: 401, body: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }] },
    ],
    gives: false,
  },
];

tryContract(salesforce, service, { connection }, ROWS);

const lines = () => service.asked.map(({ line }) => line);
const token = () => service.asked.at(-1)?.headers.get('authorization');

describe('Salesforce', () => {
  test('takes 200 records at once, so that more are sent in parts', async () => {
    const all = Array.from({ length: 401 }, (_, index) => ({ ExtId__c: String(index) }));
    const answers = [200, 200, 1].map((length) => ({ body: Array.from({ length }, () => SAVED) }));
    const params = { connection, ...at, externalIdFieldName: 'ExtId__c', records: all };
    const { data } = await perform(salesforce, 'upsertRecord', params, service.context(answers));
    expect(service.asked).toHaveLength(3);
    expect(data).toHaveLength(401);
  });

  test('has nothing where no record is found', async () => {
    const context = service.context([described, { body: { records: [] } }]);
    const { data } = await perform(salesforce, 'findRecord', { connection, recordType: 'Account' }, context);
    expect(data).toBeNull();
  });

  test('is asked anything by a raw request, at the API of the version that is given', async () => {
    const params = { connection, version: 'v59.0', url: '/limits', method: 'GET' };
    await perform(salesforce, 'rawRequest', params, service.context([{}]));
    expect(lines()).toEqual([`GET ${instance}/services/data/v59.0/limits`]);
    expect(token()).toBe('Bearer t1');
    const wrong = perform(salesforce, 'rawRequest', { ...params, version: '59/../..' }, service.context([]));
    expect(await failureOf(wrong)).toContain('must be a version of the API such as 63.0');
  });

  test('says in its own words what is wrong', async () => {
    const body = [{ message: 'unexpected token: FORM', errorCode: 'MALFORMED_QUERY' }];
    const context = service.context([{ status: 400, body }]);
    const failure = await failureOf(
      perform(salesforce, 'query', { connection, queryString: 'FORM' }, context),
    );
    expect(failure).toContain('Salesforce answered 400: unexpected token: FORM.');
  });

  test('is found by the token, by the instance URL of an app, or not at all', async () => {
    const find = (own: unknown, answers: Answer[]) =>
      perform(salesforce, 'listCompositeResources', { connection: own }, service.context(answers));
    const key = 'salesforceClientCredentials';
    await find(connectionOf(key, { instanceUrl: `${instance}/` }, { access_token: 't2' }), [{}]);
    expect([lines(), token()]).toEqual([[`GET ${api}/composite`], 'Bearer t2']);
    for (const own of [connectionOf('oauth2', {}), connectionOf('oauth2', {}, { access_token: 't1' })])
      expect(await failureOf(find(own, []))).toContain('no access token that says where its Salesforce is');
  });

  test('gives an app its token where the instance URL says', () => {
    const { inputs = [] } =
      salesforce.connections.find(({ key }) => key === 'salesforceClientCredentials') ?? {};
    expect(withTemplates({ instanceUrl: instance }, inputs)).toMatchObject({
      tokenUrl: `${instance}/services/oauth2/token`,
    });
  });

  test('is asked whom a connection belongs to', async () => {
    const answers = [
      { body: { identity: 'https://login.salesforce.com/id/00D/005' } },
      { body: { username: 'ann@acme.test' } },
    ];
    const checked = salesforce.connections.map(({ key, check }) => [key, check !== undefined]);
    expect(checked).toEqual([
      ['oauth2', true],
      ['salesforceClientCredentials', true],
      ['basic', true],
    ]);
    const [oauth] = salesforce.connections;
    expect(await oauth?.check?.(service.context(answers), connection)).toEqual({
      message: 'Connected as ann@acme.test',
    });
  });
});

describe('a user name and a password', () => {
  const own = (password: string) =>
    connectionOf('basic', {
      username: 'ann@acme.test',
      password,
      loginUrl: 'https://login.salesforce.com/',
    });
  const envelope = (inner: string) => ({
    headers: { 'content-type': 'text/xml' },
    body: `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${inner}</soapenv:Body></soapenv:Envelope>`,
  });
  const loggedIn = envelope(
    `<loginResponse><result><serverUrl>${instance}/services/Soap/u/63.0/00D</serverUrl><sessionId>00D!s1</sessionId><userInfo><sessionSecondsValid>7200</sessionSecondsValid></userInfo></result></loginResponse>`,
  );
  const find = (password: string, answers: Answer[]) =>
    perform(salesforce, 'getRecord', { connection: own(password), ...at }, service.context(answers));

  test('become a session, which serves the calls after it, too', async () => {
    await find('p&1<', [loggedIn, {}]);
    expect(lines()).toEqual([
      'POST https://login.salesforce.com/services/Soap/u/63.0',
      `GET ${api}/sobjects/Account/001`,
    ]);
    expect(token()).toBe('Bearer 00D!s1');
    expect(String(service.asked[0]?.body)).toContain('<password>p&amp;1&lt;</password>');
    await find('p&1<', [{}]);
    expect(lines()).toEqual([`GET ${api}/sobjects/Account/001`]);
  });

  test('of another are asked for anew, and a refusal is told without them', async () => {
    const fault = envelope(
      '<soapenv:Fault><faultcode>INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN: Invalid username</faultstring></soapenv:Fault>',
    );
    const failure = await failureOf(find('wrong-1', [{ ...fault, status: 500 }]));
    expect(failure).toContain(
      'does not take the connection "Acme connection": INVALID_LOGIN: Invalid username',
    );
    expect(failure).not.toContain('wrong-1');
    expect(await failureOf(find('wrong-1', [{ status: 503, body: 'busy' }]))).toContain('it answered 503');
    expect(await failureOf(find('', []))).toContain('needs a user name, a password and a login URL');
  });
});

describe('what a query is made of', () => {
  test('never says more than it is given', () => {
    expect(whereOf({ Name: "x' OR Name != '\\\n" }, 'Fields')).toBe(
      " WHERE Name = 'x\\' OR Name != \\'\\\\\\n'",
    );
    expect(whereOf({ A: null, B: 1.5, 'Owner.Name': 'Ann' }, 'Fields')).toBe(
      " WHERE A = null AND B = 1.5 AND Owner.Name = 'Ann'",
    );
    expect(() => whereOf({ 'Id != null OR Id': 1 }, 'Fields')).toThrow('is no name in Salesforce');
    expect(() => whereOf({ Name: { a: 1 } }, 'Fields')).toThrow('neither a text, a number nor true or false');
    expect(() => orderOf(['Name,Id'], 'Sort')).toThrow('is no name in Salesforce');
  });
});

describe('data sources', () => {
  const source = async (key: string, params: Params, answers: Answer[]) => {
    const context = service.context(answers);
    return (await salesforce.dataSources[key]?.perform(context, { connection, ...params }))?.result;
  };
  const sobjects = {
    body: {
      sobjects: [
        { name: 'Lead', label: 'Lead', custom: false, isSubtype: false, triggerable: true },
        { name: 'Account', label: 'Account', custom: false, isSubtype: false, triggerable: true },
        { name: 'Part__c', label: 'Part', custom: true, isSubtype: true, triggerable: false },
      ],
    },
  };
  const names = (result: unknown) =>
    Array.isArray(result) ? result.map(({ object }: { object: { key: string } }) => object.key) : result;

  test('offer record types by their labels, those with a text alone where one is given', async () => {
    expect(await source('selectRecordType', { version: '63.0', filterQuery: '' }, [sobjects])).toEqual([
      { key: 'Account', label: 'Account' },
      { key: 'Lead', label: 'Lead' },
      { key: 'Part__c', label: 'Part' },
    ]);
    expect(lines()).toEqual([`GET ${api}/sobjects`]);
    expect(await source('selectRecordType', { filterQuery: 'ACC' }, [sobjects])).toHaveLength(1);
  });

  test('offer the fields of a record type', async () => {
    const offered = await source('previewRecordTypeFields', { dynamicRecordType: 'Account' }, [described]);
    expect(offered).toContainEqual({ key: 'Name', label: 'Name' });
  });

  test('offer several record types, with their fields or without', async () => {
    const all = (params: Params) => source('selectRecordTypes', params, [sobjects]);
    expect(names(await all({}))).toEqual(['Lead', 'Account', 'Part__c']);
    expect(names(await all({ showTriggerableOnly: 'true' }))).toEqual(['Lead', 'Account']);
    expect(names(await all({ includeOnlyTopLevelRecordTypes: 'true' }))).toEqual(['Lead', 'Account']);
    expect(names(await all({ recordTypeFilter: ['lead'] }))).toEqual(['Lead', 'Part__c']);
    const params = {
      recordTypeFilter: ['Lead'],
      includeAllCustomRecordTypes: 'false',
      defaultSelectedRecordTypes: ['Lead'],
    };
    expect(await source('selectRecordTypesWithFields', params, [sobjects, described])).toMatchObject([
      { object: { key: 'Lead', label: 'Lead' }, defaultSelected: true, fields: [{ key: 'Id' }, {}, {}] },
    ]);
    expect(service.asked).toHaveLength(2);
  });

  test.each([
    ['selectContact', 'Contact'],
    ['selectCustomer', 'Customer'],
    ['selectLead', 'Lead'],
    ['selectOpportunity', 'Opportunity'],
    ['selectProfile', 'Profile'],
    ['selectUser', 'User'],
  ])('%s offers records by their names', async (key, type) => {
    const answer = { body: { records: [{ Id: '1', Name: "O'Neil" }] } };
    expect(await source(key, { filterQuery: "O'N" }, [answer])).toEqual([{ key: '1', label: "O'Neil" }]);
    const soql = `SELECT Id, Name FROM ${type} WHERE Name LIKE '%O\\'N%' ORDER BY Name LIMIT 2000`;
    expect(lines()).toEqual([query(soql)]);
  });

  test('offer bulk jobs', async () => {
    const job = { id: '750', object: 'Lead', operation: 'insert', state: 'Open' };
    expect(await source('selectBulkJob', { filterQuery: 'lead' }, [{ body: { records: [job] } }])).toEqual([
      { key: '750', label: 'Lead insert (Open, 750)' },
    ]);
  });
});
