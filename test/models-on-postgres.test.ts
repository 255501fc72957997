import { expect, test } from 'bun:test';
import { resolve } from 'node:path';
import { countsOf } from '../src/tools/test-counts.ts';

// The dialect is chosen once at the start of a process, so the second run of the same files is a process of its own.
test('the models answer alike on PostgreSQL (PGlite), in the same tests', async () => {
  const flags = ['--only-failures', '--timeout', '180000'];
  const child = Bun.spawn([process.execPath, 'test', 'test/models/', ...flags], {
    cwd: resolve(import.meta.dir, '..'),
    env: { ...process.env, STEPWELL_DATABASE: 'postgres' },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, text, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  const { passed, failed } = countsOf(text, code);
  // Each line is set off, lest the counts in it pass for those of the whole run.
  if (failed > 0) console.error(`${out}${text}`.trim().replaceAll(/^/gm, 'on PostgreSQL | '));
  expect({ failed, code }).toEqual({ failed: 0, code: 0 });
  expect(passed).toBeGreaterThan(100);
}, 900_000);
