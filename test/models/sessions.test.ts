import { expect, test } from 'bun:test';
import { sessions } from '../../src/db/schema.ts';
import { hashToken } from '../../src/lib/crypto.ts';
import { DAY, HOUR, MINUTE } from '../../src/lib/time.ts';
import {
  createSession,
  deleteExpiredSessions,
  endAllSessions,
  endOtherSessions,
  endSession,
  findSession,
  listSessions,
  touchSession,
} from '../../src/models/sessions.ts';
import type { User } from '../../src/models/users.ts';
import { invited } from '../support/people.ts';
import { refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const BEGUN = 1_750_000_000_000;

const begin = ({ id: userId }: User, when = BEGUN) =>
  at.store.write((tx) => createSession(tx, { userId, address: '192.0.2.1', agent: 'Firefox' }, when));
const isOpen = async (token: string, when: number) =>
  (await findSession(at.store.read, token, when)) !== undefined;
const lastSeen = async () =>
  (await at.store.read.select().from(sessions)).map((row) => row.lastSeenAt - BEGUN);

/** The session is used at that instant. */
async function use(token: string, when: number): Promise<void> {
  const found = await findSession(at.store.read, token, when);
  if (found) await touchSession(at.store, found.session, when);
}

test('the cookie’s token finds its person, and the store keeps only the hash of it', async () => {
  const ada = await invited(at.store, 'ada@example.com');
  const token = await begin(ada);
  expect(Buffer.from(token, 'base64url').byteLength).toBe(32);
  const found = await findSession(at.store.read, token, BEGUN);
  expect(found?.user).toEqual(ada);
  expect(found?.session).toMatchObject({ hash: hashToken(token), address: '192.0.2.1', agent: 'Firefox' });
  expect(await findSession(at.store.read, `${token}x`, BEGUN)).toBeUndefined();
  expect(await findSession(at.store.read, hashToken(token), BEGUN)).toBeUndefined();
  expect((await at.bytes()).includes(token)).toBe(false);
});

test('a session that nobody uses ends after twelve hours, one in use after fourteen days', async () => {
  const ada = await invited(at.store, 'ada@example.com');
  const [idle, busy] = [await begin(ada), await begin(ada)];
  expect(await isOpen(idle, BEGUN + 12 * HOUR - 1)).toBe(true);
  expect(await isOpen(idle, BEGUN + 12 * HOUR)).toBe(false);
  for (let when = BEGUN; when < BEGUN + 14 * DAY; when += 11 * HOUR) await use(busy, when);
  expect(await isOpen(busy, BEGUN + 14 * DAY - 1)).toBe(true);
  expect(await isOpen(busy, BEGUN + 14 * DAY)).toBe(false);
});

test('its use is noted once in five minutes, and never backwards', async () => {
  const token = await begin(await invited(at.store, 'ada@example.com'));
  const before = await findSession(at.store.read, token, BEGUN);
  await use(token, BEGUN + 5 * MINUTE - 1);
  expect(await lastSeen()).toEqual([0]);
  await use(token, BEGUN + 8 * MINUTE);
  expect(await lastSeen()).toEqual([8 * MINUTE]);
  if (before) await touchSession(at.store, before.session, BEGUN + 7 * MINUTE);
  expect(await lastSeen()).toEqual([8 * MINUTE]);
});

test('people see where they are signed in, latest use first, and can end it', async () => {
  const [ada, bob] = [await invited(at.store, 'ada@a.com'), await invited(at.store, 'bob@a.com')];
  const [old, first, second] = [await begin(ada, BEGUN - DAY), await begin(ada), await begin(ada, BEGUN + 1)];
  const bobs = await begin(bob);
  const list = async (user: User) =>
    (await listSessions(at.store.read, user.id, BEGUN + 2)).map(({ hash }) => hash);
  expect(await list(ada)).toEqual([second, first].map(hashToken));
  const foreign = at.store.write((tx) => endSession(tx, ada.id, hashToken(bobs)));
  expect((await refusal(foreign)).code).toBe('not_found');
  await at.store.write((tx) => endSession(tx, ada.id, hashToken(first)));
  expect(await isOpen(first, BEGUN + 2)).toBe(false);
  await at.store.write((tx) => endOtherSessions(tx, ada.id, hashToken(old)));
  expect(await list(ada)).toEqual([]);
  expect(await list(bob)).toEqual([hashToken(bobs)]);
  await at.store.write((tx) => endAllSessions(tx, bob.id));
  expect(await list(bob)).toEqual([]);
});

test('sessions past their time are forgotten, and others stay', async () => {
  const ada = await invited(at.store, 'ada@example.com');
  await begin(ada, BEGUN - 14 * DAY);
  await begin(ada, BEGUN - 12 * HOUR);
  const open = await begin(ada, BEGUN - 11 * HOUR);
  await at.store.write((tx) => deleteExpiredSessions(tx, BEGUN));
  expect((await at.store.read.select().from(sessions)).map(({ hash }) => hash)).toEqual([hashToken(open)]);
});

test('what a browser says of itself is kept as far as it is of use', async () => {
  const { id: userId } = await invited(at.store, 'ada@example.com');
  await at.store.write((tx) => createSession(tx, { userId, address: '', agent: 'x'.repeat(9000) }));
  expect((await at.store.read.select().from(sessions))[0]?.agent).toHaveLength(500);
});
