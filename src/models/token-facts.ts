import { asRecord } from '../lib/records.ts';
import { type Instant, MINUTE, now, toIso } from '../lib/time.ts';
import type { ConnectionChanges } from './connections.ts';

/** How long before its end a token is renewed, at most; one that does not last long is renewed in its last third. */
const AHEAD = 5 * MINUTE;

/**
 * What is noted of a connection that has just got a token, with what steps are told beside it.
 * @param isRenewable whether another is got without a person; when left out, by its refresh token
 */
export function tokenFacts(
  token: Record<string, unknown>,
  expiresAt: Instant | null,
  context: unknown,
  isRenewable: boolean | undefined = typeof token.refresh_token === 'string',
) {
  const at = now();
  const refreshAt =
    isRenewable && expiresAt !== null ? expiresAt - Math.min(AHEAD, (expiresAt - at) / 3) : null;
  const told = { ...asRecord(context) };
  if (expiresAt === null) delete told.expires_at;
  else told.expires_at = toIso(expiresAt);
  return {
    ...{ state: 'active', refreshingAt: null, expiresAt, problem: null },
    refreshAt: refreshAt === null ? null : Math.floor(refreshAt),
    context: Object.keys(told).length === 0 ? undefined : told,
  } as const satisfies ConnectionChanges & { context: unknown };
}
