import { expect, test } from 'bun:test';
import { invitations } from '../../src/db/schema.ts';
import { hashToken } from '../../src/lib/crypto.ts';
import { DAY } from '../../src/lib/time.ts';
import { createOwner, invite, userByEmail } from '../../src/models/users.ts';
import { refusal } from './fixtures.ts';
import { shelf } from './stores.ts';

const at = shelf();
const owner = (email: string) => at.store.write((tx) => createOwner(tx, email));
const invited = (id: string, purpose: 'set_up' | 'reset' = 'set_up') =>
  at.store.write((tx) => invite(tx, id, purpose));

test('an owner is found by the e-mail address, however it is written', async () => {
  const made = await owner(' Ada@Example.COM ');
  expect(made).toMatchObject({
    email: 'ada@example.com',
    role: 'owner',
    customerId: null,
    passwordHash: null,
  });
  expect(await userByEmail(at.store.read, 'ADA@example.com')).toEqual(made);
  expect((await refusal(userByEmail(at.store.read, 'bob@example.com'))).code).toBe('not_found');
});

test('an address is used once, and what is no address is refused', async () => {
  await owner('ada@example.com');
  const again = await refusal(owner('Ada@example.com'));
  expect(again.code).toBe('conflict');
  expect(again.message).toContain('stepwell admin reset ada@example.com');
  for (const wrong of ['', 'ada', '@example.com', 'ada@', 'a b@example.com', 'a@b@c'])
    expect((await refusal(owner(wrong))).code).toBe('invalid');
});

test('an invitation is good for a day, and the store keeps only the hash of its token', async () => {
  const { id } = await owner('ada@example.com');
  const before = Date.now();
  const token = await invited(id);
  expect(Buffer.from(token, 'base64url').byteLength).toBeGreaterThanOrEqual(16);
  const [row] = await at.store.read.select().from(invitations);
  expect(row).toMatchObject({ hash: hashToken(token), userId: id, purpose: 'set_up' });
  expect(row?.expiresAt).toBeWithin(before + DAY, Date.now() + DAY + 1);
  expect((await at.bytes()).includes(token)).toBe(false);
});

test('a new invitation makes the former ones of the same person void, and of nobody else', async () => {
  const [ada, bob] = [await owner('ada@example.com'), await owner('bob@example.com')];
  await invited(ada.id);
  const bobs = await invited(bob.id);
  const latest = await invited(ada.id, 'reset');
  const kept = await at.store.read.select({ hash: invitations.hash }).from(invitations);
  expect(kept.map(({ hash }) => hash).sort()).toEqual([hashToken(bobs), hashToken(latest)].sort());
});
