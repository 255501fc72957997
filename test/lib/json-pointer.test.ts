import { expect, test } from 'bun:test';
import { keysOf, pointerTo, valueAt } from '../../src/lib/json-pointer.ts';

test('a pointer leads back to the member it was made for, whatever its key is made of', () => {
  for (const key of ['a', '', 'a.b', 'a/b', '~', '~1', '0', 'constructor', '__proto__', '🦆 "<>']) {
    const value = Object.defineProperty({}, key, { value: { in: 1 }, enumerable: true });
    const pointer = pointerTo(pointerTo('', key), 'in');
    expect(valueAt(value, pointer)).toBe(1);
    expect(keysOf(pointer)).toEqual([key, 'in']);
  }
});

test('a pointer leads into lists, and nowhere but to what is there', () => {
  expect(valueAt([['a'], ['b']], '/1/0')).toBe('b');
  expect(valueAt({ a: 1 }, '')).toEqual({ a: 1 });
  for (const pointer of ['/b', '/a/b', 'a', '/toString', '/a/toString', '/__proto__'])
    expect(valueAt({ a: 1 }, pointer)).toBeUndefined();
});
