import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { connections } from '../../../src/db/schema.ts';
import { setClockAhead } from '../../../src/lib/time.ts';
import { CONNECTION_STATES } from '../../../src/models/connection-states.ts';
import { customer, deployedShop, shopValues } from '../../support/api-records.ts';
import { call, type Desk, issuePaths, listAt, openDesk, textAt } from '../../support/app.ts';
import { visitorAs } from '../../support/visitor.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(async () => {
  setClockAhead(0);
  await desk.close();
});

const api = (method: string, path: string, body?: unknown) => call(desk.app, method, path, body);
const KEY = 'key-that-nobody-reads';
const apiKey = {
  component: 'http',
  connection: 'apiKey',
  inputs: { apiKey: KEY, baseUrl: 'https://a.example' },
};
const OAUTH = {
  authorizeUrl: 'https://login.example.com/authorize',
  tokenUrl: 'https://login.example.com/token',
  ...{ clientId: 'app', clientSecret: 'secret-of-the-app' },
};
const signIn = { component: 'http', connection: 'authorizationCode', inputs: OAUTH };

async function made(fields: object, label = 'Shop'): Promise<string> {
  const answer = await api('POST', '/connections', { ...fields, label });
  expect(answer.status, answer.text).toBe(201);
  return textAt(answer, 'id');
}

describe('a connection', () => {
  test('is made for a customer or for the organization, and its secrets are never answered', async () => {
    const owner = await customer(desk.app, 'Acme');
    const id = await made({ ...apiKey, owner });
    const answer = await api('GET', `/connections/${id}`);
    expect(answer.json).toMatchObject({
      ...{ label: 'Shop', component: 'http', connection: 'apiKey', owner, state: 'active', problem: null },
      ...{ inputs: { apiKey: '***', baseUrl: 'https://a.example' }, usedBy: [] },
    });
    expect(answer.text.includes(KEY)).toBe(false);
    expect(textAt(await api('GET', `/connections/${await made(apiKey)}`), 'owner')).toBe('organization');
  });

  test('is refused with an issue for what is not known, or missing', async () => {
    const wrong = { ...apiKey, label: 'Shop', inputs: { apiKeys: 'x' } };
    const answer = await api('POST', '/connections', wrong);
    expect(answer.status).toBe(422);
    expect(issuePaths(answer)).toEqual(['inputs.apiKeys', 'inputs.apiKey']);
    const nowhere = await api('POST', '/connections', { ...apiKey, connection: 'none', label: 'Shop' });
    expect(issuePaths(nowhere)).toEqual(['connection']);
    expect((await api('POST', '/connections', { ...apiKey, label: 'x', owner: 'cus_x' })).status).toBe(404);
  });

  test('keeps what is not named, but never a secret that would be sent elsewhere', async () => {
    const id = await made(apiKey);
    const renamed = await api('PATCH', `/connections/${id}`, { label: 'Store' });
    expect(renamed.json).toMatchObject({ label: 'Store', inputs: { apiKey: '***' } });
    const moved = await api('PATCH', `/connections/${id}`, { inputs: { baseUrl: 'https://evil.example' } });
    expect(moved.status).toBe(422);
    expect(issuePaths(moved)).toEqual(['inputs.apiKey']);
    const both = { baseUrl: 'https://b.example', apiKey: 'typed-anew-1' };
    expect((await api('PATCH', `/connections/${id}`, { inputs: both })).status).toBe(200);
  });

  test('that instances use is deleted only when that is said, and they need another then', async () => {
    const { instanceId } = await deployedShop(desk.app);
    const [id] = listAt(await api('GET', '/connections'), 'items').map((each) => String(Object(each).id));
    const detail = await api('GET', `/connections/${id}`);
    expect(detail.json).toMatchObject({ usedBy: [{ instanceId, name: 'Shop', configVariable: 'System' }] });
    const refused = await api('DELETE', `/connections/${id}`);
    expect([refused.status, textAt(refused, 'error.message')]).toEqual([
      409,
      'System is used by Shop of Acme. Say used=true to delete it.',
    ]);
    const page = await (await visitorAs(desk, 'support')).get(`/connections/${id}/deletion`);
    expect(page.html).toContain('1 instance will need another connection');
    expect((await api('DELETE', `/connections/${id}?used=true`)).status).toBe(204);
    expect(textAt(await api('GET', `/instances/${instanceId}`), 'state')).toBe('needs_configuration');
    expect((await api('GET', `/connections/${id}`)).status).toBe(404);
  });

  test('is replaced by one of the same kind that the customer may use; a reusable one stays when nothing uses it', async () => {
    const first = await deployedShop(desk.app, 'Acme');
    const second = await deployedShop(desk.app, 'Nord');
    const [ofNord, ofAcme] = listAt(await api('GET', '/connections'), 'items').map((each) => Object(each).id);
    const shared = await made(apiKey, 'Shared');
    const other = await made(signIn, 'Other kind');
    const refusals = [{ by: other }, { by: ofNord }];
    for (const body of refusals)
      expect((await api('POST', `/connections/${ofAcme}/replacements`, body)).status).toBe(422);
    expect((await api('POST', `/connections/${ofAcme}/replacements`, { by: shared })).status).toBe(204);
    const one = { by: shared, instanceId: second.instanceId };
    expect((await api('POST', `/connections/${ofNord}/replacements`, one)).status).toBe(204);
    const users = listAt(await api('GET', `/connections/${shared}`), 'usedBy');
    expect(users.map((each) => Object(each).instanceId)).toEqual([first.instanceId, second.instanceId]);
    // What was each instance's own is gone with its last use.
    expect((await api('GET', `/connections/${ofAcme}`)).status).toBe(404);
    const own = { configVariables: shopValues };
    expect((await api('PATCH', `/instances/${first.instanceId}`, own)).status).toBe(200);
    await api('DELETE', `/instances/${second.instanceId}`);
    expect((await api('GET', `/connections/${shared}`)).status).toBe(200);
  });

  test('that nobody signs in for has no link and nothing to disconnect; what cannot be tried says so', async () => {
    const id = await made(apiKey);
    expect((await api('POST', `/connections/${id}/authorizations`)).status).toBe(409);
    expect((await api('PUT', `/connections/${id}/revocation`)).status).toBe(409);
    expect((await api('POST', `/connections/${id}/checks`)).json).toEqual({
      state: 'active',
      message: 'Its component offers no way to try it.',
    });
    const pending = await api('POST', `/connections/${await made(signIn)}/checks`);
    expect(pending.json).toEqual({ state: 'pending', message: 'Nobody has signed in.' });
  });

  test('is tried where its component offers that, and what goes wrong is told without its secrets', async () => {
    const declared = desk.deps.catalog.connection({ component: { key: 'http' }, key: 'apiKey' });
    if (!declared) throw new Error('There is no HTTP.');
    const check = async (_: unknown, { fields }: { fields: Record<string, unknown> }) => {
      if (fields.baseUrl === 'https://a.example') return { message: 'Connected as acme' };
      throw new Error(`401 for ${fields.apiKey}`);
    };
    Object.assign(declared, { check });
    try {
      const id = await made(apiKey);
      expect((await api('POST', `/connections/${id}/checks`)).json).toEqual({
        state: 'active',
        message: 'Connected as acme',
      });
      await api('PATCH', `/connections/${id}`, {
        inputs: { apiKey: 'another-key-1', baseUrl: 'https://b.example' },
      });
      expect((await api('POST', `/connections/${id}/checks`)).json).toEqual({
        state: 'error',
        message: '401 for ***',
      });
    } finally {
      Reflect.deleteProperty(declared, 'check');
    }
  });
});

