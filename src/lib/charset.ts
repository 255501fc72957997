import { TextDecoder } from 'node:util';
import { parametersOf } from './media-type.ts';

const MARKS: [bytes: number[], charset: string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** What text is taken for unless somebody says more: ASCII is the same in both. */
const ORDINARY = /^(utf-?8|(us-)?ascii)$/i;

/** The charset that a content type names; undefined where it names none, or no other than UTF-8. */
export function charsetOf(contentType: string): string | undefined {
  if (!contentType.includes('=')) return undefined;
  const named = parametersOf(contentType).get('charset')?.trim();
  return named === undefined || named === '' || ORDINARY.test(named) ? undefined : named;
}

/** The charset that bytes begin with a mark of: it counts more than what a header says. */
export function markedCharset(bytes: Uint8Array): string | undefined {
  return MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1];
}

/** As much as an XML declaration may take. */
const DECLARATION = 200;

/** The charset that bytes of XML declare themselves; undefined where they declare none, or no other than UTF-8. */
function declaredCharset(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== 0x3c || bytes[1] !== 0x3f) return undefined;
  const start = Buffer.from(bytes.subarray(0, DECLARATION)).toString('latin1');
  const [, named] = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(start) ?? [];
  // What is readable so far has one byte a letter, whatever it says.
  const isWrong = named === undefined || ORDINARY.test(named) || /^(utf|ucs)/i.test(named);
  return isWrong ? undefined : named;
}

/** The charset that bytes are in: by their mark, else their content type, else their XML declaration, else UTF-8. */
export function writtenIn(bytes: Uint8Array, contentType: string): string {
  return markedCharset(bytes) ?? charsetOf(contentType) ?? declaredCharset(bytes) ?? 'utf-8';
}

/** The text of bytes in a charset, without a byte order mark; undefined where they are not that, or it is unknown. */
export function decoded(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of bytes in the charset that they are in; what cannot be read becomes `�`. */
export function textOfBytes(bytes: Uint8Array, contentType = ''): string {
  try {
    return new TextDecoder(writtenIn(bytes, contentType)).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

/** Text without the byte order mark that some programs put before it. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
