import { expect, test } from 'bun:test';
import { cronOf, distanceFault, type Every, everyOf, isCount, mostOf } from '../../src/lib/cron-every.ts';

const UNITS = ['minute', 'hour', 'day', 'week'] as const;

test('what people choose is read back from the line that it makes', () => {
  for (const unit of UNITS) {
    for (let count = 1; count <= mostOf(unit); count++) {
      const time = { hour: unit === 'minute' || unit === 'hour' ? 0 : 13, minute: unit === 'minute' ? 0 : 5 };
      const every: Every = { unit, count, time, weekday: unit === 'week' ? 3 : 1 };
      // Each day at 13:05 is the line of every one day.
      expect(everyOf(cronOf(every))).toEqual(every);
    }
  }
});

test.each<[string, Every['unit'] | undefined]>([
  ['*/5 * * * *', 'minute'],
  ['00 00 */1 * *', 'day'],
  ['0 2 * * *', 'day'],
  ['0 8 * * 7', 'week'],
  ['*/5 8-16 * * 1-5', undefined],
  ['0 0 1 1 *', undefined],
  ['0 0 0 * * *', undefined],
  ['', undefined],
  ['nonsense', undefined],
])('%s is every %s', (line, unit) => {
  expect(everyOf(line)?.unit).toBe(unit as Every['unit']);
});

test.each([
  ['*/15 * * * *', undefined],
  ['*/7 * * * *', 'after minute 56'],
  ['0 */8 * * *', undefined],
  ['0 */13 * * *', 'after 13:00'],
  ['0 2 */2 * *', 'on day 1'],
  ['0 2 31 * *', 'Months without a day 31'],
  ['0 2 28 * *', undefined],
  ['0 2 * * 1', undefined],
])('of %s is said where cron does not keep the distance', (line, said) => {
  const fault = distanceFault(line);
  if (said === undefined) expect(fault).toBeUndefined();
  else expect(fault).toContain(said);
});

test('cron has no line for more than these', () => {
  expect(UNITS.map((unit) => isCount(unit, mostOf(unit) + 1))).toEqual([false, false, false, false]);
  expect([0, -1, 0.5, Number.NaN].map((count) => isCount('minute', count))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
