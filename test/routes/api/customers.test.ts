import { afterAll, expect, test } from 'bun:test';
import { call, issuePaths, listAt, openDesk, textAt } from '../deps.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

test('a customer is made, read, changed and removed', async () => {
  const made = await call(app, 'POST', '/customers', {
    name: 'Acme',
    externalId: 'acme-1',
    labels: ['gold'],
    limits: { instances: 3 },
  });
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({
    name: 'Acme',
    externalId: 'acme-1',
    description: '',
    limits: { instances: 3 },
  });
  const path = `/customers/${textAt(made, 'id')}`;
  expect((await call(app, 'GET', path)).json).toEqual(made.json);
  const changed = await call(app, 'PATCH', path, { externalId: null, description: 'x' });
  expect(changed.json).toMatchObject({ name: 'Acme', externalId: null, description: 'x' });
  expect((await call(app, 'DELETE', path)).status).toBe(204);
  expect((await call(app, 'GET', path)).status).toBe(404);
  expect((await call(app, 'PATCH', path, { name: 'B' })).status).toBe(404);
  expect((await call(app, 'DELETE', path)).status).toBe(404);
});

test('no two customers have the same external id; any number may have none', async () => {
  await call(app, 'POST', '/customers', { name: 'A', externalId: 'one' });
  expect((await call(app, 'POST', '/customers', { name: 'B', externalId: 'one' })).status).toBe(409);
  const other = textAt(await call(app, 'POST', '/customers', { name: 'B' }), 'id');
  const taken = await call(app, 'PATCH', `/customers/${other}`, { externalId: 'one' });
  expect(taken.status).toBe(409);
  expect(issuePaths(taken)).toEqual(['externalId']);
  expect((await call(app, 'POST', '/customers', { name: 'C' })).status).toBe(201);
});

test('customers are listed in the order of their making, page by page', async () => {
  const ids = [];
  for (const name of ['P', 'Q', 'R']) ids.push(textAt(await call(app, 'POST', '/customers', { name }), 'id'));
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const page = await call(app, 'GET', `/customers?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...listAt(page, 'items').map((item) => Reflect.get(Object(item), 'id')));
    cursor = page.json && page.text.includes('"nextCursor":"') ? textAt(page, 'nextCursor') : '';
  } while (cursor);
  expect(seen.slice(-3)).toEqual(ids);
  expect(new Set(seen).size).toBe(seen.length);
});

test('wrong fields are refused, each with its path', async () => {
  const answer = await call(app, 'POST', '/customers', {
    name: 'x'.repeat(201),
    externalId: '',
    labels: 'gold',
    limits: { instances: -1, runs: 1.5 },
    description: 'a\u0000b',
    id: 'cus_1',
  });
  expect(answer.status).toBe(422);
  expect(issuePaths(answer).sort()).toEqual(
    ['description', 'externalId', 'id', 'labels', 'limits.instances', 'limits.runs', 'name'].sort(),
  );
  const lists = await call(app, 'POST', '/customers', { name: 'x', limits: [] });
  expect(issuePaths(lists)).toEqual(['limits']);
});