test('the list is newest first, and its filter of states answers just those that say they are in that state', async () => {
  const soon = Date.now() + 3600_000;
  const ids = [];
  for (const set of [
    { state: 'active' as const },
    { token: 'x', expiresAt: soon, refreshAt: soon - 300_000 },
    { token: 'x', expiresAt: soon, refreshAt: null },
    { token: 'x', expiresAt: soon - 7200_000, refreshAt: null },
    { token: 'x', expiresAt: soon - 7200_000, refreshAt: soon },
    { token: 'x', expiresAt: null },
    { state: 'error' as const },
    { state: 'revoked' as const },
  ]) {
    const id = await made(signIn, `Shop ${ids.length}`);
    await desk.deps.store.write((tx) => tx.update(connections).set(set).where(eq(connections.id, id)));
    ids.push(id);
  }
  ids.push(await made(apiKey, 'With a key'));
  const all = listAt(await api('GET', '/connections'), 'items').map((each) => Object(each));
  expect(all.map(({ id }) => id)).toEqual(ids.toReversed());
  expect(all.map(({ state }) => state).toReversed()).toEqual([
    ...['pending', 'active', 'expiring', 'error', 'expiring', 'active', 'error', 'revoked', 'active'],
  ]);
  for (const state of CONNECTION_STATES) {
    const some = listAt(await api('GET', `/connections?state=${state}`), 'items').map(
      (each) => Object(each).id,
    );
    expect({ state, some }).toEqual({
      state,
      some: all.filter((each) => each.state === state).map(({ id }) => id),
    });
  }
  const page = await (await visitorAs(desk, 'support')).get('/connections?q=key');
  expect(page.html).toContain('With a key');
  expect(page.html).not.toContain('Shop 0');
});
