import { InputError, isUnset, refuse, toText } from '../inputs.ts';

const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?$/;
const HAS_ZONE = /(?:Z|GMT|UTC|[+-]\d{2}:?\d{2})(?:\s*\([^)]*\))?$/;

/** Milliseconds since 1970. What names no zone is UTC: the server's own zone must not matter. */
function millisecondsOf(text: string): number {
  if (/^-?\d{9,}$/.test(text)) return Number(text);
  const iso = text.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T');
  if (WITHOUT_ZONE.test(iso)) return Date.parse(`${iso.replace(',', '.')}Z`);
  if (HAS_ZONE.test(iso) || /^\d{4}(?:-\d{2}){0,2}$/.test(iso)) return Date.parse(iso);
  // A bare number would be taken for a month or a year.
  return /[A-Za-z]{3}|\//.test(iso) ? Date.parse(`${iso} UTC`) : Number.NaN;
}

export function toInstant(value: unknown, label: string): Date {
  if (isUnset(value)) throw new InputError(`The input "${label}" is empty: give or reference a time.`);
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const instant = new Date(isNumber ? Number(value) : millisecondsOf(toText(value, label).trim()));
  return Number.isNaN(instant.getTime())
    ? refuse(value, label, 'a date and time such as 2026-01-31T08:00:00Z')
    : instant;
}

/** The instant so much later; too far away there is no date. */
export function shifted(instant: Date, milliseconds: number): Date {
  const result = new Date(instant.getTime() + milliseconds);
  if (Number.isNaN(result.getTime())) throw new InputError('The result is too far away to be a date.');
  return result;
}
