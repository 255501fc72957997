import { createHash, createHmac } from 'node:crypto';

type Library = typeof import('hash-wasm');
type Hasher = Awaited<ReturnType<Library['createSM3']>>;

/** A hash function by the name that inputs hold; `foreign` where the runtime does not have it. */
export type HashFunction = { name: string; label: string; foreign?: (library: Library) => Promise<Hasher> };

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
  { name: 'sm3', label: 'SM3', foreign: ({ createSM3 }) => createSM3() },
  { name: 'whirlpool', label: 'Whirlpool', foreign: ({ createWhirlpool }) => createWhirlpool() },
  { name: 'blake2b512', label: 'BLAKE2b512', foreign: ({ createBLAKE2b }) => createBLAKE2b(512) },
  { name: 'blake2s256', label: 'BLAKE2s256', foreign: ({ createBLAKE2s }) => createBLAKE2s(256) },
];

const hashers = new Map<string, Promise<Hasher>>();

/** Made once: a hash begins and ends in one turn, so that no other gets in between. */
function hasherOf(
  name: string,
  make: (library: Library) => Promise<Hasher>,
  library: Library,
): Promise<Hasher> {
  const known = hashers.get(name) ?? make(library);
  hashers.set(name, known);
  return known;
}

/** The hash of the bytes, as hexadecimal digits. */
export async function digest({ name, foreign }: HashFunction, message: Uint8Array): Promise<string> {
  if (!foreign) return createHash(name).update(message).digest('hex');
  const hasher = await hasherOf(name, foreign, await import('hash-wasm'));
  return hasher.init().update(message).digest('hex');
}

/** The HMAC of the bytes, as hexadecimal digits. */
export async function hmac(
  { name, foreign }: HashFunction,
  key: Uint8Array,
  message: Uint8Array,
): Promise<string> {
  if (!foreign) return createHmac(name, key).update(message).digest('hex');
  const library = await import('hash-wasm');
  const hasher = await library.createHMAC(hasherOf(name, foreign, library), key);
  return hasher.init().update(message).digest('hex');
}
