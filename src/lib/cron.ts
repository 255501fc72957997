import { Cron, CronPattern } from 'croner';
import { type Clock, cronOfDistance, lastByDistance, nextByDistance } from './cron-distance.ts';
import { withoutWrappedRanges } from './cron-ranges.ts';
import type { Instant } from './time.ts';

// Lists and ranges of hours keep to the clock when it is changed, as single hours do; `5/15` is read as `5-59/15`.
const RULES = { mode: '5-or-6-parts', sloppyRanges: true, fixedTimeRule: 'no-wildcard' } as const;

/** The zone that a schedule names; one that names none is in UTC, whatever zone the server is in. */
export const timeZoneOf = (named: string | null | undefined): string => named?.trim() || 'UTC';

/** Whether a schedule's type says that it fires never, whatever line stands beside it. */
export const isNever = (scheduleType: unknown): boolean => scheduleType === 'none';

// After a long downtime thousands of firings of one line are looked for, one after another.
let last: { line: string; zone: string; cron: Cron } | undefined;

/** @throws for what is no cron line */
function readCron(line: string, timeZone: string): Cron {
  const zone = timeZoneOf(timeZone);
  if (last?.line === line && last.zone === zone) return last.cron;
  const pattern = withoutWrappedRanges(line);
  const { second, minute, hour } = new CronPattern(pattern, undefined, RULES);
  // A step that begins behind the last minute or hour is read as none at all, and would be looked for at length.
  if (![second, minute, hour].every((part) => part.includes(1)))
    throw new TypeError('A step begins behind its end.');
  // Without a function and paused, a Cron only reads: it sets no timer.
  const cron = new Cron(pattern, { ...RULES, paused: true, timezone: zone });
  last = { line, zone, cron };
  return cron;
}

/** How a line that keeps its distance finds instants in a zone. */
function clockOf(timeZone: string): Clock {
  const zone = timeZoneOf(timeZone);
  return {
    next: (line, after) => nextFiring(line, zone, after),
    last: (line, until) => lastFirings(line, zone, until, 1)[0],
    offset: (at) => offsetOf(zone, at),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetOf(zone: string, at: Instant): number {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en', { ...PARTS, timeZone: zone });
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / 60_000) * 60_000;
}

const PARTS = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  hourCycle: 'h23',
} as const;

/**
 * The next firing strictly after the instant, by the wall clock of the zone: a time that a DST change skips fires at
 * the end of the gap, fixed hours that come twice fire once. Undefined when there is none.
 * @throws for what is no cron line or no zone
 */
export function nextFiring(line: string, timeZone: string, after: Instant): Instant | undefined {
  const distant = cronOfDistance(line);
  if (distant !== undefined) return nextByDistance(distant, clockOf(timeZone), after);
  return readCron(line, timeZone).nextRun(new Date(after))?.getTime();
}

/** The next so many firings after the instant; none for what is no cron line or no zone. */
export function firingsOf(line: string, timeZone: string, after: Instant, count: number): Instant[] {
  const found: Instant[] = [];
  try {
    let at: Instant | undefined = after;
    while (found.length < count) {
      at = nextFiring(line, timeZone, at);
      if (at === undefined) break;
      found.push(at);
    }
    return found;
  } catch {
    return [];
  }
}

/** The last so many firings up to the instant, oldest first. @throws for what is no cron line or no zone */
export function lastFirings(line: string, timeZone: string, until: Instant, count: number): Instant[] {
  const distant = cronOfDistance(line);
  if (distant === undefined) {
    const dates = readCron(line, timeZone).previousRuns(count, new Date(until + 1));
    return dates.map((date) => date.getTime()).reverse();
  }
  const found: Instant[] = [];
  let at = lastByDistance(distant, clockOf(timeZone), until);
  while (at !== undefined && found.length < count) {
    found.unshift(at);
    at = lastByDistance(distant, clockOf(timeZone), at - 1);
  }
  return found;
}
