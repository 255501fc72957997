// `bun run check`: everything that has to hold before a commit, in one go and with one count at the end.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { countsOf, failuresIn } from './test-counts.ts';

type Step = { name: string; command: string[] };
type Result = Step & {
  code: number | null;
  seconds: number;
  passed: number;
  failed: number;
  failures?: string[];
};

const bun = process.execPath;
/** How long each test file took at last, so that the slowest start first. */
const TIMINGS = 'dist/test-timings.json';
/** Tests wait for servers, browsers and clocks a third of their time: one more than there are processors keeps these busy. */
const WORKERS = Math.min(3, navigator.hardwareConcurrency + 1);

const FIRST: Step[] = [
  { name: 'format and lint', command: [bun, 'x', 'biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', command: [bun, 'x', 'tsc', '--noEmit'] },
  { name: 'types of the scripts of pages', command: [bun, 'x', 'tsc', '--noEmit', '--project', 'public'] },
  { name: 'build', command: [bun, 'src/tools/build.ts'] },
];
const TESTS: Step = {
  name: 'tests',
  command: [
    ...[bun, 'test', '--timeout', '180000', `--parallel=${WORKERS}`, '--no-isolate'],
    ...[`--timings=${TIMINGS}`, '--update-timings'],
  ],
};

const children = new Set<Bun.Subprocess>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const child of children) child.kill(signal);
    process.exit(1);
  });
}

/** Runs a command to its end; what it writes is passed on as it comes, or all at once where several run together. */
async function run(step: Step, isAlone: boolean): Promise<Result & { output: string }> {
  const began = performance.now();
  const child = Bun.spawn(step.command, { stdout: 'pipe', stderr: 'pipe', stdin: 'ignore' });
  children.add(child);
  const parts: string[] = [];
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      const text = decoder.decode(chunk, { stream: true });
      parts.push(text);
      if (isAlone) process.stdout.write(text);
    }
  };
  if (isAlone) console.log(`\n▸ ${step.name}`);
  await Promise.all([read(child.stdout), read(child.stderr), child.exited]);
  children.delete(child);
  const output = parts.join('');
  if (!isAlone) console.log(`\n▸ ${step.name}\n${output.trimEnd()}`);
  const seconds = (performance.now() - began) / 1000;
  const isRight = child.exitCode === 0;
  return {
    ...step,
    code: child.exitCode,
    seconds,
    passed: Number(isRight),
    failed: Number(!isRight),
    output,
  };
}

async function check(): Promise<Result[]> {
  mkdirSync('dist', { recursive: true });
  const first = await Promise.all(FIRST.map((step) => run(step, false)));
  // Without a binary half of the tests would fail for one reason.
  if (first.some(({ name, failed }) => name === 'build' && failed > 0)) return first;
  const tests = await run(TESTS, true);
  return [...first, { ...tests, ...countsOf(tests.output, tests.code), failures: failuresIn(tests.output) }];
}

/** The slowest test files of this run, in seconds. */
function slowestFiles(most: number): [name: string, seconds: number][] {
  if (!existsSync(TIMINGS)) return [];
  const { files }: { files: Record<string, number> } = JSON.parse(readFileSync(TIMINGS, 'utf8'));
  const sorted = Object.entries(files).sort(([, a], [, b]) => b - a);
  return sorted.slice(0, most).map(([name, milliseconds]) => [name, milliseconds / 1000]);
}

const began = performance.now();
const results = await check();
const line = (name: string, seconds: number) => console.log(`${seconds.toFixed(1).padStart(8)} s  ${name}`);
console.log('\nWhat took longest:');
for (const { name, seconds } of results.toSorted((a, b) => b.seconds - a.seconds)) line(name, seconds);
for (const [name, seconds] of slowestFiles(10)) line(name, seconds);
line('in all', (performance.now() - began) / 1000);
for (const { name, failed } of results) if (failed > 0) console.log(`\n✗ ${name}: see above`);
// Of a log that is kept in part, its end is kept.
for (const failure of results.flatMap(({ failures = [] }) => failures))
  console.log(`\n${failure.slice(-4_000)}`);
const sum = (of: (result: Result) => number) => results.reduce((all, result) => all + of(result), 0);
const failed = sum((result) => result.failed);
console.log(`\n${sum((result) => result.passed)} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
