import { nextFiring, timeZoneOf } from './cron.ts';
import { cronOfDistance } from './cron-distance.ts';

/** What is wrong with a cron line, in a sentence that says what to do; undefined when nothing is. */
export function cronFault(line: string): string | undefined {
  try {
    if (cronOfDistance(line) !== undefined) throw new TypeError('That is ours, and no line of cron.');
    // Whether there is a day at all does not hang on when or where it is looked for.
    if (nextFiring(line, 'UTC', 0) !== undefined) return undefined;
    return `“${line}” never fires, since no month has such a day: choose another day or month.`;
  } catch {
    return `“${line}” is no cron line: write minute, hour, day, month and weekday, such as */15 * * * *.`;
  }
}

/** What is wrong with the name of a time zone; undefined when nothing is. */
export function timeZoneFault(zone: string | null | undefined): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timeZoneOf(zone) });
    return undefined;
  } catch {
    return `“${zone}” is no time zone: write it like Europe/Berlin, or leave it empty for UTC.`;
  }
}
