import type { DateTime } from 'luxon';

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

const SUFFIXES: Record<string, string> = { one: 'st', two: 'nd', few: 'rd' };
let ordinal: Intl.PluralRules | undefined;

/** The rules are loaded with the first number: what is international takes a start three megabytes. */
function nth(value: number): string {
  ordinal ??= new Intl.PluralRules('en', { type: 'ordinal' });
  return `${value}${SUFFIXES[ordinal.select(value)] ?? 'th'}`;
}

function offsetText(minutes: number, separator: string): string {
  const [size, sign] = [Math.abs(Math.round(minutes)), minutes < 0 ? '-' : '+'];
  return `${sign}${pad(Math.floor(size / 60))}${separator}${pad(size % 60)}`;
}

const monthName = (at: DateTime): string => at.setLocale('en-US').monthLong ?? '';
const dayName = (at: DateTime): string => at.setLocale('en-US').weekdayLong ?? '';
/** Of a clock that has no 0. */
const hourOf = (hour: number, of: 12 | 24): number => hour % of || of;

const TOKENS = new Map<string, (at: DateTime) => string>([
  ['YYYY', ({ year }) => pad(year, 4)],
  ['YY', ({ year }) => pad(year % 100)],
  ['Q', ({ quarter }) => String(quarter)],
  ['Qo', ({ quarter }) => nth(quarter)],
  ['MMMM', monthName],
  ['MMM', (at) => monthName(at).slice(0, 3)],
  ['MM', ({ month }) => pad(month)],
  ['Mo', ({ month }) => nth(month)],
  ['M', ({ month }) => String(month)],
  ['DDDD', ({ ordinal }) => pad(ordinal, 3)],
  ['DDDo', ({ ordinal }) => nth(ordinal)],
  ['DDD', ({ ordinal }) => String(ordinal)],
  ['DD', ({ day }) => pad(day)],
  ['Do', ({ day }) => nth(day)],
  ['D', ({ day }) => String(day)],
  ['dddd', dayName],
  ['ddd', (at) => dayName(at).slice(0, 3)],
  ['dd', (at) => dayName(at).slice(0, 2)],
  ['do', ({ weekday }) => nth(weekday % 7)],
  ['d', ({ weekday }) => String(weekday % 7)],
  ['E', ({ weekday }) => String(weekday)],
  ['GGGG', ({ weekYear }) => pad(weekYear, 4)],
  ['WW', ({ weekNumber }) => pad(weekNumber)],
  ['Wo', ({ weekNumber }) => nth(weekNumber)],
  ['W', ({ weekNumber }) => String(weekNumber)],
  ['HH', ({ hour }) => pad(hour)],
  ['H', ({ hour }) => String(hour)],
  ['hh', ({ hour }) => pad(hourOf(hour, 12))],
  ['h', ({ hour }) => String(hourOf(hour, 12))],
  ['kk', ({ hour }) => pad(hourOf(hour, 24))],
  ['k', ({ hour }) => String(hourOf(hour, 24))],
  ['mm', ({ minute }) => pad(minute)],
  ['m', ({ minute }) => String(minute)],
  ['ss', ({ second }) => pad(second)],
  ['s', ({ second }) => String(second)],
  ['S', ({ millisecond }) => pad(millisecond, 3).slice(0, 1)],
  ['SS', ({ millisecond }) => pad(millisecond, 3).slice(0, 2)],
  ['SSS', ({ millisecond }) => pad(millisecond, 3)],
  ['A', ({ hour }) => (hour < 12 ? 'AM' : 'PM')],
  ['a', ({ hour }) => (hour < 12 ? 'am' : 'pm')],
  ['ZZ', ({ offset }) => offsetText(offset, '')],
  ['Z', ({ offset }) => offsetText(offset, ':')],
  ['X', (at) => String(Math.floor(at.toMillis() / 1000))],
  ['x', (at) => String(at.toMillis())],
]);

const TOKEN = /(?:Q|M|DDD|D|d|W)o|([A-Za-z])\1*/g;
const TEXT_OR_TOKEN = /\[([^\]]*)\]|(?:Q|M|DDD|D|d|W)o|([A-Za-z])\2*/g;

/**
 * A time in the tokens that Moment and Day.js made common. Other characters stay, letters that are no token of theirs
 * and what stands in brackets included.
 */
export function formatted(at: DateTime, format: string): string {
  const written = (token: string): string => TOKENS.get(token)?.(at) ?? token;
  // Behind the last closing bracket none is looked for, so that many opening ones take no longer than other letters.
  const end = format.lastIndexOf(']') + 1;
  const head = format
    .slice(0, end)
    .replace(TEXT_OR_TOKEN, (token: string, text: unknown) =>
      typeof text === 'string' ? text : written(token),
    );
  return head + format.slice(end).replace(TOKEN, written);
}

export const LOCAL_ISO = 'YYYY-MM-DDTHH:mm:ss.SSSZ';
