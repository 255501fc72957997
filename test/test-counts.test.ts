import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countsOf, failuresIn } from '../src/tools/test-counts.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepwell-counts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const IMPORT = "import { expect, test } from 'bun:test';\n";
const good = (name: string) => `test('${name}', () => expect(1).toBe(1));\n`;
const bad = `test('bad', () => expect(1).toBe(2));\n`;

/** Runs tests of these texts, a file each, as the check does. */
function ran(...texts: string[]) {
  const at = mkdtempSync(join(folder, 'run-'));
  for (const [index, text] of texts.entries()) writeFileSync(join(at, `${index}.test.ts`), IMPORT + text);
  const flags = ['--parallel=2', '--no-isolate'];
  const { stderr, exitCode } = Bun.spawnSync([process.execPath, 'test', ...flags], {
    cwd: at,
    stderr: 'pipe',
  });
  return { output: stderr.toString(), exitCode };
}

function counted(...texts: string[]) {
  const { output, exitCode } = ran(...texts);
  return countsOf(output, exitCode);
}

test.each([
  ['all pass', [good('a') + good('b'), good('c')], { passed: 3, failed: 0 }],
  ['one fails', [good('a') + bad, good('c')], { passed: 2, failed: 1 }],
  ['one is skipped', [`test.skip('a', () => {});\n${good('b')}`], { passed: 1, failed: 0 }],
  ['a file cannot be loaded', [`import './nothing.ts';\n${good('a')}`, good('b')], { passed: 1, failed: 1 }],
  [
    'a test writes counts of its own',
    [`console.error(' 9 pass\\n 7 fail');\n${good('a')}`],
    { passed: 1, failed: 0 },
  ],
  ['there are none', ['export {};'], { passed: 0, failed: 1 }],
] as const)('the check counts right when %s', (_what, texts, counts) => {
  expect(counted(...texts)).toEqual(counts);
});

test.each([
  ['ends the runner as if all were well', `test('a', () => process.exit(0));\n`],
  ['ends the runner with an error', `test('a', () => process.exit(3));\n`],
  ['kills the runner', `test('a', () => process.kill(process.pid, 'SIGKILL'));\n`],
])('the check fails when a test %s', (_what, text) => {
  expect(counted(text, good('b')).failed).toBeGreaterThan(0);
});

test('of a runner that was cut off, what it had counted counts, and one more has failed', () => {
  const output = 'a.test.ts:\n(pass) one [1ms]\n 5 pass\n 0 fail\n(pass) two [1ms]\n(fail) three [1ms]\n';
  expect(countsOf(output, 0)).toEqual({ passed: 2, failed: 2 });
  expect(countsOf(output, null)).toEqual({ passed: 2, failed: 2 });
  expect(countsOf('', 0)).toEqual({ passed: 0, failed: 1 });
});

test('a runner that counts no failure but ends with an error has failed', () => {
  expect(countsOf(' 5 pass\n 0 fail\nRan 5 tests across 1 file. [1s]\n', 1)).toEqual({
    passed: 5,
    failed: 1,
  });
});

test('what failed tests have written is found, and nothing of the others', () => {
  const { output } = ran(good('fine') + bad, `test('worse', () => { throw new Error('why it broke'); });\n`);
  const found = failuresIn(output).join('\n');
  for (const part of ['why it broke', 'Expected: 2', '(fail) bad', '(fail) worse'])
    expect(found).toContain(part);
  expect(found).not.toContain('(pass) fine');
});

test('an error that stands before the end of another file’s test, or after all, is found as well', () => {
  const error = '3 | throw new Error("why");\n          ^\nerror: why\n';
  const output = `${error}(pass) of another file [1ms]\nb.test.ts:\n(fail) its own [1ms]\n(pass) fine [1ms]\n`;
  expect(failuresIn(output)).toEqual([
    expect.stringContaining('error: why'),
    'b.test.ts:\n(fail) its own [1ms]',
  ]);
  const late = `(fail) its own [1ms]\n${error}\n1 tests failed:\n(fail) its own [1ms]\n`;
  expect(failuresIn(late)).toEqual(['(fail) its own [1ms]', error.trim()]);
});
