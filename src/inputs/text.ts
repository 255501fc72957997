import { withPlainEnds } from '../lib/plain-ends.ts';
import { fieldText, type Kind } from './kind.ts';
import { string } from './string.ts';

/** Text of several lines, kept as it is typed. */
export const text: Kind = {
  ...string,
  word: 'Long text',
  isLong: true,
  read(typed) {
    const written = typed();
    return written.trim() === '' ? { is: 'empty' } : { is: 'value', value: withPlainEnds(written) };
  },
  control: (held, _declared, typed) => ({ as: 'code', value: typed ? typed() : fieldText(held) }),
};
