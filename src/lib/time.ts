/** An instant: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export function now(): Instant {
  return Date.now();
}

export function toIso(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** Lengths of time in milliseconds. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
