import { jsonText } from '../conversions.ts';
import { isRecord } from '../records.ts';
import { refuseUnwritable } from '../size.ts';
import { textOfBytes } from './cells.ts';

/** Levels that the libraries write, and read again: they take more than twice the time for twice as many. */
const MOST_LEVELS = 200;

/**
 * A value of JSON alone: dates and big integers as JSON would have them, bytes as their text.
 * @param indent characters by which the format moves each level to the right
 */
export function plainValue(value: unknown, label: string, indent: number): unknown {
  refuseUnwritable(value, label, indent, MOST_LEVELS);
  return JSON.parse(jsonText(withoutBytes(value), label));
}

function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return textOfBytes(value);
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutBytes(item)]));
}
