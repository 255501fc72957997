/** From where to where a text holds any of the words searched for; overlapping places are one. */
export type Place = { from: number; to: number };

// A power of two, so that a hash is cut off by a mask.
const BUCKETS = 4096;

/**
 * Searches for many words at once (Wu and Manber): it looks at the end of a window as long as the shortest word, and moves
 * on by as much as no word can begin in, mostly by nearly the whole window.
 * @param words two characters or more each
 */
export function createSearch(words: Iterable<string>): (text: string) => Place[] {
  const sorted = [...words].sort(byCode);
  const window = sorted.reduce((least, word) => Math.min(least, word.length), Number.POSITIVE_INFINITY);
  const shifts = new Uint8Array(BUCKETS).fill(Math.min(window - 1, 255));
  for (const word of sorted) {
    for (let end = 1; end < window; end++) {
      const bucket = hashAt(word, end);
      shifts[bucket] = Math.min(shifts[bucket] ?? 0, window - 1 - end);
    }
  }
  return (text) => (sorted.length === 0 ? [] : search(text, window, shifts, sorted));
}

function search(text: string, window: number, shifts: Uint8Array, sorted: string[]): Place[] {
  const places: Place[] = [];
  let last: Place | undefined;
  for (let end = window - 1; end < text.length; ) {
    const shift = shifts[hashAt(text, end)] ?? 0;
    if (shift > 0) {
      end += shift;
      continue;
    }
    const from = end - window + 1;
    const to = from + longestAt(text, from, sorted);
    if (to > from) {
      if (last && from < last.to) last.to = Math.max(last.to, to);
      else {
        last = { from, to };
        places.push(last);
      }
    }
    end += 1;
  }
  return places;
}

/** The length of the longest word that stands there, 0 for none: character by character fewer words are left. */
function longestAt(text: string, from: number, sorted: string[]): number {
  let low = 0;
  let high = sorted.length;
  let longest = 0;
  for (let depth = 0; low < high; depth++) {
    const first = sorted[low] ?? '';
    if (high - low === 1) return text.startsWith(first, from) ? first.length : longest;
    if (first.length === depth) {
      longest = depth;
      low += 1;
    }
    const code = text.charCodeAt(from + depth);
    low = firstFrom(sorted, low, high, depth, code);
    high = firstFrom(sorted, low, high, depth, code + 1);
  }
  return longest;
}

/** The first of these words, sorted and alike before `depth`, whose character there has that code or a higher one. */
function firstFrom(sorted: string[], from: number, to: number, depth: number, code: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '').charCodeAt(depth) < code) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of the two characters that end there. */
function hashAt(text: string, end: number): number {
  return (text.charCodeAt(end - 1) * 67 + text.charCodeAt(end)) & (BUCKETS - 1);
}
