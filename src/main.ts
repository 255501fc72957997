import { enterSandbox } from './sandbox/entry.ts';

// The one file with effects on import: it starts what the words of the command line name. The commands are loaded
// after the sandbox has had its look, since a fenced child may read nothing but this program's own files.
const words = process.argv.slice(2);
if (!(await enterSandbox(words))) {
  if (Bun.isMainThread) {
    const { runCommand } = await import('./commands/command.ts');
    process.exitCode = await runCommand(words);
  } else {
    const { serveThread } = await import('./threads/entry.ts');
    serveThread();
  }
}
