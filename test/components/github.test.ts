import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { github } from '../../src/components/github/index.ts';
import {
  connectionOf,
  failureOf,
  loopbackService,
  type Row,
  refusalOf,
  tryContract,
} from './connector-calls.ts';
import { createContext, createPayload, perform, triggerOf } from './context.ts';

const service = loopbackService();
const connection = connectionOf('oauth2', {}, { access_token: 't1' });
const repo = { owner: 'acme', repo: 'shop' };
const base = 'https://api.github.com/repos/acme/shop';
const hooks = [
  { id: 12, config: { url: 'https://stepwell.test/hook' } },
  { id: 13, config: { url: 'https://elsewhere.test/' } },
];

const ROWS: Row[] = [
  {
    action: 'actionsCreateWorkflowDispatch',
    params: { ...repo, workflowId: 'build.yml', ref: 'main', inputs: '{"level":"info"}' },
    asks: [
      [`POST ${base}/actions/workflows/build.yml/dispatches`, { ref: 'main', inputs: { level: 'info' } }],
    ],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'gitCreateBlob',
    params: { ...repo, content: 'Hi', encoding: '' },
    asks: [[`POST ${base}/git/blobs`, { content: 'Hi', encoding: 'utf-8' }]],
  },
  {
    action: 'gitCreateRef',
    params: { ...repo, ref: 'refs/heads/x', sha: 'aa' },
    asks: [[`POST ${base}/git/refs`, { ref: 'refs/heads/x', sha: 'aa' }]],
  },
  {
    action: 'gitCreateTree',
    params: { ...repo, tree: [{ path: 'a' }], baseTree: 'bb' },
    asks: [[`POST ${base}/git/trees`, { tree: [{ path: 'a' }], base_tree: 'bb' }]],
  },
  { action: 'gitGetRef', params: { ...repo, ref: 'heads/a b' }, asks: [[`GET ${base}/git/ref/heads/a%20b`]] },
  {
    action: 'issuesCreate',
    params: { ...repo, title: 'Broken', labels: ['bug', ''], assignees: [] },
    asks: [[`POST ${base}/issues`, { title: 'Broken', labels: ['bug'] }]],
  },
  { action: 'issuesGet', params: { ...repo, issueNumber: '4' }, asks: [[`GET ${base}/issues/4`]] },
  {
    action: 'issuesUpdate',
    params: { ...repo, issueNumber: 4, title: '', state: 'closed' },
    asks: [[`PATCH ${base}/issues/4`, { state: 'closed' }]],
  },
  {
    action: 'issuesListForRepo',
    params: { ...repo, state: 'all', perPage: '2', fetchAll: 'true' },
    asks: [
      [`GET ${base}/issues?state=all&per_page=2&page=1`],
      [`GET ${base}/issues?state=all&per_page=2&page=2`],
    ],
    answers: [
      {
        body: [{ id: 1 }, { id: 2 }],
        headers: {
          link: '<https://api.github.com/repositories/1/issues?page=2>; rel="next", <https://x.test/>; rel="last"',
        },
      },
      { body: [{ id: 3 }] },
    ],
    gives: [{ id: 1 }, { id: 2 }, { id: 3 }],
  },
  {
    action: 'issuesCreateComment',
    params: { ...repo, issueNumber: 4, body: 'Thanks' },
    asks: [[`POST ${base}/issues/4/comments`, { body: 'Thanks' }]],
    answers: [{ status: 201, body: { id: 7 } }],
  },
  {
    action: 'issuesListComments',
    params: { ...repo, issueNumber: 4 },
    asks: [[`GET ${base}/issues/4/comments?per_page=30&page=1`]],
    answers: [{ body: [] }],
  },
  {
    action: 'pullsCreate',
    params: {
      ...repo,
      title: 'Mend',
      head: 'mend',
      base: 'main',
      draft: 'true',
      maintainerCanModify: 'false',
    },
    asks: [
      [
        `POST ${base}/pulls`,
        { title: 'Mend', head: 'mend', base: 'main', draft: true, maintainer_can_modify: false },
      ],
    ],
  },
  {
    action: 'pullsList',
    params: repo,
    asks: [[`GET ${base}/pulls?per_page=30&page=1`]],
    answers: [{ body: [] }],
  },
  { action: 'reposGet', params: repo, asks: [[`GET ${base}`]] },
  {
    action: 'reposGetContent',
    params: { ...repo, path: 'docs/a b.md', ref: 'main' },
    asks: [[`GET ${base}/contents/docs/a%20b.md?ref=main`]],
  },
  {
    action: 'reposCreateOrUpdateFileContents',
    params: { ...repo, path: 'a.md', message: 'Add', content: 'SGk=' },
    asks: [[`PUT ${base}/contents/a.md`, { message: 'Add', content: 'SGk=' }]],
  },
  {
    action: 'reposCreateWebhook',
    params: { ...repo, callbackUrl: 'https://stepwell.test/hook', events: ['issues'], webhookSecret: 's1' },
    asks: [
      [
        `POST ${base}/hooks`,
        {
          name: 'web',
          active: true,
          events: ['issues'],
          config: { content_type: 'json', url: 'https://stepwell.test/hook', secret: 's1' },
        },
      ],
    ],
  },
  {
    action: 'reposDeleteWebhook',
    params: { ...repo, hookId: 12 },
    asks: [[`DELETE ${base}/hooks/12`]],
    answers: [{ status: 204 }],
    gives: '',
  },
  {
    action: 'reposDeleteInstanceWebhooks',
    params: repo,
    asks: [[`GET ${base}/hooks?per_page=100`], [`DELETE ${base}/hooks/12`]],
    answers: [{ body: hooks }, { status: 204 }],
    gives: { deleted: [12] },
  },
  {
    action: 'reposListWebhooks',
    params: repo,
    asks: [[`GET ${base}/hooks?per_page=100`]],
    answers: [{ body: hooks }],
    gives: [hooks[0]],
  },
  {
    action: 'reposListForOrg',
    params: { org: 'acme', sort: '' },
    asks: [['GET https://api.github.com/orgs/acme/repos?sort=created&per_page=30&page=1']],
    answers: [{ body: [] }],
  },
  {
    action: 'reposListForAuthenticatedUser',
    asks: [['GET https://api.github.com/user/repos?per_page=30&page=1']],
    answers: [{ body: [] }],
  },
  {
    action: 'usersGetByUsername',
    params: { username: 'octocat' },
    asks: [['GET https://api.github.com/users/octocat']],
  },
  { action: 'usersGetAuthenticated', asks: [['GET https://api.github.com/user']] },
  {
    action: 'searchIssues',
    params: { query: 'is:open a' },
    asks: [['GET https://api.github.com/search/issues?q=is%3Aopen+a&per_page=30&page=1']],
    answers: [{ body: { items: [] } }],
  },
  {
    action: 'reposCreateDispatchEvent',
    params: { ...repo, eventType: 'deployed', clientPayload: [{ key: 'a', value: 1 }] },
    asks: [[`POST ${base}/dispatches`, { event_type: 'deployed', client_payload: { a: 1 } }]],
  },
];

