/** Tokens of a host page, as its own server makes them. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Store } from '../../src/db/store.ts';
import { updateEmbedding } from '../../src/models/embedding.ts';
import { addEmbeddingKey } from '../../src/models/embedding-keys.ts';

export type HostKey = { publicKey: string; privateKey: KeyObject };

/** Making one takes a while: a file of tests makes few. */
export function hostKey(bits = 2048): HostKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return { publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })), privateKey };
}

let shared: HostKey | undefined;
/** The same one for all who need just any. */
export function anyKey(): HostKey {
  shared ??= hostKey();
  return shared;
}

export const HOST = 'https://app.larkfield.test';
const nowInSeconds = () => Math.floor(Date.now() / 1000);

/** Signed as host pages do it: good since five seconds ago, for ten minutes. */
export async function hostToken(
  { privateKey }: HostKey,
  claims: Record<string, unknown> = {},
  header: { alg?: string; kid?: string } = {},
): Promise<string> {
  const at = nowInSeconds();
  const all = { sub: 'kim', customer: 'acme', iat: at - 5, exp: at + 600, ...claims };
  return await new SignJWT(all).setProtectedHeader({ alg: 'RS256', ...header }).sign(privateKey);
}

/** Lists a key and a site. */
export async function allowEmbedding(
  store: Store,
  key: HostKey,
  origins = [HOST],
  makesPeople = true,
): Promise<void> {
  await store.write(async (tx) => {
    await updateEmbedding(tx, { origins, makesPeople });
    await addEmbeddingKey(tx, { name: 'Larkfield', key: key.publicKey });
  });
}
