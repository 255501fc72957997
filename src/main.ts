import { runCommand } from './commands/command.ts';
import { enterSandbox } from './sandbox/entry.ts';

// The one file with effects on import: it starts what the words of the command line name.
const words = process.argv.slice(2);
if (!(await enterSandbox(words))) process.exitCode = await runCommand(words);
