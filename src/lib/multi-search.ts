/** From where to where a text holds any of the words searched for; overlapping places are one. */
export type Place = { from: number; to: number };

// A power of two, so that a hash is cut off by a mask.
const BUCKETS = 4096;

/** A search for many words at once. */
export type Search = {
  /** Wherever one of them stands. */
  all(text: string): Place[];
  /** Whether any does; pauses every now and then. */
  any(text: string): Generator<undefined, boolean>;
};

/** Characters that are looked through between two pauses. */
const STRETCH = 256 * 1024;

/**
 * Searches as Wu and Manber do: it looks at the end of a window as long as the shortest word, and moves on by as much as
 * no word can begin in, mostly by nearly the whole window.
 * @param words two characters or more each
 */
export function createSearch(words: Iterable<string>): Search {
  const sorted = [...words].sort(byCode);
  const window = sorted.reduce((least, word) => Math.min(least, word.length), Number.POSITIVE_INFINITY);
  const shifts = new Uint8Array(BUCKETS).fill(Math.min(window - 1, 255));
  for (const word of sorted) {
    for (let end = 1; end < window; end++) {
      const bucket = hashAt(word, end);
      shifts[bucket] = Math.min(shifts[bucket] ?? 0, window - 1 - end);
    }
  }
  const known: Known = { window, shifts, sorted };
  return {
    all(text) {
      const places: Place[] = [];
      if (sorted.length > 0) search(text, known, places, window - 1, text.length);
      return places;
    },
    *any(text) {
      const places: Place[] = [];
      for (let end = window - 1; end < text.length && places.length === 0; yield)
        end = search(text, known, places, end, Math.min(end + STRETCH, text.length));
      return places.length > 0;
    },
  };
}

type Known = { window: number; shifts: Uint8Array; sorted: string[] };

/** @param from where the first window ends @returns where the next one would */
function search(
  text: string,
  { window, shifts, sorted }: Known,
  places: Place[],
  from: number,
  until: number,
): number {
  let last: Place | undefined;
  let end = from;
  while (end < until) {
    const shift = shifts[hashAt(text, end)] ?? 0;
    if (shift > 0) {
      end += shift;
      continue;
    }
    const start = end - window + 1;
    const to = start + longestAt(text, start, sorted);
    if (to > start) {
      if (last && start < last.to) last.to = Math.max(last.to, to);
      else {
        last = { from: start, to };
        places.push(last);
      }
    }
    end += 1;
  }
  return end;
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
