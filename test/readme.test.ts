import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { COMMAND_NAMES } from '../src/commands/command.ts';
import { SETTING_NAMES } from '../src/lib/config.ts';

const ROOT = resolve(import.meta.dir, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

test('the README explains every setting, and none that does not exist', () => {
  const explained = [...readme.matchAll(/^\| `(STEPWELL_[A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(explained.sort()).toEqual([...SETTING_NAMES].sort());
});

test('the README names every command', () => {
  for (const name of COMMAND_NAMES) expect(readme).toContain(`stepwell ${name}`);
});

test('every promise of the README names tests that exist', () => {
  const named = [...readme.matchAll(/`(test\/[\w/-]+\.test\.ts)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
