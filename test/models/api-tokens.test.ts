import { expect, test } from 'bun:test';
import { MINUTE } from '../../src/lib/time.ts';
import {
  apiTokensOf,
  createApiToken,
  findApiToken,
  getApiToken,
  listApiTokens,
  revokeApiToken,
  revokeApiTokensOf,
  touchApiToken,
} from '../../src/models/api-tokens.ts';
import { changeRole, deleteStaff } from '../../src/models/staff.ts';
import type { StaffRole } from '../../src/models/users.ts';
import { staff } from '../support/people.ts';
import { refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const ADA = { id: 'usr_ada', name: 'Ada' };
const make = (name: string) =>
  at.store.write((tx) => createApiToken(tx, { name, role: 'support', createdBy: ADA }));

test('a token is shown once: afterwards the store finds it and cannot tell it', async () => {
  const { token, apiToken } = await make(' CI ');
  expect(token).toMatch(/^swt_[\w-]{43}$/);
  expect(apiToken).toMatchObject({ name: 'CI', role: 'support', createdBy: 'Ada', lastUsedAt: null });
  expect(await findApiToken(at.store.read, token)).toEqual(apiToken);
  for (const wrong of ['', 'swt_', token.slice(4), `${token}x`, token.toLowerCase()])
    expect(await findApiToken(at.store.read, wrong)).toBeUndefined();
  expect((await at.bytes()).includes(token.slice(4))).toBe(false);
  expect(JSON.stringify(await getApiToken(at.store.read, apiToken.id))).not.toContain('hash');
});

test('a token without a name is refused', async () => {
  expect((await refusal(make(' '))).issues.map(({ path }) => path)).toEqual(['name']);
});

test('a token that was revoked opens nothing from then on', async () => {
  const [one, other] = [await make('one'), await make('other')];
  const revoke = () => at.store.write((tx) => revokeApiToken(tx, one.apiToken.id));
  await revoke();
  expect(await findApiToken(at.store.read, one.token)).toBeUndefined();
  expect(await findApiToken(at.store.read, other.token)).toBeDefined();
  expect((await refusal(revoke())).code).toBe('not_found');
  expect((await refusal(getApiToken(at.store.read, one.apiToken.id))).code).toBe('not_found');
});

test('tokens are listed in the order of their making, page by page', async () => {
  const made = [await make('a'), await make('b'), await make('c')].map(({ apiToken }) => apiToken);
  const first = await listApiTokens(at.store.read, { limit: 2 });
  expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2).map(({ id }) => id));
  const second = await listApiTokens(at.store.read, { limit: 2, cursor: first.nextCursor ?? undefined });
  expect(second).toMatchObject({ items: made.slice(2), nextCursor: null });
});

test('a token is known by who made it, also when they have another role or have left', async () => {
  const bob = await staff(at.store, 'bob@a.com', 'admin');
  await staff(at.store, 'ada@a.com');
  const fields = { name: 'CI', role: 'admin' as const, createdBy: bob };
  const { apiToken } = await at.store.write((tx) => createApiToken(tx, fields));
  const makerRole = async () => {
    const { items } = await listApiTokens(at.store.read, { limit: 9 });
    return items.find(({ id }) => id === apiToken.id)?.makerRole;
  };
  expect(await makerRole()).toBe('admin');
  await at.store.write((tx) => changeRole(tx, bob.id, 'support'));
  expect(await makerRole()).toBe('support');
  await at.store.write((tx) => deleteStaff(tx, bob.id));
  expect(await makerRole()).toBe('gone');
  expect(await getApiToken(at.store.read, apiToken.id)).toMatchObject({ createdBy: 'bob' });
});

test('what one person has made is revoked by role, and nothing of others', async () => {
  const of = (name: string, role: StaffRole, createdBy = ADA) =>
    at.store.write((tx) => createApiToken(tx, { name, role, createdBy }));
  await of('all', 'owner');
  await of('some', 'support');
  const other = await of('other', 'support', { id: 'usr_bob', name: 'Ada' });
  await at.store.write((tx) => revokeApiTokensOf(tx, ADA.id, ['admin', 'support']));
  expect((await apiTokensOf(at.store.read, ADA.id)).map(({ name }) => name)).toEqual(['all']);
  expect(await findApiToken(at.store.read, other.token)).toBeDefined();
});

test('its use is noted once a minute', async () => {
  const { token, apiToken } = await make('CI');
  const use = async (when: number) => {
    await touchApiToken(at.store, (await findApiToken(at.store.read, token)) ?? apiToken, when);
    return (await getApiToken(at.store.read, apiToken.id)).lastUsedAt;
  };
  const begun = 1_750_000_000_000;
  expect(await use(begun)).toBe(begun);
  expect(await use(begun + MINUTE - 1)).toBe(begun);
  expect(await use(begun + MINUTE)).toBe(begun + MINUTE);
  await touchApiToken(at.store, apiToken, begun + MINUTE + 1);
  expect((await getApiToken(at.store.read, apiToken.id)).lastUsedAt).toBe(begun + MINUTE);
});
