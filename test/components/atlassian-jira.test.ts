import { describe, expect, test } from 'bun:test';
import { atlassianJira } from '../../src/components/atlassian-jira/index.ts';
import { connectionOf, failureOf, loopbackService, type Row, tryContract } from './connector-calls.ts';
import { perform } from './context.ts';

const service = loopbackService();
const jiraConnection = connectionOf('basic', {
  username: 'ann',
  apiKey: 'k1',
  host: 'acme.atlassian.net',
  version: '3',
});
const base = 'https://acme.atlassian.net/rest/api/3';
const agile = 'https://acme.atlassian.net/rest/agile/1.0';
const issue = { issueId: 'SHOP-1' };
const gone = { answers: [{ status: 204 }], gives: '' };
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const document = (...lines: string[]) => ({ version: 1, type: 'doc', content: lines.map(paragraph) });
const found = (jql: string, maxResults: number) =>
  [`POST ${base}/search/jql`, { jql, fields: ['*all'], maxResults }] as [string, unknown];
const count = (jql: string): [string, unknown] => [`POST ${base}/search/approximate-count`, { jql }];
const one = [{ body: { issues: [{ id: '1' }] } }, { body: { count: 7 } }];
const listed = (maxResults: number) => ({ issues: [{ id: '1' }], startAt: 0, maxResults, total: 7 });
const pdf = { body: Buffer.from('pdf'), headers: { 'content-type': 'application/pdf' } };
const EVERYTHING = 'project is not EMPTY ORDER BY created DESC';

