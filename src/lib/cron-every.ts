/** A schedule as people choose it: each so many minutes, hours, days or weeks; anything else is a cron line. */
export type Every = {
  unit: 'minute' | 'hour' | 'day' | 'week';
  count: number;
  /** Of hours the minutes count alone. */
  time: { hour: number; minute: number };
  /** Of weeks: 0 is Sunday. */
  weekday: number;
};

const HIGHEST = { minute: 59, hour: 23, day: 31, week: 1 } as const;
const NONE = { time: { hour: 0, minute: 0 }, weekday: 1 };

/** Whether cron has a line for so many. */
export function isCount(unit: Every['unit'], count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= HIGHEST[unit];
}

/** The most that cron can say of a unit. */
export function mostOf(unit: Every['unit']): number {
  return HIGHEST[unit];
}

/** The line that fires so, as near as cron comes to it. */
export function cronOf({ unit, count, time: { hour, minute }, weekday }: Every): string {
  const each = count === 1 ? '*' : `*/${count}`;
  switch (unit) {
    case 'minute':
      return `${each} * * * *`;
    case 'hour':
      return `${minute} ${each} * * *`;
    case 'day':
      return `${minute} ${hour} ${each} * *`;
    case 'week':
      return `${minute} ${hour} * * ${weekday}`;
  }
}

/** What a line says in these words; undefined where it says more than that. */
export function everyOf(line: string): Every | undefined {
  const parts = line.trim().split(/\s+/);
  const [minute = '', hour = '', date = '', month = '', day = ''] = parts;
  if (parts.length !== 5 || month !== '*') return undefined;
  const minutes = stepOf(minute);
  if (minutes && hour === '*' && date === '*' && day === '*')
    return { ...NONE, unit: 'minute', count: minutes };
  if (!/^\d{1,2}$/.test(minute)) return undefined;
  const hours = stepOf(hour);
  const past = { hour: 0, minute: Number(minute) };
  if (hours && date === '*' && day === '*') return { ...NONE, unit: 'hour', count: hours, time: past };
  if (!/^\d{1,2}$/.test(hour)) return undefined;
  const time = { hour: Number(hour), minute: Number(minute) };
  const days = stepOf(date);
  if (days && day === '*') return { ...NONE, unit: 'day', count: days, time };
  if (date !== '*' || !/^[0-7]$/.test(day)) return undefined;
  return { unit: 'week', count: 1, time, weekday: Number(day) % 7 };
}

function stepOf(part: string): number | undefined {
  if (part === '*') return 1;
  const step = Number(/^\*\/(\d{1,2})$/.exec(part)?.[1] ?? 0);
  return step > 0 ? step : undefined;
}

/** The time as its field holds it: of hours the minutes alone. */
export function timeText({ unit, time: { hour, minute } }: Pick<Every, 'unit' | 'time'>): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return unit === 'hour' ? String(minute) : `${two(hour)}:${two(minute)}`;
}

/** Where cron does not keep the distance that a line seems to say, in a sentence; undefined where it does. */
export function distanceFault(line: string): string | undefined {
  const every = everyOf(line);
  const date = line.trim().split(/\s+/)[2] ?? '';
  if (/^(29|30|31)$/.test(date)) return `Months without a day ${date} are skipped.`;
  if (!every || every.count === 1) return undefined;
  const { unit, count } = every;
  if (unit === 'minute' && 60 % count !== 0)
    return `Cron counts anew in each hour: after minute ${lastOf(count, 60)} it fires at minute 0, sooner than ${count} minutes later.`;
  if (unit === 'hour' && 24 % count !== 0)
    return `Cron counts anew each day: after ${lastOf(count, 24)}:00 it fires at midnight, sooner than ${count} hours later.`;
  if (unit === 'day')
    return `Cron counts anew in each month: it fires on day 1, however long ago the last time was.`;
  return undefined;
}

const lastOf = (count: number, whole: number) => Math.floor((whole - 1) / count) * count;
