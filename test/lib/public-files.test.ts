import { expect, test } from 'bun:test';
import { readPublicFiles } from '../../src/lib/public-files.ts';
import { buildPublic } from '../../src/tools/vendor.ts';

await buildPublic();

const files = readPublicFiles();

test('a file has an address that changes with its content, and is found by it', () => {
  const address = files.address('app.css');
  expect(address).toMatch(/^\/public\/app\.[\w-]{10}\.css$/);
  expect(files.find(address.slice('/public/'.length))).toBe(files.find('app.css'));
});

test('a file that is not there has no address', () => {
  expect(() => files.address('nothing.css')).toThrow('There is no public file nothing.css');
  expect(files.find('../src/main.ts')).toBeUndefined();
});

test('what pages need is there, from the lockfile’s packages too', () => {
  for (const name of ['app.css', 'app.js', 'chart.js', 'editor.js', 'htmx.js', 'uplot.js', 'uplot.css'])
    expect(files.find(name)?.bytes.byteLength).toBeGreaterThan(1000);
});

test('the editor of code is at most 180 KB on the wire', () => {
  expect(files.find('editor.js')?.gzipped().byteLength).toBeLessThanOrEqual(180_000);
});
