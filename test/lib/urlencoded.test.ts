import { describe, expect, test } from 'bun:test';
import { formFields, hasMoreFields } from '../../src/lib/urlencoded.ts';

test('a name that comes again has all its values, whatever it is called', () => {
  expect(formFields('a=1&b=&a=2&c&a=')).toEqual({ a: ['1', '2', ''], b: '', c: '' });
  const odd = formFields('__proto__=1&constructor=2&__proto__=3&toString=4');
  expect(Object.entries(odd)).toEqual([
    ['__proto__', ['1', '3']],
    ['constructor', '2'],
    ['toString', '4'],
  ]);
});

test('escapes are read in the charset that the form was written in', () => {
  expect(formFields('a=%E9+b&%FC=1', 'iso-8859-1')).toEqual({ a: 'é b', ü: '1' });
  expect(formFields('a=%93%FA&b=x', 'shift_jis')).toEqual({ a: '日', b: 'x' });
  expect(formFields('a=%&b=%4&c=100%25&=x&&', 'iso-8859-1')).toEqual({ a: '%', b: '%4', c: '100%', '': 'x' });
  expect(formFields('a=%C3%A9')).toEqual({ a: 'é' });
});

describe('too many fields are known before they are read', () => {
  test.each<[text: string, most: number, isMore: boolean]>([
    ['', 0, false],
    ['a', 0, true],
    ['a', 1, false],
    ['a&b', 1, true],
    ['a&&&&b', 2, false],
    ['&&&', 0, false],
    ['&a&', 1, false],
    ['a&b&', 2, false],
    ['=&=&=', 2, true],
  ])('%j over %i: %p', (text, most, isMore) => {
    expect(hasMoreFields(text, most)).toBe(isMore);
    expect(hasMoreFields(text, most)).toBe([...new URLSearchParams(text)].length > most);
  });
});
