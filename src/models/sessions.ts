import { and, desc, eq, gt, lte, ne, or } from 'drizzle-orm';
import { deleteSome } from '../db/delete-some.ts';
import { type Embedding, sessions, users } from '../db/schema.ts';
import { placeholder } from '../db/sql.ts';
import { type Database, prepared, type Store } from '../db/store.ts';
import { hashToken } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { randomToken } from '../lib/ids.ts';
import { DAY, HOUR, type Instant, MINUTE, now } from '../lib/time.ts';
import { record } from './audit.ts';
import { DELETED_AT_ONCE } from './deletions.ts';
import { type User, userOf } from './users.ts';

/** Where someone is signed in; `hash` names it. */
export type Session = typeof sessions.$inferSelect;

/** How long a session lasts in all, and how long when nobody comes. */
export const SESSION_LIFETIME = 14 * DAY;
const IDLE = 12 * HOUR;
/** Each page would be a write otherwise. */
const SEEN_EVERY = 5 * MINUTE;
const LONGEST_AGENT = 500;

/** One in a frame lasts as long after the newest token. */
export const EMBEDDED_LIFETIME = 12 * HOUR;

type Beginning = Pick<Session, 'userId' | 'address' | 'agent'> &
  Partial<Pick<Session, 'embeddingKeyId' | 'embedding'>>;

/** Begins a session. @returns the token for the cookie; only its hash is kept */
export async function createSession(
  tx: Database,
  { userId, address, agent, embeddingKeyId = null, embedding = null }: Beginning,
  at: Instant = now(),
): Promise<string> {
  const token = randomToken(32);
  await tx.insert(sessions).values({
    hash: hashToken(token),
    userId,
    createdAt: at,
    lastSeenAt: at,
    expiresAt: at + (embedding ? EMBEDDED_LIFETIME : SESSION_LIFETIME),
    address,
    agent: agent.slice(0, LONGEST_AGENT),
    embeddingKeyId,
    embedding,
  });
  return token;
}

const byHash = prepared((db) =>
  db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.hash, placeholder('hash')))
    .prepare(),
);

type Found = { session: Session; user: User };

/** Who comes with that cookie; undefined when the session has ended or is past its time. */
export async function findSession(
  db: Database,
  token: string,
  at: Instant = now(),
): Promise<Found | undefined> {
  return await sessionOf(db, hashToken(token), at);
}

/** The session of that hash; undefined when it has ended or is past its time. */
export async function sessionOf(db: Database, hash: string, at: Instant = now()): Promise<Found | undefined> {
  const [row] = await byHash(db).execute({ hash });
  if (!row || row.session.expiresAt <= at || row.session.lastSeenAt + IDLE <= at) return undefined;
  return { session: row.session, user: userOf(row.user) };
}

/** Notes that the session is in use, at most once in five minutes. */
export async function touchSession(store: Store, session: Session, at: Instant = now()): Promise<void> {
  const due = at - SEEN_EVERY;
  if (session.lastSeenAt > due) return;
  await store.write((tx) =>
    tx
      .update(sessions)
      .set({ lastSeenAt: at })
      .where(and(eq(sessions.hash, session.hash), lte(sessions.lastSeenAt, due))),
  );
}

/** Keeps what the host page of an embedded session has asked for; a newer token lets it last longer. */
export async function keepEmbedding(
  tx: Database,
  { hash, embedding: before }: Session,
  keyId: string,
  embedding: Embedding,
  at: Instant = now(),
): Promise<void> {
  const isNewer = embedding.issuedAt > (before?.issuedAt ?? 0);
  const longer = isNewer ? { embeddingKeyId: keyId, expiresAt: at + EMBEDDED_LIFETIME } : {};
  await tx
    .update(sessions)
    .set({ embedding, ...longer })
    .where(eq(sessions.hash, hash));
}

/** Where the person is signed in, latest use first. */
export async function listSessions(db: Database, userId: string, at: Instant = now()): Promise<Session[]> {
  return await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, at), gt(sessions.lastSeenAt, at - IDLE)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.createdAt))
    .limit(200);
}

/** Ends one of the person's sessions. @throws AppError `not_found`, also for a session of someone else */
export async function endSession(tx: Database, userId: string, hash: string): Promise<void> {
  const gone = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.hash, hash)))
    .returning({ hash: sessions.hash });
  if (gone.length === 0) throw new AppError('not_found', 'This session has ended already.');
}

/** Ends the person's sessions but for the one of that hash. */
export async function endOtherSessions(tx: Database, userId: string, hash: string): Promise<void> {
  await tx.delete(sessions).where(and(eq(sessions.userId, userId), ne(sessions.hash, hash)));
}

/** One of one's own sessions, or all but the one that it is done from. */
export type Elsewhere = { only: string } | { but: string };

/** Signs a person out elsewhere. @throws AppError `not_found` as `endSession` */
export async function signOutElsewhere(
  tx: Database,
  user: Pick<User, 'id' | 'name'>,
  which: Elsewhere,
): Promise<void> {
  if ('only' in which) await endSession(tx, user.id, which.only);
  else await endOtherSessions(tx, user.id, which.but);
  await record(tx, 'person.sessions_ended', user);
}

/** Ends every session of the person. */
export async function endAllSessions(tx: Database, userId: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.userId, userId));
}

/** Forgets a chunk of the sessions that are past their time; answers whether there may be more. One that a clock that was ahead has made begins now. */
export async function deleteExpiredSessions(tx: Database, at: Instant): Promise<boolean> {
  await tx
    .update(sessions)
    .set({ createdAt: at, lastSeenAt: at, expiresAt: at + SESSION_LIFETIME })
    .where(gt(sessions.createdAt, at));
  const isPast = or(lte(sessions.expiresAt, at), lte(sessions.lastSeenAt, at - IDLE));
  const { rows } = DELETED_AT_ONCE;
  return (await deleteSome(tx, sessions, [sessions.hash], isPast, rows)) === rows;
}
