import type { Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import { now } from '../lib/time.ts';
import type { Waiters } from '../lib/waiters.ts';
import type { Execution, Queued } from '../models/executions.ts';
import { claim } from '../models/leases.ts';
import type { Limits } from './limits.ts';
import type { RunOwner, Waiting } from './queues.ts';
import { type Ended, tellEnd } from './stored-results.ts';

/** The slot of a run that waits for this one, until the other goes on. */
export type LentSlot = { isOwn: boolean; isOver: boolean };

export type LendingTools = {
  store: Store;
  vault: Vault;
  ended: Waiters<Ended>;
  limits: Limits;
  owner: string;
  run(waiting: Waiting, leased: Execution, slot: LentSlot): Promise<void>;
  wake(queued: Queued): void;
  occupy(owner: RunOwner): void;
};

/**
 * Runs what another run waits for. It has that one's slot, which does nothing meanwhile: runs that wait for each other
 * cannot take all slots so. What goes on longer than callers wait gets a slot of its own.
 */
export async function runInside(
  tools: LendingTools,
  queued: Queued,
  signal: AbortSignal,
): Promise<Ended | undefined> {
  const told = tools.ended.wait(queued.id, tools.limits.syncTime, signal);
  const slot = { isOwn: false, isOver: false };
  runLent(tools, queued, slot).catch(() => tools.wake(queued));
  const end = await told;
  if (!end && !slot.isOver) {
    slot.isOwn = true;
    tools.occupy(queued);
  }
  return end;
}

async function runLent(tools: LendingTools, queued: Queued, slot: LentSlot): Promise<void> {
  const { store, owner, run } = tools;
  const execution = await store.write((tx) => claim(tx, queued.id, owner, now()), 'claim');
  if (execution) return await run({ ...queued, request: undefined }, execution, slot);
  slot.isOver = true;
  // The step is tried again, and what it waits for has begun before: it runs, or has ended.
  await tellEnd(tools, queued.id);
}
