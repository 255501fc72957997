import packageJson from '../../package.json' with { type: 'json' };
import type { Command } from './command.ts';

export const VERSION: string = packageJson.version;

export const version: Command = {
  summary: 'prints the version',
  async run() {
    console.log(`stepwell ${VERSION} (bun ${Bun.version})`);
    return 0;
  },
};
