import { expect, test } from 'bun:test';
import { resolve } from 'node:path';
import { createSandboxPool } from '../../src/sandbox/pool.ts';

test('code runs in a fenced child when the program is started from source', async () => {
  const self = [process.execPath, resolve(import.meta.dir, '../../src/main.ts')];
  const pool = createSandboxPool({ self });
  try {
    const call = {
      isolation: 'one',
      source: 'module.exports = async (n) => n + 1;',
      args: [1],
      deadlineMs: 60_000,
    };
    expect(await pool.run(call)).toBe(2);
  } finally {
    await pool.close();
  }
}, 180_000);
