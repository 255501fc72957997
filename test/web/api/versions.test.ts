import { afterAll, expect, test } from 'bun:test';
import { publishChange, publishedShop, shopDefinition } from '../../support/api-records.ts';
import { call, issuePaths, listAt, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

test('publishing makes the next version, with the note and what is odd about it', async () => {
  const id = textAt(
    await call(app, 'POST', '/integrations/import', 'name: Odd\nflows: [{name: One, steps: []}]'),
    'id',
  );
  const first = await call(app, 'POST', `/integrations/${id}/versions`, {
    note: 'It begins',
    withErrors: true,
  });
  expect(first.status).toBe(201);
  expect(first.json).toMatchObject({ number: 1, note: 'It begins', available: true });
  expect(listAt(first, 'problems').length).toBeGreaterThan(0);
  const second = await call(app, 'POST', `/integrations/${id}/versions`, { withErrors: true });
  expect(second.json).toMatchObject({ number: 2, note: '' });
});

test('a draft with errors is refused with each of them, unless it is to be published all the same', async () => {
  const steps =
    '[{name: Start, isTrigger: true, action: {key: webhook, component: {key: webhook-triggers}}}, {name: Get, action: {key: httpGet, component: {key: http}}, inputs: {headers: {type: reference, value: gone.results}}}]';
  const imported = await call(
    app,
    'POST',
    '/integrations/import',
    `name: Bad\nflows: [{name: One, steps: ${steps}}]`,
  );
  const path = `/integrations/${textAt(imported, 'id')}/versions`;
  const refused = await call(app, 'POST', path, { note: 'Bad' });
  expect([refused.status, issuePaths(refused)]).toEqual([
    422,
    ['flows[0].steps[1].inputs.headers', 'flows[0].steps[1].inputs.url'],
  ]);
  expect(refused.text).toContain('the draft has 2 errors');
  expect(listAt(await call(app, 'GET', path), 'items')).toEqual([]);
  expect((await call(app, 'POST', path, { withErrors: true })).json).toMatchObject({ number: 1 });
});

test('publishing that is sent twice under one key makes one version, also at the same time', async () => {
  const id = await publishedShop(app);
  const path = `/integrations/${id}/versions`;
  const publish = () => call(app, 'POST', path, { note: 'Once' }, { 'idempotency-key': `publish ${id}` });
  const answers = [...(await Promise.all([publish(), publish()])), await publish()];
  const made = answers.filter(({ status }) => status === 201);
  expect(made.length).toBeGreaterThan(0);
  for (const { json } of made) expect(json).toMatchObject({ number: 2, note: 'Once' });
  expect(listAt(await call(app, 'GET', path), 'items')).toHaveLength(2);
});

test('a version stays what it was, whatever becomes of the draft', async () => {
  const id = await publishedShop(app);
  await publishChange(app, id, { ...shopDefinition, name: 'Shop 2' });
  const path = `/integrations/${id}/versions`;
  expect((await call(app, 'GET', `${path}/1/definition`)).json).toEqual(shopDefinition);
  const yaml = await call(app, 'GET', `${path}/2/definition`, undefined, { accept: 'application/yaml' });
  expect(yaml.text).toContain('name: Shop 2');
  expect(yaml.headers.get('etag')).toBe('"v2"');
  expect(
    (await call(app, 'GET', `${path}/2/definition`, undefined, { 'if-none-match': '"v2"' })).status,
  ).toBe(304);
});

test('versions are listed from the newest on, page by page', async () => {
  const id = await publishedShop(app);
  for (const note of ['b', 'c']) await call(app, 'POST', `/integrations/${id}/versions`, { note });
  const first = await call(app, 'GET', `/integrations/${id}/versions?limit=2`);
  expect(listAt(first, 'items')).toMatchObject([{ number: 3 }, { number: 2 }]);
  const cursor = textAt(first, 'nextCursor');
  const rest = await call(app, 'GET', `/integrations/${id}/versions?limit=2&cursor=${cursor}`);
  expect(rest.json).toMatchObject({ items: [{ number: 1, note: 'First' }], nextCursor: null });
});

test('a version is marked unavailable, and available again', async () => {
  const id = await publishedShop(app);
  const path = `/integrations/${id}/versions/1`;
  expect((await call(app, 'PATCH', path, { available: false })).json).toMatchObject({ available: false });
  expect((await call(app, 'GET', path)).json).toMatchObject({ number: 1, available: false });
  expect((await call(app, 'PATCH', path, { available: true })).json).toMatchObject({ available: true });
  expect(issuePaths(await call(app, 'PATCH', path, { available: 'yes', note: 'x' }))).toEqual([
    'available',
    'note',
  ]);
});

test('what is no version is not found', async () => {
  const id = await publishedShop(app);
  for (const number of ['2', '0', '-1', '1.0', 'one', '01', '99999999999999999999']) {
    const path = `/integrations/${id}/versions/${number}`;
    expect((await call(app, 'GET', path)).status).toBe(404);
    expect((await call(app, 'GET', `${path}/definition`)).status).toBe(404);
    expect((await call(app, 'PATCH', path, { available: true })).status).toBe(404);
  }
  expect((await call(app, 'GET', '/integrations/int_0/versions')).status).toBe(404);
  expect((await call(app, 'POST', '/integrations/int_0/versions', {})).status).toBe(404);
});
