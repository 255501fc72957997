import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** A secret in memory: it prints as `***` wherever it is shown, and is read by `reveal()` alone. */
export class Secret {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  reveal(): string {
    return this.#text;
  }
  toString(): string {
    return '***';
  }
  toJSON(): string {
    return '***';
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
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
  /** Hex HMAC-SHA-256 for links that carry their own proof. */
  sign(text: string): string;
};

/** @param key 32 bytes */
export function createVault(key: Uint8Array): Vault {
  if (key.byteLength !== 32) throw new Error('The vault key must have 32 bytes.');
  const keyId = createHash('sha256').update('stepwell key id').update(key).digest('hex').slice(0, 8);
  const signingKey = createHash('sha256').update('stepwell signing').update(key).digest();
  return {
    keyId,
    seal(secret, place) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(associatedData(place));
      const text = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()]);
      return `v1.${keyId}.${iv.toString('base64url')}.${Buffer.concat([cipher.getAuthTag(), text]).toString('base64url')}`;
    },
    open(sealed, place) {
      const [version, id, iv, data] = sealed.split('.');
      if (version !== 'v1' || !iv || !data) throw new Error('This is not a sealed text.');
      if (id !== keyId) throw new Error(`Sealed with another vault key (${id}); this one is ${keyId}.`);
      const bytes = Buffer.from(data, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'))
        .setAAD(associatedData(place))
        .setAuthTag(bytes.subarray(0, 16));
      return new Secret(
        Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('utf8'),
      );
    },
    sign(text) {
      return createHmac('sha256', signingKey).update(text).digest('hex');
    },
  };
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
