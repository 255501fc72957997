import { expect, test } from 'bun:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { zip } from '../../src/components/zip/index.ts';
import { dataOf } from './context.ts';

const MB = 1024 * 1024;
const unzipped = (zipFileData: unknown) => dataOf(zip, 'unzip', { zipFileData });

test('what is packed comes out as files with their types', async () => {
  const files = {
    'orders.csv': 'id\n17',
    'in/é.bin': Buffer.from([0, 255]),
    __proto__x: { data: 'text', contentType: 'text/plain' },
  };
  const packed = await dataOf(zip, 'zip', { files });
  expect(packed).toMatchObject({ contentType: 'application/zip' });
  expect(await unzipped(packed)).toEqual({
    'orders.csv': { data: Buffer.from('id\n17'), contentType: 'text/csv', fileName: 'orders.csv' },
    'in/é.bin': { data: Buffer.from([0, 255]), contentType: 'application/octet-stream', fileName: 'é.bin' },
    __proto__x: {
      data: Buffer.from('text'),
      contentType: 'application/octet-stream',
      fileName: '__proto__x',
    },
  });
});

test('a file that is called __proto__ is refused, since it would get lost', async () => {
  const odd = Object.fromEntries([['__proto__', 'a']]);
  await expect(dataOf(zip, 'zip', { files: odd })).rejects.toThrow('called __proto__');
  const packed = Buffer.from(zipSync({ __prot0__: Buffer.from('a') }));
  const zipFileData = Buffer.from(packed.toString('latin1').replaceAll('__prot0__', '__proto__'), 'latin1');
  await expect(unzipped(zipFileData)).rejects.toThrow('called __proto__');
});

test('folders are no files, and an empty zip has none', async () => {
  expect(await unzipped(Buffer.from(zipSync({ a: {}, 'b.txt': Buffer.from('b') })))).toEqual({
    'b.txt': { data: Buffer.from('b'), contentType: 'text/plain', fileName: 'b.txt' },
  });
});

test('bytes, files and texts are compressed and come back', async () => {
  const packed = await dataOf(zip, 'compressGzip', { fileData: 'Hello' });
  expect(packed).toMatchObject({ contentType: 'application/gzip' });
  expect(gunzipSync(Reflect.get(Object(packed), 'data')).toString()).toBe('Hello');
  expect(await dataOf(zip, 'decompressGzip', { gzipFileData: packed })).toEqual({
    data: Buffer.from('Hello'),
    contentType: 'application/octet-stream',
  });
});

test('what would unpack to more than a step may make is refused before it is there', async () => {
  const large = { a: new Uint8Array(20 * MB), b: new Uint8Array(20 * MB) };
  await expect(unzipped(Buffer.from(zipSync(large)))).rejects.toThrow('larger than 32 MB');
  const gzipFileData = gzipSync(new Uint8Array(33 * MB));
  await expect(dataOf(zip, 'decompressGzip', { gzipFileData })).rejects.toThrow('larger than 32 MB');
});

test('a zip of very many files is refused', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 10_001 }, (_each, index) => [`f${index}`, new Uint8Array()]),
  );
  await expect(unzipped(Buffer.from(zipSync(many, { level: 0 })))).rejects.toThrow('more than 10000 files');
});

test('what is no archive is refused by the name of its input', async () => {
  await expect(unzipped(Buffer.from('no zip'))).rejects.toThrow('"Zip file data" is no zip');
  await expect(dataOf(zip, 'decompressGzip', { gzipFileData: Buffer.from('no') })).rejects.toThrow(
    '"Gzip file data" is no gzip',
  );
  await expect(unzipped('')).rejects.toThrow('"Zip file data" is empty');
});
