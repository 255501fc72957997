/** An instant: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

let ahead = 0;

/** For tests: from now on the clock is wrong by so many milliseconds. */
export function setClockAhead(milliseconds: number): void {
  ahead = milliseconds;
}

export function now(): Instant {
  return Date.now() + ahead;
}

/** Milliseconds that go on evenly, whoever sets the clock: for lengths of time within this process. */
export function elapsed(): number {
  return performance.now();
}

/** Answers at each call whether the clock is earlier than it was at one before: somebody has set it back. */
export function watchClock(): () => boolean {
  let latest = now();
  return () => {
    const at = now();
    const isSetBack = at < latest;
    latest = at;
    return isSetBack;
  };
}

export function toIso(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** Lengths of time in milliseconds. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
