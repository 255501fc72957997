import { expect, test } from 'bun:test';
import { BoundedCache, type CacheLimits } from '../../src/lib/bounded-cache.ts';

const KEYS = ['a', 'b', 'c', 'd'];
const bySize: CacheLimits<string> = { most: 3, size: { most: 10, of: (text) => text.length } };

function kept(limits: CacheLimits<string>, change: (cache: BoundedCache<string>) => void): string {
  const cache = new BoundedCache<string>(limits);
  change(cache);
  return KEYS.filter((key) => cache.get(key) !== undefined).join('');
}

const fill = (cache: BoundedCache<string>, ...keys: string[]) => {
  for (const key of keys) cache.set(key, `of ${key}`);
};

test.each<[string, CacheLimits<string>, (cache: BoundedCache<string>) => void, string]>([
  ['all that fit', { most: 3 }, (cache) => fill(cache, 'a', 'b', 'c'), 'abc'],
  ['no more than it may: the oldest goes', { most: 3 }, (cache) => fill(cache, ...KEYS), 'bcd'],
  [
    'in the old order what was only looked at',
    { most: 2 },
    (cache) => {
      fill(cache, 'a', 'b');
      cache.get('a');
      fill(cache, 'c');
    },
    'bc',
  ],
  [
    'longer what was renewed',
    { most: 2 },
    (cache) => {
      fill(cache, 'a', 'b');
      expect(cache.renew('a')).toBe('of a');
      expect(cache.renew('d')).toBeUndefined();
      fill(cache, 'c');
    },
    'ac',
  ],
  ['longer what was set anew', { most: 2 }, (cache) => fill(cache, 'a', 'b', 'a', 'c'), 'ac'],
  ['nothing else for a key that is set anew', { most: 2 }, (cache) => fill(cache, 'a', 'b', 'b'), 'ab'],
  ['no more than the size in all', bySize, (cache) => fill(cache, 'a', 'b', 'c'), 'bc'],
  [
    'one that is larger than all may be, alone',
    bySize,
    (cache) => {
      fill(cache, 'a', 'b');
      cache.set('c', 'x'.repeat(100));
    },
    'c',
  ],
  [
    'what fits again once the large one is smaller',
    bySize,
    (cache) => {
      cache.set('a', 'x'.repeat(100));
      cache.set('a', 'x');
      fill(cache, 'b', 'c');
    },
    'abc',
  ],
])('a bounded cache keeps %s', (_, limits, change, keys) => {
  expect(kept(limits, change)).toBe(keys);
});
