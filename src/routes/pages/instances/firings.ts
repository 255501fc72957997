import { firingsOf, timeZoneOf } from '../../../lib/cron.ts';
import { now } from '../../../lib/time.ts';

/** When a schedule fires next, in its own zone: `Thu 26 Nov, 02:00`. None for what is no schedule. */
export function firingWords(cron: string, zone: string, count: number): string[] {
  const firings = firingsOf(cron, zone, now(), count);
  if (firings.length === 0) return [];
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    timeZone: timeZoneOf(zone),
  });
  return firings.map((at) => clock.format(at));
}
