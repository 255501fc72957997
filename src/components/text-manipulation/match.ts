import type { Action } from '../component.ts';
import { read } from '../read.ts';
import { regex, regexFlags, text } from './fields.ts';

/** A pattern can take for ever on the wrong text, so it is tried where the time is limited: with foreign code. */
const MATCH_SOURCE = `module.exports = async (text, regex, flags) => {
  const found = text.match(new RegExp(regex, flags));
  return found === null ? null : Array.from(found);
};`;

export const match: Action = {
  key: 'match',
  display: {
    label: 'Match regular expression',
    description: 'Finds what matches a pattern; null when nothing does.',
  },
  inputs: [text, regex, regexFlags],
  async perform(context, params) {
    const args = [text, regex, regexFlags].map((input) => read.text(params, input));
    return { data: await context.host.runCode(MATCH_SOURCE, args) };
  },
  examplePayload: { data: ['17-4', '18-2'] },
};
