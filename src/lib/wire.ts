/**
 * The one way a value becomes text: in the journal, between processes, on pages.
 *
 * Plain JSON stays as it is. Bytes (a Buffer comes back), kept files, Date, BigInt, NaN and ±Infinity get a typed form
 * `{"$wire": type, "value": …}`; an object of the user's with a key `$wire` is escaped, so no value can pass for another.
 * `undefined` is kept alone, dropped from objects and null in lists; -0 becomes 0; symbol keys are left out.
 * toJSON is honoured; an Error becomes {name, message, stack}, a Map an object, a Set a list, a class instance its own
 * fields. Functions, symbols, Promises, cycles, more than 536 levels and too many bytes are refused with a WireError.
 */
import { messageOf } from './errors.ts';
import { keptFileOf } from './kept-file.ts';
import { WireError } from './wire-error.ts';
import { MAX_BIGINT_DIGITS, MAX_DEPTH, sizeOf, TAG, writeTyped } from './wire-write.ts';

export { jsonDepthExceeds } from './wire-depth.ts';
export { WireError } from './wire-error.ts';

/** The limit where the caller sets none: without one, a few objects that share each other would fill the memory. */
export const MAX_WIRE_BYTES = 32 * 1024 * 1024;

/** With the quote and colon: inside a text the quote would be escaped, so this is found only where it is a key. */
const TAG_KEY = `"${TAG}":`;

/** @throws WireError, and nothing else whatever the value does */
export function encode(value: unknown, options: { maxBytes?: number } = {}): string {
  const maxBytes = options.maxBytes ?? MAX_WIRE_BYTES;
  const text = writePlain(value, maxBytes) ?? writeTyped(value, maxBytes);
  // a UTF-16 unit takes at most 3 bytes, so the exact count is rarely needed
  if (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes)
    throw new WireError([], `is larger than ${sizeOf(maxBytes)}`);
  return text;
}

/**
 * The hot path: one cheap walk finds out whether JSON.stringify alone tells the whole truth. Undefined where it does not,
 * and for a value of more than so many characters.
 */
export function writePlain(value: unknown, maxBytes: number): string | undefined {
  try {
    if (plainSize(value, maxBytes, MAX_DEPTH) === NOT_PLAIN) return undefined;
    const text: string | undefined = JSON.stringify(value);
    return text?.includes(TAG_KEY) ? undefined : text;
  } catch {
    return undefined;
  }
}

const NOT_PLAIN = -1;

/**
 * A lower bound of the text's length, so that the walk itself ends early on values that unfold without end.
 * One function for all types: split up it takes twice as long.
 */
function plainSize(value: unknown, most: number, depth: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value === 'number') return Number.isFinite(value) ? 1 : NOT_PLAIN;
  if (typeof value === 'boolean' || value === null) return 4;
  if (typeof value !== 'object' || depth === 0) return NOT_PLAIN;
  let sum = 2;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      const size = item === undefined ? 4 : plainSize(item, most, depth - 1);
      sum += size;
      if (size === NOT_PLAIN || sum > most) return NOT_PLAIN;
    }
    return sum;
  }
  if (!isPlain(value)) return NOT_PLAIN;
  for (const key in value) {
    const field = value[key];
    if (field === undefined) continue;
    const size = plainSize(field, most, depth - 1);
    sum += size + key.length;
    if (size === NOT_PLAIN || sum > most) return NOT_PLAIN;
  }
  return sum;
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * @param files what text from outside may not name, since nobody asks again whose they are
 * @throws WireError for text that `encode` would not have written
 */
export function decode(text: string, { files = true }: { files?: boolean } = {}): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new WireError([], `is not JSON: ${messageOf(error).slice(0, 200)}`);
  }
  return text.includes(TAG_KEY) ? revive(value, 0, files) : value;
}

/** Changes the freshly parsed value in place. Every key is an own property there, `__proto__` too, so setting it is safe. */
function revive(value: unknown, depth: number, files: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // an escaped object takes two levels
  if (depth > 2 * MAX_DEPTH) throw new WireError([], `is nested deeper than ${MAX_DEPTH} levels`);
  if (Object.hasOwn(value, TAG)) return reviveTyped(value, depth, files);
  return reviveEntries(value, depth, files);
}

function reviveEntries(value: object, depth: number, files: boolean): object {
  for (const key of Object.keys(value)) {
    const before: unknown = Reflect.get(value, key);
    const after = revive(before, depth + 1, files);
    if (after !== before) Reflect.set(value, key, after);
  }
  return value;
}

function reviveTyped(form: object, depth: number, files: boolean): unknown {
  const type: unknown = Reflect.get(form, TAG);
  const value: unknown = Reflect.get(form, 'value');
  if (type === 'undefined') return undefined;
  if (type === 'object' && typeof value === 'object' && value !== null)
    return reviveEntries(value, depth + 1, files);
  if (type === 'date' && value === null) return new Date(Number.NaN);
  if (typeof value === 'string') {
    if (type === 'bytes') return Buffer.from(value, 'base64');
    const file = type === 'file' && files ? keptFileOf(value) : undefined;
    if (file) return file;
    if (type === 'date') return new Date(value);
    if (type === 'number') return Number(value);
    if (type === 'bigint' && value.length <= MAX_BIGINT_DIGITS && /^-?\d+$/.test(value)) return BigInt(value);
  }
  throw new WireError([], 'holds a typed form that nobody writes');
}
