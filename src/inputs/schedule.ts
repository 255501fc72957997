import { isNever, timeZoneOf } from '../lib/cron.ts';
import { cronFault, timeZoneFault } from '../lib/cron-fault.ts';
import { cronWords, firingWords } from '../lib/cron-words.ts';
import { isRecord } from '../lib/records.ts';
import { type Kind, oneLine, parsedOrText } from './kind.ts';
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

const SHOWN_FIRINGS = 3;

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
  read(typed) {
    const cron = typed().trim();
    if (cron === '') return { is: 'empty' };
    const zone = typed('zone').trim();
    const value = { value: cron, schedule_type: 'custom', ...(zone === '' ? {} : { time_zone: zone }) };
    return { is: 'value', value };
  },
  emptied: undefined,
  // One that never fires has no line to type.
  keeps: (stored) => isNever(scheduleValue(stored)?.scheduleType),
  control(held, { timeZone }, typed) {
    const stored = scheduleValue(held);
    const cron = typed ? typed().trim() : (stored?.cron ?? '');
    const zone = typed ? typed('zone').trim() : (stored?.timeZone ?? timeZone ?? '');
    return { as: 'schedule', cron, zone, next: firingWords(cron, zone, SHOWN_FIRINGS) };
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
