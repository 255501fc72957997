import { expect, test } from 'bun:test';
import { hashPassword, passwordIssue, verifyPassword } from '../../src/lib/passwords.ts';

const GOOD = 'granite lantern otter';
const WORDS = ['ada.lovelace@northwind.example', 'Ada Lovelace', 'Northwind Traders'];

test('a password is told from others by a hash that costs what OWASP asks for, and is never twice the same', async () => {
  const [hash, again] = await Promise.all([hashPassword(GOOD), hashPassword(GOOD)]);
  expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$');
  expect(hash).not.toBe(again);
  expect(await verifyPassword(GOOD, hash)).toBe(true);
  for (const wrong of ['', `${GOOD} `, GOOD.toUpperCase(), GOOD.repeat(20), 'x'.repeat(1_000_000)])
    expect(await verifyPassword(wrong, hash)).toBe(false);
});

test('nobody has a password that is not there', async () => {
  for (const hash of [undefined, null]) expect(await verifyPassword('', hash)).toBe(false);
  expect(await verifyPassword(GOOD, null)).toBe(false);
});

test('a password is the same however a keyboard composes its letters', async () => {
  const hash = await hashPassword('zwölf Käfer über Öl'.normalize('NFD'));
  expect(await verifyPassword('zwölf Käfer über Öl'.normalize('NFC'), hash)).toBe(true);
});

test('of a flood no more wait than can be answered in time, and the others are told so', async () => {
  const all = await Promise.allSettled(Array.from({ length: 300 }, () => verifyPassword('x', null)));
  const turnedAway = all.filter(({ status }) => status === 'rejected');
  expect(turnedAway).toHaveLength(198);
  expect(await verifyPassword('x', null)).toBe(false);
}, 180_000);

test('a good password has nothing wrong with it', async () => {
  const good = [
    GOOD,
    'korrekt Pferd Batterie',
    'x7#kQ2!vLp9@',
    '🐌🐌🦀🐙🐌🦀🐙🦀🐌🐙🐙🐌',
    '482910573829',
    'x'.repeat(4) + GOOD,
  ];
  for (const password of good)
    expect([password, await passwordIssue(password, WORDS)]).toEqual([password, undefined]);
  expect(await passwordIssue('Ada likes granite otters', WORDS)).toBeUndefined();
  expect(await passwordIssue(GOOD, ['', ' ', 'An', '@'])).toBeUndefined();
});

test.each([
  ['short', '', '0'],
  ['eleven characters', 'granite-lan', '11'],
  ['eleven characters, each of two code units', '🐌🦀🐙🐌🦀🐙🐌🦀🐙🐌🦀', '11'],
  ['more than 256', 'granite lantern '.repeat(17), '272'],
  ['common', '1qaz2wsx3edc', 'Many people'],
  ['common, in capitals', 'UNBELIEVABLE', 'Many people'],
  ['common, with digits and signs after it', 'superman2024!', 'Many people'],
  ['a common word with digits', 'password1234', 'Many people'],
  ['a common word twice', 'monkeymonkey', 'Many people'],
  ['a common word twice, and digits', 'dragondragon77', 'Many people'],
  ['one character', 'aaaaaaaaaaaaaaaa', 'Many people'],
  ['three characters', 'abcabcabcabcabc', 'Many people'],
  ['the e-mail address', 'ada.lovelace@northwind.example', 'not made of'],
  ['what stands before the @', 'AdaLovelace1815', 'not made of'],
  ['the name', 'ada lovelace!', 'not made of'],
  ['the organization', 'northwindtraders', 'not made of'],
  ['the organization, with a year', 'Northwind-Traders-2026', 'not made of'],
])('a password is refused that is %s', async (_why, password, said) => {
  expect(await passwordIssue(password, WORDS)).toContain(said);
});
