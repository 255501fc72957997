import { valueAt } from '../../lib/records.ts';
import type { FullResponse } from '../http/response.ts';
import { isRecord } from '../records.ts';

/** Text or a number of an answer, as text; empty for anything else. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** The objects in a list of an answer. */
export const recordsIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** The choices of a picklist: what is kept of each and what is shown. */
export const choicesIn = (list: unknown, key: string, label: string) =>
  recordsIn(list).map((each) => ({ key: textOf(valueAt(each, key)), label: textOf(valueAt(each, label)) }));

/** What was answered as a file with its type. */
export function fileOf({ data, headers }: FullResponse): unknown {
  const type = headers['content-type'];
  return { data, contentType: typeof type === 'string' ? type : 'application/octet-stream' };
}
