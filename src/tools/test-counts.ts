/** What a run of `bun test` has come to. */
export type Counts = { passed: number; failed: number };

/**
 * Reads the counts from all that a run has written. Tests may have written such lines, too, so the last ones count; and
 * a runner that ended before it could count has failed, whatever its exit code says (a test that calls
 * `process.exit(0)` ends it so); so has one that found nothing to run.
 */
export function countsOf(output: string, code: number | null): Counts {
  const counted = [...output.matchAll(/^ *(\d+) pass\n(?: *\d+ (?:skip|todo)\n)* *(\d+) fail\n/gm)].at(-1);
  const isWhole = counted !== undefined && /^Ran \d+ tests? across /m.test(output.slice(counted.index));
  if (!isWhole) {
    const lines = (word: string) => output.split('\n').filter((line) => line.startsWith(`(${word}) `)).length;
    return { passed: lines('pass'), failed: lines('fail') + 1 };
  }
  const [, passed = 0, failed = 0] = counted.map(Number);
  return { passed, failed: Math.max(failed, code === 0 && passed > 0 ? 0 : 1) };
}

/**
 * What failed tests have written, piece by piece; the list at the end of a run names them only. Files run beside each
 * other, so an error may stand before the end of another test than its own: it is known by the caret under its line.
 */
export function failuresIn(output: string): string[] {
  const failures: string[] = [];
  let lines: string[] = [];
  const end = (isFailure: boolean) => {
    if (isFailure || lines.some((line) => /^ +\^$/.test(line))) failures.push(lines.join('\n').trim());
    lines = [];
  };
  for (const line of output.split('\n')) {
    if (/^\d+ tests? failed:$/.test(line)) break;
    lines.push(line);
    if (/^\((pass|fail|skip|todo)\) /.test(line)) end(line.startsWith('(fail) '));
  }
  end(false);
  return failures;
}
