import { fieldText, type Kind, readJson } from './kind.ts';
import { string } from './string.ts';

/** Any JSON value but null; what kinds are made of that have a form of their own elsewhere. */
export const json: Kind = {
  ...string,
  word: 'Object',
  unset: undefined,
  isJson: true,
  isLong: true,
  check: (value, { label }) =>
    value !== null && value !== undefined
      ? { ok: true, value }
      : { ok: false, message: `${label} must be a JSON value.` },
  read(typed) {
    const text = typed().trim();
    return text === '' ? { is: 'empty' } : readJson(text);
  },
  emptied: undefined,
  control: (held, _declared, typed) => ({ as: 'json', value: typed ? typed() : fieldText(held) }),
  schema: () => ({}),
};
