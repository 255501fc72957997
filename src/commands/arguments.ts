import { AppError } from '../lib/errors.ts';

/** `--json` and the like, which take no value. */
const SWITCHES = ['json', 'no-sample', 'zip'] as const;
export type Switch = (typeof SWITCHES)[number];

/** Options of single commands; every other `--name value` is a setting. */
const OPTIONS = ['token', 'as'] as const;
export type Option = (typeof OPTIONS)[number];

export type Arguments = {
  words: string[];
  switches: ReadonlySet<Switch>;
  options: Partial<Record<Option, string>>;
  settings: Record<string, string>;
};

/** @throws AppError `invalid` for an option without its value */
export function parseArguments(words: string[]): Arguments {
  const switches = new Set<Switch>();
  const args: Arguments = { words: [], switches, options: {}, settings: {} };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('--')) {
      args.words.push(word);
      continue;
    }
    const [name = '', given] = splitOnce(word.slice(2));
    if (isSwitch(name)) {
      switches.add(name);
      continue;
    }
    const value = given ?? rest.shift();
    if (value === undefined || (given === undefined && value.startsWith('--'))) {
      throw new AppError('invalid', `--${name} needs a value: --${name} VALUE.`);
    }
    if (isOption(name)) args.options[name] = value;
    else args.settings[name] = value;
  }
  return args;
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function isSwitch(name: string): name is Switch {
  return SWITCHES.some((each) => each === name);
}

function isOption(name: string): name is Option {
  return OPTIONS.some((each) => each === name);
}
