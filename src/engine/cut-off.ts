import type { Store } from '../db/store.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { release } from '../models/leases.ts';
import type { RunningRuns } from './running.ts';

/** Gives back what has not ended in time, so that nothing that comes of it is stored any more, and aborts it. */
export async function cutOff(
  { store, owner, log }: { store: Store; owner: string; log: Log },
  all: RunningRuns,
): Promise<void> {
  const running = [...all];
  const released = running.map(([id]) => store.write((tx) => release(tx, id, owner), 'release'));
  for (const each of await Promise.allSettled(released)) {
    if (each.status === 'rejected')
      log.error('A run could not be given back', { error: messageOf(each.reason) });
  }
  for (const [, { stop }] of running) stop.raise(new Error('Stepwell was stopped.'));
}
