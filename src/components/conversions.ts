import { textOfBytes } from '../lib/charset.ts';
import { messageOf } from '../lib/errors.ts';
import { isFile } from '../lib/files.ts';
import { jsonDepthExceeds } from '../lib/wire.ts';
import { isRecord, ownValue, type Pair } from './records.ts';
import { MAX_DEPTH, refuseUnwritable } from './size.ts';

/** An input holds a value that the action cannot use; the message names the input and says what to do. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

export const isUnset = (value: unknown): boolean => value === undefined || value === null || value === '';

function describe(value: unknown): string {
  if (isUnset(value)) return 'empty';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Uint8Array) return 'binary data';
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`;
}

export function refuse(value: unknown, label: string, expected: string): never {
  throw new InputError(`The input "${label}" must be ${expected}, but it is ${describe(value)}.`);
}

const digits = (_key: string, item: unknown) => (typeof item === 'bigint' ? item.toString() : item);

/** JSON text of any value; big integers become text, which JSON has no number for. */
export function jsonText(value: unknown, label: string, indent?: number): string {
  const hasBigInt = refuseUnwritable(value, label, indent);
  try {
    // Only where it is needed: with a function to ask for each value it takes several times as long.
    return JSON.stringify(value, hasBigInt ? digits : undefined, indent) ?? 'null';
  } catch (thrown) {
    throw new InputError(`The input "${label}" cannot be written as JSON: ${messageOf(thrown)}.`);
  }
}

export function parseJson(text: string, label: string): unknown {
  if (jsonDepthExceeds(text, MAX_DEPTH)) {
    throw new InputError(
      `The input "${label}" is nested deeper than ${MAX_DEPTH} levels: hand over a part of it.`,
    );
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    throw new InputError(`The input "${label}" is not valid JSON: ${messageOf(thrown)}.`);
  }
}

export function toText(value: unknown, label: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (value instanceof Uint8Array) return textOfBytes(value);
  if (isFile(value))
    return typeof value.data === 'string' ? value.data : textOfBytes(value.data, value.contentType ?? '');
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === 'object') return jsonText(value, label);
  return typeof value === 'function' ? refuse(value, label, 'text') : String(value);
}

function numberIn(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

export function toNumber(value: unknown, label: string): number {
  const number = numberIn(value);
  return Number.isFinite(number) ? number : refuse(value, label, 'a number');
}

/** A whole number between two bounds, both allowed. */
export function toInteger(value: unknown, label: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const number = numberIn(value);
  if (Number.isSafeInteger(number) && number >= min && number <= max) return number;
  const bounds = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return refuse(
    value,
    label,
    min === Number.MIN_SAFE_INTEGER ? 'a whole number' : `a whole number ${bounds}`,
  );
}

const TRUE_WORDS = new Set(['true', 't', 'yes', 'y', '1']);
const FALSE_WORDS = new Set(['false', 'f', 'no', 'n', '0', '']);

export function toBoolean(value: unknown, label: string): boolean {
  if (typeof value === 'boolean') return value;
  const word = toText(value, label).trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : refuse(value, label, 'true or false');
}

/** Text that may be JSON: the value it stands for, or else the text itself. */
export function parseIfJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  if (jsonDepthExceeds(value, MAX_DEPTH)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export function toList(value: unknown, label: string): unknown[] {
  const list = parseIfJson(value);
  return Array.isArray(list)
    ? list
    : refuse(value, label, 'a list: reference a list or write JSON like [1, 2]');
}

export function toObject(value: unknown, label: string): Record<string, unknown> {
  const record = parseIfJson(value);
  return isRecord(record)
    ? record
    : refuse(value, label, 'an object: reference one or write JSON like {"a": 1}');
}

function toPair(item: unknown, label: string): Pair {
  if (!isRecord(item)) return refuse(item, label, 'a list of keys and values');
  const key = ownValue(item, 'key') ?? ownValue(item, 'name');
  if (isUnset(key))
    throw new InputError(`A row of the input "${label}" has no key: give it one or remove the row.`);
  return { key: toText(key, label), value: ownValue(item, 'value') };
}

/** Rows of keys and values; an object stands for the rows of its own keys. */
export function toPairs(value: unknown, label: string): Pair[] {
  if (isUnset(value)) return [];
  const rows = parseIfJson(value);
  if (isRecord(rows)) return Object.entries(rows).map(([key, item]) => ({ key, value: item }));
  return Array.isArray(rows)
    ? rows.map((row) => toPair(row, label))
    : refuse(value, label, 'a list of keys and values');
}

export function toBytes(value: unknown, label: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (isFile(value)) return toBytes(value.data, label);
  return new TextEncoder().encode(toText(value, label));
}
