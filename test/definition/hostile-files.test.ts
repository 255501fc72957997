import { describe, expect, test } from 'bun:test';
import { importDefinition } from '../../src/definition/document/import.ts';
import { MAX_BYTES } from '../../src/definition/document/yaml.ts';
import { processorTime } from '../support/processor-time.ts';

const BASE = 'name: x\ndefinitionVersion: 7\nflows: []\n';

/** A text repeated up to the largest size that is looked at. */
function filled(part: string, before = '', after = ''): string {
  const room = MAX_BYTES - before.length - after.length;
  return before + part.repeat(Math.floor(room / Buffer.byteLength(part))) + after;
}

/** Nine lists, each of ten aliases of the one before: a billion values if they were followed. */
const bomb = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`),
].join('\n');

describe('a file made to do harm is refused', () => {
  test.each([
    ['larger than 5 MB', `${filled('#')}##`, /larger than 5 MB/],
    ['larger than 5 MB in UTF-8 only', 'é'.repeat(MAX_BYTES / 2 + 1), /larger than 5 MB/],
    ['aliases that multiply', `${BASE}${bomb}\n`, /Anchors and aliases/],
    ['lists inside lists', filled('['), /200 levels deep/],
    ['mappings inside mappings', filled('{a: '), /200 levels deep/],
    ['dashes inside dashes', filled('- '), /200 levels deep/],
    [
      'ever deeper lines',
      Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      /200 levels deep/,
    ],
    ['millions of closing brackets', filled(']'), /not valid YAML/],
    ['millions of anchors', filled('&a '), /too many parts/],
    ['millions of entries', filled('a,', '[', ']'), /too many parts/],
    ['millions of empty lines', filled('\n'), /too many parts/],
    ['millions of documents', filled('---\n'), /several documents/],
    ['the same key a hundred thousand times', `${BASE}${'a: 1\n'.repeat(100_000)}`, /given twice/],
    ['a quote that never ends', filled('a', '"'), /not valid YAML/],
  ])(
    '%s',
    (_what, text, expected) => {
      const result = importDefinition(text);
      expect(result.ok).toBe(false);
      expect(result.problems[0]?.message).toMatch(expected);
      expect(result.problems.length).toBeLessThanOrEqual(100);
    },
    180_000,
  );

  test('a file that has a fault at every character is refused soon', async () => {
    for (const part of ['"', '"" ', '!a ', '*a ']) {
      const time = await processorTime(() => {
        const { ok, problems } = importDefinition(part.repeat(600_000 / part.length));
        expect([ok, problems.length]).toEqual([false, 50]);
      });
      expect(time).toBeLessThan(10_000);
    }
  });

  test('while a hundred nested steps and a long text are fine', () => {
    const levels = 40;
    const open = Array.from(
      { length: levels },
      () => '{name: s, action: {key: loopNTimes, component: {key: loop}}, steps: [',
    ).join('');
    const steps = `${open}${']}'.repeat(levels)}`;
    const text = `name: x\ndefinitionVersion: 7\ndescription: ${'word '.repeat(100_000)}end\nflows:\n  - {name: f, steps: [${steps}]}\n`;
    expect(importDefinition(text).problems).toEqual([]);
  });
});
