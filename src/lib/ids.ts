import { randomBytes } from 'node:crypto';

export type IdPrefix =
  | 'int'
  | 'cus'
  | 'ins'
  | 'con'
  | 'shc'
  | 'exe'
  | 'usr'
  | 'tok'
  | 'boot'
  | 'req'
  | 'aud'
  | 'att'
  | 'pay'
  | 'key'
  | 'upg'
  | 'ucf'
  | 'pkg'
  | 'mon'
  | 'alt'
  | 'ewh'
  | 'msg'
  | 'job'
  | 'flt';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID = new RegExp(`^[${ALPHABET}]{26}$`);

/** `exe_` and a UUIDv7 in Crockford base32: ids of one process sort by when they were made. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${encodeUuid(Bun.randomUUIDv7('buffer'))}`;
}

/** Whether the text has the shape of an id of that kind. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && ID.test(text.slice(prefix.length + 1));
}

/** The smallest id of that kind made at or after the instant, to turn a time range into a range of ids. */
export function firstIdAt(prefix: IdPrefix, instant: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.max(0, Math.min(instant, 2 ** 48 - 1)), 0, 6);
  return `${prefix}_${encodeUuid(bytes)}`;
}

/** The beginning that ids share which were made in the same second; for ids that is one of 1,024 ms. */
export function secondOf(id: string): string {
  return id.slice(0, id.indexOf('_') + 9);
}

/** Unguessable text for URLs and tokens: 160 random bits, base64url. */
export function randomToken(bytes = 20): string {
  return randomBytes(bytes).toString('base64url');
}

// Two characters stand for ten bits: each id of a webhook's run is written with these.
const PAIRS = Array.from(
  { length: 1024 },
  (_, bits) => ALPHABET.charAt(bits >> 5) + ALPHABET.charAt(bits & 31),
);

/** 128 bits in 26 characters of 5: two zero bits come first. */
function encodeUuid(bytes: Buffer): string {
  let text = pair(bytes.readUInt8(0));
  for (let at = 1; at < 16; at += 5) {
    const high = bytes.readUInt16BE(at);
    const low = bytes.readUIntBE(at + 2, 3);
    text +=
      pair(high >> 6) + pair(((high & 63) << 4) | (low >> 20)) + pair((low >> 10) & 1023) + pair(low & 1023);
  }
  return text;
}

function pair(bits: number): string {
  return PAIRS[bits] ?? '';
}
