import { describe, expect, test } from 'bun:test';
import {
  absoluteTime,
  atMost,
  bytes,
  countOf,
  duration,
  plural,
  relativeTime,
  shortened,
  thingsToCorrect,
  thousands,
} from '../../src/lib/format.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/lib/time.ts';

const NOW = Date.UTC(2026, 10, 24, 11, 52, 7);

describe('a time is told', () => {
  test.each([
    [0, 'now'],
    [-48 * SECOND, '48 s ago'],
    [-4 * MINUTE, '4 min ago'],
    [-(2 * HOUR + 59 * MINUTE), '2 h ago'],
    [-25 * HOUR, 'yesterday'],
    [-3 * DAY, '3 d ago'],
    [-18 * DAY, '6 Nov'],
    [-365 * DAY, '24 Nov 2025'],
    [3 * MINUTE, 'in 3 min'],
    [7 * HOUR, 'in 7 h'],
    [26 * HOUR, 'tomorrow'],
    [6 * DAY, 'in 6 d'],
    [40 * DAY, '3 Jan 2027'],
  ])('%d ms from now: %s', (distance, text) => {
    expect(relativeTime(NOW + distance, NOW)).toBe(text);
  });

  test('with its zone where it is told exactly', () => {
    expect(absoluteTime(NOW)).toBe('24 Nov 2026, 11:52:07 UTC');
  });
});

describe('a duration is told', () => {
  test.each([
    [0, '0 ms'],
    [-3_600_000, '0 ms'],
    [214.4, '214 ms'],
    [999.6, '1.00 s'],
    [2840, '2.84 s'],
    [9_994, '9.99 s'],
    [9_996, '10 s'],
    [48_200, '48 s'],
    [59_700, '1 min'],
    [4 * MINUTE, '4 min'],
    [2 * HOUR, '2 h'],
    [2 * HOUR + 5 * MINUTE, '2 h 5 min'],
  ])('%d ms: %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 KB'],
  [2048, '2 KB'],
  [2_254_857_830, '2.1 GB'],
  [12 * 1024 * 1024, '12 MB'],
  [1023 * 1024, '1 MB'],
  [5e15, '4,547 TB'],
])('%d bytes are told as %s', (count, text) => {
  expect(bytes(count)).toBe(text);
});

test('numbers have commas, and nouns their plural', () => {
  expect(thousands(16294)).toBe('16,294');
  expect(plural(1, 'instance')).toBe('1 instance');
  expect(plural(0, 'instance')).toBe('0 instances');
  expect(plural(4112, 'instance')).toBe('4,112 instances');
  expect([1, 2, 12].map(thingsToCorrect)).toEqual([
    'One thing to correct',
    'Two things to correct',
    '12 things to correct',
  ]);
});

test('what was counted no further than to a limit says so', () => {
  expect([0, 99, 100].map((count) => atMost(count, 100))).toEqual(['0', '99', '99+']);
  expect(atMost(1000, 1000)).toBe('999+');
  expect([0, 1, 99, 100].map((count) => countOf(count, 100, 'run'))).toEqual([
    'no runs',
    '1 run',
    '99 runs',
    '99+ runs',
  ]);
});

test('a long text is cut, never in the middle of a character', () => {
  expect(shortened('short', 5)).toBe('short');
  expect(shortened('a long text', 7)).toBe('a long…');
  expect(shortened('ab🙂c', 3).isWellFormed()).toBe(true);
});
