import { expect, test } from 'bun:test';
import { firstIdAt, isId, newId, randomToken } from '../../src/lib/ids.ts';

test('an id says what it names and is made of lower-case Crockford base32', () => {
  expect(newId('exe')).toMatch(/^exe_[0-9a-hjkmnp-tv-z]{26}$/);
  expect(isId('exe', newId('exe'))).toBe(true);
  expect(isId('ins', newId('exe'))).toBe(false);
});

test('ids sort by the time of their making, and none comes twice', () => {
  const ids = Array.from({ length: 20_000 }, () => newId('exe'));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a time stands before all ids made from then on, and after those made earlier', () => {
  const id = newId('exe');
  expect(firstIdAt('exe', Date.now() - 1000) < id).toBe(true);
  expect(firstIdAt('exe', Date.now() + 1000) > id).toBe(true);
});

test('the border of a time is exact to the millisecond', () => {
  for (const at of [0, 1, 1_750_000_000_000, 2 ** 48 - 2])
    expect(firstIdAt('exe', at) < firstIdAt('exe', at + 1)).toBe(true);
  expect(firstIdAt('exe', 0)).toBe(`exe_${'0'.repeat(26)}`);
  for (const outside of [-1, 2 ** 60]) expect(isId('exe', firstIdAt('exe', outside))).toBe(true);
});

test('what only looks like an id at first sight is none', () => {
  const id = newId('exe');
  for (const text of [
    '',
    'exe_',
    `${id}0`,
    id.slice(0, -1),
    id.toUpperCase(),
    `exe_${'u'.repeat(26)}`,
    `exe_${'\0'.repeat(26)}`,
  ])
    expect(isId('exe', text)).toBe(false);
});

test('tokens have 128 random bits at least', () => {
  expect(Buffer.from(randomToken(), 'base64url').byteLength).toBeGreaterThanOrEqual(16);
  expect(randomToken()).not.toBe(randomToken());
});
