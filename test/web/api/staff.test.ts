import { afterAll, expect, test } from 'bun:test';
import type { Hono } from 'hono';
import { acceptInvitation } from '../../../src/models/invitations.ts';
import { listedNames } from '../../support/api-lists.ts';
import { apiFor, at, call, issuePaths, listAt, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app, deps } = desk;
afterAll(desk.close);

/** The API as a token of an admin sees it. */
const admin: Hono = apiFor(deps, async () => ({
  kind: 'token',
  id: 'token:tok_admin',
  name: 'Admin',
  role: 'admin',
  scope: { kind: 'organization' },
}));
const PASSWORD = 'seven quiet lanterns';
const TOKEN_OF = /^http:\/\/stepwell\.test\/invitations\/([\w-]{22,})$/;

async function invited(email: string, role: string) {
  const made = await call(app, 'POST', '/staff', { email, role });
  return { id: textAt(made, 'id'), token: TOKEN_OF.exec(textAt(made, 'link.url'))?.[1] ?? '', made };
}

async function joined(email: string, role: string): Promise<string> {
  const { id, token } = await invited(email, role);
  await acceptInvitation(deps, token, { name: email, password: PASSWORD });
  return id;
}

test('whoever is invited is answered with a link that opens the account once', async () => {
  const before = Date.now();
  const { id, token, made } = await invited('Robin@Larkfield.example', 'builder');
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({ email: 'robin@larkfield.example', role: 'builder', invited: true });
  expect(Date.parse(textAt(made, 'link.expiresAt'))).toBeGreaterThan(before + 6 * 86_400_000);
  expect((await call(app, 'GET', `/staff/${id}`)).text).not.toContain(token);
  await acceptInvitation(deps, token, { name: 'Robin', password: PASSWORD });
  expect((await call(app, 'GET', `/staff/${id}`)).json).toMatchObject({ name: 'Robin', invited: false });
  const twice = await call(app, 'POST', '/staff', { email: 'robin@larkfield.example', role: 'support' });
  expect([twice.status, issuePaths(twice)]).toEqual([409, ['email']]);
});

test('an invitation sent twice with a key invites once, and is answered with the same link', async () => {
  const key = { 'idempotency-key': 'invite' };
  const body = { email: 'twice@larkfield.example', role: 'support' };
  const first = await call(app, 'POST', '/staff', body, key);
  expect((await call(app, 'POST', '/staff', body, key)).json).toEqual(first.json);
});

test('staff are listed by name, page by page', async () => {
  for (const name of ['b', 'a']) await invited(`${name}-listed@larkfield.example`, 'support');
  const all = await listedNames(app, '/staff?limit=200');
  expect(all).toEqual([...all].sort());
  const first = await call(app, 'GET', '/staff?limit=1');
  const second = await call(app, 'GET', `/staff?limit=1&cursor=${textAt(first, 'nextCursor')}`);
  expect([textAt(first, 'items.0.name'), textAt(second, 'items.0.name')]).toEqual(all.slice(0, 2));
});

test('somebody is given another role; a link for another password replaces the former ones', async () => {
  const id = await joined('changes@larkfield.example', 'builder');
  const changed = await call(app, 'PATCH', `/staff/${id}`, { role: 'support' });
  expect(changed.json).toMatchObject({ id, role: 'support' });
  const link = await call(app, 'POST', `/staff/${id}/links`);
  expect(link.status).toBe(201);
  const [, token = ''] = TOKEN_OF.exec(textAt(link, 'url')) ?? [];
  await call(app, 'POST', `/staff/${id}/links`);
  const accept = acceptInvitation(deps, token, { name: 'Late', password: PASSWORD });
  await expect(accept).rejects.toThrow('used, replaced or past its time');
  expect((await call(app, 'DELETE', `/staff/${id}`)).status).toBe(204);
  expect((await call(app, 'GET', `/staff/${id}`)).status).toBe(404);
});

test('the only owner is neither removed nor given another role', async () => {
  const id = await joined('owner@larkfield.example', 'owner');
  for (const refused of [
    await call(app, 'PATCH', `/staff/${id}`, { role: 'admin' }),
    await call(app, 'DELETE', `/staff/${id}`),
  ]) {
    expect(refused.status).toBe(409);
    expect(textAt(refused, 'error.message')).toContain('is the only owner');
  }
  const other = await joined('owner2@larkfield.example', 'owner');
  expect((await call(app, 'DELETE', `/staff/${other}`)).status).toBe(204);
});

