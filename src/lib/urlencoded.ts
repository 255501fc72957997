import { decoded } from './charset.ts';

/** Values by name; a name that comes again has a list of its values. */
export type Fields<Value> = Record<string, Value | Value[]>;

/** More are refused where a call is taken: no person or program means so many. */
export const MOST_FIELDS = 10_000;

/** Values by name, in one pass however often a name comes. */
export function gathered<Value>(entries: Iterable<[name: string, value: Value]>): Fields<Value> {
  const lists = new Map<string, Value[]>();
  for (const [name, value] of entries) {
    const list = lists.get(name);
    if (list) list.push(value);
    else lists.set(name, [value]);
  }
  const fields: Fields<Value> = {};
  for (const [name, list] of lists) {
    const [first] = list;
    const value = list.length === 1 && first !== undefined ? first : list;
    // `__proto__` is a name like any other.
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return fields;
}

/**
 * The fields of a form or query (`a=1&b=two+words`).
 * @param charset in which bytes that are no UTF-8 were written before they were escaped
 */
export function formFields(text: string, charset?: string): Fields<string> {
  return gathered(charset === undefined ? new URLSearchParams(text) : entriesIn(text, charset));
}

function* entriesIn(text: string, charset: string): Generator<[string, string]> {
  for (const piece of text.split('&')) {
    if (piece === '') continue;
    const end = piece.indexOf('=');
    const name = end === -1 ? piece : piece.slice(0, end);
    yield [unescaped(name, charset), end === -1 ? '' : unescaped(piece.slice(end + 1), charset)];
  }
}

function unescaped(text: string, charset: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  return spaced.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    const bytes = Buffer.from(escapes.replaceAll('%', ''), 'hex');
    return decoded(bytes, charset) ?? bytes.toString();
  });
}

/** Whether a form or query has more fields than that, known before any of them is made. */
export function hasMoreFields(text: string, most: number): boolean {
  let count = 0;
  for (let at = 0; at < text.length && count <= most; count += 1) {
    const end = text.indexOf('&', at);
    if (end === at) count -= 1;
    at = end === -1 ? text.length : end + 1;
  }
  return count > most;
}
