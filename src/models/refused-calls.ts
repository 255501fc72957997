import type { Store } from '../db/store.ts';
import { now } from '../lib/time.ts';
import { noteRefusals, type Place } from './flow-activity.ts';

type Counts = Map<string, Place & { count: number }>;
const waiting = new WeakMap<Store, Counts>();

/**
 * Counts a call that the condition of a trigger has refused; nobody waits for it. Those that come while others are
 * written are written together.
 * @param onFault told where they could not be written
 */
export function countRefusal(store: Store, place: Place, onFault: (error: unknown) => void): void {
  const known = waiting.get(store);
  const counts: Counts = known ?? new Map();
  const key = `${place.instanceId}/${place.flowKey}`;
  counts.set(key, { ...place, count: (counts.get(key)?.count ?? 0) + 1 });
  if (known) return;
  waiting.set(store, counts);
  store
    .write((tx) => {
      waiting.delete(store);
      return noteRefusals(tx, [...counts.values()], now());
    })
    .catch((error) => {
      waiting.delete(store);
      onFault(error);
    });
}
