/** Schedules as people, forms and other schedulers write them: a row's name says the kind. */
import { expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import type { ConfigVar, Flow } from '../../src/definition/document/schema.ts';
import { firingsOf, nextFiring } from '../../src/lib/cron.ts';
import { cronFault } from '../../src/lib/cron-fault.ts';
import {
  checkConfigVariables,
  missingConfigVariables,
  runtimeValue,
} from '../../src/models/config-variables.ts';
import { compileDefinition } from '../definition/compiled.ts';
import { configured, definition, flow, trigger } from '../support/records.ts';

/** The firings of a day in UTC, as `hh:mm`. */
function day(line: string, zone: string, from: string): string {
  const found: string[] = [];
  const start = Date.parse(from);
  let next = nextFiring(line, zone, start - 1);
  while (next !== undefined && next < start + 86_400_000) {
    found.push(new Date(next).toISOString().slice(11, 16));
    next = nextFiring(line, zone, next);
  }
  return found.join(' ');
}

const [SPRING, AUTUMN] = ['2026-03-28T23:00:00Z', '2026-10-24T22:00:00Z'];

test.each([
  ['hours over midnight', '0 22-2 * * *', '0 22,23,0,1,2 * * *'],
  ['hours over midnight, every second one', '0 21-4/2 * * *', '0 21,23,1,3 * * *'],
  ['minutes over the hour', '50-10/5 * * * *', '50,55,0,5,10 * * * *'],
  ['weekdays over the weekend', '0 6 * * FRI-MON', '0 6 * * 5,6,0,1'],
  ['weekdays over the weekend, by number', '0 6 * * 5-1', '0 6 * * 5,6,0,1'],
  ['months over the year', '0 6 1 NOV-FEB *', '0 6 1 11,12,1,2 *'],
  ['days over the month', '0 6 30-2 * *', '0 6 30,31,1,2 * *'],
  ['among others', '0 8,22-1,12 * * *', '0 8,22,23,0,1,12 * * *'],
  ['with seconds', '30 0 22-1 * * *', '30 0 22,23,0,1 * * *'],
])('a range that goes past the end is read on from the beginning: %s', (_, line, written) => {
  const after = Date.parse('2026-01-30T00:00:00Z');
  const firings = firingsOf(line, 'Europe/Berlin', after, 40);
  expect(firings).toHaveLength(40);
  expect(firings).toEqual(firingsOf(written, 'Europe/Berlin', after, 40));
});

test.each(['0 25-2 * * *', '0 2- * * *', '0 -2 * * *', '0 6 * * XYZ-MON', '0 5-1/0 * * *', '0 6 1 13-2 *'])(
  'a range of what is not there is no cron line still: %s',
  (line) => {
    expect(cronFault(line)).toContain('is no cron line');
  },
);

const DAYS: [kind: string, line: string, zone: string, from: string, firings: string][] = [
  [
    'daylight saving with a list of hours, hour skipped',
    '30 2,14 * * *',
    'Europe/Berlin',
    SPRING,
    '01:00 12:30',
  ],
  [
    'daylight saving with a list of hours, hour twice',
    '30 2,14 * * *',
    'Europe/Berlin',
    AUTUMN,
    '00:30 13:30',
  ],
  [
    'daylight saving with a range of hours, hour skipped',
    '0 1-3 * * *',
    'Europe/Berlin',
    SPRING,
    '00:00 01:00',
  ],
  [
    'daylight saving with a range of hours, hour twice',
    '0 1-3 * * *',
    'Europe/Berlin',
    AUTUMN,
    '23:00 00:00 02:00',
  ],
  [
    'daylight saving with a list of minutes, hour twice',
    '0,30 2 * * *',
    'Europe/Berlin',
    AUTUMN,
    '00:00 00:30',
  ],
  ['daylight saving with a list of minutes, hour skipped', '0,30 2 * * *', 'Europe/Berlin', SPRING, '01:00'],
  ['daylight saving with seconds and a list', '0 30 2,14 * * *', 'Europe/Berlin', AUTUMN, '00:30 13:30'],
  ['daylight saving at midnight', '0 0,12 * * *', 'America/Santiago', '2026-09-06T03:00:00Z', '04:00 15:00'],
  ['daylight saving elsewhere', '30 1,13 * * *', 'America/New_York', '2026-11-01T04:00:00Z', '05:30 18:30'],
  [
    'daylight saving of half an hour',
    '15 2,14 * * *',
    'Australia/Lord_Howe',
    '2026-10-03T13:30:00Z',
    '15:30 03:15',
  ],
  [
    'daylight saving leaves intervals alone',
    '0 */6 * * *',
    'Europe/Berlin',
    AUTUMN,
    '22:00 05:00 11:00 17:00',
  ],
  ['an empty time zone', '30 2 * * *', '', SPRING, '02:30'],
  ['a blank time zone', '30 2 * * *', ' ', SPRING, '02:30'],
  ['a time zone in other letters', '30 2 * * *', 'europe/berlin', AUTUMN, '00:30'],
  ['of other schedulers: start/step of minutes', '5/15 8 * * *', 'UTC', SPRING, '08:05 08:20 08:35 08:50'],
  ['of other schedulers: start/step of hours', '0 9/5 * * *', 'UTC', SPRING, '09:00 14:00 19:00'],
  ['of other schedulers: seconds and a question mark', '0 0/30 8 ? * SUN', 'UTC', SPRING, '08:00 08:30'],
  ['of other schedulers: a list with a step', '50,0/30 8 * * *', 'UTC', SPRING, '08:00 08:30 08:50'],
  ['of other schedulers: a nickname', '@daily', 'UTC', SPRING, '00:00'],
  ['of other schedulers: days by name, in any case', '0 8 * * sat,Sun', 'UTC', SPRING, '08:00'],
  ['of other schedulers: Sunday as 7', '0 8 * * 7', 'UTC', SPRING, '08:00'],
  ['of other schedulers: the last day of the month', '0 8 L * *', 'UTC', '2026-02-28T00:00:00Z', '08:00'],
];

test.each(DAYS)('%s (%s, "%s")', (_kind, line, zone, from, firings) => {
  expect(day(line, zone, from)).toBe(firings);
});

const only = (more: Partial<ConfigVar>) => {
  const written: ConfigVar = { key: 'It', dataType: 'schedule', ...more };
  const [variable] = compileDefinition(configured([written]), builtInCatalog).configVars;
  if (!variable) throw new Error('There is one.');
  return variable;
};

const kept = (value: string, schedule_type: string, time_zone: string) => ({
  value,
  schedule_type,
  time_zone,
});

const VALUES: [kind: string, given: unknown, outcome: unknown][] = [
  ['never: as a form sends it', { value: '', schedule_type: 'none' }, kept('', 'none', 'UTC')],
  [
    'never: with a zone',
    { value: '', schedule_type: 'none', time_zone: 'Europe/Berlin' },
    kept('', 'none', 'Europe/Berlin'),
  ],
  ['never: without a line', { schedule_type: 'none' }, kept('', 'none', 'UTC')],
  [
    'never: with the line that held before',
    { value: '0 8 * * *', schedule_type: 'none' },
    kept('', 'none', 'UTC'),
  ],
  ['an empty time zone', { value: '0 8 * * *', time_zone: '' }, kept('0 8 * * *', 'custom', 'UTC')],
  ['a blank time zone', { value: '0 8 * * *', time_zone: ' ' }, kept('0 8 * * *', 'custom', 'UTC')],
  ['no time zone', { value: '0 8 * * *', time_zone: null }, kept('0 8 * * *', 'custom', 'UTC')],
  ['of other schedulers: start/step', '5/15 * * * *', kept('5/15 * * * *', 'custom', 'UTC')],
  [
    'never: a day that no month has',
    '0 0 31 2 *',
    'It: “0 0 31 2 *” never fires, since no month has such a day: choose another day or month.',
  ],
  [
    'never: a day that none of these months has',
    '0 0 31 4,6,9,11 *',
    'It: “0 0 31 4,6,9,11 *” never fires, since no month has such a day: choose another day or month.',
  ],
  [
    'an empty line that is not said to be none',
    { value: '' },
    'It: “” is no cron line: write minute, hour, day, month and weekday, such as */15 * * * *.',
  ],
  [
    'a zone that is none',
    { value: '0 8 * * *', time_zone: 'Mars/Base' },
    'It: “Mars/Base” is no time zone: write it like Europe/Berlin, or leave it empty for UTC.',
  ],
];

test.each(VALUES)('a schedule that is given to an instance: %s', (_kind, given, outcome) => {
  const { values, issues } = checkConfigVariables([only({})], { It: given }, new Map());
  expect(issues[0]?.message ?? values.get('It')).toEqual(outcome);
});

const DEFAULTS: [kind: string, written: Partial<ConfigVar>, isMissing: boolean, value: unknown][] = [
  ['none, so it is not required', { scheduleType: 'none' }, false, kept('', 'none', 'UTC')],
  [
    'none beside an old line',
    { scheduleType: 'none', defaultValue: '0 8 * * *' },
    false,
    kept('', 'none', 'UTC'),
  ],
  ['nothing, so it is required', {}, true, undefined],
  [
    'a line in an empty zone',
    { defaultValue: '0 8 * * *', timeZone: '' },
    false,
    kept('0 8 * * *', 'custom', 'UTC'),
  ],
  ['a whole value', { defaultValue: kept('0 8 * * *', 'day', '') }, false, kept('0 8 * * *', 'day', 'UTC')],
  ['a whole value of none', { defaultValue: kept('', 'none', '') }, false, kept('', 'none', 'UTC')],
];

test.each(DEFAULTS)('a schedule whose default is %s', (_kind, written, isMissing, value) => {
  const variable = only(written);
  expect(missingConfigVariables([variable], new Map()).length > 0).toBe(isMissing);
  expect(runtimeValue(variable, undefined)).toEqual(value);
});

const scheduledBy = (value: string, meta: Record<string, string>): Flow =>
  flow('Nightly', {
    steps: [trigger('schedule-triggers', 'schedule', { schedule: { type: 'value', value, meta } })],
  });

const FLOWS: [kind: string, line: string, meta: Record<string, string>, problems: string[]][] = [
  ['never: a day that no month has', '0 0 31 2 *', {}, ['error flows[0].steps[0].schedule.value']],
  ['never: 31 November', '59 23 31 11 *', {}, ['error flows[0].steps[0].schedule.value']],
  [
    'never: the weekday nearest to a day that is not there',
    '0 0 31W 2 *',
    {},
    ['error flows[0].steps[0].schedule.value'],
  ],
  [
    'never: a step that begins behind its end',
    '0 24/2 * * *',
    {},
    ['error flows[0].steps[0].schedule.value'],
  ],
  ['never: none is said, and accepted', '', { scheduleType: 'none' }, ['warning flows[0].steps[0].schedule']],
  ['29 February is there every four years', '0 0 29 2 *', {}, []],
  ['an empty time zone', '0 8 * * *', { timeZone: '' }, []],
  ['a blank time zone', '0 8 * * *', { timeZone: ' ' }, []],
  ['of other schedulers: start/step', '5/15 9/2 * * *', {}, []],
  ['seven fields', '0 0 12 1/1 * ? *', {}, ['error flows[0].steps[0].schedule.value']],
];

test.each(FLOWS)('a schedule that a file is checked with: %s', (_kind, line, meta, problems) => {
  const { problems: found } = checkDefinition(
    definition({ flows: [scheduledBy(line, meta)] }),
    builtInCatalog,
  );
  expect(found.map(({ severity, path }) => `${severity} ${path}`)).toEqual(problems);
});

test('a default that never fires is a problem of its variable', () => {
  const variable: ConfigVar = { key: 'It', dataType: 'schedule', defaultValue: '0 0 30 2 *' };
  const { problems } = checkDefinition(configured([variable]), builtInCatalog);
  expect(problems.map(({ severity, path }) => `${severity} ${path}`)).toContain(
    'error requiredConfigVars[0].defaultValue',
  );
});
