import { InputError } from '../inputs.ts';

/** The clock and calendar of a zone at an instant. */
export type Local = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** Minutes ahead of UTC. */
  offset: number;
};

function formatterOf(zone: string, label: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone === '' ? 'UTC' : zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new InputError(
      `The input "${label}" is "${zone}", which is no time zone: use a name like Europe/Berlin.`,
    );
  }
}

/** The instant as a clock in that zone shows it. */
export function localTime(instant: Date, zone: string, label: string): Local {
  const parts = formatterOf(zone, label).formatToParts(instant);
  const part = (type: string): number =>
    Number(parts.find((candidate) => candidate.type === type)?.value ?? 0);
  const [year, month, day] = [part('year'), part('month'), part('day')];
  const [hour, minute, second] = [part('hour'), part('minute'), part('second')];
  const millisecond = ((instant.getTime() % 1000) + 1000) % 1000;
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  const wall = new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000;
  const offset = Math.round((wall - (instant.getTime() - millisecond)) / 60_000);
  return { year, month, day, hour, minute, second, millisecond, offset };
}
