import { afterEach, expect, test } from 'bun:test';
import { createApiToken, getApiToken, revokeApiToken } from '../../../src/models/api-tokens.ts';
import type { StaffRole } from '../../../src/models/users.ts';
import { call, type Desk, openDesk, TOKEN } from '../../support/app.ts';

let desk: Desk;
afterEach(() => desk.close());

const make = (role: StaffRole) =>
  desk.deps.store.write((tx) =>
    createApiToken(tx, { name: 'CI', role, createdBy: { id: 'usr_ada', name: 'Ada' } }),
  );
const ask = async (token: string, method = 'GET', path = '/customers', body?: object) =>
  (await call(desk.app, method, path, body, { authorization: `Bearer ${token}` })).status;

test('a token that was made here opens the API with or without a token of the settings', async () => {
  for (const settings of [{}, { 'admin-token': TOKEN }]) {
    await desk?.close();
    desk = openDesk(settings);
    const { token } = await make('builder');
    expect([await ask(token), await ask(`${token}x`), await ask('swt_')]).toEqual([200, 401, 401]);
  }
  expect(await ask(TOKEN)).toBe(200);
});

test('a token may do what its role may, and nothing after it was revoked', async () => {
  desk = openDesk({});
  const { token, apiToken } = await make('support');
  expect(await ask(token)).toBe(200);
  expect(await ask(token, 'POST', '/customers', { name: 'Acme' })).toBe(403);
  await desk.deps.store.write((tx) => revokeApiToken(tx, apiToken.id));
  expect(await ask(token)).toBe(401);
});

test('the use of a token is noted', async () => {
  desk = openDesk({});
  const { token, apiToken } = await make('support');
  const before = Date.now();
  await ask(token);
  // Writes take effect in their order: what was noted is there when a later one is.
  await desk.deps.store.write(async () => undefined);
  const { lastUsedAt } = await getApiToken(desk.deps.store.read, apiToken.id);
  expect(lastUsedAt).toBeWithin(before, Date.now() + 1);
});

test('whoever has no token learns how to get one', async () => {
  desk = openDesk({});
  const answer = await desk.app.request('/api/v1/customers');
  expect(answer.status).toBe(401);
  const text = await answer.text();
  expect(text).toContain('Settings, API tokens');
  expect(text).toContain('STEPWELL_ADMIN_TOKEN');
});
