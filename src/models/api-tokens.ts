import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import { type Database, prepared, type Store } from '../db/database.ts';
import { apiTokens } from '../db/schema.ts';
import { hashToken } from '../lib/crypto.ts';
import { AppError, refuseFields } from '../lib/errors.ts';
import { newId, randomToken } from '../lib/ids.ts';
import { type Instant, MINUTE, now } from '../lib/time.ts';
import { idOfCursor, type Listed, listed, type Page } from './pages.ts';
import { nameIssue, type StaffRole } from './users.ts';

type Row = typeof apiTokens.$inferSelect;
/** A token for the API, without what would prove it. */
export type ApiToken = Omit<Row, 'hash'>;

const PREFIX = 'swt_';
const USED_EVERY = MINUTE;

const columns = {
  id: apiTokens.id,
  name: apiTokens.name,
  role: apiTokens.role,
  createdBy: apiTokens.createdBy,
  createdAt: apiTokens.createdAt,
  lastUsedAt: apiTokens.lastUsedAt,
};

/**
 * @param fields `createdBy` is the name of the person who makes it
 * @returns with the token itself, which is not kept and cannot be shown again
 * @throws AppError `invalid` with an issue for `name`
 */
export async function createApiToken(
  tx: Database,
  { name, role, createdBy }: { name: string; role: StaffRole; createdBy: string },
): Promise<{ token: string; apiToken: ApiToken }> {
  refuseFields({ name: nameIssue(name) });
  const token = PREFIX + randomToken(32);
  const apiToken = {
    id: newId('tok'),
    name: name.trim(),
    role,
    createdBy,
    createdAt: now(),
    lastUsedAt: null,
  };
  await tx.insert(apiTokens).values({ ...apiToken, hash: hashToken(token) });
  return { token, apiToken };
}

/** @throws AppError `not_found` */
export async function getApiToken(db: Database, id: string): Promise<ApiToken> {
  const [row] = await db.select(columns).from(apiTokens).where(eq(apiTokens.id, id));
  if (!row) throw notFound(id);
  return row;
}

/** API tokens in the order of their making. */
export async function listApiTokens(db: Database, page: Page): Promise<Listed<ApiToken>> {
  const rows = await db
    .select(columns)
    .from(apiTokens)
    .where(page.cursor ? gt(apiTokens.id, idOfCursor('tok', page.cursor)) : undefined)
    .orderBy(asc(apiTokens.id))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.id);
}

/** From then on the token opens nothing. @throws AppError `not_found` */
export async function revokeApiToken(tx: Database, id: string): Promise<void> {
  const gone = await tx.delete(apiTokens).where(eq(apiTokens.id, id)).returning({ id: apiTokens.id });
  if (gone.length === 0) throw notFound(id);
}

const byHash = prepared((db) =>
  db
    .select(columns)
    .from(apiTokens)
    .where(eq(apiTokens.hash, sql.placeholder('hash')))
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
