/** Chance that repeats itself: the same seed gives the same numbers, on every machine. */
import { firstIdAt, type IdPrefix } from '../../lib/ids.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export type Random = ReturnType<typeof randomFrom>;

export function randomFrom(seed: number) {
  let state = seed >>> 0;
  /** In [0, 1): mulberry32. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const letters = (count: number): string => {
    let text = '';
    while (text.length < count) text += ALPHABET.charAt(next() * 32);
    return text;
  };
  return {
    next,
    letters,
    /** Whole, in [0, limit). */
    below: (limit: number) => Math.floor(next() * limit),
    chance: (share: number) => next() < share,
    pick<T>(list: readonly T[]): T {
      const item = list[Math.floor(next() * list.length)];
      if (item === undefined) throw new Error('There is nothing to pick from.');
      return item;
    },
    /** An id as if it were made at that instant. */
    id: (prefix: IdPrefix, at: number) => firstIdAt(prefix, at).slice(0, -16) + letters(16),
  };
}

/** Picks few often and many rarely: the item of rank n with a weight of 1/n. */
export function zipf<T>(random: Random, list: readonly T[]): () => T {
  let sum = 0;
  const sums = list.map((_, rank) => {
    sum += 1 / (rank + 1);
    return sum;
  });
  return () => {
    const wanted = random.next() * sum;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    const item = list[low];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  };
}
