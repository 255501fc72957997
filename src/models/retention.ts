import { and, asc, eq, inArray, isNotNull, lt, or } from 'drizzle-orm';
import { deleteSome } from '../db/delete-some.ts';
import {
  alerts,
  attachments,
  audit,
  blobUses,
  componentVersions,
  deliveries,
  executionJobRuns,
  executionJobs,
  executions,
  idempotencyKeys,
  runCounts,
  upgradeJobs,
  upgradeOutcomes,
} from '../db/schema.ts';
import { tuple } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { firstIdAt } from '../lib/ids.ts';
import { DAY, type Instant } from '../lib/time.ts';
import { DELETED_AT_ONCE, type Deleted, deleteExecutions } from './deletions.ts';

const CHUNK = 200;

/** Deletes a chunk of executions that ended so and were made before the instant. */
export async function deleteExpired(
  tx: Database,
  ended: 'succeeded' | 'unsuccessful',
  before: Instant,
): Promise<Deleted> {
  const statuses: ('succeeded' | 'failed' | 'cancelled' | 'skipped')[] =
    ended === 'succeeded' ? ['succeeded'] : ['failed', 'cancelled', 'skipped'];
  const isPast = lt(executions.id, firstIdAt('exe', before));
  return await deleteExecutions(tx, and(isPast, inArray(executions.status, statuses)));
}

/**
 * Forgets a chunk of the requests that were answered before the instant: sent again, they take effect again.
 * @returns whether there may be more
 */
export async function deleteIdempotencyKeys(tx: Database, before: Instant): Promise<boolean> {
  const isPast = lt(idempotencyKeys.createdAt, before);
  const { rows } = DELETED_AT_ONCE;
  return (await deleteSome(tx, idempotencyKeys, [idempotencyKeys.key], isPast, rows)) === rows;
}

const KEEP_AUDIT = 400 * DAY;

/** Forgets a chunk of what people and tokens did more than 400 days ago; answers whether there may be more. */
export async function deleteOldAudit(tx: Database, at: Instant): Promise<boolean> {
  const isPast = lt(audit.id, firstIdAt('aud', at - KEEP_AUDIT));
  const { rows } = DELETED_AT_ONCE;
  return (await deleteSome(tx, audit, [audit.id], isPast, rows)) === rows;
}

const KEEP_JOBS = 90 * DAY;

/** Forgets a chunk of what changes of version that ended 90 days ago have come to; answers whether there may be more. */
export async function deleteOldUpgrades(tx: Database, at: Instant): Promise<boolean> {
  const isPast = lt(upgradeJobs.endedAt, at - KEEP_JOBS);
  const past = tx.select({ id: upgradeJobs.id }).from(upgradeJobs).where(isPast);
  const { rows } = DELETED_AT_ONCE;
  const { jobId, instanceId } = upgradeOutcomes;
  const gone = await deleteSome(tx, upgradeOutcomes, [jobId, instanceId], inArray(jobId, past), rows);
  if (gone === rows) return true;
  return (await deleteSome(tx, upgradeJobs, [upgradeJobs.id], isPast, rows)) === rows;
}

const KEEP_DELIVERIES = 14 * DAY;

/** Forgets a chunk of what was to be sent two weeks ago, whether it has arrived or not; answers whether there may be more. */
export async function deleteOldDeliveries(tx: Database, at: Instant): Promise<boolean> {
  const isPast = lt(deliveries.id, firstIdAt('msg', at - KEEP_DELIVERIES));
  const { rows } = DELETED_AT_ONCE;
  return (await deleteSome(tx, deliveries, [deliveries.id], isPast, rows)) === rows;
}

const KEEP_ALERTS = 90 * DAY;

/** Forgets a chunk of alerts of 90 days ago that are over; answers whether there may be more. */
export async function deleteOldAlerts(tx: Database, at: Instant): Promise<boolean> {
  const isPast = and(lt(alerts.id, firstIdAt('alt', at - KEEP_ALERTS)), isNotNull(alerts.closedAt));
  const { rows } = DELETED_AT_ONCE;
  return (await deleteSome(tx, alerts, [alerts.id], isPast, rows)) === rows;
}

/** Forgets a chunk of what jobs that ended 90 days ago have done with executions; answers whether there may be more. */
export async function deleteOldJobs(tx: Database, at: Instant): Promise<boolean> {
  const isPast = lt(executionJobs.endedAt, at - KEEP_JOBS);
  const past = tx.select({ id: executionJobs.id }).from(executionJobs).where(isPast);
  const { rows } = DELETED_AT_ONCE;
  const { jobId, executionId } = executionJobRuns;
  const gone = await deleteSome(tx, executionJobRuns, [jobId, executionId], inArray(jobId, past), rows);
  if (gone === rows) return true;
  return (await deleteSome(tx, executionJobs, [executionJobs.id], isPast, rows)) === rows;
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
    .where(inArray(tuple(runCounts.owner, runCounts.at), old))
    .returning({ at: runCounts.at });
  return gone.length;
}

/** Whether a stored row names the blob. */
export async function isBlobUsed(db: Database, hash: string): Promise<boolean> {
  const uses = db.select({ hash: blobUses.hash }).from(blobUses).where(eq(blobUses.hash, hash));
  if ((await uses.limit(1)).length > 0) return true;
  const named = db.select({ hash: attachments.hash }).from(attachments).where(eq(attachments.hash, hash));
  if ((await named.limit(1)).length > 0) return true;
  const { blob, icon } = componentVersions;
  const held = db
    .select({ blob })
    .from(componentVersions)
    .where(or(eq(blob, hash), eq(icon, hash)));
  return (await held.limit(1)).length > 0;
}
