import { asc, eq } from 'drizzle-orm';
import { embeddingKeys, sessions } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { AppError, refuseFields } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { readRsaKey } from '../lib/rsa-key.ts';
import { now } from '../lib/time.ts';
import { authorIn, record } from './audit.ts';
import { nameIssue } from './fields.ts';

/** The public key of somebody whose tokens say who is who on a page that embeds the marketplace. */
export type EmbeddingKey = typeof embeddingKeys.$inferSelect;

/** Each is tried on a token that names none. */
const MOST = 20;

/** All of them, oldest first. */
export async function listEmbeddingKeys(db: Database): Promise<EmbeddingKey[]> {
  return await db.select().from(embeddingKeys).orderBy(asc(embeddingKeys.id)).limit(MOST);
}

/** @throws AppError `not_found` */
export async function getEmbeddingKey(db: Database, id: string): Promise<EmbeddingKey> {
  const [row] = await db.select().from(embeddingKeys).where(eq(embeddingKeys.id, id));
  if (!row) throw notFound(id);
  return row;
}

/**
 * @param fields `key` is PEM or a JSON Web Key
 * @throws AppError `invalid` with issues for `name` and `key`; `conflict` for a key that is there, and for one too many
 */
export async function addEmbeddingKey(
  tx: Database,
  { name, key: text }: { name: string; key: string },
): Promise<EmbeddingKey> {
  const key = readRsaKey(text);
  refuseFields({ name: nameIssue(name), key: typeof key === 'string' ? key : undefined });
  if (typeof key === 'string') throw new AppError('invalid', key);
  const fingerprint = fingerprintOf(key.jwk);
  const keys = await listEmbeddingKeys(tx);
  const same = keys.find((each) => each.fingerprint === fingerprint);
  if (same) throw refusedKey(`This key is here already, as ${same.name}.`);
  if (keys.length >= MOST) throw refusedKey(`There are ${MOST} keys already. Remove one first.`);
  const row: EmbeddingKey = {
    ...{ id: newId('key'), name: name.trim(), ...key, fingerprint },
    ...{ createdBy: authorIn(tx)?.name ?? '', createdAt: now() },
  };
  await tx.insert(embeddingKeys).values(row);
  await record(tx, 'embedding_key.added', row);
  return row;
}

/** From then on its tokens open nothing, and those who came by them are out. @throws AppError `not_found` */
export async function removeEmbeddingKey(tx: Database, id: string): Promise<void> {
  const [key] = await tx.delete(embeddingKeys).where(eq(embeddingKeys.id, id)).returning();
  if (!key) throw notFound(id);
  await tx.delete(sessions).where(eq(sessions.embeddingKeyId, id));
  await record(tx, 'embedding_key.removed', key);
}

/** `SHA256:…` of its thumbprint (RFC 7638), which other tools answer too. */
function fingerprintOf({ e, kty, n }: EmbeddingKey['jwk']): string {
  const text = JSON.stringify({ e, kty, n });
  return `SHA256:${new Bun.CryptoHasher('sha256').update(text).digest('base64url')}`;
}

function refusedKey(message: string): AppError {
  return new AppError('conflict', message, [{ path: 'key', message }]);
}

function notFound(id: string): AppError {
  return new AppError('not_found', `There is no key ${id}.`);
}
