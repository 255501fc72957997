import type { Kind } from './kind.ts';
import { string } from './string.ts';

export const boolean: Kind = {
  ...string,
  word: 'True or false',
  unset: 'false',
  empty: () => false,
  isNeverRequired: true,
  check(value, { label }) {
    if (value === true || value === 'true') return { ok: true, value: true };
    if (value === false || value === 'false') return { ok: true, value: false };
    return { ok: false, message: `${label} must be true or false.` };
  },
  read: (typed) => ({ is: 'value', value: String(typed().trim() !== '') }),
  emptied: undefined,
  control: (held, _declared, typed) => ({
    as: 'switch',
    isOn: typed ? typed().trim() !== '' : String(held) === 'true',
  }),
  lines: (held) => [String(held) === 'true' ? 'On' : 'Off'],
  schema: () => ({ type: 'boolean' }),
};
