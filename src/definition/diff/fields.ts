import { isRecord, own } from '../../lib/records.ts';
import { type DiffLine, lineChanges } from './lines.ts';
import { isInput, shownPair, shownValue, wordsOfKey } from './text.ts';

/**
 * One difference between two definitions, as a person would tell it. `field` is absent where the whole place was added
 * (no `before`) or removed (no `after`).
 */
export type Change = {
  /** `Order sync › 3 Create sales order`, `Config › Note prefix`, `Integration`. */
  place: string;
  field?: string | undefined;
  before?: string | undefined;
  after?: string | undefined;
  /** Of texts of several lines, such as code: the lines that differ, with some around them. */
  lines?: DiffLine[] | undefined;
};

/** Names of fields where their keys do not say it. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['isSynchronous', 'Answers with its result'],
  ['isDisabled', 'Disabled'],
  ['errorConfig', 'When it fails'],
  ['errorHandlerType', 'what happens'],
  ['maxAttempts', 'attempts'],
  ['delaySeconds', 'seconds between'],
  ['delayMinutes', 'minutes between'],
  ['retryConfig', 'Retry'],
  ['keepData', 'Calls and results are kept'],
  ['whenFailed', 'When a run has failed for good'],
  ['queueConfig', 'Queue'],
  ['orgOnly', 'Only the organization sets it'],
  ['dataType', 'Type'],
  ['defaultValue', 'Default'],
  ['pickList', 'Choices'],
]);

/** What differs between two values of one field; parts of a mapping are told one by one. */
export function valueChanges(place: string, field: string, before: unknown, after: unknown): Change[] {
  if (sameValue(before, after)) return [];
  if (isMapping(before) && isMapping(after) && (before || after)) {
    return fieldChanges(place, before ?? {}, after ?? {}, [], (key) => `${field}: ${nameOfField(key)}`);
  }
  const [was, is] = shownPair(before, after);
  const lines = lineChanges(before, after);
  return [{ place, field, before: was, after: is, ...(lines && { lines }) }];
}

/** Fields by name, or none of them. */
function isMapping(value: unknown): value is Record<string, unknown> | null | undefined {
  return value === undefined || value === null || (isRecord(value) && !isInput(value));
}

/** What differs between two mappings, but for the fields that are compared in another way. */
export function fieldChanges(
  place: string,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  left: readonly string[] = [],
  nameOf: (key: string) => string = nameOfField,
): Change[] {
  const keys = [...new Set([...Object.keys(after), ...Object.keys(before)])].filter(
    (key) => !left.includes(key),
  );
  return keys.flatMap((key) => valueChanges(place, nameOf(key), own(before, key), own(after, key)));
}

function nameOfField(key: string): string {
  return NAMES.get(key) ?? wordsOfKey(key);
}

/**
 * Whether two values are equal field by field, whatever the order of the keys. A field that is undefined counts as
 * absent.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) =>
    sameValue(own(a, key), own(b, key)),
  );
}

/** What two lists have in common, and what only the later or the earlier one has. */
export type Paired<T> = { pairs: [before: T, after: T][]; added: T[]; removed: T[] };

/** Which of two lists are the same thing: by stable key, else by name; each is paired once. */
export function paired<T extends { stableKey?: string | null | undefined }>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (item: T) => string,
): Paired<T> {
  const left = new Set(before);
  const pairs = new Map<T, T>();
  const pair = (nameIn: (item: T) => string | null | undefined) => {
    // From the last to the first, so that the first of several is taken off the end.
    const known = Map.groupBy([...left].reverse(), nameIn);
    for (const is of after) {
      const name = pairs.has(is) ? undefined : nameIn(is);
      if (name === undefined || name === null) continue;
      const was = known.get(name)?.pop();
      if (was === undefined) continue;
      pairs.set(is, was);
      left.delete(was);
    }
  };
  pair(({ stableKey }) => stableKey);
  pair(nameOf);
  return {
    pairs: after.flatMap((is) => {
      const was = pairs.get(is);
      const pair: [before: T, after: T][] = was === undefined ? [] : [[was, is]];
      return pair;
    }),
    added: after.filter((is) => !pairs.has(is)),
    removed: [...left],
  };
}

/** One change when what both lists have stands in another order. */
export function orderChanges<T>(
  place: string,
  field: string,
  before: readonly T[],
  pairs: Paired<T>['pairs'],
  nameOf: (item: T) => string,
): Change[] {
  const rank = new Map(before.map((item, index) => [item, index]));
  const sorted = pairs.toSorted(([a], [b]) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  if (sorted.every((pair, index) => pair === pairs[index])) return [];
  const names = (list: Paired<T>['pairs']) => shownValue(list.map(([, is]) => nameOf(is)));
  return [{ place, field, before: names(sorted), after: names(pairs) }];
}
