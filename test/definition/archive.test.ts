import { describe, expect, test } from 'bun:test';
import { unzipSync, zipSync } from 'fflate';
import { openFile, packArchive } from '../../src/definition/document/archive.ts';

const YAML = 'definitionVersion: 7\nname: Orders\n';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('an archive holds the definition and the icon, and is opened as it was packed', async () => {
  const icon = { type: 'image/svg+xml' as const, bytes: bytesOf('<svg/>') };
  const archive = await packArchive(YAML, icon);
  expect(Object.keys(unzipSync(archive))).toEqual(['integration.yml', 'icon.svg']);
  const opened = await openFile(archive);
  expect([textOf(opened.definition), opened.icon && textOf(opened.icon)]).toEqual([YAML, '<svg/>']);
});

test('without an icon it holds the definition alone', async () => {
  expect((await openFile(await packArchive(YAML, undefined))).icon).toBeUndefined();
});

test('what is no zip is a definition as it is', async () => {
  expect(await openFile(bytesOf(YAML))).toEqual({ definition: bytesOf(YAML), icon: undefined });
});

test('a definition of another name is found, and what lies beside it or in folders is left out', async () => {
  const file = zipSync({
    'Orders.yaml': bytesOf(YAML),
    'ICON.PNG': bytesOf('png'),
    'notes.txt': bytesOf('notes'),
    '__MACOSX/._Orders.yaml': bytesOf('what a desktop adds'),
  });
  const { definition, icon } = await openFile(file);
  expect([textOf(definition), icon && textOf(icon)]).toEqual([YAML, 'png']);
});

describe('an archive is refused with what to do', () => {
  const whole = zipSync({ 'integration.yml': bytesOf(YAML) });
  test.each<[what: string, file: Uint8Array, words: string]>([
    ['without a definition', zipSync({ 'icon.png': bytesOf('png') }), 'put it there as integration.yml'],
    ['with nothing in it', zipSync({}), 'put it there as integration.yml'],
    ['with two definitions', zipSync({ 'a.yml': bytesOf(YAML), 'b.yml': bytesOf(YAML) }), 'a.yml, b.yml'],
    ['that is cut off', whole.subarray(0, whole.length - 30), 'Export it anew'],
    ['that unpacks to more than 5 MB', zipSync({ 'a.yml': new Uint8Array(6_000_000) }), 'more than 5 MB'],
  ])('%s', async (_what, file, words) => {
    await expect(openFile(file)).rejects.toThrow(words);
  });
});
