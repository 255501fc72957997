import { expect, test } from 'bun:test';
import { firingsOf, lastFirings, nextFiring } from '../../src/lib/cron.ts';
import { canKeepDistance, withDistance } from '../../src/lib/cron-distance.ts';
import { cronFault } from '../../src/lib/cron-fault.ts';
import { cronWords } from '../../src/lib/cron-words.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AT = Date.UTC(2026, 2, 27, 15, 1);

test.each([
  ['0 */13 * * *', 'UTC', 13 * HOUR],
  ['30 */5 * * *', 'America/New_York', 5 * HOUR],
  ['15 */7 * * *', 'Asia/Kolkata', 7 * HOUR],
  ['*/7 * * * *', 'Europe/Berlin', 7 * 60_000],
  ['*/45 * * * *', 'UTC', 45 * 60_000],
  ['0 2 */2 * *', 'UTC', 2 * DAY],
])(
  '%s in %s fires again after the very same time, over days, months and changes of clocks',
  (line, zone, distance) => {
    const firings = firingsOf(withDistance(line, true), zone, AT, 400);
    const distances = firings.map((at, index) => at - (firings[index - 1] ?? at - distance));
    expect(new Set(distances)).toEqual(new Set([distance]));
  },
);

test('every other day fires at its time of the day, also when the clocks change', () => {
  const firings = firingsOf(withDistance('30 8 */2 * *', true), 'Europe/Berlin', AT, 300);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' });
  expect(new Set(firings.map((at) => clock.format(at)))).toEqual(new Set(['08:30']));
  const distances = firings.slice(1).map((at, index) => Math.round((at - (firings[index] ?? 0)) / HOUR));
  expect([...new Set(distances)].sort()).toEqual([47, 48, 49]);
});

test('the minute is that of the clocks of the zone', () => {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kolkata', minute: '2-digit' });
  for (const at of firingsOf(withDistance('15 */7 * * *', true), 'Asia/Kolkata', AT, 10))
    expect(clock.format(at)).toBe('15');
});

test('the same instants are found whenever, and from wherever, they are looked for', () => {
  for (const [line, zone] of [
    ['0 */13 * * *', 'UTC'],
    ['30 8 */3 * *', 'Australia/Lord_Howe'],
  ] as const) {
    const distant = withDistance(line, true);
    const all = firingsOf(distant, zone, AT, 50);
    for (const [index, at] of all.entries()) {
      expect(nextFiring(distant, zone, at - 1)).toBe(at);
      expect(nextFiring(distant, zone, at)).toBe(all[index + 1] ?? nextFiring(distant, zone, at));
    }
    const last = all.at(-1) ?? 0;
    expect(lastFirings(distant, zone, last, 20)).toEqual(all.slice(-20));
  }
});

test('a line that cron keeps the distance of, or that says more, stays what it is', () => {
  for (const line of [
    '*/15 * * * *',
    '0 */8 * * *',
    '0 2 * * *',
    '0 2 * * 1',
    '*/5 8-16 * * 1-5',
    '0 0 31 * *',
  ])
    expect([line, canKeepDistance(line), withDistance(line, true)]).toEqual([line, false, line]);
  expect(withDistance('0 */13 * * *', false)).toBe('0 */13 * * *');
});

test('is told in words, and typed by nobody', () => {
  const words = ['0 */13 * * *', '30 */5 * * *', '*/7 * * * *', '0 2 */2 * *'].map((line) =>
    cronWords(withDistance(line, true)),
  );
  expect(words).toEqual([
    'Every 13 hours',
    'Every 5 hours at 30 past',
    'Every 7 minutes',
    'Every 2 days at 02:00',
  ]);
  expect(cronFault('@distance 0 */13 * * *')).toContain('is no cron line');
});
