import { isNever } from '../lib/cron.ts';
import { isRecord } from './plain.ts';
import type { ConfigVar } from './schema.ts';

/** A schedule as its value says it; what it leaves out is undefined. */
export type ScheduleValue = { cron: string; scheduleType: string | undefined; timeZone: string | undefined };

/**
 * Reads the value of a schedule: a cron line alone, or `{ value, schedule_type, time_zone }`, also as JSON text; of the
 * type `none` it needs no line. Undefined for anything else.
 */
export function scheduleValue(value: unknown): ScheduleValue | undefined {
  const read = typeof value === 'string' && value.startsWith('{') ? parsed(value) : value;
  if (typeof read === 'string') return { cron: read, scheduleType: undefined, timeZone: undefined };
  if (!isRecord(read)) return undefined;
  const [scheduleType, timeZone] = [
    read.schedule_type ?? read.scheduleType,
    read.time_zone ?? read.timeZone,
  ].map((part) => (part === undefined || part === null ? undefined : String(part)));
  if (isNever(scheduleType)) return { cron: '', scheduleType, timeZone };
  return typeof read.value === 'string' ? { cron: read.value, scheduleType, timeZone } : undefined;
}

/** The default of a config variable that is a schedule; undefined where it has none. */
export function scheduleDefault({ scheduleType, defaultValue }: ConfigVar): ScheduleValue | undefined {
  if (isNever(scheduleType)) return { cron: '', scheduleType: 'none', timeZone: undefined };
  return defaultValue === '' ? undefined : scheduleValue(defaultValue);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