const ROWS: Row[] = [
  {
    action: 'createIssue',
    params: {
      ...{
        projectId: '10000',
        summary: 'Broken',
        description: 'One\nTwo',
        issueType: '',
        issueTypeId: '10002',
        ADFdescription: '',
      },
      ...{
        labels: ['shop'],
        priority: 'High',
        assignee: 'a1',
        versions: '1.0, 10001',
        fieldValues: [],
        dynamicValues: '{"customfield_1":5}',
      },
    },
    asks: [
      [
        `POST ${base}/issue`,
        {
          fields: {
            project: { id: '10000' },
            summary: 'Broken',
            description: document('One', 'Two'),
            issuetype: { id: '10002' },
            assignee: { id: 'a1' },
            priority: { name: 'High' },
            labels: ['shop'],
            versions: [{ name: '1.0' }, { id: '10001' }],
            customfield_1: 5,
          },
        },
      ],
    ],
  },
  {
    action: 'updateIssue',
    params: { ...issue, projectId: 'SHOP', issueType: 'Bug', dueDate: '2026-01-31' },
    asks: [
      [
        `PUT ${base}/issue/SHOP-1`,
        { fields: { project: { key: 'SHOP' }, issuetype: { name: 'Bug' }, duedate: '2026-01-31' } },
      ],
    ],
    ...gone,
  },
  { action: 'getIssue', params: issue, asks: [[`GET ${base}/issue/SHOP-1`]] },
  { action: 'deleteIssue', params: issue, asks: [[`DELETE ${base}/issue/SHOP-1`]], ...gone },
  { action: 'listIssues', asks: [found(EVERYTHING, 50), count(EVERYTHING)], answers: one, gives: listed(50) },
  {
    action: 'query',
    params: { search: 'project = SHOP', maxResults: '1' },
    asks: [found('project = SHOP', 1), count('project = SHOP')],
    answers: one,
    gives: listed(1),
  },
  {
    action: 'searchIssues',
    params: { search: 'so "broken"', projectKey: 'SHOP' },
    asks: [
      found('project = "SHOP" AND text ~ "so \\"broken\\"" ORDER BY created DESC', 50),
      count('project = "SHOP" AND text ~ "so \\"broken\\"" ORDER BY created DESC'),
    ],
    answers: one,
    gives: listed(50),
  },
  {
    action: 'findIssue',
    params: { searchType: 'summary', searchValue: 'Broken' },
    asks: [found('summary ~ "Broken"', 1), count('summary ~ "Broken"')],
    answers: one,
    gives: { id: '1' },
  },
  { action: 'listIssueTransitions', params: issue, asks: [[`GET ${base}/issue/SHOP-1/transitions`]] },
  {
    action: 'transitionIssue',
    params: { ...issue, transitionId: '31' },
    asks: [[`POST ${base}/issue/SHOP-1/transitions`, { transition: { id: '31' } }]],
    ...gone,
  },
  { action: 'listIssueWorklogs', params: issue, asks: [[`GET ${base}/issue/SHOP-1/worklog`]] },
  { action: 'listIssueTypes', asks: [[`GET ${base}/issuetype`]] },
  { action: 'listIssueLinkTypes', asks: [[`GET ${base}/issueLinkType`]] },
  {
    action: 'listIssueFields',
    asks: [[`GET ${base}/field`]],
    answers: [{ body: [{ id: 'a' }, { id: 'b', custom: true }] }],
    gives: [{ id: 'a' }],
  },
  {
    action: 'listIssueCustomFields',
    asks: [[`GET ${base}/field`]],
    answers: [{ body: [{ id: 'a' }, { id: 'b', custom: true }] }],
    gives: [{ id: 'b', custom: true }],
  },
  { action: 'getComments', params: issue, asks: [[`GET ${base}/issue/SHOP-1/comment`]] },
  {
    action: 'addComment',
    params: { ...issue, comment: 'Hi' },
    asks: [[`POST ${base}/issue/SHOP-1/comment`, { body: document('Hi') }]],
  },
  {
    action: 'updateComment',
    params: { ...issue, commentId: '5', comment: 'Hi', fieldValues: [{ key: 'visibility', value: null }] },
    asks: [[`PUT ${base}/issue/SHOP-1/comment/5`, { body: document('Hi'), visibility: null }]],
  },
  {
    action: 'deleteComment',
    params: { ...issue, commentId: '5' },
    asks: [[`DELETE ${base}/issue/SHOP-1/comment/5`]],
    ...gone,
  },
  {
    action: 'addIssueAttachment',
    params: { ...issue, file: 'text', fileName: 'a.txt' },
    asks: [[`POST ${base}/issue/SHOP-1/attachments`, expect.stringContaining('filename="a.txt"')]],
  },
  {
    action: 'listIssueAttachments',
    params: issue,
    asks: [[`GET ${base}/issue/SHOP-1?fields=attachment`]],
    answers: [{ body: { fields: { attachment: [{ id: '9' }] } } }],
    gives: [{ id: '9' }],
  },
  {
    action: 'downloadIssueAttachments',
    params: issue,
    asks: [
      [`GET ${base}/issue/SHOP-1?fields=attachment`],
      [`GET ${base}/attachment/9`],
      [`GET ${base}/attachment/content/9`],
    ],
    answers: [
      { body: { fields: { attachment: [{ id: '9' }] } } },
      { body: { id: '9', filename: 'a.pdf' } },
      pdf,
    ],
    gives: [{ id: '9', filename: 'a.pdf', file: { data: pdf.body, contentType: 'application/pdf' } }],
  },
  {
    action: 'listProjects',
    params: { maxResults: 5 },
    asks: [[`GET ${base}/project/search?startAt=0&maxResults=5`]],
  },
  { action: 'getProject', params: { projectId: 'SHOP' }, asks: [[`GET ${base}/project/SHOP`]] },
  { action: 'searchProjects', params: { search: 'Shop' }, asks: [[`GET ${base}/project/search?query=Shop`]] },
  {
    action: 'findProject',
    params: { searchType: 'key', searchValue: 'shop' },
    asks: [[`GET ${base}/project/search?keys=shop`]],
    answers: [{ body: { values: [{ key: 'SHOP' }] } }],
    gives: { key: 'SHOP' },
  },
  {
    action: 'getStatusList',
    params: { projectId: '1' },
    asks: [[`GET ${base}/statuses/search?projectId=1&startAt=0`]],
  },
  { action: 'listPriorities', asks: [[`GET ${base}/priority/search?startAt=0`]] },
  { action: 'listVersions', params: { projectId: '1' }, asks: [[`GET ${base}/project/1/version?startAt=0`]] },
  { action: 'getVersion', params: { versionId: '5' }, asks: [[`GET ${base}/version/5`]] },
  {
    action: 'createVersion',
    params: { versionName: '1.1', projectId: '1' },
    asks: [[`POST ${base}/version`, { name: '1.1', archived: false, released: false, projectId: '1' }]],
  },
  {
    action: 'updateVersion',
    params: { versionId: '5', released: 'true' },
    asks: [[`PUT ${base}/version/5`, { archived: false, released: true }]],
  },
  { action: 'listBoards', params: { filter: 'my' }, asks: [[`GET ${agile}/board?startAt=0&name=my`]] },
  { action: 'getBoard', params: { boardId: '84' }, asks: [[`GET ${agile}/board/84`]] },
  {
    action: 'listBoardSprints',
    params: { boardId: '84' },
    asks: [[`GET ${agile}/board/84/sprint?startAt=0`]],
  },
  { action: 'getCurrentUser', asks: [[`GET ${base}/myself`]] },
  { action: 'getUser', params: { accountId: 'a:1' }, asks: [[`GET ${base}/user?accountId=a%3A1`]] },
  {
    action: 'findUser',
    params: { searchValue: 'ann' },
    asks: [[`GET ${base}/user/search?query=ann`]],
    answers: [{ body: [{ accountId: 'a1' }] }],
    gives: { accountId: 'a1' },
  },
  {
    action: 'searchUsers',
    params: { search: 'ann' },
    asks: [[`GET ${base}/user/search?query=ann`]],
    answers: [{ body: [] }],
  },
  {
    action: 'listAssignableUsers',
    params: { projectKey: 'SHOP' },
    asks: [[`GET ${base}/user/assignable/search?project=SHOP&startAt=0`]],
  },
  {
    action: 'createUser',
    params: { emailAddress: 'a@b.test', fieldValues: [{ key: 'products', value: [] }] },
    asks: [[`POST ${base}/user`, { emailAddress: 'a@b.test', notification: false, products: [] }]],
  },
  {
    action: 'listWebhooks',
    params: { fetchAll: 'true' },
    asks: [[`GET ${base}/webhook`], [`GET ${base}/webhook?startAt=1`]],
    answers: [
      { body: { values: [{ id: 1 }], isLast: false, startAt: 0, maxResults: 1 } },
      { body: { values: [{ id: 2 }], isLast: true } },
    ],
    gives: { values: [{ id: 1 }, { id: 2 }], isLast: true },
  },
  {
    action: 'createWebhook',
    params: {
      webhookUrl: 'https://stepwell.test/hook',
      webhookDetails: '[{"events":["jira:issue_created"]}]',
    },
    asks: [
      [
        `POST ${base}/webhook`,
        { url: 'https://stepwell.test/hook', webhooks: [{ events: ['jira:issue_created'] }] },
      ],
    ],
  },
  {
    action: 'refreshWebhook',
    params: { webhookId: '7' },
    asks: [[`PUT ${base}/webhook/refresh`, { webhookIds: [7] }]],
  },
  {
    action: 'deleteWebhook',
    params: { webhookId: '7' },
    asks: [[`DELETE ${base}/webhook`, { webhookIds: [7] }]],
    ...gone,
  },
];

