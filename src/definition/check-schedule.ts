import { Cron } from 'croner';

/** What is wrong with a cron line, in a sentence that says what to do; undefined when nothing is. */
export function cronFault(line: string): string | undefined {
  try {
    // Without a function and paused, a Cron only parses: it sets no timer.
    new Cron(line, { paused: true, mode: '5-or-6-parts' });
    return undefined;
  } catch {
    return `“${line}” is no cron line: write minute, hour, day, month and weekday, such as */15 * * * *.`;
  }
}

/** What is wrong with the name of a time zone; undefined when nothing is. */
export function timeZoneFault(zone: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return undefined;
  } catch {
    return `“${zone}” is no time zone: write it like Europe/Berlin, or leave it empty for UTC.`;
  }
}
