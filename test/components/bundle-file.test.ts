import { describe, expect, test } from 'bun:test';
import { readBundleFile } from '../../src/components/bundle-file.ts';
import { AppError } from '../../src/lib/errors.ts';
import { zipOf } from '../support/bundles.ts';
import { png } from '../support/pictures.ts';

const MB = 1024 * 1024;
const text = 'exports.default = {}';

function refusalOf(file: Uint8Array): string {
  try {
    readBundleFile(file);
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  return 'not refused';
}

test('a zip holds the module at its top or in one folder, with the icon beside it', () => {
  const icon = png(8);
  const files = { 'index.js': text, 'icon.png': icon };
  const inFolder = {
    'dist/index.js': text,
    'dist/icon.png': icon,
    '__MACOSX/index.js': 'x',
    'README.md': 'x',
  };
  const [top, folder] = [readBundleFile(zipOf(files)), readBundleFile(zipOf(inFolder))];
  expect(top).toMatchObject({ text });
  expect(Buffer.from(top.icon ?? []).equals(icon)).toBe(true);
  expect(folder).toEqual(top);
  expect(readBundleFile(Buffer.from(text))).toMatchObject({ text, icon: null });
});

test('a signature is that of the content, whatever the order and the times in the zip', () => {
  const one = readBundleFile(zipOf({ 'index.js': text, 'a.txt': 'a' })).signature;
  expect(one).toMatch(/^[0-9a-f]{40}$/);
  expect(readBundleFile(zipOf({ 'a.txt': 'a', 'index.js': text })).signature).toBe(one);
  expect(readBundleFile(zipOf({ 'index.js': text, 'a.txt': 'b' })).signature).not.toBe(one);
  const alone = readBundleFile(Buffer.from(text)).signature;
  expect(readBundleFile(zipOf({ 'index.js': text })).signature).toBe(alone);
});

describe('what is no bundle is refused with what to do:', () => {
  const zip = zipOf({ 'index.js': text });
  test.each<[what: string, file: Uint8Array, said: string]>([
    ['nothing', new Uint8Array(), 'The file is empty. Upload the zip of dist'],
    ['a picture', png(8), 'neither a zip nor JavaScript. Upload the zip of dist'],
    ['a zip without the module', zipOf({ 'src/a/index.js': text }), 'has no index.js'],
    ['an empty zip', zipOf({}), 'has no index.js'],
    [
      'a module with nothing in it',
      zipOf({ 'index.js': '' }),
      'Nothing is in index.js. Build the component again.',
    ],
    [
      'a file outside',
      zipOf({ 'index.js': text, '../x.js': 'x' }),
      '(../x.js). Pack the contents of dist anew',
    ],
    ['a file at the root', zipOf({ 'index.js': text, '/etc/x': 'x' }), 'lie outside its folder'],
    ['a file outside on Windows', zipOf({ 'index.js': text, 'a\\..\\x': 'x' }), 'lie outside its folder'],
    ['a zip that is cut', zip.subarray(0, zip.length - 30), 'cut off or damaged. Pack dist anew'],
    [
      'a module that is too large',
      Buffer.alloc(17 * MB, 32),
      'has 17 MB, and the sandbox takes at most 16 MB',
    ],
  ])('%s', (_what, file, said) => {
    expect(refusalOf(file)).toContain(said);
  });

  /** The directory of the zip says that each file has so many bytes. */
  function claiming(size: number, zip: Uint8Array<ArrayBuffer>): Uint8Array {
    const view = new DataView(zip.buffer);
    for (let at = 0; at < zip.length - 4; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
    return zip;
  }

  test('a zip that unpacks to more than anybody builds, before it is unpacked', () => {
    const bomb = claiming(140 * MB, zipOf({ 'index.js': text }));
    const before = process.memoryUsage().rss;
    expect(refusalOf(bomb)).toContain('unpacks to more than 128 MB or 5,000 files. Pack only what the build');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MB);
  });

  test('a zip whose files claim to be small is not unpacked further than that', () => {
    const bomb = claiming(1000, zipOf({ 'index.js': new Uint8Array(20 * MB) }));
    expect(refusalOf(bomb)).toContain('neither a zip nor JavaScript');
  });
});
