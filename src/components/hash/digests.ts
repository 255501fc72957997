import { createHash, createHmac } from 'node:crypto';

/** A hash function by the name that inputs hold; `isForeign` where the runtime does not have it, or no HMAC by it. */
export type HashFunction = { name: string; label: string; isForeign?: true };

export const HASH_FUNCTIONS: readonly HashFunction[] = [
  { name: 'md4', label: 'MD4' },
  { name: 'md5', label: 'MD5' },
  { name: 'md5-sha1', label: 'MD5-SHA1' },
  { name: 'sha1', label: 'SHA1' },
  { name: 'sha224', label: 'SHA224' },
  { name: 'sha256', label: 'SHA256' },
  { name: 'sha384', label: 'SHA384' },
  { name: 'sha512', label: 'SHA512' },
  { name: 'sha512-224', label: 'SHA512-224' },
  { name: 'sha512-256', label: 'SHA512-256' },
  { name: 'sha3-224', label: 'SHA3-224' },
  { name: 'sha3-256', label: 'SHA3-256' },
  { name: 'sha3-384', label: 'SHA3-384' },
  { name: 'sha3-512', label: 'SHA3-512' },
  { name: 'ripemd160', label: 'RIPEMD160' },
  { name: 'sm3', label: 'SM3', isForeign: true },
  { name: 'whirlpool', label: 'Whirlpool', isForeign: true },
  { name: 'blake2b512', label: 'BLAKE2b512', isForeign: true },
  { name: 'blake2s256', label: 'BLAKE2s256', isForeign: true },
];

/** The hash of the bytes, as hexadecimal digits. */
export async function digest({ name, isForeign }: HashFunction, message: Uint8Array): Promise<string> {
  if (!isForeign) return createHash(name).update(message).digest('hex');
  const { foreignDigest } = await import('./foreign.ts');
  return await foreignDigest(name, message);
}

/** The HMAC of the bytes, as hexadecimal digits. */
export async function hmac(
  { name, isForeign }: HashFunction,
  key: Uint8Array,
  message: Uint8Array,
): Promise<string> {
  if (!isForeign) return createHmac(name, key).update(message).digest('hex');
  const { foreignHmac } = await import('./foreign.ts');
  return await foreignHmac(name, key, message);
}
