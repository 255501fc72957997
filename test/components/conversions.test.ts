import { describe, expect, test } from 'bun:test';
import type { InputDeclaration } from '../../src/components/component.ts';
import {
  parseIfJson,
  toBoolean,
  toBytes,
  toInteger,
  toList,
  toNumber,
  toObject,
  toPairs,
  toText,
} from '../../src/components/conversions.ts';
import { given } from '../../src/components/read.ts';
import { toHeaders, toStatusCode } from '../../src/components/responses.ts';

const cycle: Record<string, unknown> = {};
cycle.self = cycle;

describe('text inputs', () => {
  test.each([
    ['a text as it is', ' a ', ' a '],
    ['nothing as an empty text', undefined, ''],
    ['null as an empty text', null, ''],
    ['a number', 5, '5'],
    ['false', false, 'false'],
    ['a big integer', 12345678901234567890n, '12345678901234567890'],
    ['bytes as UTF-8', Buffer.from('é'), 'é'],
    ['the content of a file', { data: Buffer.from('hi'), contentType: 'text/plain' }, 'hi'],
    ['the content of a request body', { data: 'a=1', contentType: undefined }, 'a=1'],
    ['an object as JSON', { a: 1n }, '{"a":"1"}'],
    ['a list as JSON', [1, 'b'], '[1,"b"]'],
    ['a date as ISO 8601', new Date(0), '1970-01-01T00:00:00.000Z'],
  ])('take %s', (_name, value, expected) => {
    expect(toText(value, 'Text')).toBe(expected);
  });

  test('refuse what has no text, naming the input', () => {
    expect(() => toText(() => 1, 'Message')).toThrow('The input "Message" must be text');
    expect(() => toText(cycle, 'Message')).toThrow('The input "Message" cannot be written as JSON');
  });
});

describe('number inputs', () => {
  test.each([
    ['50', 50],
    [' -1.5 ', -1.5],
    ['1e3', 1000],
    [7, 7],
    [7n, 7],
  ])('take %p', (value, expected) => {
    expect(toNumber(value, 'Number')).toBe(expected);
  });

  test('refuse everything else, saying what it is', () => {
    for (const value of ['', undefined, null, 'five', '1,5', Number.NaN, 'Infinity', true, [], {}]) {
      expect(() => toNumber(value, 'Amount')).toThrow(/^The input "Amount" must be a number, but it is /);
    }
  });

  test('keep whole numbers between their bounds', () => {
    expect(toInteger('10000', 'Count', 0, 10_000)).toBe(10_000);
    expect(() => toInteger('10001', 'Count', 0, 10_000)).toThrow('a whole number from 0 to 10000');
    expect(() => toInteger('1.5', 'Count', 0)).toThrow('a whole number of at least 0');
    expect(() => toInteger('', 'Count', 0)).toThrow('but it is empty');
  });
});

test.each([
  [true, true],
  ['true', true],
  ['YES', true],
  [1, true],
  [false, false],
  ['false', false],
  ['', false],
  [undefined, false],
  ['n', false],
])('a boolean input reads %p as %p', (value, expected) => {
  expect(toBoolean(value, 'Flag')).toBe(expected);
});

test('a boolean input refuses other words', () => {
  expect(() => toBoolean('maybe', 'Flag')).toThrow(
    'The input "Flag" must be true or false, but it is the text "maybe".',
  );
});

test('a list input takes lists and their JSON, and refuses the rest', () => {
  expect(toList([1], 'List')).toEqual([1]);
  expect(toList(' [1, 2]', 'List')).toEqual([1, 2]);
  for (const value of ['a,b', '[1', {}, '', undefined, 5, Buffer.from('[]')]) {
    expect(() => toList(value, 'List')).toThrow('The input "List" must be a list');
  }
});

test('an object input takes objects and their JSON, and refuses the rest', () => {
  expect(toObject('{"a":1}', 'Object')).toEqual({ a: 1 });
  for (const value of ['[]', [], 'x', null, Buffer.from('{}'), new Date()]) {
    expect(() => toObject(value, 'Object')).toThrow('The input "Object" must be an object');
  }
});

test('rows of keys and values may be rows, an object or the JSON of either', () => {
  expect(toPairs([{ key: 'a', value: 1 }], 'Rows')).toEqual([{ key: 'a', value: 1 }]);
  expect(toPairs([{ name: 'a', value: 1 }], 'Rows')).toEqual([{ key: 'a', value: 1 }]);
  expect(toPairs({ a: 1 }, 'Rows')).toEqual([{ key: 'a', value: 1 }]);
  expect(toPairs('{"a":1}', 'Rows')).toEqual([{ key: 'a', value: 1 }]);
  expect(toPairs('', 'Rows')).toEqual([]);
  expect(() => toPairs([{ value: 1 }], 'Rows')).toThrow('A row of the input "Rows" has no key');
  expect(() => toPairs(['a'], 'Rows')).toThrow('The input "Rows" must be a list of keys and values');
});

test('bytes come from binary data, files and text', () => {
  expect(toBytes('hi', 'File')).toEqual(new TextEncoder().encode('hi'));
  expect(toBytes({ data: Buffer.from('hi'), contentType: 'x/y' }, 'File')).toEqual(Buffer.from('hi'));
});

test('an input that is left alone takes its default, and one that refers to nothing is told by its label', () => {
  const input: InputDeclaration = { key: 'n', label: 'N', type: 'string', default: '5' };
  expect(given({}, input)).toBe('5');
  expect(given({ n: 0 }, input)).toBe(0);
  expect(given({ n: '' }, input)).toBe('');
  for (const nothing of [undefined, null])
    expect(() => given({ n: nothing }, input)).toThrow('The input "N" refers to a value that is not there');
  expect(given({ n: null }, { ...input, default: '' })).toBeNull();
  expect(given({ n: null }, { ...input, default: 'false' })).toBeNull();
  expect(given({ n: '' }, { key: 'n', label: 'N', type: 'string' })).toBe('');
  expect(given({}, { key: 'constructor', label: 'N', type: 'string' })).toBeUndefined();
});

test('only text that is JSON of a list or object is read as such', () => {
  expect(parseIfJson('5')).toBe('5');
  expect(parseIfJson('[oops')).toBe('[oops');
  expect(parseIfJson('{"__proto__":1}')).toEqual(JSON.parse('{"__proto__":1}'));
});

test('response headers that would break the message are refused', () => {
  expect(toHeaders([{ key: ' X-A ', value: 1 }], 'Headers')).toEqual({ 'X-A': '1' });
  expect(() => toHeaders([{ key: 'X A', value: '' }], 'Headers')).toThrow(
    '"X A", which is not a header name',
  );
  expect(() => toHeaders([{ key: 'X', value: 'a\r\nY: b' }], 'Headers')).toThrow(
    'The value of the header "X"',
  );
  expect(Object.keys(toHeaders([{ key: '__proto__', value: 'x' }], 'Headers'))).toEqual(['__proto__']);
});

test('a response status is one that ends an exchange', () => {
  expect(toStatusCode('204', 'Status')).toBe(204);
  for (const value of ['100', '600', 'ok', ''])
    expect(() => toStatusCode(value, 'Status')).toThrow('from 200 to 599');
});
