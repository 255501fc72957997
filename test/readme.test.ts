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

// Bun's own limit stands in the command line: one that is left out answers 431 to headers that are taken elsewhere.
test('every way to serve takes headers as large as every other', () => {
  const { start = '', dev = '' } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;
  const build = readFileSync(join(ROOT, 'src/tools/build.ts'), 'utf8');
  const commands = [...readme.matchAll(/`(bun [^`]*src\/main\.ts serve)`/g)].map(
    ([, command = '']) => command,
  );
  const said = [start, dev, build, ...commands].map((text) => /--max-http-header-size=(\d+)/.exec(text)?.[1]);
  expect(commands.length).toBeGreaterThan(1);
  expect(new Set(said)).toEqual(new Set(['81920']));
});