tryContract(github, service, { connection }, ROWS);

const get = (params: object, answers = [{}], overrides = {}) =>
  perform(github, 'reposGet', { connection, ...repo, ...params }, service.context(answers, overrides));

describe('GitHub', () => {
  test('is told who asks, and which version of its API is meant', async () => {
    await get({});
    const headers = service.asked[0]?.headers ?? new Headers();
    expect(headers.get('authorization')).toBe('Bearer t1');
    expect(headers.get('accept')).toBe('application/vnd.github+json');
    expect(headers.get('x-github-api-version')).toBe('2022-11-28');
  });

  test('is asked at the address of an Enterprise Server with a personal access token', async () => {
    const own = connectionOf('personalAccessToken', {
      personalAccessToken: 'p1',
      baseUrl: 'https://git.acme.test/api/v3/',
    });
    await get({ connection: own });
    expect(service.asked[0]?.line).toBe('GET https://git.acme.test/api/v3/repos/acme/shop');
    expect(service.asked[0]?.headers.get('authorization')).toBe('Bearer p1');
  });

  test.each([
    [401, 'Bad credentials', 'Connect or correct the connection "Acme connection".'],
    [404, 'Not Found', 'Check the names and ids'],
    [422, 'Validation Failed', 'Correct what it complains of'],
    [502, 'Bad Gateway', 'The fault is on its side'],
  ])('says what an answer of %i means, and what to do', async (status, message, advice) => {
    const failure = await failureOf(get({}, [{ status, body: { message } }]));
    expect(failure).toStartWith(`GitHub answered ${status}: ${message}. ${advice}`);
  });

  test('is asked again when it says that it was asked too often', async () => {
    const limited = {
      status: 403,
      headers: { 'retry-after': '0' },
      body: { message: 'You have exceeded a secondary rate limit' },
    };
    expect((await get({}, [limited, { body: { id: 9 } }])).data).toEqual({ id: 9 });
    expect(service.asked).toHaveLength(2);
    const failure = await failureOf(get({}, [{ ...limited, headers: { 'retry-after': '3600' } }]));
    expect(failure).toContain('not again for 3600 s');
  });

  test.each(['..', '.', ''])('is not asked for another place by the name %j', async (owner) => {
    expect(await failureOf(get({ owner }))).toMatch(/"Owner"/);
    expect(service.asked).toEqual([]);
  });

  test('offers the repositories that may be seen', async () => {
    const source = github.dataSources.listReposForAuthenticatedUser;
    const context = service.context([{ body: [{ full_name: 'acme/shop' }, { full_name: 'acme/site' }] }]);
    expect(await source?.perform(context, { connection })).toEqual({ result: ['acme/shop', 'acme/site'] });
  });

  test('a connection says whose it is', async () => {
    const context = service.context([{ body: { login: 'octocat' } }]);
    expect(await github.connections[0]?.check?.(context, connection)).toEqual({
      message: 'Connected as octocat',
    });
  });

  test('a raw request goes to the address of the API alone', async () => {
    const params = { connection, url: '/zen', method: 'GET', responseType: 'text' };
    expect(
      (await perform(github, 'rawRequest', params, service.context([{ body: 'Keep it simple' }]))).data,
    ).toBe('Keep it simple');
    const elsewhere = { ...params, url: 'https://elsewhere.test/' };
    expect(await failureOf(perform(github, 'rawRequest', elsewhere, service.context([])))).toContain(
      'leads to https://elsewhere.test',
    );
  });
});

