import { fieldText, type Kind } from './kind.ts';
import { string } from './string.ts';

export const number: Kind = {
  ...string,
  word: 'Number',
  check(value, { label }) {
    const given = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof given === 'number' && Number.isFinite(given)
      ? { ok: true, value: given }
      : { ok: false, message: `${label} must be a number.` };
  },
  emptied: undefined,
  control: (held, { placeholder }, typed) => ({
    as: 'number',
    value: typed ? typed() : fieldText(held),
    placeholder,
  }),
  schema: () => ({ type: 'number' }),
};
