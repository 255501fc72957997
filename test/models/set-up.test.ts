import { expect, test } from 'bun:test';
import { getOrganization } from '../../src/models/organization.ts';
import { completeSetUp, isSetUp, openSetUp, renewSetUpLink, setUpLink } from '../../src/models/set-up.ts';
import { findUserByEmail } from '../../src/models/users.ts';
import { door, invited, knock, letIn, PASSWORD, staff } from '../support/people.ts';
import { refusal, vault } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const FORM = { organization: ' Northwind ', name: 'Ada', email: 'Ada@example.com', password: PASSWORD };
const start = () => at.store.write((tx) => setUpLink(tx, vault));
const again = () => at.store.write((tx) => renewSetUpLink(tx, vault));
const stateOf = (token: string) => openSetUp(at.store.read, vault, token);
const complete = (token: string, more: Partial<typeof FORM> = {}) =>
  completeSetUp({ store: at.store, vault }, token, { ...FORM, ...more });

async function firstLink(): Promise<string> {
  const token = await start();
  if (token === undefined) throw new Error('There is no link.');
  return token;
}

test('each start prints the same link until it is used, and the disk does not hold it in clear', async () => {
  const token = await firstLink();
  expect(Buffer.from(token, 'base64url').byteLength).toBe(32);
  expect(await start()).toBe(token);
  expect(await stateOf(token)).toBe('open');
  expect((await at.bytes()).includes(token)).toBe(false);
});

test('the link makes the first owner and names the organization, and is used up', async () => {
  const token = await firstLink();
  expect(await isSetUp(at.store.read)).toBe(false);
  const owner = await complete(token);
  expect(owner).toMatchObject({ name: 'Ada', email: 'ada@example.com', role: 'owner', hasPassword: true });
  expect(await findUserByEmail(at.store.read, 'ada@example.com')).toEqual(owner);
  expect((await getOrganization(at.store.read)).name).toBe('Northwind');
  expect(await isSetUp(at.store.read)).toBe(true);
  expect(await start()).toBeUndefined();
  expect(await stateOf(token)).toBe('done');
  letIn(await knock(door(at.store), { email: 'ada@example.com' }));
});

test('of two who use the link at the same time one is the owner', async () => {
  const token = await firstLink();
  const both = await Promise.allSettled([complete(token), complete(token, { email: 'eve@example.com' })]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = await refusal(complete(token, { email: 'cy@example.com' }));
  expect([refused.code, refused.message]).toEqual(['conflict', expect.stringContaining('Sign in')]);
});

test('another link makes the first one void, and says how to get the latest', async () => {
  const first = await firstLink();
  const latest = await again();
  expect([await stateOf(first), await stateOf(latest)]).toEqual(['void', 'open']);
  const refused = await refusal(complete(first));
  expect([refused.code, refused.message]).toEqual([
    'not_found',
    expect.stringContaining('stepwell admin reset'),
  ]);
  expect(await start()).toBe(latest);
  await complete(latest);
  expect((await refusal(again())).code).toBe('conflict');
});

test('everything that is wrong is said at once, and the link stays open', async () => {
  const token = await firstLink();
  const wrong = { organization: '', name: ' ', email: 'ada', password: '123456789012' };
  const { code, issues } = await refusal(complete(token, wrong));
  expect(code).toBe('invalid');
  expect(issues.map(({ path }) => path)).toEqual(['organization', 'name', 'email', 'password']);
  expect((await refusal(complete(token, { password: 'Northwind2024' }))).issues[0]?.path).toBe('password');
  expect(await stateOf(token)).toBe('open');
});

test('an owner who was invited before the set-up may come in by its link', async () => {
  await invited(at.store, 'ada@example.com');
  await complete(await firstLink());
  letIn(await knock(door(at.store), { email: 'ada@example.com' }));
});

test('once an invited owner has a password, nothing is left to set up', async () => {
  const token = await firstLink();
  await staff(at.store, 'bob@example.com');
  expect(await stateOf(token)).toBe('done');
  expect(await start()).toBeUndefined();
  expect((await refusal(complete(token))).code).toBe('conflict');
});
