import { type ScheduleValue, scheduleValue } from '../../inputs/schedule.ts';
import { isNever } from '../../lib/cron.ts';
import type { ConfigVar } from './schema.ts';

/** The default of a config variable that is a schedule; undefined where it has none. */
export function scheduleDefault({ scheduleType, defaultValue }: ConfigVar): ScheduleValue | undefined {
  if (isNever(scheduleType)) return { cron: '', scheduleType: 'none', timeZone: undefined };
  return defaultValue === '' ? undefined : scheduleValue(defaultValue);
}
