import type { Local } from './zone.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

const TOKEN = /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|a|ZZ|Z|X|x/g;

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

function offsetText(minutes: number, separator: string): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${separator}${pad(size % 60)}`;
}

const monthName = ({ month }: Local): string => MONTHS[month - 1] ?? '';

function weekday({ year, month, day }: Local): string {
  return WEEKDAYS[new Date(new Date(0).setUTCFullYear(year, month - 1, day)).getUTCDay()] ?? '';
}

const tokens: Record<string, (local: Local, instant: Date) => string> = {
  YYYY: ({ year }) => pad(year, 4),
  YY: ({ year }) => pad(year % 100),
  MMMM: monthName,
  MMM: (local) => monthName(local).slice(0, 3),
  MM: ({ month }) => pad(month),
  M: ({ month }) => String(month),
  DD: ({ day }) => pad(day),
  D: ({ day }) => String(day),
  dddd: weekday,
  ddd: (local) => weekday(local).slice(0, 3),
  HH: ({ hour }) => pad(hour),
  H: ({ hour }) => String(hour),
  hh: ({ hour }) => pad(hour % 12 || 12),
  h: ({ hour }) => String(hour % 12 || 12),
  mm: ({ minute }) => pad(minute),
  m: ({ minute }) => String(minute),
  ss: ({ second }) => pad(second),
  s: ({ second }) => String(second),
  SSS: ({ millisecond }) => pad(millisecond, 3),
  A: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  a: ({ hour }) => (hour < 12 ? 'am' : 'pm'),
  ZZ: ({ offset }) => offsetText(offset, ''),
  Z: ({ offset }) => offsetText(offset, ':'),
  X: (_local, instant) => String(Math.floor(instant.getTime() / 1000)),
  x: (_local, instant) => String(instant.getTime()),
};

/** A time in the tokens that Moment and Day.js made common; other characters stay. */
export const formatted = (instant: Date, local: Local, format: string): string =>
  format.replace(TOKEN, (token, literal) =>
    typeof literal === 'string' ? literal : (tokens[token]?.(local, instant) ?? token),
  );

export const LOCAL_ISO = 'YYYY-MM-DDTHH:mm:ss.SSSZ';
