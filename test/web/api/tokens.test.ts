import { afterAll, expect, test } from 'bun:test';
import { listedNames } from '../../support/api-lists.ts';
import { call, issuePaths, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

const by = (token: string) => ({ authorization: `Bearer ${token}` });
const made = (name: string, role: string, headers = {}) =>
  call(app, 'POST', '/tokens', { name, role }, headers);

test('a token is answered once, opens the API with its role, and nothing after it was revoked', async () => {
  const answer = await made(' CI ', 'support');
  expect(answer.status).toBe(201);
  expect(answer.json).toMatchObject({ name: 'CI', role: 'support', lastUsedAt: null });
  const token = textAt(answer, 'token');
  expect(token).toMatch(/^swt_/);
  expect((await call(app, 'GET', '/customers', undefined, by(token))).status).toBe(200);
  expect((await call(app, 'POST', '/customers', { name: 'A' }, by(token))).status).toBe(403);
  expect((await call(app, 'GET', '/tokens')).text).not.toContain(token);
  const path = `/tokens/${textAt(answer, 'id')}`;
  expect((await call(app, 'DELETE', path)).status).toBe(204);
  expect((await call(app, 'GET', '/customers', undefined, by(token))).status).toBe(401);
  expect((await call(app, 'DELETE', path)).status).toBe(404);
});

test('tokens are listed in the order of their making, page by page', async () => {
  for (const name of ['one', 'two', 'three']) await made(name, 'builder');
  const first = await call(app, 'GET', '/tokens?limit=2');
  expect(first.json).toMatchObject({ items: [{ name: 'one' }, { name: 'two' }] });
  const cursor = textAt(first, 'nextCursor');
  expect(await listedNames(app, `/tokens?limit=2&cursor=${cursor}`)).toEqual(['three']);
});

test('no token makes or revokes one that may do more than itself', async () => {
  const admin = textAt(await made('Admin', 'admin'), 'token');
  const owner = await made('Owner', 'owner');
  const more = await made('More', 'owner', by(admin));
  expect([more.status, textAt(more, 'error.message').includes('Only owners')]).toEqual([403, true]);
  expect((await call(app, 'DELETE', `/tokens/${textAt(owner, 'id')}`, undefined, by(admin))).status).toBe(
    403,
  );
  expect((await made('Same', 'admin', by(admin))).status).toBe(201);
  for (const role of ['builder', 'support']) {
    const less = textAt(await made(role, role), 'token');
    expect((await made('Any', 'support', by(less))).status).toBe(403);
    expect((await call(app, 'GET', '/tokens', undefined, by(less))).status).toBe(403);
  }
  const ownOfOwner = await made('Mine', 'owner', by(textAt(owner, 'token')));
  expect(ownOfOwner.status).toBe(201);
});

test('a token that a token has made names that one, and nobody where no person is known', async () => {
  const admin = textAt(await made('Maker', 'admin'), 'token');
  const child = await made('Child', 'support', by(admin));
  expect(child.json).toMatchObject({ createdBy: 'Maker', createdById: null });
});

test('what is missing, wrong or unknown is told', async () => {
  const refused = async (body: object) => issuePaths(await call(app, 'POST', '/tokens', body));
  expect(await refused({})).toEqual(['name', 'role']);
  expect(await refused({ name: ' ', role: 'support' })).toEqual(['name']);
  expect(await refused({ name: 'x'.repeat(201), role: 'support' })).toEqual(['name']);
  expect(await refused({ name: 'x', role: 'customer_admin', token: 'swt_mine' })).toEqual(['role', 'token']);
});
