import type { Aside } from './aside.ts';
import { encodeInTurns } from './in-turns.ts';
import { encode } from './wire.ts';
import { TAG } from './wire-write.ts';

/**
 * JSON as other systems write and read it: instants in ISO 8601, digits for big integers, base64 for bytes, null for
 * what is no number. What `encode` refuses is refused here too.
 */
export function plainJson(value: unknown, options: { maxBytes?: number } = {}): string {
  return plainText(encode(value, options));
}

/** The same however large it is: at once where it is small; a large one in turns, in a thread as far as there is a way to one. */
export function plainJsonAside(value: unknown, aside: Aside | undefined): string | Promise<string> {
  const text = encodeInTurns(value, Number.MAX_SAFE_INTEGER);
  return text instanceof Promise ? text.then((whole) => plainOf(whole, aside)) : plainText(text);
}

function plainOf(text: string, aside: Aside | undefined): string | Promise<string> {
  return aside && isTyped(text) ? aside.plain(text) : plainText(text);
}

/** A text that `encode` has written, as other systems write it. */
export function plainText(text: string): string {
  return isTyped(text) ? written(JSON.parse(text)) : text;
}

const isTyped = (text: string) => text.includes(`"${TAG}":`);

/** The text of a parsed value without its typed forms. */
function written(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (!Object.hasOwn(value, TAG)) return entriesOf(value);
  const type: unknown = Reflect.get(value, TAG);
  const inner: unknown = Reflect.get(value, 'value');
  if (type === 'object' && typeof inner === 'object' && inner !== null) return entriesOf(inner);
  if (type === 'bigint') return String(inner);
  return type === 'bytes' || type === 'date' ? JSON.stringify(inner) : 'null';
}

function entriesOf(value: object): string {
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${written(item)}`);
  return `{${entries.join(',')}}`;
}
