import { fieldText, type Kind } from './kind.ts';
import { string } from './string.ts';

/** One of a few texts; any text where none are listed. */
export const picklist: Kind = {
  ...string,
  word: 'Choice',
  check(value, { label, options }) {
    if (typeof value !== 'string') return { ok: false, message: `${label} must be a text.` };
    if (options.length === 0 || options.some((option) => option.value === value)) return { ok: true, value };
    const known = options.map((option) => option.value).join(', ');
    return { ok: false, message: `${label} must be one of ${known}.` };
  },
  emptied: undefined,
  control(held, declared, typed) {
    const { options, required, fallback } = declared;
    if (options.length === 0) return string.control(held, declared, typed);
    const value = typed ? typed() : fieldText(held);
    return { as: 'pick', value, options, canBeEmpty: !required && fallback === undefined };
  },
  schema: ({ options }) =>
    options.length === 0 ? { type: 'string' } : { type: 'string', enum: options.map(({ value }) => value) },
};
