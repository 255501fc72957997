/**
 * Firings over ten years against what a second reading of the rules finds: the clocks of each zone are scanned by `Intl`,
 * and each local minute that a line names is looked for on them.
 */
import { expect, test } from 'bun:test';
import { nextFiring } from '../../src/lib/cron.ts';

const ZONES = [
  ...['America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Africa/Cairo'],
  ...['Africa/Casablanca', 'Pacific/Apia', 'UTC', 'Asia/Kolkata'],
];
/** Lists, ranges, steps and names in every field. */
const LINES = [
  '30 2,14 * * *',
  '0,15,30-45/5 1-3 1-7,25-31/2 3-4,9-11 *',
  '15-45/15 1-3 */5 * *',
  '5 */6 * 1,3,4,10-11 0,6',
  '*/20 2 * 3-4,9-11 *',
  '0,30 1-2 * MAR,OCT,NOV SUN',
  '0 0 1,15,31 * *',
  '59 23 28-31 2-12/2 *',
  '0 12 13 * 5',
  '10-20/5 0 * * MON-FRI',
  '0 0 29 2 *',
  '7 3-23/4 * */3 TUE,THU',
];
const FROM = Date.UTC(2011, 0, 1);
const TO = Date.UTC(2021, 0, 1);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

type Offset = { from: number; offset: number };

/** How far a zone was from UTC, from when on: looked at each day, and where it differs minute by minute between. */
function offsetsOf(zone: string): Offset[] {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  });
  const offsetAt = (at: number) => {
    const part = (type: string, parts: Intl.DateTimeFormatPart[]) =>
      Number(parts.find((each) => each.type === type)?.value);
    const parts = format.formatToParts(at);
    const [year, month, day] = [part('year', parts), part('month', parts), part('day', parts)];
    return Date.UTC(year, month - 1, day, part('hour', parts), part('minute', parts)) - at;
  };
  const found = [{ from: Number.NEGATIVE_INFINITY, offset: offsetAt(FROM - 3 * DAY) }];
  for (let at = FROM - 3 * DAY; at < TO + 3 * DAY; at += DAY) {
    const offset = offsetAt(at + DAY);
    if (offset === found.at(-1)?.offset) continue;
    let [before, after] = [at, at + DAY];
    while (after - before > MINUTE) {
      const middle = before + Math.floor((after - before) / 2 / MINUTE) * MINUTE;
      if (offsetAt(middle) === offset) after = middle;
      else before = middle;
    }
    found.push({ from: after, offset });
  }
  return found;
}

const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function valuesOf(field: string, first: number, last: number): Set<number> {
  const numberOf = (text: string) =>
    /^\d+$/.test(text) ? Number(text) : Math.max(NAMES.indexOf(text), MONTHS.indexOf(text));
  const values = new Set<number>();
  for (const piece of field.split(',')) {
    const [range = '', step = '1'] = piece.split('/');
    const [from = '', to = from] = range.split('-');
    const [start, end] = range === '*' ? [first, last] : [numberOf(from), numberOf(to)];
    for (let value = start; value <= end; value += Number(step)) values.add(value);
  }
  return values;
}

/** What a line fires at in [FROM, TO). */
function firingsOf(line: string, offsets: Offset[]): number[] {
  const [minute = '', hour = '', date = '', month = '', weekday = ''] = line.split(' ');
  const [minutes, hours] = [valuesOf(minute, 0, 59), valuesOf(hour, 0, 23)];
  const [dates, months, weekdays] = [valuesOf(date, 1, 31), valuesOf(month, 1, 12), valuesOf(weekday, 0, 6)];
  // Steps and stars follow real time; fixed times keep to the clock.
  const isFixed = !/[*/?]/.test(minute + hour);
  const found = new Set<number>();
  for (let day = FROM - 2 * DAY; day < TO + 2 * DAY; day += DAY) {
    const at = new Date(day);
    if (!months.has(at.getUTCMonth() + 1)) continue;
    const [isDate, isWeekday] = [dates.has(at.getUTCDate()), weekdays.has(at.getUTCDay())];
    // A date and a weekday that are both restricted: either will do.
    if (date !== '*' && weekday !== '*' ? !isDate && !isWeekday : !isDate || !isWeekday) continue;
    for (const h of hours)
      for (const m of minutes) {
        const instants = instantsOf(day + (h * 60 + m) * MINUTE, offsets);
        if (instants.length > 0)
          for (const each of isFixed ? instants.slice(0, 1) : instants) found.add(each);
        else if (isFixed) {
          const end = endOfGap(day + (h * 60 + m) * MINUTE, offsets);
          if (end !== undefined) found.add(end);
        }
      }
  }
  return [...found].filter((at) => at >= FROM && at < TO).sort((a, b) => a - b);
}

/** When the clocks of the zone show that. */
function instantsOf(local: number, offsets: Offset[]): number[] {
  return offsets.flatMap(({ from, offset }, index) => {
    const at = local - offset;
    return at >= from && at < (offsets[index + 1]?.from ?? Number.POSITIVE_INFINITY) ? [at] : [];
  });
}

/** None of a day that a zone has left out altogether, as Samoa did with 30 December 2011. */
function endOfGap(local: number, offsets: Offset[]): number | undefined {
  for (const [index, { from, offset }] of offsets.entries()) {
    const before = offsets[index - 1]?.offset ?? offset;
    if (local < from + before || local >= from + offset) continue;
    return offset - before < DAY ? from : undefined;
  }
  throw new Error('There is no gap there.');
}

const counts = new Map<string, number>();

test.each(ZONES)('in %s each line fires when the clocks there say so, over ten years', (zone) => {
  const offsets = offsetsOf(zone);
  for (const line of LINES) {
    const expected = firingsOf(line, offsets);
    const differences: string[] = [];
    let at: number | undefined = FROM - 1;
    for (const each of expected) {
      at = nextFiring(line, zone, at);
      if (at === each) continue;
      differences.push(`${line}: ${at && new Date(at).toISOString()}, not ${new Date(each).toISOString()}`);
      if (differences.length > 3) break;
      at = each;
    }
    expect(differences).toEqual([]);
    counts.set(`${zone} ${line}`, expected.length);
  }
});

test('these were more than 100,000 firings', () => {
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100_000);
});
