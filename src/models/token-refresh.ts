import { count, isNotNull } from 'drizzle-orm';
import { connections } from '../db/schema.ts';
import type { Database, Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { type Instant, now } from '../lib/time.ts';
import { type Connection, getConnection, tellUsers, updateConnection } from './connections.ts';

/** What a provider answers: another token, or that the one it gave is worth nothing any more. */
export type TokenAnswer =
  | { ok: true; token: Record<string, unknown>; expiresAt: Instant | null }
  | { ok: false };

/** Asks the provider. @throws when it does not answer: the connection stays as it was, to be tried again */
export type Refresh = (connection: Connection) => Promise<TokenAnswer>;

export type TokenRefreshes = {
  /**
   * Refreshes the token of a connection; whoever asks meanwhile gets the same answer.
   * @throws AppError `not_found`; `conflict` when it has to be authorized again; what `refresh` throws
   */
  refreshed(id: string, refresh: Refresh): Promise<Connection>;
  /** How many refreshes a process has begun and, since it died, not ended. Asked at start. */
  interrupted(): Promise<number>;
};

type Tools = { store: Store; vault: Vault };

/** For the one process that has the data folder: a refresh in the table that it does not know of is that of a dead one. */
export function createTokenRefreshes(tools: Tools): TokenRefreshes {
  const underWay = new Map<string, Promise<Connection>>();
  return {
    refreshed(id, refresh) {
      const others = underWay.get(id);
      if (others) return others;
      const work = refreshOnce(tools, id, refresh).finally(() => underWay.delete(id));
      underWay.set(id, work);
      return work;
    },
    async interrupted() {
      const isRefreshing = isNotNull(connections.refreshingAt);
      const [row] = await tools.store.read.select({ count: count() }).from(connections).where(isRefreshing);
      return row?.count ?? 0;
    },
  };
}

async function refreshOnce({ store, vault }: Tools, id: string, refresh: Refresh): Promise<Connection> {
  const before = await store.write((tx) => begin(tx, vault, id));
  let answer: TokenAnswer;
  try {
    answer = await refresh(before);
  } catch (error) {
    await store.write((tx) => end(tx, vault, before, asItWas(before)));
    throw error;
  }
  const after = await store.write((tx) => end(tx, vault, before, changesBy(answer, before)));
  if (after.row.state !== 'ready') throw needsAuthorization(after);
  return after;
}

/** @returns the connection as it was before */
async function begin(tx: Database, vault: Vault, id: string): Promise<Connection> {
  const before = await getConnection(tx, vault, id);
  const { state } = before.row;
  if (state !== 'ready' && state !== 'refreshing') throw needsAuthorization(before);
  await updateConnection(tx, vault, before, { state: 'refreshing', refreshingAt: now() });
  return before;
}

type Changes = Pick<Connection['row'], 'state' | 'refreshingAt' | 'expiresAt'> & { token?: unknown };

function asItWas({ row: { state, refreshingAt, expiresAt } }: Connection): Changes {
  return { state, refreshingAt, expiresAt };
}

/**
 * A token that is refused after an earlier answer may have been lost has failed by our fault: the provider has given
 * another one that nobody has kept.
 */
function changesBy(answer: TokenAnswer, { row }: Connection): Changes {
  if (answer.ok) {
    const { token, expiresAt } = answer;
    return { state: 'ready', refreshingAt: null, token, expiresAt };
  }
  const state = row.state === 'refreshing' ? 'failed' : 'needs_authorization';
  return { state, refreshingAt: null, expiresAt: row.expiresAt };
}

/** The answer is for the token that was asked with: where somebody has set another meanwhile, that one stays. */
async function end(
  tx: Database,
  vault: Vault,
  before: Connection,
  { token, ...facts }: Changes,
): Promise<Connection> {
  const { id } = before.row;
  const present = await getConnection(tx, vault, id);
  if (present.row.token !== before.row.token || present.row.state !== 'refreshing') return present;
  const held = token === undefined ? present.held : { ...present.held, token };
  await updateConnection(tx, vault, present, { ...facts, held });
  await tellUsers(tx, id);
  return await getConnection(tx, vault, id);
}

function needsAuthorization({ row }: Connection): AppError {
  return new AppError('conflict', `The connection ${row.label} has to be authorized anew.`);
}
