// main.ts on a kernel without seccomp.
const { enterSandbox } = await import('../../src/sandbox/entry.ts');
const words = process.argv.slice(2);
// only the launcher: the child may not even read this file's imports
if (words[0] === 'sandbox-launch') (await import('./lesser-kernel.ts')).forget('seccomp');
await enterSandbox(words);

export {};
