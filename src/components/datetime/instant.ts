import type { DateTime } from 'luxon';
import { inZone, readInstant } from '../../lib/dates.ts';
import { InputError, isUnset, refuse, toText } from '../conversions.ts';

export function toInstant(value: unknown, label: string): Date {
  if (isUnset(value)) throw new InputError(`The input "${label}" is empty: give or reference a time.`);
  const instant = instantIn(value, label);
  return instant === undefined || Number.isNaN(instant.getTime())
    ? refuse(value, label, 'a date and time such as 2026-01-31T08:00:00Z')
    : instant;
}

function instantIn(value: unknown, label: string): Date | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return new Date(Number(value));
  const text = toText(value, label).trim();
  return /^-?\d{9,}$/.test(text) ? new Date(Number(text)) : readInstant(text);
}

/** The instant so much later; too far away there is no date. */
export function shifted(instant: Date, milliseconds: number): Date {
  const result = new Date(instant.getTime() + milliseconds);
  if (Number.isNaN(result.getTime())) throw new InputError('The result is too far away to be a date.');
  return result;
}

/** The instant in a zone; without one in UTC. */
export function localTime(instant: Date, zone: string, label: string): DateTime {
  const local = inZone(instant, zone || 'UTC');
  if (local) return local;
  throw new InputError(
    `The input "${label}" is "${zone}", which is no time zone: use a name like Europe/Berlin.`,
  );
}
