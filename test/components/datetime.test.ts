import { describe, expect, test } from 'bun:test';
import { datetime } from '../../src/components/datetime/index.ts';
import { dataOf } from './context.ts';

const iso = '2026-01-31T08:00:00.000Z';

describe('times are read', () => {
  test.each([
    ['2026-01-31T08:00:00Z', iso],
    ['2026-01-31T09:00:00+01:00', iso],
    ['2026-01-31 08:00:00', iso],
    ['2026-01-31T08:00', iso],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['1970-01-01 00:00:00', '1970-01-01T00:00:00.000Z'],
    ['Sat, 31 Jan 2026 08:00:00 GMT', iso],
    ['January 31, 2026', '2026-01-31T00:00:00.000Z'],
    [new Date(iso), iso],
    [Date.parse(iso), iso],
    [String(Date.parse(iso)), iso],
    [BigInt(Date.parse(iso)), iso],
  ])('from %p', async (dateTimeInput, expected) => {
    expect(await dataOf(datetime, 'convertToIsoString', { dateTimeInput })).toBe(expected);
  });

  test('and refused when they are none', async () => {
    for (const dateTimeInput of ['', 'tomorrow', '5', '2026-13-01', {}, Number.NaN, 1e20]) {
      await expect(dataOf(datetime, 'convertToIsoString', { dateTimeInput })).rejects.toThrow(
        '"Date and time"',
      );
    }
  });
});

test.each([
  [{ daysInput: '7', hoursInput: '', minutesInput: '5', secondsInput: '' }, '2026-02-07T08:05:00.000Z'],
  [{ hoursInput: '-9' }, '2026-01-30T23:00:00.000Z'],
  [{ secondsInput: 1.5 }, '2026-01-31T08:00:01.500Z'],
  [{}, iso],
])('a time moved by %j is %s', async (amounts, expected) => {
  expect(await dataOf(datetime, 'adjustDateTime', { dateTimeInput: iso, ...amounts })).toBe(expected);
});

test('a time moved out of all calendars is refused', async () => {
  const params = { dateTimeInput: iso, daysInput: '1e12' };
  await expect(dataOf(datetime, 'adjustDateTime', params)).rejects.toThrow('too far away');
});

test.each([
  ['Europe/Berlin', '2026-01-31T09:00:00.000+01:00'],
  ['America/New_York', '2026-01-31T03:00:00.000-05:00'],
  ['Asia/Kolkata', '2026-01-31T13:30:00.000+05:30'],
  ['Pacific/Auckland', '2026-01-31T21:00:00.000+13:00'],
  ['', '2026-01-31T08:00:00.000+00:00'],
])('in the zone "%s" the clock shows %s', async (timezoneInput, expected) => {
  expect(await dataOf(datetime, 'convertToLocalIsoString', { dateTimeInput: iso, timezoneInput })).toBe(
    expected,
  );
});

test('the clock follows summer time', async () => {
  const at = (dateTimeInput: string) =>
    dataOf(datetime, 'convertToIsoString', { dateTimeInput, timezoneInput: 'Europe/Berlin' });
  expect(await at('2026-03-29T00:59:59Z')).toBe('2026-03-29T01:59:59.000+01:00');
  expect(await at('2026-03-29T01:00:00Z')).toBe('2026-03-29T03:00:00.000+02:00');
});

test('times long ago keep their milliseconds and their odd offsets', async () => {
  const params = { dateTimeInput: '1969-12-31T23:59:59.250Z', timezoneInput: 'UTC' };
  expect(await dataOf(datetime, 'convertToIsoString', params)).toBe('1969-12-31T23:59:59.250+00:00');
  expect(
    await dataOf(datetime, 'formatDateTime', { dateTimeInput: '0099-02-03', formatInput: 'YYYY-MM-DD' }),
  ).toBe('0099-02-03');
});

test.each([
  ['', '2026-07-04T15:06:07.008+00:00'],
  ['YYYY-MM-DD', '2026-07-04'],
  ['D.M.YY', '4.7.26'],
  ['dddd, DD MMMM YYYY', 'Saturday, 04 July 2026'],
  ['ddd MMM', 'Sat Jul'],
  ['hh:mm:ss A', '03:06:07 PM'],
  ['h:m:s a', '3:6:7 pm'],
  ['HH:mm:ss.SSS ZZ', '15:06:07.008 +0000'],
  ['X x', '1783177567 1783177567008'],
  ['[at] HH [o clock]', 'at 15 o clock'],
  ['[YYYY] ☃', 'YYYY ☃'],
])('the format "%s" gives %s', async (formatInput, expected) => {
  const params = { dateTimeInput: '2026-07-04T15:06:07.008Z', formatInput };
  expect(await dataOf(datetime, 'formatDateTime', params)).toBe(expected);
});

test('noon and midnight are twelve', async () => {
  const hour = (dateTimeInput: string) =>
    dataOf(datetime, 'formatDateTime', { dateTimeInput, timezoneInput: 'etc/UTC', formatInput: 'hh A HH' });
  expect(await hour('2026-07-04T00:00:00Z')).toBe('12 AM 00');
  expect(await hour('2026-07-04T12:00:00Z')).toBe('12 PM 12');
});

test('an unknown zone is refused', async () => {
  const params = { dateTimeInput: iso, timezoneInput: 'Mars/Base' };
  await expect(dataOf(datetime, 'formatDateTime', params)).rejects.toThrow(
    '"Mars/Base", which is no time zone',
  );
});

test('epochs count milliseconds or seconds', async () => {
  expect(await dataOf(datetime, 'convertToEpoch', { dateTimeInput: iso })).toBe(1769846400000);
  const seconds = { dateTimeInput: '2026-01-31T08:00:00.999Z', displayEpochInSeconds: 'true' };
  expect(await dataOf(datetime, 'convertToEpoch', seconds)).toBe(1769846400);
  expect(await dataOf(datetime, 'convertFromEpoch', { epochTimestamp: '1769846400000' })).toBe(iso);
  const fromSeconds = { epochTimestamp: 1769846400, epochTimestampInSeconds: true };
  expect(await dataOf(datetime, 'convertFromEpoch', fromSeconds)).toBe(iso);
  await expect(dataOf(datetime, 'convertFromEpoch', { epochTimestamp: 'x' })).rejects.toThrow(
    '"Epoch timestamp"',
  );
});

test('now is now', async () => {
  const before = Date.now();
  const text = String(await dataOf(datetime, 'getCurrentDateTime'));
  expect(text).toBe(new Date(text).toISOString());
  expect(Date.parse(text)).toBeGreaterThanOrEqual(before);
  const seconds = Number(await dataOf(datetime, 'getCurrentDateTime', { displayEpochInSeconds: 'true' }));
  expect(seconds).toBeGreaterThanOrEqual(Math.floor(before / 1000));
});
