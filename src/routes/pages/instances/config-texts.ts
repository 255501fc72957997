/** Values of config variables as lines of text, and back. */
import { shortened } from '../../../lib/words.ts';

type Read<T> = { ok: true; value: T } | { ok: false; message: string };

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The fields of a connection as it is stored or shown. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return asRecord(asRecord(value).fields);
}

/** One item a line; undefined when an item is no single line. */
export function listText(value: unknown): string | undefined {
  const items = parsed(value);
  if (!Array.isArray(items)) return undefined;
  return items.every(isLine) ? items.join('\n') : undefined;
}

/** `key: value` a line; undefined when a pair is no single line. */
export function pairsText(value: unknown): string | undefined {
  const held = parsed(value);
  const pairs: unknown[] = Array.isArray(held)
    ? held
    : Object.entries(asRecord(held)).map(([key, item]) => ({ key, value: item }));
  const lines = pairs.map((pair) => {
    const { key, value: item } = asRecord(pair);
    return isLine(key) && (item === '' || isLine(item)) && !String(key).includes(':')
      ? `${key}: ${item}`.trim()
      : undefined;
  });
  return lines.includes(undefined) ? undefined : lines.join('\n');
}

/** A default is JSON text. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function isLine(item: unknown): boolean {
  if (typeof item === 'number' || typeof item === 'boolean') return true;
  return typeof item === 'string' && item.trim() === item && item !== '' && !/[\r\n]/.test(item);
}

export function readLines(text: string): string[] {
  return text.split(/\r\n?|\n/).flatMap((line) => line.trim() || []);
}

export function readPairs(text: string): Read<{ key: string; value: string }[]> {
  const pairs = [];
  for (const line of readLines(text)) {
    const at = line.indexOf(':');
    if (at < 1)
      return { ok: false, message: `“${shortened(line, 60)}” has no key and colon: write “key: value”.` };
    pairs.push({ key: line.slice(0, at).trim(), value: line.slice(at + 1).trim() });
  }
  return { ok: true, value: pairs };
}

export function readJson(text: string): Read<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, message: 'This cannot be read as JSON. Check its quotes, commas and brackets.' };
  }
}

/** An instant as a browser's field takes it, UTC; a text that is none as it is. */
export function timestampText(value: string): string {
  const at = Date.parse(value);
  return Number.isNaN(at) ? value : new Date(at).toISOString().slice(0, 19);
}

/** What such a field answers, with its zone. */
export function readTimestamp(text: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text) ? `${text}Z` : text;
}
