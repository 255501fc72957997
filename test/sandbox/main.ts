// A program as small as can be that starts itself as a sandbox, like src/main.ts does.
const { enterSandbox } = await import('../../src/sandbox/entry.ts');
await enterSandbox(process.argv.slice(2));

export {};
