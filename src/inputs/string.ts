import { fieldText, type Kind, oneLine } from './kind.ts';

/** A line of text; what other kinds are made of. */
export const string: Kind = {
  word: 'Text',
  isSecret: false,
  unset: '',
  empty: () => undefined,
  isNeverRequired: false,
  isJson: false,
  isLong: false,
  check: (value, { label }) =>
    typeof value === 'string' ? { ok: true, value } : { ok: false, message: `${label} must be a text.` },
  read(typed) {
    const text = typed().trim();
    return text === '' ? { is: 'empty' } : { is: 'value', value: text };
  },
  emptied: '',
  keeps: () => false,
  control: (held, { placeholder }, typed) => ({
    as: 'line',
    value: typed ? typed() : fieldText(held),
    placeholder,
  }),
  lines: (held) => [oneLine(held)].filter((text) => text !== ''),
  schema: () => ({ type: 'string' }),
};
