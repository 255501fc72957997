import type { Store } from '../db/store.ts';
import { now } from '../lib/time.ts';
import type { Waiters } from '../lib/waiters.ts';
import type { Execution } from '../models/executions.ts';
import { finish } from '../models/leases.ts';
import type { Ended } from './stored-results.ts';

const MESSAGE =
  'This execution cannot go on: what is stored of it cannot be read. The log of the server says more. Replay it from the start.';

/**
 * Fails a run of which something cannot be read: tried again it would come to the same each time.
 * @returns false when the store takes no writes either
 */
export async function failUnreadable(
  { store, owner, ended }: { store: Store; owner: string; ended: Waiters<Ended> },
  execution: Execution,
): Promise<boolean> {
  const ending = { status: 'failed' as const, error: { message: MESSAGE } };
  try {
    const isOurs = await store.write((tx) => finish(tx, execution, owner, ending, null, now()), 'finish');
    if (isOurs) ended.settle(execution.id, ending);
    return true;
  } catch {
    return false;
  }
}
