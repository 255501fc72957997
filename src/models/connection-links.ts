import { eq } from 'drizzle-orm';
import { connectionLinks, connections } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { hashToken } from '../lib/crypto.ts';
import { randomToken } from '../lib/ids.ts';
import { DAY, type Instant, now } from '../lib/time.ts';
import { authorIn, record } from './audit.ts';
import type { Author } from './authors.ts';

/** How long a link to sign in is good. */
export const LINK_LIFETIME = 7 * DAY;

/** Where a link leads. `void`: used, replaced by a newer one, or never made. */
export type ConnectionLink =
  | { kind: 'open' | 'expired'; connectionId: string; label: string; madeBy: Author }
  | { kind: 'void' };

/** A one-time token for a link by which somebody signs in without an account; former ones of the connection are void. */
export async function makeConnectionLink(
  tx: Database,
  connection: { id: string; label: string; customerId: string | null },
  at: Instant = now(),
): Promise<{ token: string; expiresAt: Instant }> {
  const { id, label, customerId } = connection;
  const token = randomToken(32);
  const expiresAt = at + LINK_LIFETIME;
  const madeBy = authorIn(tx) ?? { kind: 'system' as const, id: 'links', name: 'Stepwell' };
  await tx.delete(connectionLinks).where(eq(connectionLinks.connectionId, id));
  await tx.insert(connectionLinks).values({ hash: hashToken(token), connectionId: id, madeBy, expiresAt });
  await record(tx, 'connection.link_made', { id, name: label, customerId });
  return { token, expiresAt };
}

/** What the link of that token leads to. */
export async function openConnectionLink(
  db: Database,
  token: string,
  at: Instant = now(),
): Promise<ConnectionLink> {
  const [row] = await db
    .select({ link: connectionLinks, label: connections.label })
    .from(connectionLinks)
    .innerJoin(connections, eq(connections.id, connectionLinks.connectionId))
    .where(eq(connectionLinks.hash, hashToken(token)));
  if (!row) return { kind: 'void' };
  const { connectionId, madeBy, expiresAt } = row.link;
  return { kind: expiresAt > at ? 'open' : 'expired', connectionId, label: row.label, madeBy };
}
