import { expect, test } from 'bun:test';
import { own } from '../../src/lib/records.ts';

test('a key that every object has of its prototype is not there', () => {
  const record = { name: 'Acme', toString: 'mine' };
  expect([own(record, 'name'), own(record, 'toString')]).toEqual(['Acme', 'mine']);
  for (const key of ['constructor', '__proto__', 'hasOwnProperty']) expect(own(record, key)).toBeUndefined();
});

test('of nothing there is nothing', () => {
  expect(own(undefined, 'name')).toBeUndefined();
  expect(own(null, 'name')).toBeUndefined();
});
