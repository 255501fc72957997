import { expect, test } from 'bun:test';
import type { UserRole } from '../../src/db/schema.ts';
import { createUser, findUserByEmail, getUser, renameUser, staffWhoMay } from '../../src/models/users.ts';
import { invited, staff } from '../support/people.ts';
import { customerNamed, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();

test('somebody is found by the e-mail address, however it is written', async () => {
  const made = await invited(at.store, ' Ada@Example.COM ');
  expect(made).toMatchObject({ email: 'ada@example.com', name: 'ada@example.com', role: 'owner' });
  expect(made).toMatchObject({ customerId: null, hasPassword: false });
  expect(await findUserByEmail(at.store.read, 'ADA@example.com ')).toEqual(made);
  expect(await findUserByEmail(at.store.read, 'bob@example.com')).toBeUndefined();
});

test('an address is used once, and what is no address is refused', async () => {
  await invited(at.store, 'ada@example.com');
  const again = await refusal(invited(at.store, 'Ada@example.com', 'support'));
  expect(again.code).toBe('conflict');
  expect(again.issues.map(({ path }) => path)).toEqual(['email']);
  const wrong = [
    '',
    'ada',
    '@example.com',
    'ada@',
    'a b@example.com',
    'a@b@c',
    'a\0@example.com',
    `${'a'.repeat(250)}@example.com`,
  ];
  for (const address of wrong) {
    const { code, issues } = await refusal(invited(at.store, address));
    expect([code, issues.map(({ path }) => path)]).toEqual(['invalid', ['email']]);
  }
});

test('the hash of a password never leaves with a person', async () => {
  const { id } = await staff(at.store, 'ada@example.com');
  const user = await getUser(at.store.read, id);
  expect(user.hasPassword).toBe(true);
  expect(JSON.stringify(user)).not.toContain('argon2');
  expect(Object.keys(user)).not.toContain('passwordHash');
});

test('people can be renamed, but not to nothing', async () => {
  const { id } = await invited(at.store, 'ada@example.com');
  const rename = (name: string) => at.store.write((tx) => renameUser(tx, id, name));
  expect((await rename('  Ada Lovelace ')).name).toBe('Ada Lovelace');
  expect((await getUser(at.store.read, id)).name).toBe('Ada Lovelace');
  for (const name of ['', ' ', 'x'.repeat(201), 'a\0b', 'a\nb'])
    expect((await refusal(rename(name))).issues.map(({ path }) => path)).toEqual(['name']);
  const nobody = at.store.write((tx) => renameUser(tx, 'usr_0', 'Bob'));
  expect((await refusal(nobody)).code).toBe('not_found');
});

test('whom to ask is told by name: staff who can sign in, and nobody of a customer', async () => {
  const { id: customerId } = await customerNamed(at.store, 'Acme');
  const person = { email: 'aaa@acme.com', role: 'customer_admin' as const, customerId };
  await at.store.write((tx) => createUser(tx, person));
  for (const [email, role] of [
    ['cy@a.com', 'admin'],
    ['bob@a.com', 'owner'],
    ['dee@a.com', 'support'],
  ] as const)
    await staff(at.store, email, role);
  await invited(at.store, 'eve@a.com', 'admin');
  const names = async (...roles: UserRole[]) =>
    (await staffWhoMay(at.store.read, roles)).map(({ name }) => name);
  expect(await names('owner', 'admin', 'customer_admin')).toEqual(['bob', 'cy']);
  expect(await names()).toEqual([]);
});
