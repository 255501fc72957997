import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ofPublic } from './of-public.ts';

const ROOT = join(import.meta.dir, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const scripts = ofPublic('js/*.js');
const sources = ['views', 'src/web', 'src/lib/ui', 'test/views'].flatMap((folder) => [
  ...new Bun.Glob(`${folder}/**/*.{ts,tsx}`).scanSync(ROOT),
]);
const text = sources.map(read).join('\n') + scripts;

const names = (path: string, pattern: RegExp) => [
  ...new Set([...ofPublic(path).matchAll(pattern)].map(([, name = '']) => name)),
];

test('every page carries the sprite, so it has no icon that nothing shows', () => {
  const icons = names('icons.svg', /<symbol id="([^"]+)"/g);
  const shown = new Set([...text.matchAll(/['"#]([a-z][a-z0-9-]*)['"]/g)].map(([, name]) => name));
  expect(icons.length).toBeGreaterThan(50);
  expect(icons.filter((name) => !shown.has(name))).toEqual([]);
});

test('every class of the styles is used', () => {
  const classes = names('css/*.css', /\.([a-z][\w-]*)/gi);
  const words = new Set(text.match(/[a-z][\w-]*/gi));
  expect(classes.length).toBeGreaterThan(50);
  expect(classes.filter((name) => !words.has(name))).toEqual([]);
});

test('every colour and size of the tokens is used', () => {
  const tokens = names('css/tokens.css', /(--[\w-]+)\s*:/g);
  const used = ofPublic('css/*.css') + text;
  expect(tokens.length).toBeGreaterThan(20);
  expect(tokens.filter((name) => !used.includes(`var(${name})`) && !used.includes(`var(${name},`))).toEqual(
    [],
  );
});

test('type is set in good faces that are named: a generic one, which may be anything, comes last', () => {
  for (const token of ['--font', '--mono']) {
    const [, list = ''] = new RegExp(`${token}:([^;]+);`).exec(ofPublic('css/tokens.css')) ?? [];
    const faces = list.split(',').map((face) => face.trim().replaceAll('"', ''));
    expect(faces.length).toBeGreaterThan(5);
    expect(faces).not.toContain('system-ui');
    expect(faces.at(-1)).toBe(token === '--font' ? 'sans-serif' : 'monospace');
  }
});
