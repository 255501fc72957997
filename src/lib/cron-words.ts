import { firingsOf, timeZoneOf } from './cron.ts';
import { cronOfDistance } from './cron-distance.ts';
import { everyOf, timeText } from './cron-every.ts';
import { now } from './time.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const SHORT = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** `Every 15 minutes`, `Daily at 06:00`: a cron line in words; undefined where it has no short ones. */
export function cronWords(line: string): string | undefined {
  const distant = cronOfDistance(line);
  if (distant !== undefined) return distanceWords(distant);
  // Each one of them is all of them.
  const parts = line
    .trim()
    .split(/\s+/)
    .map((part) => (part === '*/1' ? '*' : part));
  const [minute = '', hour = '', date = '', month = '', day = ''] =
    parts.length === 6 && parts[0] === '0' ? parts.slice(1) : parts;
  if ((parts.length !== 5 && parts[0] !== '0') || parts.length > 6 || month !== '*') return undefined;
  const everyDay = date === '*' && day === '*';
  if (everyDay && hour === '*') return everyMinutes(minute);
  if (everyDay && /^\*\/\d+$/.test(hour) && minute === '0') return everyHours(Number(hour.slice(2)));
  const times = timesOf(minute, hour);
  if (times === undefined) return undefined;
  if (everyDay) return `Daily at ${times}`;
  if (date === '*') return weekly(day, times);
  return day === '*' && /^\d+$/.test(date) ? `On day ${date} of each month at ${times}` : undefined;
}

/** Of a line that keeps its distance. */
function distanceWords(line: string): string | undefined {
  const every = everyOf(line);
  if (!every) return undefined;
  const { unit, count, time } = every;
  const often = `Every ${count} ${unit}s`;
  if (unit === 'minute' || (unit === 'hour' && time.minute === 0)) return often;
  return unit === 'hour' ? `${often} at ${time.minute} past` : `${often} at ${timeText(every)}`;
}

function everyMinutes(minute: string): string | undefined {
  if (minute === '*' || minute === '*/1') return 'Every minute';
  if (minute === '0') return 'Every hour';
  if (/^\d+$/.test(minute)) return `Every hour at ${minute} past`;
  const step = Number(/^\*\/(\d+)$/.exec(minute)?.[1] ?? 0);
  return step > 0 && 60 % step === 0 ? `Every ${step} minutes` : undefined;
}

function everyHours(step: number): string | undefined {
  if (step === 1) return 'Every hour';
  return step > 0 && 24 % step === 0 ? `Every ${step} hours` : undefined;
}

function timesOf(minute: string, hour: string): string | undefined {
  if (!/^\d{1,2}$/.test(minute) || !/^\d{1,2}(,\d{1,2}){0,3}$/.test(hour)) return undefined;
  return listed(hour.split(',').map((each) => `${each.padStart(2, '0')}:${minute.padStart(2, '0')}`));
}

function weekly(day: string, times: string): string | undefined {
  const text = day.toLowerCase();
  if (text === '1-5' || text === 'mon-fri') return `On weekdays at ${times}`;
  const names = [...new Set(text.split(',').map(dayName))];
  if (names.length > 3 || names.includes(undefined)) return undefined;
  return `${listed(names.map((name) => `${name}s`))} at ${times}`;
}

function dayName(text: string): string | undefined {
  return /^[0-7]$/.test(text) ? DAYS[Number(text) % 7] : DAYS[SHORT.indexOf(text)];
}

function listed(words: string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

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
