import { eq } from 'drizzle-orm';
import { executions, requestKeys } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledFlow } from '../definition/compile/compiled.ts';
import { isId, newId } from '../lib/ids.ts';
import { type Instant, MINUTE, now } from '../lib/time.ts';
import { type Execution, enqueue, type NewExecution } from './executions.ts';
import { type StoredRequest, textIn } from './requests.ts';
import { cancelRetry } from './retries.ts';

/** For so long a request with the same id is taken for the same one. */
export const DEDUPE_WINDOW = 10 * MINUTE;

/** Under what a request is looked for, by what its flow asks for; undefined where it says no id. */
export type RequestKeys = { dedupe: string | undefined; unique: string | undefined };

/** A call that is on disk, or the execution of the first one where it has come before. */
export type Taken = { execution: Execution; isRepeat: boolean };

/** @returns undefined for a flow that asks for none, or a call that says none */
export function requestKeysOf(
  { stableKey, queue, retry }: CompiledFlow,
  instanceId: string,
  request: StoredRequest,
): RequestKeys | undefined {
  const isRetried = retry !== undefined && retry.maxAttempts > 0;
  const fields = { dedupe: queue.dedupeIdField, unique: isRetried ? retry.uniqueRequestIdField : undefined };
  if (!fields.dedupe && !fields.unique) return undefined;
  const keyOf = (what: keyof RequestKeys) => {
    const id = textIn(request, fields[what]);
    // Ids may be of any length, and may be secret.
    return id ? hashed([what, instanceId, stableKey, id]) : undefined;
  };
  return { dedupe: keyOf('dedupe'), unique: keyOf('unique') };
}

function hashed(parts: string[]): string {
  return new Bun.CryptoHasher('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/**
 * `enqueue` for a call from outside: one that has come before is recorded and not run, and a newer one with the same id
 * takes the place of what is still to be tried again.
 */
export async function enqueueCall(
  tx: Database,
  run: NewExecution,
  keys: RequestKeys | undefined,
): Promise<Taken> {
  const first = keys?.dedupe === undefined ? undefined : await executionOf(tx, keys.dedupe, now());
  if (first) {
    await enqueue(tx, repeatOf(first, run));
    return { execution: first, isRepeat: true };
  }
  const execution = await enqueue(tx, run);
  if (keys?.dedupe !== undefined) await noteKey(tx, keys.dedupe, execution);
  if (keys?.unique !== undefined) {
    const before = await lastOf(tx, keys.unique);
    if (before !== undefined) await cancelRetry(tx, before, execution.id);
    await noteKey(tx, keys.unique, execution);
  }
  return { execution, isRepeat: false };
}

function repeatOf(first: Execution, run: NewExecution): NewExecution {
  const id = run.id ?? newId('exe');
  const skipped = { message: `Not run: this request has come before, as the execution ${first.id}.` };
  return { ...run, id, skipped, leaseOwner: undefined, origin: `repeat:${first.id}:${id}` };
}

/** The execution of the first request, of one that came again. */
export function repeatedIn({ origin }: Pick<Execution, 'origin'>): string | undefined {
  const [how, first = ''] = origin?.split(':') ?? [];
  return how === 'repeat' && isId('exe', first) ? first : undefined;
}

/** Whether a newer request with the same id has come than that of the execution. */
export async function isOutdated(tx: Database, key: string, first: string): Promise<boolean> {
  // Runs that nobody outside has called are not noted: an older request is no reason.
  return ((await lastOf(tx, key)) ?? first) > first;
}

async function lastOf(tx: Database, key: string): Promise<string | undefined> {
  const [row] = await tx
    .select({ id: requestKeys.executionId })
    .from(requestKeys)
    .where(eq(requestKeys.key, key));
  return row?.id;
}

/** The execution of a request with that key, where it came so lately. The clock may have been set back since. */
async function executionOf(tx: Database, key: string, at: Instant): Promise<Execution | undefined> {
  const [row] = await tx
    .select({ execution: executions, at: requestKeys.at })
    .from(requestKeys)
    .innerJoin(executions, eq(executions.id, requestKeys.executionId))
    .where(eq(requestKeys.key, key));
  return row && Math.abs(at - row.at) < DEDUPE_WINDOW ? row.execution : undefined;
}

async function noteKey(tx: Database, key: string, { id, queuedAt: at }: Execution): Promise<void> {
  await tx
    .insert(requestKeys)
    .values({ key, executionId: id, at })
    .onConflictDoUpdate({ target: requestKeys.key, set: { executionId: id, at } });
}
