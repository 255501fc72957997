import { createHmac } from 'node:crypto';
import type { Secret } from './crypto.ts';

const PREFIX = 'whsec_';

/**
 * The headers of Standard Webhooks 1.0 for the very bytes that are sent.
 * @param id stays the same over all attempts
 * @param at of this attempt, in milliseconds
 * @param secrets `whsec_…`, each of which signs: while one is taken over by another there are two
 */
export function signedHeaders(
  id: string,
  at: number,
  body: string,
  secrets: Secret[],
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.reveal().slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
