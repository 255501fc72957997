import { decode } from '../lib/wire.ts';

/** By their hashes. Has no prototype, which foreign code might have changed. */
const bundles: Record<string, string> = Object.create(null);

/** Keeps a text that the server has sent, and forgets others for it: `[hash, source, forgotten]`. */
export function keepBundle(payload: Buffer): void {
  const sent = decode(payload.toString());
  if (!Array.isArray(sent)) throw new Error('a bundle without text');
  const [hash, source, forgotten]: unknown[] = sent;
  bundles[String(hash)] = String(source);
  if (Array.isArray(forgotten)) for (const each of forgotten) delete bundles[String(each)];
}

/** @throws when the server has not sent it */
export function bundleIn(hash: unknown): string {
  const source = bundles[String(hash)];
  if (source === undefined) throw new Error('a call of what was not sent');
  return source;
}
