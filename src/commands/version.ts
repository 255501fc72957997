import { VERSION } from '../lib/version.ts';
import type { Command } from './command.ts';

export const version: Command = {
  summary: 'prints the version',
  async run() {
    console.log(`stepwell ${VERSION} (bun ${Bun.version})`);
    return 0;
  },
};
