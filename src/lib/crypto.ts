import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { atOnce } from './in-turns.ts';
import { MASK } from './secret-fields.ts';
import { bytesOf } from './text-pieces.ts';

/** A secret in memory: it prints as `MASK` wherever it is shown, and is read by `reveal()` alone. */
export class Secret {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  reveal(): string {
    return this.#text;
  }
  toString(): string {
    return MASK;
  }
  toJSON(): string {
    return MASK;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}

/** Where a sealed text lives; a ciphertext moved to another place does not open there. */
export type Place = { table: string; column: string; row: string };

export type Vault = {
  /** Names the key without telling it. */
  keyId: string;
  /** AES-256-GCM; answers `v1.<key id>.<iv>.<tag+text>` in base64url. */
  seal(secret: Secret, place: Place): string;
  /** @throws when the text was sealed with another key, for another place, or was changed */
  open(sealed: string, place: Place): Secret;
  /** The same for a large text; pauses after each piece. */
  sealing(secret: Secret, place: Place): Generator<undefined, string>;
  opening(sealed: string, place: Place): Generator<undefined, Secret>;
  /** Hex HMAC-SHA-256 for links that carry their own proof. */
  sign(text: string): string;
};

/** @param key 32 bytes */
export function createVault(key: Uint8Array): Vault {
  if (key.byteLength !== 32) throw new Error('The vault key must have 32 bytes.');
  const keyId = createHash('sha256').update('stepwell key id').update(key).digest('hex').slice(0, 8);
  const signingKey = createHash('sha256').update('stepwell signing').update(key).digest();
  function* sealing(secret: Secret, place: Place): Generator<undefined, string> {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(associatedData(place));
    const bytes = yield* bytesOf(secret.reveal(), TAG_BYTES);
    for (let at = TAG_BYTES; at < bytes.byteLength; at += PIECE) {
      bytes.set(cipher.update(bytes.subarray(at, at + PIECE)), at);
      yield;
    }
    cipher.final();
    bytes.set(cipher.getAuthTag());
    return `v1.${keyId}.${iv.toString('base64url')}.${yield* inBase64(bytes)}`;
  }
  function* opening(sealed: string, place: Place): Generator<undefined, Secret> {
    const { id, iv, data } = partsOf(sealed);
    if (id !== keyId) throw new Error(`Sealed with another vault key (${id}); this one is ${keyId}.`);
    const bytes = yield* ofBase64(data);
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'))
      .setAAD(associatedData(place))
      .setAuthTag(bytes.subarray(0, TAG_BYTES));
    for (let at = TAG_BYTES; at < bytes.byteLength; at += PIECE) {
      bytes.set(decipher.update(bytes.subarray(at, at + PIECE)), at);
      yield;
    }
    decipher.final();
    return new Secret(bytes.toString('utf8', TAG_BYTES));
  }
  return {
    keyId,
    seal: (secret, place) => atOnce(sealing(secret, place)),
    open: (sealed, place) => atOnce(opening(sealed, place)),
    sealing,
    opening,
    sign(text) {
      return createHmac('sha256', signingKey).update(text).digest('hex');
    },
  };
}

const TAG_BYTES = 16;
/** Bytes of whole threes, which are whole fours of base64: pieces follow each other without a seam. */
const PIECE = 192 * 1024;

function partsOf(sealed: string): { id: string | undefined; iv: string; data: string } {
  const [version, id, iv, data] = sealed.split('.');
  if (version !== 'v1' || !iv || !data) throw new Error('This is not a sealed text.');
  return { id, iv, data };
}

function* inBase64(bytes: Buffer): Generator<undefined, string> {
  if (bytes.byteLength <= PIECE) return bytes.toString('base64url');
  const pieces: string[] = [];
  for (let at = 0; at < bytes.byteLength; at += PIECE) {
    pieces.push(bytes.toString('base64url', at, at + PIECE));
    yield;
  }
  return pieces.join('');
}

function* ofBase64(text: string): Generator<undefined, Buffer> {
  const step = (PIECE / 3) * 4;
  if (text.length <= step) return Buffer.from(text, 'base64url');
  const bytes = Buffer.allocUnsafe(Math.floor((text.length * 3) / 4));
  for (let at = 0; at < text.length; at += step) {
    bytes.write(text.slice(at, at + step), (at / 4) * 3, 'base64url');
    yield;
  }
  return bytes;
}

function associatedData({ table, column, row }: Place): Buffer {
  return Buffer.from(JSON.stringify([table, column, row]));
}

/** Hex SHA-256: how tokens that grant rights are stored. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares without telling by its time where the texts differ. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
