import { distanceFault, everyOf } from './cron-every.ts';
import type { Instant } from './time.ts';

/*
 * Cron counts anew at each hour, day and month, so that “every 13 hours” is 13 and then 11 of them. A line that keeps the
 * distance says so in front of what cron would say. What it fires at follows from the line alone: minutes and hours are
 * counted from the beginning of 1970, days from its first day. So nothing has to be remembered, and a clock that is set
 * moves nothing.
 */

const MARK = '@distance ';
const MINUTE = 60_000;

/** The line that fires so; the same line where cron keeps the distance anyway, or nobody has asked for it. */
export function withDistance(line: string, keepsDistance: boolean): string {
  return keepsDistance && canKeepDistance(line) ? MARK + line.trim() : line;
}

/** Whether a line has a distance that cron does not keep. */
export const canKeepDistance = (line: string): boolean =>
  (everyOf(line)?.count ?? 1) > 1 && distanceFault(line) !== undefined;

/** What cron would say; undefined for a line that does not keep a distance. */
export function cronOfDistance(line: string): string | undefined {
  return line.startsWith(MARK) ? line.slice(MARK.length) : undefined;
}

/** How instants are found by plain cron lines. */
export type Clock = {
  next(line: string, after: Instant): Instant | undefined;
  last(line: string, until: Instant): Instant | undefined;
  /** How far the zone is from UTC, in milliseconds. */
  offset(at: Instant): number;
};

/** The next firing strictly after the instant. @param line as of `cronOfDistance` */
export function nextByDistance(line: string, clock: Clock, after: Instant): Instant | undefined {
  const every = stepOf(line, clock);
  if (every.kind === 'time')
    return every.start + (Math.floor((after - every.start) / every.step) + 1) * every.step;
  let at = clock.next(every.daily, after);
  while (at !== undefined && dayOf(at, clock) % every.count !== 0) at = clock.next(every.daily, at);
  return at;
}

/** The last firing up to the instant. */
export function lastByDistance(line: string, clock: Clock, until: Instant): Instant | undefined {
  const every = stepOf(line, clock);
  if (every.kind === 'time') return every.start + Math.floor((until - every.start) / every.step) * every.step;
  let at = clock.last(every.daily, until);
  while (at !== undefined && dayOf(at, clock) % every.count !== 0) at = clock.last(every.daily, at - 1);
  return at;
}

type Step = { kind: 'time'; start: Instant; step: number } | { kind: 'day'; daily: string; count: number };

function stepOf(line: string, clock: Clock): Step {
  const every = everyOf(line);
  if (!every) throw new TypeError('Such a line has no distance.');
  const { unit, count, time } = every;
  if (unit === 'minute') return { kind: 'time', start: 0, step: count * MINUTE };
  if (unit === 'day') return { kind: 'day', daily: `${time.minute} ${time.hour} * * *`, count };
  // Some zones are half an hour apart from others: the minute is that of their clocks, as it was in 1970.
  const start = time.minute * MINUTE - (clock.offset(0) % (60 * MINUTE));
  return { kind: 'time', start, step: count * 60 * MINUTE };
}

const dayOf = (at: Instant, clock: Clock) => Math.floor((at + clock.offset(at)) / (24 * 60 * MINUTE));
