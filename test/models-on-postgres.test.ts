import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { countsOf } from '../src/tools/test-counts.ts';

const ROOT = resolve(import.meta.dir, '..');
/** Those that begin with a store of either dialect; what the others say has nothing to do with PostgreSQL. */
const files = [...new Bun.Glob('test/models/*.test.ts').scanSync(ROOT)].filter((file) =>
  readFileSync(resolve(ROOT, file), 'utf8').includes('/support/stores.ts'),
);

// The dialect is chosen once at the start of a process, so the second run of the same files is a process of its own.
test('the models answer alike on PostgreSQL (PGlite), in the same tests', async () => {
  const flags = ['--only-failures', '--timeout', '180000'];
  const child = Bun.spawn([process.execPath, 'test', ...files, ...flags], {
    cwd: ROOT,
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
