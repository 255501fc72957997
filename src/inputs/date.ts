import { readInstant } from '../lib/dates.ts';
import { fieldText, type Kind } from './kind.ts';
import { string } from './string.ts';

export const date: Kind = {
  ...string,
  word: 'Date',
  check: (value, { label }) =>
    typeof value === 'string' && readInstant(value)
      ? { ok: true, value }
      : { ok: false, message: `${label} must be a date, such as 2026-01-31.` },
  emptied: undefined,
  control: (held, { placeholder }, typed) => ({
    as: 'date',
    value: typed ? typed() : fieldText(held),
    placeholder,
  }),
  schema: () => ({ type: 'string', format: 'date' }),
};
