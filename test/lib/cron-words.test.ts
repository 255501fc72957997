import { expect, test } from 'bun:test';
import { cronWords } from '../../src/lib/cron-words.ts';

test.each([
  ['* * * * *', 'Every minute'],
  ['*/15 * * * *', 'Every 15 minutes'],
  ['0 * * * *', 'Every hour'],
  ['5 * * * *', 'Every hour at 5 past'],
  ['0 */6 * * *', 'Every 6 hours'],
  ['0 2 * * *', 'Daily at 02:00'],
  ['30 6,18 * * *', 'Daily at 06:30 and 18:30'],
  ['0 9 * * 1-5', 'On weekdays at 09:00'],
  ['0 9 * * MON', 'Mondays at 09:00'],
  ['0 9 * * 0,7,3', 'Sundays and Wednesdays at 09:00'],
  ['15 0 1 * *', 'On day 1 of each month at 00:15'],
  ['0 0 2 * * *', 'Daily at 02:00'],
])('the cron line %s reads “%s”', (line, words) => {
  expect(cronWords(line)).toBe(words);
});

test.each([
  '',
  'x',
  '*/7 * * * *',
  '0 0 1 1 *',
  '0 9 1 * 1',
  '10 0 2 * * *',
  '0 9-17 * * *',
  '0 9 * * 1#2',
  '@daily',
  '* * * * * * *',
])('the cron line %j has no short words', (line) => {
  expect(cronWords(line)).toBeUndefined();
});
