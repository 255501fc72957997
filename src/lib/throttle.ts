import { elapsed, SECOND } from './time.ts';

export type Taken = { ok: true } | { ok: false; retryAfter: number };

/** Counts what happens by key, and says when it happens too often. */
export type Throttle = {
  /** Counts one, unless the key has had its number; `retryAfter` is in whole seconds. */
  take(key: string): Taken;
  /** Takes the latest one back: it does not count after all. */
  giveBack(key: string): void;
};

export type ThrottleRule = {
  limit: number;
  /** Milliseconds in which no more than the limit may happen. */
  window: number;
  /** Not the time of day: somebody may set that back, and then what was counted would count for longer. */
  clock?: () => number;
  /** How many keys are told apart; more share their counts. */
  slots?: number;
};

/**
 * Keys fall into a fixed number of slots, by a hash that nobody outside can know: so neither memory grows with the keys
 * that strangers make up, nor does a flood of them push out what was counted for another.
 */
export function createThrottle({ limit, window, clock = elapsed, slots = 65_536 }: ThrottleRule): Throttle {
  const seed = crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;
  const taken = new Map<number, number[]>();
  const slotOf = (key: string) => Number(BigInt(Bun.hash(key, seed)) % BigInt(slots));
  return {
    take(key) {
      const at = clock();
      const slot = slotOf(key);
      const times = (taken.get(slot) ?? []).filter((time) => time > at - window);
      const [first] = times;
      if (first !== undefined && times.length >= limit)
        return { ok: false, retryAfter: Math.ceil((first + window - at) / SECOND) };
      taken.set(slot, [...times, at]);
      return { ok: true };
    },
    giveBack(key) {
      taken.get(slotOf(key))?.pop();
    },
  };
}
