import type { Store } from '../db/database.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { DAY, HOUR, now, SECOND } from '../lib/time.ts';
import { deleteExpired, deleteIdempotencyKeys, deleteRunCounts, isBlobUsed } from '../models/retention.ts';
import { deleteExpiredSessions } from '../models/sessions.ts';

/** `keepSucceeded` and `keepFailed` are in milliseconds. */
export type HousekeepingTools = {
  store: Store;
  log: Log;
  keepSucceeded: number;
  keepFailed: number;
  isBusy(): boolean;
};

const TICK = 30 * SECOND;
const KEEP_COUNTS = 31 * DAY;

/** Deletes what is past its time, in small pieces while nothing else is to do, and gives the space back. */
export function startHousekeeping(tools: HousekeepingTools): { stop(): void } {
  let sweptAt = 0;
  const timer = setInterval(() => {
    if (tools.isBusy()) return;
    const isSweepDue = now() - sweptAt > HOUR;
    if (isSweepDue) sweptAt = now();
    tidy(tools, isSweepDue).catch((error) =>
      tools.log.error('Housekeeping failed', { error: messageOf(error) }),
    );
  }, TICK);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** One round. */
export async function tidy(
  { store, keepSucceeded, keepFailed }: HousekeepingTools,
  sweep: boolean,
): Promise<void> {
  const at = now();
  await store.write((tx) => deleteExpired(tx, 'succeeded', at - keepSucceeded));
  await store.write((tx) => deleteExpired(tx, 'unsuccessful', at - keepFailed));
  await store.write((tx) => deleteIdempotencyKeys(tx, at - DAY));
  await store.write((tx) => deleteRunCounts(tx, at - KEEP_COUNTS));
  if (sweep) await store.write((tx) => deleteExpiredSessions(tx, at));
  // A blob is written before the row that names it: an hour is longer than any write waits.
  // On a full disk it is also what gives room.
  if (sweep || store.condition) await store.blobs.sweep(at - HOUR, (hash) => isBlobUsed(store.read, hash));
  await store.tidy();
}
