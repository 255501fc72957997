import { expect, test } from 'bun:test';
import { withQuery } from '../../src/lib/query.ts';

test.each([
  ['/a', {}, '/a'],
  ['/a', { x: '', y: undefined }, '/a'],
  ['/a', { x: 'ä & b', n: 0 }, '/a?x=%C3%A4+%26+b&n=0'],
  ['/a?x=1', { y: 2 }, '/a?x=1&y=2'],
])('%s with %j is %s', (path, parts, address) => {
  expect(withQuery(path, parts)).toBe(address);
});
