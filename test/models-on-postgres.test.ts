import { expect, test } from 'bun:test';
import { resolve } from 'node:path';

// The dialect is chosen once at the start of a process, so the second run of the same files is a process of its own.
test('the models answer alike on PostgreSQL (PGlite), in the same tests', async () => {
  const child = Bun.spawn([process.execPath, 'test', 'test/models/', '--timeout', '60000'], {
    cwd: resolve(import.meta.dir, '..'),
    env: { ...process.env, STEPWELL_DATABASE: 'postgres' },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [text, code] = await Promise.all([child.stderr.text(), child.exited]);
  const failures = text.split('\n').filter((line) => line.startsWith('(fail)'));
  expect({ failures, code }).toEqual({ failures: [], code: 0 });
  expect(Number(text.match(/^\s*(\d+) pass$/m)?.[1])).toBeGreaterThan(100);
}, 300_000);
