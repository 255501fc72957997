import type { DateTime, TokenParser } from 'luxon';

// What names no zone is UTC: the server's own must not matter.
const UTC = 'utc';
const LOCALE = 'en-US';
const LONGEST = 100;

// Hours from UTC of the names that mail has always had; other short ones mean other zones in other places.
const HOURS = new Map<string, number>([
  ...([
    ['Z', 0],
    ['UT', 0],
    ['UTC', 0],
    ['GMT', 0],
  ] as const),
  ...([
    ['EST', -5],
    ['EDT', -4],
    ['CST', -6],
    ['CDT', -5],
  ] as const),
  ...([
    ['MST', -7],
    ['MDT', -6],
    ['PST', -8],
    ['PDT', -7],
  ] as const),
]);

const ISO = /^(?:[+-]\d{6}|\d{4}(?:\d{3,4})?)(?:\D|$)/;
const SQL = /^\d{4}-\d\d-\d\d\s/;
const WEEKDAY = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+/i;
const ZONE = /^(.*?\d(?:\s*[AP]M)?)\s*(Z|UTC?|GMT|[ECMP][SD]T)?\s*([+-]\d\d:?\d\d)?(?:\s*\([^)]*\))?$/i;

const DAYS = ['LLLL d, yyyy', 'LLL d, yyyy', 'LLLL d yyyy', 'LLL d yyyy', 'd LLLL yyyy', 'd LLL yyyy'];
const NUMBERS = ['M/d/yyyy', 'yyyy/M/d', 'yyyy-M-d'];
const TIMES = ['H:mm', 'H:mm:ss', 'H:mm:ss.SSS', 'h:mm a', 'h:mm:ss a'];
const FORMATS = [...DAYS, ...NUMBERS].flatMap((day) => [
  day,
  ...TIMES.flatMap((time) => [`${day} ${time}`, `${day}, ${time}`]),
]);

let loaded: typeof import('luxon') | undefined;

/** Evaluated with the first date: a start reads none, and would take 2 ms longer. */
function luxon(): typeof import('luxon') {
  const module: typeof import('luxon') = loaded ?? require('luxon');
  loaded = module;
  return module;
}

/**
 * The instant that a text names: ISO 8601, SQL, mail and HTTP dates, and dates as people write them in English. What
 * names no zone is UTC. Undefined for what is none: 30 February, a zone that nobody knows, a time without a day.
 */
export function readInstant(text: string): Date | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return undefined;
  return (readStandard(trimmed, UTC) ?? readWritten(trimmed))?.toJSDate();
}

function readStandard(text: string, zone: string): DateTime | undefined {
  // A time without a day would be one of today.
  if (ISO.test(text)) {
    const iso = luxon().DateTime.fromISO(text, { zone });
    if (iso.isValid || !SQL.test(text)) return iso.isValid ? iso : undefined;
    return valid(luxon().DateTime.fromSQL(text, { zone }));
  }
  return (
    valid(luxon().DateTime.fromRFC2822(text, { zone })) ?? valid(luxon().DateTime.fromHTTP(text, { zone }))
  );
}

function readWritten(text: string): DateTime | undefined {
  const [, time = '', name, offset] = ZONE.exec(text.replace(WEEKDAY, '')) ?? [];
  const zone = offset ? `UTC${offset.slice(0, 3)}:${offset.slice(-2)}` : zoneNamed(name);
  // With its zone apart it may be a standard one after all.
  const standard = name || offset ? readStandard(time, zone) : undefined;
  if (standard) return standard;
  for (const parser of parsers()) {
    const read = luxon().DateTime.fromFormatParser(time, parser, { zone, locale: LOCALE });
    if (read.isValid) return read;
  }
  return undefined;
}

let made: TokenParser[] | undefined;

/** Making them takes longer than reading with them. */
function parsers(): TokenParser[] {
  made ??= FORMATS.map((format) => luxon().DateTime.buildFormatParser(format, { locale: LOCALE }));
  return made;
}

function zoneNamed(name: string | undefined): string {
  const hours = HOURS.get(name?.toUpperCase() ?? '') ?? 0;
  return `UTC${hours < 0 ? '-' : '+'}${Math.abs(hours)}`;
}

const valid = (read: DateTime): DateTime | undefined => (read.isValid ? read : undefined);

/** The instant as the clock and calendar of a zone show it; undefined for what is no zone. */
export function inZone(instant: Date, zone: string): DateTime | undefined {
  const { DateTime, IANAZone } = luxon();
  return IANAZone.isValidZone(zone) ? DateTime.fromJSDate(instant, { zone }) : undefined;
}
