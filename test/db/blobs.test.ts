import { afterEach, expect, test } from 'bun:test';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBlobs } from '../../src/db/blobs.ts';
import { openDataFolder } from '../../src/db/data-folder.ts';
import { openStore } from '../../src/db/sqlite/store.ts';
import type { Store } from '../../src/db/store.ts';
import { StorageError } from '../../src/lib/storage-error.ts';
import { temporaryFolder } from './folder.ts';

const newFolder = temporaryFolder();
const open: Store[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

async function* pieces(...texts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield Buffer.from(text);
  }
}

test('bytes that come in pieces are what is put at once, and kept once', async () => {
  const folder = newFolder();
  const blobs = openBlobs(folder);
  const hash = await blobs.put(Buffer.from('one two'));
  const received = await blobs.receive(pieces('one', '', ' two'));
  expect(received).toMatchObject({ hash, size: 7 });
  await received.keep();
  received.drop();
  expect(filesIn(folder)).toEqual([hash]);
  expect(Buffer.from(await blobs.get(hash)).toString()).toBe('one two');
});

test('what is dropped, or breaks off, leaves nothing', async () => {
  const folder = newFolder();
  const blobs = openBlobs(folder);
  (await blobs.receive(pieces('one'))).drop();
  const broken = blobs.receive(pieces('one', new Error('cut')));
  await expect(broken).rejects.toThrow('cut');
  expect(filesIn(folder)).toEqual([]);
});

test('what is kept stays when it is dropped afterwards, and is not swept while it is still coming in', async () => {
  const folder = newFolder();
  const blobs = openBlobs(folder);
  const kept = await blobs.receive(pieces('kept'));
  await kept.keep();
  kept.drop();
  expect(await blobs.file(kept.hash, 4).text()).toBe('kept');
  const coming = await blobs.receive(pieces('coming'));
  expect(await blobs.sweep(Number.MAX_SAFE_INTEGER, async () => true)).toBe(0);
  await coming.keep();
  expect(filesIn(folder).sort()).toEqual([kept.hash, coming.hash].sort());
});

test.each([
  ['cut', 'one'],
  ['of the same size and damaged', 'one twO'],
  ['empty', ''],
])('a file that is %s is written anew when the same bytes come again', async (_, damaged) => {
  const folder = newFolder();
  const blobs = openBlobs(folder);
  const hash = await blobs.put(Buffer.from('one two'));
  const path = join(folder, hash.slice(0, 2), hash);
  const text = async () => Buffer.from(await blobs.get(hash)).toString();
  writeFileSync(path, damaged);
  await blobs.put(Buffer.from('one two'));
  expect(await text()).toBe('one two');
  writeFileSync(path, damaged);
  await (await blobs.receive(pieces('one two'))).keep();
  expect(await text()).toBe('one two');
  expect(filesIn(folder)).toEqual([hash]);
  const { ino } = statSync(path);
  await blobs.put(Buffer.from('one two'));
  expect(statSync(path).ino).toBe(ino);
});

test('a file of another size, or of none, is no longer kept', async () => {
  const blobs = openBlobs(newFolder());
  const hash = await blobs.put(Buffer.from('four'));
  expect(() => blobs.file(hash, 5)).toThrow('no longer kept');
  expect(() => blobs.file('0'.repeat(64), 4)).toThrow('no longer kept');
});

test('what a crash has left of bytes that came in is gone at the next start, but not for who only visits', async () => {
  const folder = newFolder();
  const serving = openDataFolder(folder, undefined, 'serve');
  const incoming = join(folder, 'blobs', 'incoming');
  mkdirSync(incoming);
  writeFileSync(join(incoming, 'left'), 'x');
  const visiting = openDataFolder(folder, undefined, 'visit');
  await visiting.close();
  expect(readdirSync(incoming)).toEqual(['left']);
  await serving.close();
  const next = openDataFolder(folder, undefined, 'serve');
  expect(filesIn(join(folder, 'blobs'))).toEqual([]);
  await next.close();
});

test('on a disk that is nearly full no bytes are taken that are not there yet', async () => {
  const folder = newFolder();
  const space = { isLow: true, watch() {}, giveUpBallast() {}, stop() {} };
  const store = openStore(join(folder, 'db'), openBlobs(join(folder, 'blobs')), { space });
  open.push(store);
  let asked = 0;
  const counted = async function* () {
    asked += 1;
    yield Buffer.from('x');
  };
  const refused = store.blobs.receive(counted());
  await expect(refused).rejects.toThrow('The disk is nearly full, so no calls and no files are taken');
  expect(asked).toBe(0);
});

test('a disk that gives out while bytes come is told as such, and nothing of them is left', async () => {
  const folder = newFolder();
  const told: (string | undefined)[] = [];
  const onCondition = (condition: StorageError | undefined) => told.push(condition?.fault);
  const store = openStore(join(folder, 'db'), openBlobs(join(folder, 'blobs')), { onCondition });
  open.push(store);
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const refused = await store.blobs.receive(pieces('x', full)).catch((error) => error);
  expect(refused).toBeInstanceOf(StorageError);
  expect(told).toEqual(['full']);
  expect(filesIn(join(folder, 'blobs'))).toEqual([]);
});
