import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { atOnce } from '../../src/lib/in-turns.ts';
import { createSearch } from '../../src/lib/multi-search.ts';

/** The same by hand: each word at each place, and places that overlap made one. */
function byHand(words: string[], text: string): { from: number; to: number }[] {
  const places: { from: number; to: number }[] = [];
  for (let from = 0; from < text.length; from++) {
    const ends = words.flatMap((word) => (text.startsWith(word, from) ? [from + word.length] : []));
    if (ends.length === 0) continue;
    const last = places.at(-1);
    const to = Math.max(...ends);
    if (last && from < last.to) last.to = Math.max(last.to, to);
    else places.push({ from, to });
  }
  return places;
}

test('many words are found at once wherever each of them is found by itself', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '"'), minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(
      fc.array(letters, { minLength: 1, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'ü', '"'), maxLength: 60 }),
      (words, text) => {
        expect(createSearch(words).all(text)).toEqual(byHand(words, text));
      },
    ),
    { numRuns: 1000, seed: 20261128 },
  );
});

test('without words nothing is found', () => {
  expect(createSearch([]).all('anything')).toEqual([]);
});

test('words of very different lengths are all found', () => {
  const long = `start${'x'.repeat(3000)}end`;
  const text = `${'-'.repeat(500)}ab${'-'.repeat(500)}${long}--`;
  expect(createSearch(['ab', long]).all(text)).toEqual([
    { from: 500, to: 502 },
    { from: 1002, to: 1002 + long.length },
  ]);
  expect(createSearch([long]).all(text)).toEqual([{ from: 1002, to: 1002 + long.length }]);
});

const STRETCH = 256 * 1024;

test('a word is found in a large text wherever it stands, across every pause of the search too', () => {
  const words = ['needle', 'a-much-longer-needle-of-forty-characters'];
  const { any } = createSearch(words);
  const hay = 'n'.repeat(3 * STRETCH);
  expect(atOnce(any(hay))).toBe(false);
  for (const word of words) {
    for (const border of [0, STRETCH, 2 * STRETCH, hay.length]) {
      for (let from = border - word.length - 8; from <= border + 8; from++) {
        const at = Math.min(Math.max(from, 0), hay.length - word.length);
        expect(atOnce(any(hay.slice(0, at) + word + hay.slice(at + word.length)))).toBe(true);
      }
    }
  }
});
