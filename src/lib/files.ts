import { KeptFile } from './kept-file.ts';
import { isRecord } from './records.ts';

/**
 * The one shape of a file: a binary step result, a part of a multipart body, the body of a call. Inputs that take a
 * file take its bytes alone, too.
 */
export type FileValue = {
  data: string | Uint8Array;
  contentType?: string | null | undefined;
  fileName?: string | null | undefined;
};

const FIELDS = new Set(['data', 'contentType', 'fileName']);

/** An object with bytes in `data` is a file whatever else it holds; one with text needs a type and may hold no more. */
export function isFile(value: unknown): value is FileValue {
  if (typeof value !== 'object' || value === null || !('data' in value) || !Object.hasOwn(value, 'data'))
    return false;
  const { data, contentType, fileName }: Record<string, unknown> = { ...value };
  if (![contentType, fileName].every((field) => typeof field === 'string' || isNothing(field))) return false;
  if (data instanceof Uint8Array) return true;
  if (typeof data !== 'string' || !Object.hasOwn(value, 'contentType')) return false;
  return hasFileFieldsOnly(value);
}

/** A file too large to hold, with its type. */
export function isKeptFile(
  value: unknown,
): value is { data: KeptFile; contentType?: string | undefined; fileName?: string | undefined } {
  if (!isRecord(value) || !(value.data instanceof KeptFile)) return false;
  return [value.contentType, value.fileName].every((field) => typeof field === 'string' || isNothing(field));
}

/** A file that holds bytes: nothing else that a flow makes looks like one. */
export function isBinaryFile(value: unknown): value is FileValue & { data: Uint8Array } {
  return isFile(value) && value.data instanceof Uint8Array;
}

export const hasFileFieldsOnly = (value: object): boolean =>
  Object.keys(value).every((key) => FIELDS.has(key));

const isNothing = (field: unknown): boolean => field === undefined || field === null;
