import { afterAll, expect, test } from 'bun:test';
import { routes } from '../../../src/web/api/table.ts';
import { at, call, issuePaths, openDesk, TOKEN } from '../../support/app.ts';
import { processorTime } from '../../support/processor-time.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

const MB = 1024 * 1024;
const pathOf = (path: string) => path.replace(':id', 'xxx_0').replace(':number', '1');
const send = (method: string, path: string, init: RequestInit = {}) =>
  app.request(`/api/v1${path}`, { method, ...init });

test('every route asks for the token, and says so', async () => {
  for (const { method, path } of routes) {
    for (const authorization of [
      undefined,
      `Bearer ${TOKEN}x`,
      `Basic ${TOKEN}`,
      TOKEN,
      'Bearer',
      'Bearer  ',
    ]) {
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await send(method, pathOf(path), { headers });
      expect([method, path, authorization, answer.status]).toEqual([method, path, authorization, 401]);
      expect(answer.headers.get('www-authenticate')).toStartWith('Bearer');
      expect(await answer.json()).toMatchObject({ error: { code: 'unauthorized', issues: [] } });
    }
  }
  const lower = await send('GET', '/integrations', { headers: { authorization: `bearer ${TOKEN}` } });
  expect(lower.status).toBe(200);
});

test('without a token of its own the API is closed and says how to open it', async () => {
  const closed = openDesk({});
  for (const authorization of ['Bearer ', `Bearer ${TOKEN}`, 'Bearer undefined']) {
    const answer = await closed.app.request('/api/v1/integrations', { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('STEPWELL_ADMIN_TOKEN');
  }
  await closed.close();
});

test('an unknown path is not found; a known one says what is possible there', async () => {
  for (const path of ['', '/', '/integration', '/integrations/', '/integrations/a/b/c', '/%2e%2e/healthz']) {
    const answer = await call(app, 'GET', path);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(at(answer, 'error.code')).toBe('not_found');
  }
  const answer = await call(app, 'DELETE', '/integrations');
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('POST, GET, HEAD');
  expect((await call(app, 'POST', '/openapi.json')).status).toBe(405);
  expect((await call(app, 'BREW', '/executions/exe_0/replays')).headers.get('allow')).toBe('POST');
  expect((await call(app, 'GET', '/integrations/import')).status).toBe(404);
});

test('HEAD answers what GET does, without a body', async () => {
  const answer = await call(app, 'HEAD', '/customers');
  expect(answer.status).toBe(200);
  expect(answer.text).toBe('');
});

test('answers are not kept by others and are what they say they are', async () => {
  const { headers } = await call(app, 'GET', '/customers');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('every list refuses limits, cursors and parameters that are none', async () => {
  const lists = routes.filter((route) => 'cursor' in route.query);
  expect(lists.length).toBeGreaterThan(4);
  for (const { path } of lists.filter((route) => !route.path.includes(':'))) {
    const status = async (query: string) => [query, (await call(app, 'GET', `${path}?${query}`)).status];
    for (const limit of ['0', '201', '-1', '1.5', 'ten', '', '1e2', '0x10'])
      expect(await status(`limit=${limit}`)).toEqual([`limit=${limit}`, 400]);
    for (const limit of ['1', '200']) expect(await status(`limit=${limit}`)).toEqual([`limit=${limit}`, 200]);
    const wrong = ['x', '!!', 'aW50XzA', Buffer.from('7').toString('base64url'), '%00', 'a'.repeat(5000)];
    for (const cursor of wrong) expect(await status(`cursor=${cursor}`)).toEqual([`cursor=${cursor}`, 400]);
    expect(await status('limit=1&limit=2')).toEqual(['limit=1&limit=2', 400]);
    const typo = await call(app, 'GET', `${path}?lmit=2`);
    expect(issuePaths(typo)).toEqual(['lmit']);
    expect(typo.text).toContain('did you mean limit?');
  }
});

test('a cursor of another kind of list is refused by lists within a thing too', async () => {
  const { json } = await call(app, 'POST', '/integrations', { name: 'A' });
  const path = `/integrations/${Reflect.get(Object(json), 'id')}/versions`;
  for (const cursor of ['one', '-1', '1.5', '1e3', ''])
    expect(
      (await call(app, 'GET', `${path}?cursor=${Buffer.from(cursor).toString('base64url')}x`)).status,
    ).toBe(400);
  expect((await call(app, 'GET', `${path}?cursor=${Buffer.from('5').toString('base64url')}`)).status).toBe(
    200,
  );
});

test('a body must be JSON, of at most 1 MB, and an object', async () => {
  const post = async (body: string | Uint8Array<ArrayBuffer>, type?: string) => {
    const headers = {
      authorization: `Bearer ${TOKEN}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    };
    return (await send('POST', '/customers', { body, headers })).status;
  };
  const json = 'application/json';
  expect(await post('{"name":"A"}', 'application/json; charset=utf-8')).toBe(201);
  expect(await post('{"name":"A"}', 'application/merge-patch+json')).toBe(201);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
  ])
    expect([type, await post('{"name":"A"}', type)]).toEqual([type, 415]);
  for (const text of ['{', '{"name":}', "{'name':1}", '\u0000', '{"name":"A"} {}'])
    expect([text, await post(text, json)]).toEqual([text, 400]);
  expect(await post(new Uint8Array([0x22, 0xff, 0x22]), json)).toBe(400);
  expect(await post(`{"limits":${'['.repeat(600)}${']'.repeat(600)}}`, json)).toBe(400);
  for (const text of ['[]', '5', '"name"', 'null', '[{"name":"A"}]'])
    expect([text, await post(text, json)]).toEqual([text, 422]);
  expect(await post(JSON.stringify({ name: 'x'.repeat(MB) }), json)).toBe(413);
  expect(await post('', json)).toBe(422);
});

test('however much is wrong with a request, its answer comes soon and is short', async () => {
  const many = Array.from({ length: 15_000 }, (_, index) => `k${index.toString(36)}`);
  const ways = [
    () => call(app, 'GET', `/customers?${many.join('&')}`),
    () => call(app, 'POST', '/customers', Object.fromEntries(many.map((key) => [key, 1]))),
    () => call(app, 'POST', '/customers', { name: 'A', labels: Array(100_000).fill(1) }),
  ];
  for (const way of ways) {
    const time = await processorTime(async () => {
      const { status, text } = await way();
      expect([400, 422]).toContain(status);
      expect(text.length).toBeLessThan(50_000);
    });
    expect(time).toBeLessThan(5000);
  }
  const twice = await call(app, 'GET', '/customers?limit=1&__proto__=1&limit=2');
  expect([twice.status, twice.text]).toEqual([400, expect.stringContaining('limit is there more than once')]);
});

test('fields that nobody has asked for never reach the store', async () => {
  const names = [
    'role',
    'orgId',
    'customerId',
    'isAdmin',
    'createdAt',
    '__proto__',
    'constructor',
    'toString',
  ];
  for (const name of names) {
    const answer = await call(app, 'POST', '/customers', JSON.parse(`{"name":"A","${name}":{"polluted":1}}`));
    expect([name, answer.status, issuePaths(answer)]).toEqual([name, 422, [name]]);
  }
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('what nobody foresaw is logged, and says nothing of it to the outside', async () => {
  const broken = openDesk();
  await broken.deps.store.close();
  const answer = await broken.app.request('/api/v1/customers', {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(answer.status).toBe(500);
  expect(await answer.json()).toMatchObject({ error: { code: 'internal' } });
  expect(broken.lines.join()).toContain('A request failed');
});
