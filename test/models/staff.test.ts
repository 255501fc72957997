import { expect, test } from 'bun:test';
import { invite, openInvitation } from '../../src/models/invitations.ts';
import { createSession, findSession } from '../../src/models/sessions.ts';
import { changeRole, deleteStaff, getStaff, listStaff } from '../../src/models/staff.ts';
import { createUser, type StaffRole, type User } from '../../src/models/users.ts';
import { invited, staff } from '../support/people.ts';
import { customerNamed, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const become = (user: User, role: StaffRole) => at.store.write((tx) => changeRole(tx, user.id, role));
const remove = (user: User) => at.store.write((tx) => deleteStaff(tx, user.id));
const sessionOf = ({ id: userId }: User) =>
  at.store.write((tx) => createSession(tx, { userId, address: '', agent: '' }));

async function customerPerson(): Promise<User> {
  const { id: customerId } = await customerNamed(at.store, 'Acme');
  const fields = { email: 'aaa@acme.com', role: 'customer_admin' as const, customerId };
  return await at.store.write((tx) => createUser(tx, fields));
}

test('staff are listed by name, page by page, also those of one name, and without the people of customers', async () => {
  await customerPerson();
  for (const email of ['zoe@a.com', 'bob@b.com', 'ada@a.com', 'bob@a.com'])
    await staff(at.store, email, 'support');
  await invited(at.store, 'new@a.com', 'builder');
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await listStaff(at.store.read, { limit: 2, cursor });
    seen.push(...items.map(({ name }) => name));
    cursor = nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual(['ada', 'bob', 'bob', 'new@a.com', 'zoe']);
  for (const wrong of ['x', Buffer.from('usr_0 bob').toString('base64url'), ''.padEnd(3000, 'a')])
    expect((await refusal(listStaff(at.store.read, { limit: 2, cursor: wrong }))).code).toBe('bad_request');
});

test('another role, and removal, end what was begun before', async () => {
  await staff(at.store, 'ada@a.com');
  const bob = await staff(at.store, 'bob@a.com', 'admin');
  const cy = await staff(at.store, 'cy@a.com', 'support');
  const [bobs, cys] = [await sessionOf(bob), await sessionOf(cy)];
  expect((await become(bob, 'admin')).role).toBe('admin');
  expect(await findSession(at.store.read, bobs)).toBeDefined();
  expect((await become(bob, 'builder')).role).toBe('builder');
  expect((await getStaff(at.store.read, bob.id)).role).toBe('builder');
  expect(await findSession(at.store.read, bobs)).toBeUndefined();
  await remove(cy);
  expect(await findSession(at.store.read, cys)).toBeUndefined();
  expect((await refusal(getStaff(at.store.read, cy.id))).code).toBe('not_found');
});

test('the last owner stays owner: one who was only invited does not count', async () => {
  const ada = await staff(at.store, 'ada@a.com');
  const guest = await invited(at.store, 'guest@a.com');
  for (const refused of [await refusal(become(ada, 'admin')), await refusal(remove(ada))]) {
    expect(refused.code).toBe('conflict');
    expect(refused.message).toContain('ada is the only owner');
  }
  expect((await getStaff(at.store.read, ada.id)).role).toBe('owner');
  await remove(guest);
  const bob = await staff(at.store, 'bob@a.com');
  expect((await become(ada, 'support')).role).toBe('support');
  expect((await refusal(remove(bob))).code).toBe('conflict');
});

test('a link that was made before somebody became an owner does not let its maker in as one', async () => {
  const guest = await invited(at.store, 'guest@a.com', 'support');
  const token = await at.store.write((tx) => invite(tx, guest.id, 'set_up'));
  await become(guest, 'builder');
  expect((await openInvitation(at.store.read, token)).kind).toBe('open');
  await become(guest, 'owner');
  expect((await openInvitation(at.store.read, token)).kind).toBe('void');
});

test('people of customers are not to be had here', async () => {
  const person = await customerPerson();
  expect((await refusal(getStaff(at.store.read, person.id))).code).toBe('not_found');
  expect((await refusal(become(person, 'admin'))).code).toBe('not_found');
  expect((await refusal(remove(person))).code).toBe('not_found');
});