tryContract(atlassianJira, service, { jiraConnection }, ROWS);

describe('Jira', () => {
  const sites = {
    body: [
      { id: 's1', name: 'acme', url: 'https://acme.atlassian.net' },
      { id: 's2', name: 'beta', url: 'https://beta.atlassian.net' },
    ],
  };
  const signedIn = (token: string, apiSiteOverride = '') =>
    connectionOf('oauth2', { apiSiteOverride, version: '2' }, { access_token: token });
  const ask = (connection: object, answers: object[], action = 'getCurrentUser', params = {}) =>
    perform(atlassianJira, action, { jiraConnection: connection, ...params }, service.context(answers));

  test('is found by the sites of whoever has signed in, and kept', async () => {
    await ask(signedIn('t1'), [sites, {}]);
    await ask(signedIn('t1'), [{}]);
    expect(service.asked.map(({ line }) => line)).toEqual([
      'GET https://api.atlassian.com/ex/jira/s1/rest/api/2/myself',
    ]);
    await ask(signedIn('t1', 'https://beta.atlassian.net/'), [sites, {}]);
    expect(service.asked[1]?.line).toBe('GET https://api.atlassian.com/ex/jira/s2/rest/api/2/myself');
    expect(await failureOf(ask(signedIn('t1', 'gamma'), [sites]))).toContain(
      'no site "gamma", but acme, beta',
    );
    expect(await failureOf(ask(signedIn('t2'), [{ body: [] }]))).toContain('may see no site of Jira');
  });

  test('is shown a user and a token at its host, which must be named', async () => {
    await ask(jiraConnection, [{}]);
    expect(service.asked[0]?.headers.get('authorization')).toBe(`Basic ${btoa('ann:k1')}`);
    expect(await failureOf(ask(connectionOf('basic', {}), []))).toContain('write its host');
  });

  test('takes texts as they are in its second version', async () => {
    await ask(signedIn('t1'), [{}], 'addComment', { ...issue, comment: 'Hi' });
    expect(service.asked[0]?.body).toEqual({ body: 'Hi' });
  });

  test('passes over what is to be left out, since it goes on by a token alone', async () => {
    const page = (from: number, size: number, nextPageToken?: string) => ({
      body: {
        issues: Array.from({ length: size }, (_, index) => ({ id: String(from + index) })),
        nextPageToken,
      },
    });
    const answers = [page(0, 100, 'p2'), page(100, 30), { body: { count: 130 } }];
    const { data } = await ask(jiraConnection, answers, 'listIssues', { startAt: '120', maxResults: '20' });
    expect(data).toMatchObject({
      startAt: 120,
      total: 130,
      issues: Array.from({ length: 10 }, (_, index) => ({ id: String(120 + index) })),
    });
    expect(service.asked.map(({ body }) => body)).toMatchObject([
      { maxResults: 100 },
      { maxResults: 40, nextPageToken: 'p2' },
      {},
    ]);
  });

  test('of one’s own is searched as it always was', async () => {
    const own = connectionOf('basic', {
      username: 'ann',
      apiKey: 'k1',
      host: 'https://jira.acme.test',
      version: '2',
    });
    await ask(own, [{}], 'query', { search: 'project = SHOP', startAt: '50' });
    expect(service.asked[0]).toMatchObject({
      line: 'POST https://jira.acme.test/rest/api/2/search',
      body: { jql: 'project = SHOP', startAt: 50, maxResults: 50 },
    });
  });

  test('says in its own words what is wrong', async () => {
    const wrong = {
      status: 400,
      body: { errorMessages: [], errors: { summary: 'You must specify a summary.' } },
    };
    expect(await failureOf(ask(jiraConnection, [wrong], 'getIssue', issue))).toStartWith(
      'Jira answered 400: summary: You must specify a summary.',
    );
  });

  test('offers projects and kinds of issues', async () => {
    const offer = async (key: string, params: object, answers: object[]) =>
      (
        await atlassianJira.dataSources[key]?.perform(service.context(answers), {
          connection: jiraConnection,
          ...params,
        })
      )?.result;
    expect(await offer('selectProject', {}, [{ body: { values: [{ id: '1', name: 'Shop' }] } }])).toEqual([
      { key: '1', label: 'Shop' },
    ]);
    const types = { body: [{ id: '2', name: 'Bug' }] };
    expect(
      await offer('selectIssueType', { projectIds: '1', returnIssueTypeName: 'false' }, [types]),
    ).toEqual([{ key: '2', label: 'Bug' }]);
    expect(service.asked[0]?.line).toBe(`GET ${base}/issuetype/project?projectId=1`);
    expect(await offer('selectIssueType', { returnIssueTypeName: 'true' }, [types])).toEqual([
      { key: 'Bug', label: 'Bug' },
    ]);
  });
});
