import { isNever, timeZoneOf } from '../lib/cron.ts';
import { cronOf, everyOf, isCount, mostOf } from '../lib/cron-every.ts';
import { cronFault, timeZoneFault } from '../lib/cron-fault.ts';
import { cronWords, firingWords } from '../lib/cron-words.ts';
import { isRecord } from '../lib/records.ts';
import { type AskedEvery, UNITS, type Unit } from './control.ts';
import { type Answer, type Kind, oneLine, parsedOrText, type Typed } from './kind.ts';
import { string } from './string.ts';

/** A schedule as its value says it; what it leaves out is undefined. */
export type ScheduleValue = { cron: string; scheduleType: string | undefined; timeZone: string | undefined };

/**
 * Reads the value of a schedule: a cron line alone, or `{ value, schedule_type, time_zone }`, also as JSON text; of the
 * type `none` it needs no line. Undefined for anything else.
 */
export function scheduleValue(value: unknown): ScheduleValue | undefined {
  const read = typeof value === 'string' && value.startsWith('{') ? parsedOrText(value) : value;
  if (typeof read === 'string') return { cron: read, scheduleType: undefined, timeZone: undefined };
  if (!isRecord(read)) return undefined;
  const [scheduleType, timeZone] = [
    read.schedule_type ?? read.scheduleType,
    read.time_zone ?? read.timeZone,
  ].map((part) => (part === undefined || part === null ? undefined : String(part)));
  if (isNever(scheduleType)) return { cron: '', scheduleType, timeZone };
  return typeof read.value === 'string' ? { cron: read.value, scheduleType, timeZone } : undefined;
}

const SHOWN_FIRINGS = 5;

/** What a form asks at first: most want some minutes, or a time of the day. */
const USUAL = { count: '1', time: '02:00', minute: '0', weekday: '1' };

function unitOf(text: string): Unit {
  return UNITS.find((each) => each === text) ?? 'custom';
}

/** A cron line in the words of a form. */
function askedEvery(cron: string): AskedEvery {
  const every = everyOf(cron);
  if (!every) return { ...USUAL, unit: cron === '' ? 'none' : 'custom' };
  const { unit, count, time, weekday } = every;
  const two = (number: number) => String(number).padStart(2, '0');
  return {
    ...{ unit, count: String(count), weekday: String(weekday), minute: String(time.minute) },
    time: unit === 'hour' ? USUAL.time : `${two(time.hour)}:${two(time.minute)}`,
  };
}

const typedEvery = (typed: Typed): AskedEvery => ({
  unit: unitOf(typed('unit')),
  ...{ count: typed('count').trim(), time: typed('time').trim() },
  ...{ minute: typed('minute').trim(), weekday: typed('weekday').trim() },
});

/** The line that somebody has chosen in words. @returns a sentence for what no line says */
function chosenLine({
  unit,
  count,
  time,
  minute,
  weekday,
}: AskedEvery & { unit: 'minute' | 'hour' | 'day' | 'week' }) {
  const so = unit === 'week' ? 1 : Number(/^\d{1,4}$/.exec(count)?.[0] ?? Number.NaN);
  if (!isCount(unit, so)) return { fault: `Type a number from 1 to ${mostOf(unit)}, or choose a cron line.` };
  const [, hours = '', minutes = ''] =
    (unit === 'hour' ? /^()([0-5]?\d)$/.exec(minute) : /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time)) ?? [];
  if (unit !== 'minute' && minutes === '')
    return { fault: unit === 'hour' ? 'Type a minute from 0 to 59.' : 'Type a time, for example 02:00.' };
  const at = { hour: Number(hours), minute: Number(minutes) };
  return { cron: cronOf({ unit, count: so, time: at, weekday: Number(weekday) || 0 }) };
}

export const schedule: Kind = {
  ...string,
  word: 'Schedule',
  check(value, { label, timeZone }) {
    const given = scheduleValue(value);
    if (!given) return { ok: false, message: `${label} must be a cron line, such as */15 * * * *.` };
    const zone = timeZoneOf(given.timeZone ?? timeZone);
    const fault = timeZoneFault(zone) ?? (isNever(given.scheduleType) ? undefined : cronFault(given.cron));
    if (fault) return { ok: false, message: `${label}: ${fault}` };
    const taken = { value: given.cron, schedule_type: given.scheduleType ?? 'custom', time_zone: zone };
    return { ok: true, value: taken };
  },
  read(typed, _declared, held): Answer {
    const asked = typedEvery(typed);
    const { unit } = asked;
    if (unit === 'none') return { is: 'empty' };
    const chosen = unit === 'custom' ? { cron: typed().trim() } : chosenLine({ ...asked, unit });
    if ('fault' in chosen) return { is: 'wrong', message: chosen.fault };
    if (chosen.cron === '') return { is: 'empty' };
    const zone = typed('zone').trim();
    // A line that says the same in other letters stays as it is.
    const stored = scheduleValue(held);
    const every = everyOf(stored?.cron ?? '');
    const isSame =
      stored !== undefined && (every ? cronOf(every) === chosen.cron : stored.cron === chosen.cron);
    const kept = isSame ? { value: stored.cron, schedule_type: stored.scheduleType ?? 'custom' } : undefined;
    const made = kept ?? { value: chosen.cron, schedule_type: 'custom' };
    const value = { ...made, ...(zone === '' ? {} : { time_zone: zone }) };
    return { is: 'value', value };
  },
  emptied: undefined,
  // One that never fires has no line to type.
  keeps: (stored) => isNever(scheduleValue(stored)?.scheduleType),
  control(held, { timeZone }, typed) {
    const stored = scheduleValue(held);
    const cron = typed ? typed().trim() : (stored?.cron ?? '');
    const zone = typed ? typed('zone').trim() : (stored?.timeZone ?? timeZone ?? '');
    const every = typed?.('unit') ? typedEvery(typed) : askedEvery(cron);
    return { as: 'schedule', cron, zone, next: firingWords(cron, zone, SHOWN_FIRINGS), every };
  },
  lines(held) {
    const read = scheduleValue(held);
    if (!read) return [oneLine(held)];
    if (isNever(read.scheduleType)) return ['Never'];
    return [[cronWords(read.cron) ?? read.cron, read.timeZone].filter(Boolean).join(', ')];
  },
  schema: () => ({
    type: 'object',
    properties: {
      value: { type: 'string', description: 'A cron line.' },
      schedule_type: { type: 'string' },
      time_zone: { type: 'string', description: 'Such as Europe/Berlin.' },
    },
    required: ['value'],
  }),
};
