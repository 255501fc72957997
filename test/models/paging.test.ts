import { expect, test } from 'bun:test';
import { newId } from '../../src/lib/ids.ts';
import { idOfCursor, listed, numberOfCursor } from '../../src/models/paging.ts';
import { refusal } from '../support/records.ts';

const cursorOf = (key: string) => Buffer.from(key).toString('base64url');
const refused = (take: () => unknown) => refusal(Promise.resolve().then(take));

test('the row too many says that there is more, and is not shown', () => {
  const page = { limit: 2 };
  const more = listed(['a', 'b', 'c'], page, (row) => row);
  expect(more).toEqual({ items: ['a', 'b'], nextCursor: cursorOf('b') });
  expect(listed(['a', 'b'], page, (row) => row)).toEqual({ items: ['a', 'b'], nextCursor: null });
  expect(listed([], page, String)).toEqual({ items: [], nextCursor: null });
});

test('a cursor is the key of the last row', () => {
  const id = newId('exe');
  expect(idOfCursor('exe', cursorOf(id))).toBe(id);
  expect(numberOfCursor(cursorOf('42'))).toBe(42);
});

test('what is no cursor of the list is refused, not guessed at', async () => {
  const id = newId('exe');
  const wrong = [
    '',
    'x',
    id,
    cursorOf(newId('cus')),
    cursorOf(id.slice(0, -1)),
    cursorOf(`exe_${'\0'.repeat(26)}`),
    cursorOf(`exe_${'ü'.repeat(26)}`),
    cursorOf(`exe_${'i'.repeat(26)}`),
    `${cursorOf(id)}=`,
    ` ${cursorOf(id)}`,
  ];
  for (const cursor of wrong)
    expect((await refused(() => idOfCursor('exe', cursor))).code).toBe('bad_request');
  for (const cursor of [
    '',
    'x',
    cursorOf(''),
    cursorOf('-1'),
    cursorOf('1e5'),
    cursorOf('9'.repeat(16)),
    cursorOf('1 '),
  ])
    expect((await refused(() => numberOfCursor(cursor))).code).toBe('bad_request');
});
