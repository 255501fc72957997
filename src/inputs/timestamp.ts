import { readInstant } from '../lib/dates.ts';
import { fieldText, type Kind } from './kind.ts';
import { string } from './string.ts';

/** A browser's field has no zone: it is typed and shown in UTC. */
export const timestamp: Kind = {
  ...string,
  word: 'Date and time',
  check: (value, { label }) =>
    typeof value === 'string' && readInstant(value)
      ? { ok: true, value }
      : { ok: false, message: `${label} must be a timestamp, such as 2026-01-31.` },
  read(typed) {
    const text = typed().trim();
    if (text === '') return { is: 'empty' };
    const hasNoZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text);
    return { is: 'value', value: hasNoZone ? `${text}Z` : text };
  },
  emptied: undefined,
  control: (held, { placeholder }, typed) => ({
    as: 'timestamp',
    value: typed ? typed() : inField(fieldText(held)),
    placeholder,
  }),
  schema: () => ({ type: 'string', format: 'date-time' }),
};

function inField(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : new Date(at).toISOString().slice(0, 19);
}
