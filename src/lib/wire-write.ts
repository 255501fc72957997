import { messageOf } from './errors.ts';
import { KeptFile } from './kept-file.ts';
import { type PathStep, WireError } from './wire-error.ts';

/** The one key that marks a typed form; a user's object that has it is escaped. */
export const TAG = '$wire';
/** Room for what we put around a body of the 512 levels that a call may have: payload, results, arguments. */
export const MAX_DEPTH = 512 + 24;
/** Turning digits into a BigInt takes quadratic time: a long one would hold up whoever decodes it. */
export const MAX_BIGINT_DIGITS = 10_000;
const MAX_BIGINT_BITS = 32_768;

/** Where the writer stands, what it is inside of, and what it may still spend. */
type Pen = { path: PathStep[]; inside: Set<object>; left: number; maxBytes: number };

/** The text of any value, typed forms included. Slow and thorough: the way for what is not plain JSON. */
export function writeTyped(value: unknown, maxBytes: number): string {
  const pen: Pen = { path: [], inside: new Set(), left: maxBytes, maxBytes };
  if (value === undefined) return tagged('undefined', 'null');
  try {
    return write(value, pen);
  } catch (error) {
    // the path is left standing where a getter, a Proxy's trap or a toJSON threw
    throw error instanceof WireError
      ? error
      : new WireError(pen.path, `cannot be read: ${messageOf(error).slice(0, 500)}`);
  }
}

function write(value: unknown, pen: Pen): string {
  switch (typeof value) {
    case 'string':
      spend(value.length, pen);
      return put(JSON.stringify(value), pen, value.length);
    case 'number':
      return put(Number.isFinite(value) ? JSON.stringify(value) : tagged('number', `"${value}"`), pen);
    case 'boolean':
      return put(String(value), pen);
    case 'bigint':
      if (BigInt.asIntN(MAX_BIGINT_BITS, value) !== value) refuse(pen, 'is a BigInt of too many digits');
      return put(tagged('bigint', `"${value}"`), pen);
    case 'undefined':
      return put('null', pen);
    case 'object':
      return value === null ? put('null', pen) : enter(value, pen, writeObject);
    default:
      return refuse(pen, `is a ${typeof value}, which cannot be stored`);
  }
}

function enter<T extends object>(value: T, pen: Pen, writer: (value: T, pen: Pen) => string): string {
  if (pen.inside.has(value)) refuse(pen, 'contains itself (a cycle)');
  if (pen.inside.size >= MAX_DEPTH) refuse(pen, `is nested deeper than ${MAX_DEPTH} levels`);
  pen.inside.add(value);
  const text = writer(value, pen);
  pen.inside.delete(value);
  return text;
}

function writeObject(value: object, pen: Pen): string {
  if ('toJSON' in value && typeof value.toJSON === 'function' && !isKnown(value)) {
    const plain: unknown = value.toJSON(String(pen.path.at(-1) ?? ''));
    if (typeof plain !== 'object' || plain === null) return write(plain, pen);
    // as JSON does: what toJSON answers is not asked again
    return plain === value ? writeFields(value, pen) : enter(plain, pen, writeFields);
  }
  return writeFields(value, pen);
}

/** Buffer and Date have a toJSON that would lose their type. */
const isKnown = (value: object) => value instanceof Uint8Array || value instanceof Date;

function writeFields(value: object, pen: Pen): string {
  if (value instanceof Date) return writeDate(value, pen);
  if (value instanceof KeptFile) return put(tagged('file', JSON.stringify(value.name)), pen);
  if (value instanceof Error) return writeError(value, pen);
  if (value instanceof Map) return writeEntries(entriesOf(value, pen), pen);
  if (value instanceof Set) return writeList([...value], pen);
  if (value instanceof Promise) return refuse(pen, 'is a Promise: an `await` is missing');
  if (value instanceof String || value instanceof Number || value instanceof Boolean)
    return write(value.valueOf(), pen);
  if (Array.isArray(value)) return writeList(value, pen);
  const bytes = bytesOf(value);
  if (bytes) return writeBytes(bytes, pen);
  return writeEntries(
    Object.keys(value).map((key) => [key, () => Reflect.get(value, key)]),
    pen,
  );
}

function bytesOf(value: object): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return new Uint8Array(value);
  if (value instanceof DataView) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

function writeDate(date: Date, pen: Pen): string {
  const time = date.getTime();
  return put(tagged('date', Number.isNaN(time) ? 'null' : `"${new Date(time).toISOString()}"`), pen);
}

/** Values are read only when their turn comes, so that a throwing getter is found with its path. */
type Entry = [key: string, read: () => unknown];

function writeEntries(entries: Entry[], pen: Pen): string {
  let text = '';
  let forged = false;
  for (const [key, read] of entries) {
    pen.path.push(key);
    const value = read();
    if (value !== undefined) {
      text += `${text === '' ? '' : ','}${put(JSON.stringify(key), pen)}:${write(value, pen)}`;
      forged ||= key === TAG;
    }
    pen.path.pop();
  }
  return forged ? tagged('object', `{${text}}`) : put(`{${text}}`, pen, text.length);
}

function writeList(list: unknown[], pen: Pen): string {
  let text = '';
  for (let index = 0; index < list.length; index++) {
    pen.path.push(index);
    text += `${index === 0 ? '' : ','}${write(list[index], pen)}`;
    pen.path.pop();
  }
  return put(`[${text}]`, pen, text.length);
}

function writeBytes(bytes: Uint8Array, pen: Pen): string {
  spend(Math.ceil(bytes.length / 3) * 4, pen);
  return tagged(
    'bytes',
    `"${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}"`,
  );
}

/** Only what every error has: own fields of a client's error hold sockets and whole requests. */
function writeError(error: Error, pen: Pen): string {
  const entries: Entry[] = [
    ['name', () => String(error.name)],
    ['message', () => String(error.message)],
    ['stack', () => (typeof error.stack === 'string' ? error.stack : undefined)],
  ];
  return writeEntries(entries, pen);
}

function entriesOf(map: Map<unknown, unknown>, pen: Pen): Entry[] {
  return Array.from(map, ([key, value]): Entry => {
    if (typeof key === 'object' || typeof key === 'symbol' || typeof key === 'function')
      refuse(pen, 'is a Map with a key that is no text or number');
    return [String(key), () => value];
  });
}

const tagged = (type: string, valueText: string) => `{"${TAG}":"${type}","value":${valueText}}`;

function put(text: string, pen: Pen, alreadySpent = 0): string {
  spend(text.length - alreadySpent, pen);
  return text;
}

function spend(size: number, pen: Pen): void {
  pen.left -= size;
  if (pen.left < 0) refuse(pen, `makes the whole larger than ${sizeOf(pen.maxBytes)}`);
}

export function sizeOf(bytes: number): string {
  return bytes >= 1 << 20 ? `${Math.floor(bytes / (1 << 20))} MB` : `${bytes} bytes`;
}

function refuse(pen: Pen, problem: string): never {
  throw new WireError(pen.path, problem);
}
