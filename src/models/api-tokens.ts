import { and, asc, eq, gt, inArray, isNull, lte, or } from 'drizzle-orm';
import { apiTokens, type UserRole, users } from '../db/schema.ts';
import { placeholder } from '../db/sql.ts';
import { type Database, prepared, type Store } from '../db/store.ts';
import { hashToken } from '../lib/crypto.ts';
import { AppError, refuseFields } from '../lib/errors.ts';
import { newId, randomToken } from '../lib/ids.ts';
import { type Instant, MINUTE, now } from '../lib/time.ts';
import { record } from './audit.ts';
import { authorOf } from './authors.ts';
import { nameIssue } from './fields.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';
import type { Actor } from './rights.ts';
import type { StaffRole } from './users.ts';

type Row = typeof apiTokens.$inferSelect;
/** A token for the API, without what would prove it. */
export type ApiToken = Omit<Row, 'hash'>;
/** With the role that its maker has now; null when nobody is known to have made it, `gone` when they were removed. */
export type ListedToken = ApiToken & { makerRole: UserRole | 'gone' | null };

const PREFIX = 'swt_';
const USED_EVERY = MINUTE;

const columns = {
  id: apiTokens.id,
  name: apiTokens.name,
  role: apiTokens.role,
  createdBy: apiTokens.createdBy,
  createdById: apiTokens.createdById,
  createdAt: apiTokens.createdAt,
  lastUsedAt: apiTokens.lastUsedAt,
};

/** The maker of a token is a person, or nobody who is known. */
export type TokenMaker = { id: string | null; name: string };

/**
 * Who makes what the actor makes: of a token it is the person who has made that one, so that what follows from it is
 * told and revoked with the person.
 */
export async function makerOf(db: Database, actor: Actor): Promise<TokenMaker> {
  const { kind, id, name } = authorOf(actor);
  if (kind === 'user') return { id, name };
  const [row] = await db.select(columns).from(apiTokens).where(eq(apiTokens.id, id));
  return { id: row?.createdById ?? null, name };
}

/**
 * @param fields `createdBy` is the person who makes it
 * @param id given beforehand by a form, which may be sent twice
 * @returns with the token itself, which is not kept and cannot be shown again
 * @throws AppError `invalid` with an issue for `name`; `conflict` when a token has that id already
 */
export async function createApiToken(
  tx: Database,
  { name, role, createdBy }: { name: string; role: StaffRole; createdBy: TokenMaker },
  id = newId('tok'),
): Promise<{ token: string; apiToken: ApiToken }> {
  const [existing] = await tx.select(columns).from(apiTokens).where(eq(apiTokens.id, id));
  if (existing) {
    throw new AppError(
      'conflict',
      `The token ${existing.name} was made when this was sent first. It was shown then, and cannot be shown again: if nobody has copied it, revoke it and make another.`,
    );
  }
  refuseFields({ name: nameIssue(name) });
  const token = PREFIX + randomToken(32);
  const apiToken = {
    id,
    name: name.trim(),
    role,
    createdBy: createdBy.name,
    createdById: createdBy.id,
    createdAt: now(),
    lastUsedAt: null,
  };
  await tx.insert(apiTokens).values({ ...apiToken, hash: hashToken(token) });
  await record(tx, 'token.created', apiToken, { role });
  return { token, apiToken };
}

/** @throws AppError `not_found` */
export async function getApiToken(db: Database, id: string): Promise<ApiToken> {
  const [row] = await db.select(columns).from(apiTokens).where(eq(apiTokens.id, id));
  if (!row) throw notFound(id);
  return row;
}

/** API tokens oldest first. */
export async function listApiTokens(db: Database, page: Page): Promise<Listed<ListedToken>> {
  const rows = await db
    .select({ ...columns, maker: users.role })
    .from(apiTokens)
    .leftJoin(users, eq(users.id, apiTokens.createdById))
    .where(page.cursor ? gt(apiTokens.id, idOfCursor('tok', page.cursor)) : undefined)
    .orderBy(asc(apiTokens.id))
    .limit(page.limit + 1);
  const tokens = rows.map(({ maker, ...token }) => ({
    ...token,
    makerRole: maker ?? (token.createdById === null ? null : ('gone' as const)),
  }));
  return listed(tokens, page, (row) => row.id);
}

const MOST_OF_ONE = 200;

/** The tokens that a person has made, oldest first: whoever made one may still know it. */
export async function apiTokensOf(db: Database, userId: string): Promise<ApiToken[]> {
  return await db
    .select(columns)
    .from(apiTokens)
    .where(eq(apiTokens.createdById, userId))
    .orderBy(asc(apiTokens.id))
    .limit(MOST_OF_ONE);
}

/** Revokes what a person has made of tokens with one of the roles. */
export async function revokeApiTokensOf(
  tx: Database,
  userId: string,
  roles: readonly StaffRole[],
): Promise<void> {
  const gone = await tx
    .delete(apiTokens)
    .where(and(eq(apiTokens.createdById, userId), inArray(apiTokens.role, [...roles])))
    .returning(columns);
  for (const token of gone) await record(tx, 'token.revoked', token, { role: token.role });
}

/** From then on the token opens nothing. @throws AppError `not_found` */
export async function revokeApiToken(tx: Database, id: string): Promise<void> {
  const [token] = await tx.delete(apiTokens).where(eq(apiTokens.id, id)).returning(columns);
  if (!token) throw notFound(id);
  await record(tx, 'token.revoked', token, { role: token.role });
}

const byHash = prepared((db) =>
  db
    .select(columns)
    .from(apiTokens)
    .where(eq(apiTokens.hash, placeholder('hash')))
    .prepare(),
);

/** @returns undefined for what is no token of this installation, or one that was revoked */
export async function findApiToken(db: Database, token: string): Promise<ApiToken | undefined> {
  if (!token.startsWith(PREFIX)) return undefined;
  const [row] = await byHash(db).execute({ hash: hashToken(token) });
  return row;
}

/** Notes that the token is in use, at most once a minute. */
export async function touchApiToken(
  store: Store,
  { id, lastUsedAt }: ApiToken,
  at: Instant = now(),
): Promise<void> {
  const due = at - USED_EVERY;
  if (lastUsedAt !== null && lastUsedAt > due) return;
  const isDue = or(isNull(apiTokens.lastUsedAt), lte(apiTokens.lastUsedAt, due));
  await store.write((tx) =>
    tx
      .update(apiTokens)
      .set({ lastUsedAt: at })
      .where(and(eq(apiTokens.id, id), isDue)),
  );
}

function notFound(id: string): AppError {
  return new AppError('not_found', `There is no API token ${id}.`);
}
