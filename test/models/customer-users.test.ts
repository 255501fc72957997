import { expect, test } from 'bun:test';
import {
  deleteCustomerUser,
  getCustomerUser,
  inviteCustomerUser,
  listCustomerUsers,
  type NewCustomerUser,
  updateCustomerUser,
} from '../../src/models/customer-users.ts';
import { acceptInvitation } from '../../src/models/invitations.ts';
import { createSession, findSession } from '../../src/models/sessions.ts';
import type { Viewer } from '../../src/models/viewer.ts';
import { invited, PASSWORD } from '../support/people.ts';
import { customerNamed, refusal, toolsFor } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();

type Fields = Partial<NewCustomerUser> & { email: string };
const invite = (customer: string, fields: Fields, viewer: Viewer = EVERYTHING) =>
  at.store.write((tx) => inviteCustomerUser(tx, viewer, customer, { role: 'customer_member', ...fields }));

async function joined(customer: string, email: string, role: NewCustomerUser['role']) {
  const { user, token } = await invite(customer, { email, role });
  await acceptInvitation(at, token, { name: email.split('@')[0] ?? '', password: PASSWORD });
  return user;
}

test('a customer’s people are invited, listed by name, and found by nobody else', async () => {
  const [a, b] = [await customerNamed(at.store, 'A'), await customerNamed(at.store, 'B')];
  const { user } = await invite(a.id, { email: 'Kim@A.example', name: 'Kim', externalId: 'k-1' });
  expect(user).toMatchObject({
    ...{ email: 'kim@a.example', name: 'Kim', externalId: 'k-1' },
    ...{ role: 'customer_member', customerId: a.id, hasPassword: false },
  });
  await invite(a.id, { email: 'ann@a.example' });
  const { items } = await listCustomerUsers(at.store.read, viewerFor(a.id), a.id, { limit: 5 });
  expect(items.map(({ name }) => name)).toEqual(['Kim', 'ann@a.example']);
  for (const [viewer, customer] of [
    [viewerFor(b.id), a.id],
    [viewerFor(b.id), b.id],
    [EVERYTHING, b.id],
  ] as const)
    expect((await refusal(getCustomerUser(at.store.read, viewer, customer, user.id))).code).toBe('not_found');
  const foreign = invite(a.id, { email: 'x@a.example' }, viewerFor(b.id));
  expect((await refusal(foreign)).code).toBe('not_found');
});

test('one of the staff is nobody’s', async () => {
  const a = await customerNamed(at.store, 'A');
  const { id } = await invited(at.store, 'dana@larkfield.example');
  expect((await refusal(getCustomerUser(at.store.read, EVERYTHING, a.id, id))).code).toBe('not_found');
});

test('whose an address is that cannot be invited, people of customers are not told', async () => {
  const [a, b] = [await customerNamed(at.store, 'A'), await customerNamed(at.store, 'B')];
  await invite(b.id, { email: 'kim@b.example' });
  await invited(at.store, 'dana@larkfield.example');
  const said = async (email: string) =>
    (await refusal(invite(a.id, { email }, viewerFor(a.id)))).issues.map(({ message }) => message);
  expect(await said('kim@b.example')).toEqual(['This address cannot be invited. Use another one.']);
  expect(await said('dana@larkfield.example')).toEqual(await said('kim@b.example'));
});

test('an external id is one person’s of the customer, and may be another’s elsewhere', async () => {
  const [a, b] = [await customerNamed(at.store, 'A'), await customerNamed(at.store, 'B')];
  const { user } = await invite(a.id, { email: 'one@a.example', externalId: 'x' });
  await invite(b.id, { email: 'one@b.example', externalId: 'x' });
  const twice = await refusal(invite(a.id, { email: 'two@a.example', externalId: 'x' }));
  expect([twice.code, twice.issues.map(({ path }) => path)]).toEqual(['conflict', ['externalId']]);
  const { user: other } = await invite(a.id, { email: 'three@a.example' });
  const change = (id: string) =>
    at.store.write((tx) => updateCustomerUser(tx, EVERYTHING, a.id, id, { externalId: 'x', name: 'New' }));
  expect((await refusal(change(other.id))).code).toBe('conflict');
  expect(await change(user.id)).toMatchObject({ externalId: 'x', name: 'New' });
});

test('another role ends the sessions; the last admin who can sign in stays, unless staff take them away', async () => {
  const a = await customerNamed(at.store, 'A');
  const first = await joined(a.id, 'first@a.example', 'customer_admin');
  const own = viewerFor(a.id);
  const demote = (id: string, viewer: Viewer) =>
    at.store.write((tx) => updateCustomerUser(tx, viewer, a.id, id, { role: 'customer_member' }));
  const remove = (id: string, viewer: Viewer) =>
    at.store.write((tx) => deleteCustomerUser(tx, toolsFor(at.store), viewer, a.id, id));
  await invite(a.id, { email: 'late@a.example', role: 'customer_admin' });
  expect((await refusal(demote(first.id, own))).code).toBe('conflict');
  expect((await refusal(remove(first.id, own))).code).toBe('conflict');
  const second = await joined(a.id, 'second@a.example', 'customer_admin');
  const begin = { userId: second.id, address: '127.0.0.1', agent: 'Test' };
  const token = await at.store.write((tx) => createSession(tx, begin));
  expect((await demote(second.id, own)).role).toBe('customer_member');
  expect(await findSession(at.store.read, token)).toBeUndefined();
  await remove(first.id, EVERYTHING);
  const { items } = await listCustomerUsers(at.store.read, EVERYTHING, a.id, { limit: 5 });
  expect(items.map(({ email }) => email)).toEqual(['late@a.example', 'second@a.example']);
});
