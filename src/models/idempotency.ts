import { and, eq, isNull } from 'drizzle-orm';
import { idempotencyKeys } from '../db/schema.ts';
import type { Database, Store } from '../db/store.ts';
import { Secret, type Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import { now } from '../lib/time.ts';

export type KeptAnswer = { status: number; text: string };

/** Requests that carry a key of their sender's, each of which takes effect once however often it is sent. */
export type Idempotency = {
  /**
   * Runs the request, or answers what its first run has answered. Answers of 500 and above are not kept.
   * @param key unique over all senders
   * @param request what was asked, or a hash of it
   * @param run works through the store it is given, which notes the first write that takes effect
   * @throws AppError `invalid` when the key was used for another request; `conflict` while the first one is under way,
   * or when its process ended between its effect and its answer
   */
  once(
    key: string,
    request: string,
    run: (store: Store) => Promise<KeptAnswer>,
  ): Promise<KeptAnswer & { isRepeat: boolean }>;
};

/** Stands for the status while something was written and no answer is kept; no status is there before that. */
const TOOK_EFFECT = 0;

/** Answers can hold keys that open flows, so that they are kept sealed. */
export function createIdempotency(store: Store, vault: Vault): Idempotency {
  // One process has the store: a key that is claimed in the table and not in here was claimed by a process that died.
  const underWay = new Map<string, string>();
  return {
    async once(key, request, run) {
      const other = underWay.get(key);
      if (other !== undefined) throw refusal(other === request ? 'under way' : 'other request');
      underWay.set(key, request);
      try {
        const kept = await store.write((tx) => claim(tx, key, request));
        if (kept) return { ...kept, text: opened(vault, key, kept.text), isRepeat: true };
        const sealed = (text: string) => vault.seal(new Secret(text), placeOf(key));
        return { ...(await runClaimed(store, key, run, sealed)), isRepeat: false };
      } finally {
        underWay.delete(key);
      }
    },
  };
}

async function runClaimed(
  store: Store,
  key: string,
  run: (store: Store) => Promise<KeptAnswer>,
  sealed: (text: string) => string,
): Promise<KeptAnswer> {
  try {
    const answer = await run(noting(store, key));
    const kept = { ...answer, text: sealed(answer.text) };
    if (answer.status < 500) await store.write((tx) => keep(tx, key, kept));
    else await store.write((tx) => release(tx, key));
    return answer;
  } catch (error) {
    // Where the store cannot write now either, the claim stays: the next request finds that it took no effect.
    await store.write((tx) => release(tx, key)).catch(() => undefined);
    throw error;
  }
}

function opened(vault: Vault, key: string, text: string): string {
  // Answers of the first release are kept as they were given: JSON, or nothing.
  return text.startsWith('v1.') ? vault.open(text, placeOf(key)).reveal() : text;
}

function placeOf(key: string) {
  return { table: 'idempotency_keys', column: 'answer', row: key };
}

/** Answers what is kept for the key, or undefined when the request is to be run. */
async function claim(tx: Database, key: string, request: string): Promise<KeptAnswer | undefined> {
  const claimed = await tx
    .insert(idempotencyKeys)
    .values({ key, request, createdAt: now() })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (claimed.length > 0) return undefined;
  const [row] = await tx.select().from(idempotencyKeys).where(eq(idempotencyKeys.key, key));
  if (row?.request !== request) throw refusal('other request');
  if (row.status === TOOK_EFFECT) throw refusal('no answer');
  return row.status === null ? undefined : { status: row.status, text: row.answer ?? '' };
}

/** The store, with the claim marked in the same transaction as whatever is written. */
function noting(store: Store, key: string): Store {
  const write: Store['write'] = (work, what) =>
    store.write(async (tx) => {
      const value = await work(tx);
      await tx.update(idempotencyKeys).set({ status: TOOK_EFFECT }).where(unmarked(key));
      return value;
    }, what);
  // A copy would answer its first revision for ever, and read what was there when it was made.
  return new Proxy(store, { get: (own, name) => (name === 'write' ? write : Reflect.get(own, name)) });
}

async function keep(tx: Database, key: string, { status, text }: KeptAnswer): Promise<void> {
  await tx.update(idempotencyKeys).set({ status, answer: text }).where(eq(idempotencyKeys.key, key));
}

/** A request that took effect and failed afterwards keeps its key: sent again it would take effect twice. */
async function release(tx: Database, key: string): Promise<void> {
  await tx.delete(idempotencyKeys).where(unmarked(key));
}

function unmarked(key: string) {
  return and(eq(idempotencyKeys.key, key), isNull(idempotencyKeys.status));
}

function refusal(why: 'under way' | 'other request' | 'no answer'): AppError {
  switch (why) {
    case 'under way':
      return new AppError('conflict', 'The first request with this Idempotency-Key is still under way.');
    case 'other request':
      return new AppError(
        'invalid',
        'This Idempotency-Key was used for another request. Use a new key for each thing you ask for.',
        [{ path: 'Idempotency-Key', message: 'was used for another request' }],
      );
    case 'no answer':
      return new AppError(
        'conflict',
        'The first request with this Idempotency-Key took effect, but its answer was lost. Look for what it made.',
      );
  }
}
