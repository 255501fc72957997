import { afterAll, expect, test } from 'bun:test';
import { publishedShop } from '../../support/api-records.ts';
import { at, call, issuePaths, listAt, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

test('a new integration is a draft without problems: a flow that a webhook starts', async () => {
  const made = await call(app, 'POST', '/integrations', {
    name: '  Orders ',
    category: 'ERP',
    labels: ['paid'],
  });
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({ name: 'Orders', description: '', category: 'ERP', labels: ['paid'] });
  const id = textAt(made, 'id');
  const definition = await call(app, 'GET', `/integrations/${id}/definition`);
  expect(definition.json).toMatchObject({ name: 'Orders', category: 'ERP', flows: [{ name: 'Flow 1' }] });
  const published = await call(app, 'POST', `/integrations/${id}/versions`, {});
  expect(published.status).toBe(201);
  expect(at(published, 'problems')).toEqual([]);
});

test('an integration is read, changed in its definition as well, and removed', async () => {
  const path = `/integrations/${textAt(await call(app, 'POST', '/integrations', { name: 'A' }), 'id')}`;
  expect((await call(app, 'GET', path)).json).toMatchObject({ name: 'A', revision: 1 });
  const changed = await call(app, 'PATCH', path, { name: 'B', description: 'new' });
  expect(changed.json).toMatchObject({ name: 'B', description: 'new', revision: 2 });
  expect(at(await call(app, 'GET', `${path}/definition`), 'name')).toBe('B');
  const before = desk.told.rescheduled;
  expect((await call(app, 'DELETE', path)).status).toBe(204);
  for (const method of ['GET', 'DELETE']) expect((await call(app, method, path)).status).toBe(404);
  expect((await call(app, 'PATCH', path, { name: 'C' })).status).toBe(404);
  expect((await call(app, 'DELETE', path.replace('/int_', '/trash/int_'))).status).toBe(204);
  // Once when it takes nothing more, and once when it is gone.
  expect(desk.told.rescheduled).toBe(before + 2);
});

test('a fork is a copy of the draft under another name', async () => {
  const id = textAt(await call(app, 'POST', '/integrations', { name: 'Origin', category: 'CRM' }), 'id');
  const fork = await call(app, 'POST', `/integrations/${id}/forks`, { name: 'Copy', description: 'mine' });
  expect(fork.status).toBe(201);
  expect(fork.json).toMatchObject({ name: 'Copy', description: 'mine', category: 'CRM' });
  expect(textAt(fork, 'id')).not.toBe(id);
  expect((await call(app, 'POST', '/integrations/int_0/forks', { name: 'Copy' })).status).toBe(404);
  expect(issuePaths(await call(app, 'POST', `/integrations/${id}/forks`, {}))).toEqual(['name']);
});

test('the list goes page by page and can be narrowed', async () => {
  for (const name of ['Page one', 'Page two', 'Page three'])
    await call(app, 'POST', '/integrations', { name, category: 'Paged' });
  const first = await call(app, 'GET', '/integrations?category=Paged&limit=2');
  expect(listAt(first, 'items')).toMatchObject([{ name: 'Page one' }, { name: 'Page two' }]);
  const cursor = textAt(first, 'nextCursor');
  const second = await call(app, 'GET', `/integrations?category=Paged&limit=2&cursor=${cursor}`);
  expect(second.json).toMatchObject({ items: [{ name: 'Page three' }], nextCursor: null });
  const named = await call(app, 'GET', '/integrations?name=ge tw');
  expect(listAt(named, 'items')).toMatchObject([{ name: 'Page two' }]);
});

test('every fault of a body is told at once, with its path', async () => {
  const answer = await call(app, 'POST', '/integrations', {
    name: '',
    description: 5,
    labels: ['ok', ' '],
    categroy: 'ERP',
    isAdmin: true,
  });
  expect(answer.status).toBe(422);
  expect(issuePaths(answer)).toEqual(['name', 'description', 'labels.1', 'categroy', 'isAdmin']);
  expect(answer.text).toContain('did you mean category?');
});

test('a draft goes back to what was published last; without a version there is nothing to go back to', async () => {
  const integrationId = await publishedShop(app);
  const path = `/integrations/${integrationId}`;
  await call(app, 'PATCH', path, { name: 'Changed' });
  const reset = await call(app, 'POST', `${path}/draft-reset`);
  expect(reset.status).toBe(200);
  expect(reset.json).toMatchObject({ id: integrationId, name: 'Shop', publishedVersion: 1 });
  expect(at(await call(app, 'GET', `${path}/definition`), 'name')).toBe('Shop');
  expect((await call(app, 'POST', `${path}/draft-reset`)).json).toEqual(reset.json);
  const fresh = textAt(await call(app, 'POST', '/integrations', { name: 'Fresh' }), 'id');
  expect((await call(app, 'POST', `/integrations/${fresh}/draft-reset`)).status).toBe(409);
  expect((await call(app, 'POST', '/integrations/int_0/draft-reset')).status).toBe(404);
});

test('an older version becomes the draft, and may be published again; the others stay', async () => {
  const integrationId = await publishedShop(app);
  const path = `/integrations/${integrationId}`;
  await call(app, 'PATCH', path, { name: 'Second' });
  await call(app, 'POST', `${path}/versions`, { note: 'Second' });
  const restored = await call(app, 'POST', `${path}/versions/1/restorations`);
  expect(restored.status).toBe(200);
  expect(restored.json).toMatchObject({ id: integrationId, name: 'Shop', publishedVersion: 2 });
  expect(at(await call(app, 'GET', `${path}/definition`), 'name')).toBe('Shop');
  expect((await call(app, 'POST', `${path}/versions`, { note: 'As at first' })).json).toMatchObject({
    number: 3,
  });
  for (const number of ['4', '0', 'x'])
    expect((await call(app, 'POST', `${path}/versions/${number}/restorations`)).status).toBe(404);
});
