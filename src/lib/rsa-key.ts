import { createPublicKey, type KeyObject } from 'node:crypto';
import { asRecord } from './records.ts';

/** A public RSA key as it is kept, with what tokens may name it by. */
export type RsaPublicKey = { jwk: { kty: 'RSA'; n: string; e: string }; kid: string | null };

const LEAST_BITS = 2048;
const LONGEST = 20_000;

/** A public RSA key from PEM (SPKI, PKCS #1 or a certificate) or JWK; otherwise a sentence that says what to do. */
export function readRsaKey(text: string): RsaPublicKey | string {
  if (text.length > LONGEST) return 'This is longer than any key. Paste the public key alone.';
  const jwk = jwkIn(text);
  if (/PRIVATE KEY/.test(text) || jwk?.d !== undefined)
    return 'This is a private key. Keep it where tokens are made, treat it as known to others, and paste the public key.';
  const key = parsed(text, jwk);
  if (!key) return 'This is no key that can be read. Paste a public key as PEM or as a JSON Web Key.';
  const { n, e } = key.export({ format: 'jwk' });
  if (key.asymmetricKeyType !== 'rsa' || n === undefined || e === undefined)
    return 'This is no RSA key. Tokens are signed with RS256: make an RSA key of 2,048 bits or more.';
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_BITS)
    return 'This key has fewer than 2,048 bits. Make a longer one.';
  return { jwk: { kty: 'RSA', n, e }, kid: typeof jwk?.kid === 'string' ? jwk.kid : null };
}

function jwkIn(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function parsed(text: string, jwk: Record<string, unknown> | undefined): KeyObject | undefined {
  try {
    if (!jwk) return createPublicKey(text);
    const { kty, n, e } = jwk;
    // Of another type there is nothing to read: it is refused as what it is not.
    if (kty !== 'RSA' || typeof n !== 'string' || typeof e !== 'string') return undefined;
    return createPublicKey({ key: { kty, n, e }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
