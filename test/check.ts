// `bun run check`: everything that has to hold before a commit, in one go and with one count at the end.
const bun = process.execPath;
const steps: { name: string; command: string[] }[] = [
  { name: 'format and lint', command: [bun, 'x', 'biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', command: [bun, 'x', 'tsc', '--noEmit'] },
  { name: 'build', command: [bun, 'test/build.ts'] },
  { name: 'tests', command: [bun, 'test', '--timeout', '60000'] },
];

let passed = 0;
let failed = 0;
const broken: string[] = [];
for (const step of steps) {
  console.log(`\n▸ ${step.name}`);
  const child = Bun.spawn(step.command, { stdout: 'inherit', stderr: 'pipe', stdin: 'ignore' });
  const lines: string[] = [];
  const decoder = new TextDecoder();
  for await (const chunk of child.stderr) {
    const text = decoder.decode(chunk, { stream: true });
    lines.push(text);
    process.stderr.write(text);
  }
  const code = await child.exited;
  const output = lines.join('');
  const counted = {
    pass: output.match(/^\s*(\d+) pass$/m)?.[1],
    fail: output.match(/^\s*(\d+) fail$/m)?.[1],
  };
  passed += counted.pass === undefined ? Number(code === 0) : Number(counted.pass);
  failed += counted.fail === undefined ? Number(code !== 0) : Number(counted.fail);
  if (code !== 0 && counted.fail === '0') failed += 1;
  if (code !== 0) broken.push(step.name);
  if (code !== 0 && step.name === 'build') break;
}
for (const name of broken) console.log(`\n✗ ${name}: see above`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
