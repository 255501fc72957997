import { expect, test } from 'bun:test';
import { invitations } from '../../src/db/schema.ts';
import { hashToken } from '../../src/lib/crypto.ts';
import { DAY } from '../../src/lib/time.ts';
import { acceptInvitation, invite, inviteStaff, openInvitation } from '../../src/models/invitations.ts';
import { updateOrganization } from '../../src/models/organization.ts';
import { createSession, findSession } from '../../src/models/sessions.ts';
import { getUser } from '../../src/models/users.ts';
import { door, invited, knock, letIn, PASSWORD, staff } from '../support/people.ts';
import { refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const link = (id: string, purpose: 'set_up' | 'reset' = 'set_up', lifetime?: number) =>
  at.store.write((tx) => invite(tx, id, purpose, lifetime));
const accept = (token: string, fields: { name?: string; password?: string } = {}, when?: number) =>
  acceptInvitation(at, token, { name: 'Ada', password: PASSWORD, ...fields }, when);
const pathsOf = async (promise: Promise<unknown>) => (await refusal(promise)).issues.map(({ path }) => path);

test('a link is good for a day, and the store keeps only the hash of its token', async () => {
  const { id } = await invited(at.store, 'ada@example.com');
  const before = Date.now();
  const token = await link(id);
  expect(Buffer.from(token, 'base64url').byteLength).toBe(32);
  const [row] = await at.store.read.select().from(invitations);
  expect(row).toMatchObject({ hash: hashToken(token), userId: id, purpose: 'set_up' });
  expect(row?.expiresAt).toBeWithin(before + DAY, Date.now() + DAY + 1);
  expect((await at.bytes()).includes(token)).toBe(false);
});

test('a new link makes the former ones of the same person void, and of nobody else', async () => {
  const [ada, bob] = [await invited(at.store, 'ada@example.com'), await invited(at.store, 'bob@example.com')];
  const first = await link(ada.id);
  const bobs = await link(bob.id);
  const latest = await link(ada.id, 'reset');
  const kindOf = async (token: string) => (await openInvitation(at.store.read, token)).kind;
  expect([await kindOf(first), await kindOf(bobs), await kindOf(latest)]).toEqual(['void', 'open', 'open']);
  expect((await refusal(accept(first))).code).toBe('not_found');
});

test('staff are invited with their role for a week, say their name and a password, and are let in', async () => {
  const { user, token } = await at.store.write((tx) =>
    inviteStaff(tx, { email: 'ada@example.com', role: 'builder' }),
  );
  expect(user).toMatchObject({ role: 'builder', hasPassword: false });
  const opened = await openInvitation(at.store.read, token, Date.now() + 7 * DAY - 60_000);
  expect(opened).toMatchObject({ kind: 'open', purpose: 'set_up', user });
  const accepted = await accept(token, { name: ' Ada ' });
  expect(accepted).toEqual({ ...user, name: 'Ada', hasPassword: true });
  letIn(await knock(door(at.store), { email: 'ada@example.com' }));
});

test('a link is used once, also by two at the same time', async () => {
  const { id } = await invited(at.store, 'ada@example.com');
  const token = await link(id);
  const both = await Promise.allSettled([accept(token, { name: 'One' }), accept(token, { name: 'Two' })]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await openInvitation(at.store.read, token)).toEqual({ kind: 'void' });
  expect((await refusal(accept(token))).code).toBe('not_found');
});

test('a link past its time says so, and opens nothing', async () => {
  const { id } = await invited(at.store, 'ada@example.com');
  const token = await link(id);
  const late = Date.now() + DAY + 1;
  expect((await openInvitation(at.store.read, token, late)).kind).toBe('expired');
  const refused = await refusal(accept(token, {}, late));
  expect([refused.code, refused.message]).toEqual([
    'not_found',
    expect.stringContaining('Ask for a new one'),
  ]);
  expect((await getUser(at.store.read, id)).hasPassword).toBe(false);
  expect(await openInvitation(at.store.read, 'made up')).toEqual({ kind: 'void' });
});

test('a name and a good password are asked for, and the link stays open until they are given', async () => {
  await at.store.write((tx) => updateOrganization(tx, { name: 'Northwind Traders' }));
  const { id } = await invited(at.store, 'ada.lovelace@example.com');
  const token = await link(id);
  expect(await pathsOf(accept(token, { name: ' ', password: 'short' }))).toEqual(['name', 'password']);
  for (const password of ['northwindtraders1', 'adalovelace2024', 'ada.lovelace@example.com', 'password1234'])
    expect(await pathsOf(accept(token, { password }))).toEqual(['password']);
  expect((await openInvitation(at.store.read, token)).kind).toBe('open');
  await accept(token);
});

test('who follows a link to reset has another password, and is signed out everywhere', async () => {
  const ada = await staff(at.store, 'ada@example.com');
  const session = await at.store.write((tx) => createSession(tx, { userId: ada.id, address: '', agent: '' }));
  const token = await link(ada.id, 'reset');
  expect(await openInvitation(at.store.read, token)).toMatchObject({ kind: 'open', purpose: 'reset' });
  expect(await findSession(at.store.read, session)).toBeDefined();
  await accept(token, { password: 'walrus copper meadow' });
  expect(await findSession(at.store.read, session)).toBeUndefined();
  const tools = door(at.store);
  expect(await knock(tools, { email: 'ada@example.com' })).toEqual({ kind: 'refused' });
  letIn(await knock(tools, { email: 'ada@example.com', password: 'walrus copper meadow' }));
});
