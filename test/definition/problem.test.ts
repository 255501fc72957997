import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { formatPath, parsePath } from '../../src/definition/document/problem.ts';

test('a place in a document reads like the code that would reach it', () => {
  expect(formatPath(['flows', 0, 'steps', 3, 'inputs', 'url'])).toBe('flows[0].steps[3].inputs.url');
  expect(formatPath(['inputs', 'a.b', 'X-Id', ''])).toBe('inputs["a.b"].X-Id[""]');
  expect(formatPath([])).toBe('');
});

test('a place can be read back from its text, whatever its keys are', () => {
  const parts = fc.array(fc.oneof(fc.nat({ max: 999 }), fc.string({ unit: 'binary' })), { maxLength: 5 });
  fc.assert(
    fc.property(parts, (path) => {
      expect(parsePath(formatPath(path))).toEqual(path);
    }),
    { seed: 3 },
  );
});
