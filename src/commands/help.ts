import { flagOf, SETTING_NAMES } from '../lib/config.ts';
import { type Command, summaries } from './command.ts';

export const help: Command = {
  summary: 'prints this',
  async run() {
    const commands = await summaries();
    const width = Math.max(...commands.map(({ name }) => name.length));
    const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
    const settings = SETTING_NAMES.map((name) => `  ${name} or --${flagOf(name)}`);
    console.log(
      [
        'stepwell [COMMAND] [WORDS] [--setting VALUE]',
        '',
        'Commands (none is serve):',
        ...lines,
        '',
        'serve --no-sample leaves an empty data folder empty; check --json prints JSON.',
        '',
        'Settings (the README explains each):',
        ...settings,
      ].join('\n'),
    );
    return 0;
  },
};
