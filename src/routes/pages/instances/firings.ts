import { now } from '../../../lib/time.ts';
import { nextFiring } from '../../../models/schedules.ts';

/** When a schedule fires next, in its own zone: `Thu 26 Nov, 02:00`. None for what is no schedule. */
export function firingWords(cron: string, zone: string, count: number): string[] {
  const firings: string[] = [];
  try {
    const clock = new Intl.DateTimeFormat('en-GB', {
      ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
      timeZone: zone,
    });
    let after = now();
    for (let firing = 0; firing < count; firing++) {
      const next = nextFiring(cron, zone, after);
      if (next === undefined) break;
      firings.push(clock.format(next));
      after = next;
    }
  } catch {
    return [];
  }
  return firings;
}
