import { isRecord, ownValue } from '../records.ts';

/** Text or a number of an answer, as text; empty for anything else. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The objects in a list of an answer. */
export const recordsIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** What stands where the path leads, its names separated by dots; undefined where it leads nowhere. */
export function valueAt(data: unknown, path: string): unknown {
  if (path === '') return data;
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? ownValue(value, key) : undefined),
      data,
    );
}

/** The choices of a picklist: what is kept of each and what is shown. */
export const choicesIn = (list: unknown, key: string, label: string) =>
  recordsIn(list).map((each) => ({ key: textOf(valueAt(each, key)), label: textOf(valueAt(each, label)) }));
