import { expect, spyOn, test } from 'bun:test';
import { DAY, MINUTE, SECOND } from '../../src/lib/time.ts';
import { acceptInvitation, invite } from '../../src/models/invitations.ts';
import { findSession } from '../../src/models/sessions.ts';
import { changePassword } from '../../src/models/sign-in.ts';
import { deleteStaff } from '../../src/models/staff.ts';
import { door, invited, knock, letIn, PASSWORD, staff } from '../support/people.ts';
import { refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const ADA = 'ada@example.com';
const BOB = 'bob@example.com';
const WRONG = 'granite lantern otte';

function clock() {
  let time = 1_750_000_000_000;
  return {
    now: () => time,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

test('who knows the password is let in, however the address is written', async () => {
  const ada = await staff(at.store, ADA);
  const tools = door(at.store);
  const { user, token } = letIn(await knock(tools, { email: ' ADA@example.com' }));
  expect(user).toEqual(ada);
  const found = await findSession(at.store.read, token);
  expect(found?.user).toEqual(ada);
  expect(found?.session).toMatchObject({ address: '192.0.2.1', agent: 'Firefox' });
});

test('a wrong password, an unknown address, and somebody without a password are answered alike', async () => {
  await staff(at.store, ADA);
  await invited(at.store, BOB);
  const tools = door(at.store);
  const tries = [
    { email: ADA, password: WRONG },
    { email: ADA, password: '' },
    { email: ADA, password: PASSWORD.repeat(1000) },
    { email: BOB, password: '' },
    { email: BOB },
    { email: 'nobody@example.com' },
    { email: '' },
  ];
  for (const each of tries) expect(await knock(tools, each)).toEqual({ kind: 'refused' });
});

test('an unknown address costs what a wrong password does: one comparison with a hash of the same cost', async () => {
  await staff(at.store, ADA);
  await invited(at.store, BOB);
  const tools = door(at.store);
  const verify = spyOn(Bun.password, 'verify');
  try {
    const costsOf = async (email: string) => {
      verify.mockClear();
      await knock(tools, { email, password: WRONG });
      return verify.mock.calls.map(([text, hash]) => [text, String(hash).split('$').slice(0, 4).join('$')]);
    };
    const known = await costsOf(ADA);
    expect(known).toEqual([[WRONG, '$argon2id$v=19$m=19456,t=2,p=1']]);
    expect(await costsOf('nobody@example.com')).toEqual(known);
    expect(await costsOf(BOB)).toEqual(known);
  } finally {
    verify.mockRestore();
  }
});

test('of 1,000 guesses in ten minutes at most 20 are tried, wherever they come from, and no other account notices', async () => {
  await staff(at.store, ADA);
  await staff(at.store, BOB);
  const time = clock();
  const tools = door(at.store, time.now);
  let tried = 0;
  for (let nth = 0; nth < 1000; nth++) {
    const address = `192.0.${nth % 200}.${nth % 250}`;
    const outcome = await knock(tools, { email: ADA, password: `guess number ${nth}`, address });
    if (outcome.kind !== 'throttled') tried += 1;
    else expect(outcome.retryAfter).toBeWithin(1, 601);
    time.pass((10 * MINUTE) / 1001);
  }
  expect(tried).toBeWithin(10, 21);
  letIn(await knock(tools, { email: BOB }));
});

test('guesses that come at once are counted before they are tried', async () => {
  await staff(at.store, ADA);
  const tools = door(at.store);
  const guesses = Array.from({ length: 100 }, (_, nth) =>
    knock(tools, { email: ADA, password: WRONG, address: `192.0.2.${nth}` }),
  );
  const outcomes = await Promise.all(guesses);
  expect(outcomes.filter(({ kind }) => kind !== 'throttled')).toHaveLength(10);
});

test('strangers who guess cannot shut out a browser that its owner has signed in with', async () => {
  await staff(at.store, ADA);
  const time = clock();
  const tools = door(at.store, time.now);
  const { device } = letIn(await knock(tools, { email: ADA }));
  const strangers = async () => {
    for (let nth = 0; nth < 40; nth++) await knock(tools, { email: ADA, password: WRONG });
  };
  await strangers();
  expect((await knock(tools, { email: ADA })).kind).toBe('throttled');
  expect(letIn(await knock(tools, { email: ADA, device })).device).toBe(device);
  time.pass(10 * MINUTE);
  letIn(await knock(tools, { email: ADA }));
});

test('a known browser has guesses of its own, and no endless number of them', async () => {
  await staff(at.store, ADA);
  const tools = door(at.store);
  const { device } = letIn(await knock(tools, { email: ADA }));
  for (let nth = 0; nth < 10; nth++)
    expect((await knock(tools, { email: ADA, password: WRONG, device })).kind).toBe('refused');
  expect((await knock(tools, { email: ADA, device })).kind).toBe('throttled');
  letIn(await knock(tools, { email: ADA }));
});

test('a browser is known to the account that it signed in to, and to no other', async () => {
  await staff(at.store, ADA);
  await staff(at.store, BOB);
  const tools = door(at.store);
  const bobs = letIn(await knock(tools, { email: BOB })).device;
  for (let nth = 0; nth < 10; nth++) await knock(tools, { email: ADA, password: WRONG });
  const [random] = bobs.split('.');
  for (const device of [bobs, '', '.', `${random}.`, `${random}.${'0'.repeat(64)}`, 'x'])
    expect((await knock(tools, { email: ADA, device })).kind).toBe('throttled');
  expect(letIn(await knock(tools, { email: BOB, device: 'made up' })).device).not.toBe('made up');
});

test('a network guesses at no more than thirty accounts a minute, an IPv6 network as a whole', async () => {
  const time = clock();
  const tools = door(at.store, time.now);
  const addressOf = (nth: number) => `2001:db8:1:2:${nth.toString(16)}::1`;
  const tried = async (nth: number, address: string) =>
    (await knock(tools, { email: `${nth}@example.com`, address })).kind;
  for (let nth = 0; nth < 30; nth++) expect(await tried(nth, addressOf(nth))).toBe('refused');
  expect(await tried(30, addressOf(30))).toBe('throttled');
  expect(await tried(31, '2001:db8:1:3::1')).toBe('refused');
  time.pass(MINUTE);
  expect(await tried(32, addressOf(32))).toBe('refused');
});

test('signing in often is not guessing', async () => {
  await staff(at.store, ADA);
  const tools = door(at.store);
  for (let nth = 0; nth < 35; nth++) letIn(await knock(tools, { email: ADA }));
});

test('a password that is reset while it is checked opens nothing', async () => {
  const ada = await staff(at.store, ADA);
  await staff(at.store, BOB);
  const tools = door(at.store);
  const link = await at.store.write((tx) => invite(tx, ada.id, 'reset'));
  const store = { ...at.store, read: at.store.read, write: afterReset(link) };
  expect(await knock({ ...tools, store }, { email: ADA })).toEqual({ kind: 'refused' });
  await at.store.write((tx) => deleteStaff(tx, ada.id));
  expect(await knock(tools, { email: ADA })).toEqual({ kind: 'refused' });
});

/** The store's write, after the link has been followed. */
function afterReset(link: string): typeof at.store.write {
  return async (work, what) => {
    await acceptInvitation({ store: at.store }, link, { name: 'Ada', password: 'walrus copper meadow' });
    return await at.store.write(work, what);
  };
}

test('who knows the present password changes it, and is signed out everywhere else', async () => {
  const ada = await staff(at.store, ADA);
  const tools = door(at.store);
  const [here, there] = [
    letIn(await knock(tools, { email: ADA })),
    letIn(await knock(tools, { email: ADA })),
  ];
  const session = (await findSession(at.store.read, here.token))?.session.hash ?? '';
  const next = 'walrus copper meadow';
  const change = (old: string, wanted: string) =>
    changePassword(tools, ada.id, { old, next: wanted, session });
  const wrongOld = await refusal(change(WRONG, next));
  expect(wrongOld.issues.map(({ path }) => path)).toEqual(['old']);
  expect((await refusal(change(PASSWORD, 'short'))).issues.map(({ path }) => path)).toEqual(['next']);
  expect((await refusal(change(PASSWORD, 'ada@example.com'))).issues.map(({ path }) => path)).toEqual([
    'next',
  ]);
  await change(PASSWORD, next);
  expect(await findSession(at.store.read, here.token)).toBeDefined();
  expect(await findSession(at.store.read, there.token)).toBeUndefined();
  expect(await knock(tools, { email: ADA })).toEqual({ kind: 'refused' });
  letIn(await knock(tools, { email: ADA, password: next }));
});

test('whoever sits at a forgotten session cannot guess the password there', async () => {
  const ada = await staff(at.store, ADA);
  const tools = door(at.store);
  const guess = async () => {
    const next = 'walrus copper meadow';
    return (await refusal(changePassword(tools, ada.id, { old: WRONG, next, session: '' }))).message;
  };
  for (let nth = 0; nth < 10; nth++) expect(await guess()).toContain('not your current password');
  expect(await guess()).toContain('Try again in 10 minutes');
});

test('a session lasts from the instant of the sign-in', async () => {
  await staff(at.store, ADA);
  const begun = Date.now() - 14 * DAY + 5 * SECOND;
  const { token } = letIn(await knock(door(at.store), { email: ADA, at: begun }));
  expect((await findSession(at.store.read, token, begun + 1))?.session.createdAt).toBe(begun);
});
