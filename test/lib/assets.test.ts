import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { assetPath, selfCommand } from '../../src/lib/assets.ts';
import { toIso } from '../../src/lib/time.ts';

test('files that ship with the program are found from source, wherever it was started', () => {
  expect(existsSync(assetPath('migrations', 'sqlite', 'meta', '_journal.json'))).toBe(true);
  expect(existsSync(assetPath('migrations', 'postgres', 'meta', '_journal.json'))).toBe(true);
});

test('the program knows the command that starts it again', async () => {
  const child = Bun.spawn([...selfCommand(), 'version'], { cwd: '/', stdout: 'pipe', stderr: 'pipe' });
  expect(await child.exited).toBe(0);
  expect(await child.stdout.text()).toMatch(/\d+\.\d+\.\d+/);
});

test('an instant is written as UTC', () => {
  expect(toIso(0)).toBe('1970-01-01T00:00:00.000Z');
});
