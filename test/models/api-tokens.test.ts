import { expect, test } from 'bun:test';
import { MINUTE } from '../../src/lib/time.ts';
import {
  createApiToken,
  findApiToken,
  getApiToken,
  listApiTokens,
  revokeApiToken,
  touchApiToken,
} from '../../src/models/api-tokens.ts';
import { refusal } from './fixtures.ts';
import { shelf } from './stores.ts';

const at = shelf();
const make = (name: string) =>
  at.store.write((tx) => createApiToken(tx, { name, role: 'support', createdBy: 'Ada' }));

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
  expect(first.items).toEqual(made.slice(0, 2));
  const second = await listApiTokens(at.store.read, { limit: 2, cursor: first.nextCursor ?? undefined });
  expect(second).toEqual({ items: made.slice(2), nextCursor: null });
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
