import { DAY, HOUR, type Instant, MINUTE, SECOND } from './time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const FEW = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `4 min ago`, `in 7 h`, `yesterday`; from a week on the day, with its year where that is another. */
export function relativeTime(at: Instant, now: Instant): string {
  const distance = Math.abs(now - at);
  if (distance < SECOND) return 'now';
  if (distance >= 7 * DAY) {
    const sameYear = new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear();
    return sameYear ? day(at) : date(at);
  }
  if (distance >= DAY && distance < 2 * DAY) return at < now ? 'yesterday' : 'tomorrow';
  return at < now ? `${span(distance)} ago` : `in ${span(distance)}`;
}

/** `24 Nov 2026, 11:52:07 UTC`. */
export function absoluteTime(at: Instant): string {
  return `${date(at)}, ${clock(at)} UTC`;
}

/** `11:52:07`, UTC. */
export function clock(at: Instant): string {
  return new Date(at).toISOString().slice(11, 19);
}

/** `214 ms`, `2.84 s`, `4 min`, `2 h 5 min`; `0 ms` where the clock was set back in between. */
export function duration(milliseconds: number): string {
  if (milliseconds < 0) return '0 ms';
  if (Math.round(milliseconds) < SECOND) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 9.995 * SECOND) return `${(milliseconds / SECOND).toFixed(2)} s`;
  if (milliseconds < 59.5 * SECOND) return `${Math.round(milliseconds / SECOND)} s`;
  const minutes = Math.round(milliseconds / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${thousands(Math.floor(minutes / 60))} h${rest === 0 ? '' : ` ${rest} min`}`;
}

// Made with the first number: what is international takes a start three megabytes.
let numbers: Intl.NumberFormat | undefined;

/** `16,294`. */
export function thousands(number: number): string {
  numbers ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });
  return numbers.format(number);
}

/** `1 instance`, `23 instances`. */
export function plural(count: number, noun: string): string {
  return `${thousands(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** `42`, and `99+` where it was counted no further than to 100. */
export function atMost(count: number, limit: number): string {
  return count >= limit ? `${thousands(limit - 1)}+` : thousands(count);
}

/** `no instances`, `1 instance`, `99+ instances` where it was counted no further than to 100. */
export function countOf(count: number, limit: number, noun: string): string {
  if (count === 0) return `no ${noun}s`;
  return count < limit ? plural(count, noun) : `${atMost(count, limit)} ${noun}s`;
}

/** `2 KB`, `2.1 GB`: one decimal below ten, in steps of 1,024. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const shown = value < 9.95 && unit > 0 ? Number(value.toFixed(1)) : Math.round(value);
  return `${thousands(shown)} ${UNITS[unit]}`;
}

/** `Two`, `23`: a number that a sentence begins with. */
export function spelled(count: number): string {
  return FEW[count] ?? thousands(count);
}

/** The beginning of a long text, with an ellipsis. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).trimEnd().toWellFormed()}…`;
}

/** `Two things to correct`. */
export function thingsToCorrect(count: number): string {
  return `${spelled(count)} ${count === 1 ? 'thing' : 'things'} to correct`;
}

function span(distance: number): string {
  if (distance < MINUTE) return `${Math.floor(distance / SECOND)} s`;
  if (distance < HOUR) return `${Math.floor(distance / MINUTE)} min`;
  if (distance < DAY) return `${Math.floor(distance / HOUR)} h`;
  return `${Math.floor(distance / DAY)} d`;
}

function day(at: Instant): string {
  const when = new Date(at);
  return `${when.getUTCDate()} ${MONTHS[when.getUTCMonth()]}`;
}

const date = (at: Instant) => `${day(at)} ${new Date(at).getUTCFullYear()}`;