describe('the webhook of GitHub', () => {
  const call = (body: string, contentType: string, signature: string, secret: string) => {
    const isForm = contentType !== 'application/json';
    const data: unknown = isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
    const payload = {
      ...createPayload(),
      headers: { 'X-Hub-Signature-256': signature },
      rawBody: { data: body, contentType },
      body: { data, contentType },
    };
    return triggerOf(github, 'webhook').perform(createContext(), payload, { webhookSecret: secret });
  };
  const signed = (body: string) => `sha256=${createHmac('sha256', 's1').update(body).digest('hex')}`;

  test('takes a signed call', async () => {
    const result = await call('{"action":"opened"}', 'application/json', signed('{"action":"opened"}'), 's1');
    expect(result?.payload).toMatchObject({ body: { data: { action: 'opened' } } });
  });

  test('reads an event that comes as a form', async () => {
    const body = `payload=${encodeURIComponent('{"action":"opened"}')}`;
    const result = await call(body, 'application/x-www-form-urlencoded', signed(body), 's1');
    expect(result?.payload).toMatchObject({ body: { data: { action: 'opened' } } });
  });

  test('refuses one that is not signed, or otherwise', async () => {
    for (const signature of ['', 'sha256=00', signed('{"action":"closed"}')]) {
      const outcome = (async () => call('{"action":"opened"}', 'application/json', signature, 's1'))();
      expect(await refusalOf(outcome)).toContain('not signed as GitHub would sign it');
    }
    expect(await call('{}', 'application/json', '', '')).toBeDefined();
  });
});
