import { count, isNotNull } from 'drizzle-orm';
import { connections } from '../db/schema.ts';
import type { Database, Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import { EgressError } from '../lib/egress.ts';
import { AppError } from '../lib/errors.ts';
import type { TokenAnswer } from '../lib/oauth/token-answer.ts';
import { asRecord } from '../lib/records.ts';
import { MINUTE, now } from '../lib/time.ts';
import { recordRefusal } from './connection-refusals.ts';
import { type Connection, getConnection, tellUsers, updateConnection } from './connections.ts';
import { tokenFacts } from './token-facts.ts';

/** Asks the other system. @throws when no answer comes: the connection stays as it was, to be tried again */
export type Refresh = (connection: Connection) => Promise<TokenAnswer>;

export type Rule = {
  /** Told of the connection as it is then: whether it is still to be refreshed, or somebody has been faster. */
  isStill?(present: Connection): boolean;
  /** Whether another token is got without a refresh token. */
  needsNoOther?: boolean;
};

export type TokenRefreshes = {
  /**
   * Refreshes the token of a connection; whoever asks meanwhile gets the same answer.
   * @throws AppError `not_found`; `conflict` when a person has to sign in again; `unavailable` when no token came now;
   * what `refresh` throws
   */
  refreshed(id: string, refresh: Refresh, rule?: Rule): Promise<Connection>;
  /** Waits for those under way: what the other system answers then is still kept. */
  settled(): Promise<void>;
  /** How many refreshes a process has begun and, since it died, not ended. Asked at start. */
  interrupted(): Promise<number>;
};

type Tools = { store: Store; vault: Vault };

/** For the one process that has the data folder: a refresh in the table that it does not know of is that of a dead one. */
export function createTokenRefreshes(tools: Tools): TokenRefreshes {
  const underWay = new Map<string, Promise<Connection>>();
  return {
    refreshed(id, refresh, rule = {}) {
      const others = underWay.get(id);
      if (others) return others;
      const work = refreshOnce(tools, id, refresh, rule).finally(() => underWay.delete(id));
      underWay.set(id, work);
      return work;
    },
    async settled() {
      await Promise.allSettled(underWay.values());
    },
    async interrupted() {
      const isRefreshing = isNotNull(connections.refreshingAt);
      const [row] = await tools.store.read.select({ count: count() }).from(connections).where(isRefreshing);
      return row?.count ?? 0;
    },
  };
}

async function refreshOnce(
  { store, vault }: Tools,
  id: string,
  refresh: Refresh,
  rule: Rule,
): Promise<Connection> {
  if (rule.isStill) {
    const present = await getConnection(store.read, vault, id);
    if (!rule.isStill(present)) return present;
  }
  const before = await store.write((tx) => begin(tx, vault, id));
  let answer: TokenAnswer;
  try {
    answer = await refresh(before);
  } catch (error) {
    await store.write((tx) => end(tx, vault, before, asItWas(before, rule, reasonOf(error))));
    throw error;
  }
  const after = await store.write((tx) => end(tx, vault, before, changesBy(answer, before, rule)));
  if (after.row.state !== 'active') throw needsSignIn(after);
  if (!answer.ok) throw new AppError('unavailable', `${after.row.label} got no token now. ${answer.message}`);
  return after;
}

/** @returns the connection as it was before */
async function begin(tx: Database, vault: Vault, id: string): Promise<Connection> {
  const before = await getConnection(tx, vault, id);
  if (before.row.state !== 'active') throw needsSignIn(before);
  await updateConnection(tx, vault, before, { refreshingAt: now() });
  return before;
}

type Facts = Pick<Connection['row'], 'state' | 'refreshingAt' | 'expiresAt' | 'refreshAt' | 'problem'>;
type Changes = Facts & { token?: Record<string, unknown>; context?: unknown };

/** Before a token has ended there is time to ask often; afterwards a system that is down is not asked all the time. */
const AGAIN = MINUTE;
const LATER = 5 * MINUTE;

function asItWas({ row }: Connection, { needsNoOther }: Rule, problem: string): Changes {
  const { state, refreshingAt, expiresAt } = row;
  const at = now();
  const again = at + (expiresAt !== null && expiresAt < at ? LATER : AGAIN);
  const refreshAt = row.refreshAt === null && !needsNoOther ? null : again;
  return { state, refreshingAt, expiresAt, refreshAt, problem };
}

function reasonOf(error: unknown): string {
  return error instanceof AppError || error instanceof EgressError ? error.message : 'No token came.';
}

const LOST =
  'Stepwell ended while the token was renewed, and the answer of the other system was lost. Sign in again.';

/**
 * A token that is refused after an earlier answer may have been lost has failed by our fault: the provider has given
 * another one that nobody has kept.
 */
function changesBy(answer: TokenAnswer, before: Connection, rule: Rule): Changes {
  const { needsNoOther } = rule;
  const { row, held } = before;
  if (answer.ok) {
    // What is not said again still holds: a refresh token most of all.
    const token = { ...asRecord(held.token), ...answer.token };
    return { ...tokenFacts(token, answer.expiresAt, held.context, needsNoOther), token };
  }
  if (!answer.isFinal) return asItWas(before, rule, answer.message);
  const problem = row.refreshingAt === null || needsNoOther ? answer.message : LOST;
  return { state: 'error', refreshingAt: null, expiresAt: row.expiresAt, refreshAt: null, problem };
}

/** The answer is for the token that was asked with: where somebody has set another meanwhile, that one stays. */
async function end(
  tx: Database,
  vault: Vault,
  before: Connection,
  { token, context, ...facts }: Changes,
): Promise<Connection> {
  const { id } = before.row;
  const present = await getConnection(tx, vault, id);
  if (present.row.token !== before.row.token || present.row.refreshingAt === null) return present;
  const held = token === undefined ? present.held : { ...present.held, token, context };
  await updateConnection(tx, vault, present, { ...facts, held });
  if (token !== undefined || facts.state !== present.row.state) await tellUsers(tx, id);
  if (facts.state === 'error') await recordRefusal(tx, present, facts.problem);
  return await getConnection(tx, vault, id);
}

function needsSignIn({ row }: Connection): AppError {
  return new AppError('conflict', `${row.label} has to be signed in to again. ${row.problem ?? ''}`.trim());
}