test('whoever is no owner makes, changes and removes none, and nobody becomes one by them', async () => {
  const { id: owner } = await invited('owner3@larkfield.example', 'owner');
  const { id: other } = await invited('other@larkfield.example', 'support');
  const tries = [
    ['POST', '/staff', { email: 'x@larkfield.example', role: 'owner' }],
    ['PATCH', `/staff/${other}`, { role: 'owner' }],
    ['PATCH', `/staff/${owner}`, { role: 'support' }],
    ['POST', `/staff/${owner}/links`, undefined],
    ['DELETE', `/staff/${owner}`, undefined],
  ] as const;
  for (const [method, path, body] of tries) {
    const refused = await call(admin, method, path, body);
    expect([method, path, refused.status]).toEqual([method, path, 403]);
    expect(textAt(refused, 'error.message')).toContain('Only owners');
  }
  expect((await call(app, 'GET', `/staff/${other}`)).json).toMatchObject({ role: 'support' });
  expect((await call(admin, 'PATCH', `/staff/${other}`, { role: 'admin' })).status).toBe(200);
});

test('with somebody who leaves go the tokens that they and these have made, where that is asked for', async () => {
  const makes = async (email: string) => {
    const id = await joined(email, 'admin');
    const person = apiFor(deps, async () => ({
      ...{ kind: 'user', id, name: email, email, role: 'admin', session: '' },
      scope: { kind: 'organization' },
    }));
    const made = await call(person, 'POST', '/tokens', { name: email, role: 'admin' });
    const by = { authorization: `Bearer ${textAt(made, 'token')}` };
    const child = await call(app, 'POST', '/tokens', { name: 'Child', role: 'support' }, by);
    return { id, tokens: [textAt(made, 'id'), textAt(child, 'id')] };
  };
  const kept = await makes('kept@larkfield.example');
  const gone = await makes('gone@larkfield.example');
  await call(app, 'DELETE', `/staff/${kept.id}`);
  await call(app, 'DELETE', `/staff/${gone.id}?revoke=true`);
  const left = listAt(await call(app, 'GET', '/tokens?limit=200'), 'items');
  expect(left).toMatchObject(kept.tokens.map((id) => ({ id, makerRole: 'gone' })));
  expect((await call(app, 'DELETE', `/staff/${kept.id}?revoke=perhaps`)).status).toBe(400);
});

test('with a lesser role go the tokens that may do more, where that is asked for', async () => {
  const id = await joined('lesser@larkfield.example', 'admin');
  const person = apiFor(deps, async () => ({
    ...{ kind: 'user', id, name: 'Lesser', email: '', role: 'admin', session: '' },
    scope: { kind: 'organization' },
  }));
  for (const role of ['admin', 'builder', 'support'])
    await call(person, 'POST', '/tokens', { name: `of ${role}`, role });
  await call(app, 'PATCH', `/staff/${id}`, { role: 'builder', revoke: true });
  const left = await listedNames(app, '/tokens?limit=200');
  expect(left.filter((name) => name.startsWith('of '))).toEqual(['of builder', 'of support']);
});

test('what is missing, wrong or unknown is told; a customer’s role is none of staff', async () => {
  const refused = async (body: object) => issuePaths(await call(app, 'POST', '/staff', body));
  expect(await refused({})).toEqual(['email', 'role']);
  expect(await refused({ email: 'nobody', role: 'builder' })).toEqual(['email']);
  expect(await refused({ email: 'a@b.example', role: 'customer_admin', name: 'A' })).toEqual([
    'role',
    'name',
  ]);
  const { id } = await invited('faulty@larkfield.example', 'builder');
  for (const body of [{}, { role: 'king' }, { role: null }])
    expect(issuePaths(await call(app, 'PATCH', `/staff/${id}`, body))).toEqual(['role']);
  for (const method of ['GET', 'DELETE']) expect((await call(app, method, '/staff/usr_0')).status).toBe(404);
  expect((await call(app, 'POST', '/staff/usr_0/links')).status).toBe(404);
  expect(at(await call(app, 'GET', `/staff/${id}`), 'role')).toBe('builder');
});
