import type { Store } from '../db/store.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { DAY, HOUR, type Instant, MINUTE, now, SECOND } from '../lib/time.ts';
import { DELETED_AT_ONCE, type Deleted } from '../models/deletions.ts';
import { deleteIntegration, pastRestoring } from '../models/integration-trash.ts';
import {
  deleteExpired,
  deleteIdempotencyKeys,
  deleteOldAlerts,
  deleteOldAudit,
  deleteOldDeliveries,
  deleteOldJobs,
  deleteOldUpgrades,
  deleteRunCounts,
  isBlobUsed,
} from '../models/retention.ts';
import { deleteOldDurations } from '../models/run-durations.ts';
import { deleteExpiredSessions } from '../models/sessions.ts';
import { deleteUnusedSnapshots } from '../models/test-snapshots.ts';

/** `keepSucceeded` and `keepFailed` are in milliseconds. */
export type HousekeepingTools = {
  store: Store;
  log: Log;
  keepSucceeded: number;
  keepFailed: number;
  /** Drops what goes before the executions that it is of. */
  dataLife: { tidy(): Promise<void> };
  isBusy(): boolean;
  /** Also while other things are done: what comes in may be what fills the disk. */
  lookAtQuotas(): void;
  /** Heeds that instances are gone. */
  heed(instanceIds: string[]): void;
};

const TICK = 30 * SECOND;
const KEEP_COUNTS = 31 * DAY;

/** Deletes what is past its time, in small pieces while nothing else is to do, and gives the space back. */
export function startHousekeeping(tools: HousekeepingTools): { stop(): void } {
  const isSteady = steadyClock();
  let sinceSweep = HOUR;
  const timer = setInterval(() => {
    sinceSweep += TICK;
    tools.lookAtQuotas();
    if (!isSteady(now()) || tools.isBusy()) return;
    const isSweepDue = sinceSweep > HOUR;
    if (isSweepDue) sinceSweep = 0;
    tidy(tools, isSweepDue).catch((error) =>
      tools.log.error('Housekeeping failed', { error: messageOf(error) }),
    );
  }, TICK);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** How long a clock has to go evenly before anything is deleted by it, and what is not even any more. */
const STEADY = 15 * MINUTE;
const JUMP = MINUTE;

/** Asked at each tick: a clock that has just jumped, or that nobody has watched yet, may be days ahead for a moment. */
export function steadyClock(start = now()): (at: Instant) => boolean {
  let before = start;
  let steady = 0;
  return (at) => {
    steady = Math.abs(at - before - TICK) > JUMP ? 0 : steady + TICK;
    before = at;
    return steady >= STEADY;
  };
}

/** One round. */
export async function tidy(
  { store, keepSucceeded, keepFailed, dataLife, heed }: Omit<HousekeepingTools, 'lookAtQuotas'>,
  sweep: boolean,
): Promise<void> {
  const at = now();
  await untilGone(() => store.write((tx) => deleteExpired(tx, 'succeeded', at - keepSucceeded)));
  await untilGone(() => store.write((tx) => deleteExpired(tx, 'unsuccessful', at - keepFailed)));
  await dataLife.tidy();
  while (await store.write((tx) => deleteIdempotencyKeys(tx, at - DAY)));
  await store.write((tx) => deleteRunCounts(tx, at - KEEP_COUNTS));
  await store.write((tx) => deleteOldDurations(tx, at - KEEP_COUNTS, DELETED_AT_ONCE.rows));
  if (sweep) for (const id of await pastRestoring(store.read, at)) await deleteIntegration(store, id, heed);
  while (sweep && (await store.write(deleteUnusedSnapshots)));
  while (sweep && (await store.write((tx) => deleteExpiredSessions(tx, at))));
  while (sweep && (await store.write((tx) => deleteOldAudit(tx, at))));
  while (sweep && (await store.write((tx) => deleteOldUpgrades(tx, at))));
  while (sweep && (await store.write((tx) => deleteOldAlerts(tx, at))));
  while (sweep && (await store.write((tx) => deleteOldDeliveries(tx, at))));
  while (sweep && (await store.write((tx) => deleteOldJobs(tx, at))));
  // A blob is written before the row that names it: an hour is longer than any write waits.
  // On a full disk it is also what gives room.
  if (sweep || store.condition) await store.blobs.sweep(at - HOUR, (hash) => isBlobUsed(store.read, hash));
  await store.tidy();
}

/** Executions with many rows go in several writes. */
async function untilGone(write: () => Promise<Deleted>): Promise<void> {
  let deleted: Deleted;
  do deleted = await write();
  while (deleted.executions === 0 && !deleted.isAll);
}
