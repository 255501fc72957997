import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { blobUses, executions, idempotencyKeys, runCounts } from '../db/schema.ts';
import { firstIdAt } from '../lib/ids.ts';
import type { Instant } from '../lib/time.ts';

const CHUNK = 200;

/** Deletes a chunk of executions that ended so and were made before the instant; answers how many. */
export async function deleteExpired(
  tx: Database,
  ended: 'succeeded' | 'unsuccessful',
  before: Instant,
): Promise<number> {
  const statuses: ('succeeded' | 'failed' | 'cancelled' | 'skipped')[] =
    ended === 'succeeded' ? ['succeeded'] : ['failed', 'cancelled', 'skipped'];
  const rows = await tx
    .select({ id: executions.id })
    .from(executions)
    .where(and(lt(executions.id, firstIdAt('exe', before)), inArray(executions.status, statuses)))
    .limit(CHUNK);
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return 0;
  await tx.delete(executions).where(inArray(executions.id, ids));
  return ids.length;
}

/** Forgets which requests were answered before the instant: sent again, they take effect again. */
export async function deleteIdempotencyKeys(tx: Database, before: Instant): Promise<void> {
  await tx.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, before));
}

/** Deletes a chunk of the counts of hours and days that began before the instant; answers how many rows. */
export async function deleteRunCounts(tx: Database, before: Instant): Promise<number> {
  const old = tx
    .select({ owner: runCounts.owner, at: runCounts.at })
    .from(runCounts)
    .where(lt(runCounts.at, before))
    .orderBy(asc(runCounts.at))
    .limit(CHUNK);
  const gone = await tx
    .delete(runCounts)
    .where(sql`(${runCounts.owner}, ${runCounts.at}) in ${old}`)
    .returning({ at: runCounts.at });
  return gone.length;
}

/** Whether a stored row names the blob. */
export async function isBlobUsed(db: Database, hash: string): Promise<boolean> {
  const rows = await db
    .select({ hash: blobUses.hash })
    .from(blobUses)
    .where(eq(blobUses.hash, hash))
    .limit(1);
  return rows.length > 0;
}
