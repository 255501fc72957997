import type { Store } from '../db/store.ts';
import type { Log } from '../lib/log.ts';
import { now } from '../lib/time.ts';
import { heldUp, setDue } from '../models/late-runs.ts';

/** What waits by a clock that was ahead must not wait until that time has come. */
export async function mendLateRuns({ store, log }: { store: Store; log: Log }): Promise<void> {
  const late = await heldUp(store.read, now());
  if (late.length === 0) return;
  log.warn('The clock was ahead: runs that wait are due as long from now as they were to wait', {
    runs: late.length,
  });
  await store.write(async (tx) => {
    for (const run of late) await setDue(tx, run);
  });
}
