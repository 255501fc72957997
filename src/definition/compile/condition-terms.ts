import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import { jsonDepthExceeds } from '../../lib/wire.ts';

/** Levels of JSON that a term may have; a body has no more. */
const MAX_DEPTH = 512;

/**
 * A term as conditions compare it: text that is JSON counts as the value it stands for (`"5"` as 5), anything else
 * stays. The first letter decides whether parsing is tried, since a failed parse is slow.
 */
export function parsedTerm(term: unknown): unknown {
  if (typeof term !== 'string' || !/^[\t\n\r ]*[-{["0-9tfn]/.test(term)) return term;
  if (jsonDepthExceeds(term, MAX_DEPTH)) return term;
  try {
    return JSON.parse(term);
  } catch {
    return term;
  }
}

/** Dates without a zone are taken as UTC, whatever the zone of the server: the field's runners are set to UTC. */
class UtcDate extends Date {
  override setFullYear(year: number, month = this.getUTCMonth(), day = this.getUTCDate()): number {
    return this.setUTCFullYear(year, month, day);
  }
  override setHours(hours: number, minutes = 0, seconds = 0, milliseconds = 0): number {
    return this.setUTCHours(hours, minutes, seconds, milliseconds);
  }
}

/**
 * The instant of a term, in milliseconds: a Date, a number of seconds (numeric text too) or an ISO 8601 text.
 * @throws Error for anything else, zero and the empty text among it
 */
export function instantOf(term: unknown): number {
  if (term instanceof Date) return term.getTime();
  const seconds = term === null || typeof term === 'symbol' ? 0 : Number(term);
  if (!Number.isNaN(seconds) && seconds !== 0) return new Date(seconds * 1000).getTime();
  if (typeof term === 'string') {
    const date = parseISO(term, { in: (value) => new UtcDate(value) });
    if (isValid(date)) return date.getTime();
  }
  throw new Error(`${typeof term === 'object' ? 'an object' : `“${String(term)}”`} is no date`);
}
