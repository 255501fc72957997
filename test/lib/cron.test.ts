import { expect, test } from 'bun:test';
import { nextFiring } from '../../src/lib/cron.ts';
import { inHelp, shown } from '../support/help-tables.ts';

/** Every firing in [from, to). */
function firings(cron: string, zone: string, from: string, to: string): string[] {
  const found: string[] = [];
  let next = nextFiring(cron, zone, Date.parse(from) - 1);
  while (next !== undefined && next < Date.parse(to)) {
    found.push(new Date(next).toISOString().replace(':00.000Z', 'Z'));
    next = nextFiring(cron, zone, next);
  }
  return found;
}

// In 2026 Zurich goes from 02:00 to 03:00 on 29 March (01:00Z) and from 03:00 back to 02:00 on 25 October (01:00Z),
// New York from 02:00 to 03:00 on 8 March (07:00Z) and from 02:00 back to 01:00 on 1 November (06:00Z).
type Case = [what: string, cron: string, zone: string, from: string, to: string, fired: string[]];

const TABLE: Case[] = [
  [
    'an hour that is skipped fires once, at the end of the gap',
    '30 2 * * *',
    'Europe/Zurich',
    '2026-03-28T00:00Z',
    '2026-03-31T00:00Z',
    ['2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
  ],
  [
    'an hour that is skipped fires once, at the end of the gap',
    '30 2 * * *',
    'America/New_York',
    '2026-03-07T00:00Z',
    '2026-03-10T00:00Z',
    ['2026-03-07T07:30Z', '2026-03-08T07:00Z', '2026-03-09T06:30Z'],
  ],
  [
    'an hour that comes twice fires once, the first time',
    '30 2 * * *',
    'Europe/Zurich',
    '2026-10-24T00:00Z',
    '2026-10-27T00:00Z',
    ['2026-10-24T00:30Z', '2026-10-25T00:30Z', '2026-10-26T01:30Z'],
  ],
  [
    'an hour that comes twice fires once, the first time',
    '30 1 * * *',
    'America/New_York',
    '2026-10-31T00:00Z',
    '2026-11-03T00:00Z',
    ['2026-10-31T05:30Z', '2026-11-01T05:30Z', '2026-11-02T06:30Z'],
  ],
  [
    'a time outside the change keeps its place on the clock',
    '0 8 * * *',
    'Europe/Zurich',
    '2026-03-28T00:00Z',
    '2026-03-31T00:00Z',
    ['2026-03-28T07:00Z', '2026-03-29T06:00Z', '2026-03-30T06:00Z'],
  ],
  [
    'every half hour follows real time through the gap',
    '*/30 * * * *',
    'Europe/Zurich',
    '2026-03-29T00:00Z',
    '2026-03-29T02:00Z',
    ['2026-03-29T00:00Z', '2026-03-29T00:30Z', '2026-03-29T01:00Z', '2026-03-29T01:30Z'],
  ],
  [
    'every half hour follows real time through both of the repeated hours',
    '*/30 * * * *',
    'America/New_York',
    '2026-11-01T05:00Z',
    '2026-11-01T07:00Z',
    ['2026-11-01T05:00Z', '2026-11-01T05:30Z', '2026-11-01T06:00Z', '2026-11-01T06:30Z'],
  ],
  [
    'every hour follows real time through the repeated hour',
    '0 * * * *',
    'Europe/Zurich',
    '2026-10-24T23:00Z',
    '2026-10-25T03:00Z',
    ['2026-10-24T23:00Z', '2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z'],
  ],
  [
    'a gap of half an hour fires at its end',
    '15 2 * * *',
    'Australia/Lord_Howe',
    '2026-10-03T00:00Z',
    '2026-10-04T00:00Z',
    ['2026-10-03T15:30Z'],
  ],
  [
    'the last day of February is found in leap years alone',
    '0 0 29 2 *',
    'UTC',
    '2026-01-01T00:00Z',
    '2033-01-01T00:00Z',
    ['2028-02-29T00:00Z', '2032-02-29T00:00Z'],
  ],
];

test.each(
  inHelp<Case>(
    {
      section: 'Schedules',
      columns: ['Case', 'Line', 'Zone', 'From', 'To', 'Fires'],
      cells: ([what, ...rest]) => [what, ...rest.map(shown)],
    },
    TABLE,
  ),
)('%s (%s, %s)', (_what, cron, zone, from, to, fired) => {
  expect(firings(cron, zone, from, to)).toEqual(fired);
});

test('a firing is always later than the instant it is looked for from', () => {
  const at = Date.parse('2026-06-01T08:00:00Z');
  expect(nextFiring('0 8 * * *', 'UTC', at - 1)).toBe(at);
  expect(nextFiring('0 8 * * *', 'UTC', at)).toBe(at + 24 * 3_600_000);
});

test('a line that never fires has no next firing, and one that is no line is refused', () => {
  expect(nextFiring('0 0 30 2 *', 'UTC', 0)).toBeUndefined();
  expect(() => nextFiring('every day', 'UTC', 0)).toThrow();
  expect(() => nextFiring('61 * * * *', 'UTC', 0)).toThrow();
  expect(() => nextFiring('0 8 * * *', 'Mars/Base', 0)).toThrow();
});

test('a step that begins behind the last hour is refused at once, not looked for at length', () => {
  const before = process.cpuUsage().user;
  for (const line of ['0 24/2 * * *', '30 24/6 * * *', '0 0 24/2 * * *'])
    expect(() => nextFiring(line, 'UTC', 0)).toThrow();
  expect((process.cpuUsage().user - before) / 1000).toBeLessThan(500);
});

test('over ten years a daily hour fires once on each day of the zone', () => {
  for (const zone of ['Europe/Zurich', 'America/New_York']) {
    const day = new Intl.DateTimeFormat('sv', { timeZone: zone });
    const days = firings('30 2 * * *', zone, '2026-01-01T12:00Z', '2036-01-01T12:00Z').map((at) =>
      day.format(new Date(at)),
    );
    expect(new Set(days).size).toBe(days.length);
    expect(days.length).toBe(3652);
  }
});
