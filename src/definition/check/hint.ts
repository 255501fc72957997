import { nearest } from '../../lib/nearest.ts';

/** Beyond these, looking for a similar word takes longer than the hint is worth. */
const MAX_LENGTH = 100;
const MAX_CANDIDATES = 200;

/** `did you mean …?` when one of the words there are is like the one given, else the other advice. */
export function didYouMean(word: string, candidates: Iterable<string>, otherwise: string): string {
  if (word.length > MAX_LENGTH) return otherwise;
  const short: string[] = [];
  for (const candidate of candidates) {
    if (candidate.length > 0 && candidate.length <= MAX_LENGTH) short.push(candidate);
    if (short.length === MAX_CANDIDATES) break;
  }
  const similar = nearest(word, short);
  return similar === undefined ? otherwise : `did you mean ${similar}?`;
}
