import { expect, test } from 'bun:test';
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Blobs, openBlobs } from '../../src/db/blobs.ts';
import { pack, packInline, unpack } from '../../src/db/payload.ts';
import { present, temporaryFolder } from './folder.ts';

const folderOf = temporaryFolder();

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** Text that does not get smaller. */
function noise(bytes: number): string {
  const filled = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(filled.subarray(at, at + 65_536));
  return filled.toString('base64');
}

const PLACES: [what: string, text: string, tag: number][] = [
  ['nothing at all is kept as it is', '', 0],
  ['a short text is kept as it is', '{"naïve":"€ 🙂 \\u0000"}', 0],
  ['a text of just 1,024 bytes is kept as it is', 'é'.repeat(512), 0],
  ['a longer text is kept smaller', 'é'.repeat(513), 1],
  ['a large text that shrinks well is kept in its row', '{"order":"same again"}'.repeat(100_000), 1],
  ['a large text that does not shrink is kept in a file', noise(400_000), 2],
];

test.each(PLACES)('%s and comes back the same', async (_what, text, tag) => {
  const folder = folderOf();
  const blobs = openBlobs(folder);
  const { bytes, blob } = await pack(text, blobs);
  expect(bytes[0]).toBe(tag);
  expect(blob !== undefined).toBe(tag === 2);
  expect(filesOf(folder)).toHaveLength(tag === 2 ? 1 : 0);
  expect((await unpack(bytes, blobs)) === text).toBe(true);
  // A row may come back as a view into a larger buffer.
  const view = Buffer.concat([Buffer.from('before'), bytes]).subarray(6);
  expect((await unpack(view, blobs)) === text).toBe(true);
});

test('what must stay in its row does so, however large', async () => {
  const folder = folderOf();
  const blobs = openBlobs(folder);
  const text = noise(400_000);
  expect((await unpack(packInline(text), blobs)) === text).toBe(true);
  expect(filesOf(folder)).toEqual([]);
});

test('the same large payload is stored once', async () => {
  const folder = folderOf();
  const blobs = openBlobs(folder);
  const text = noise(400_000);
  const packed = await Promise.all([pack(text, blobs), pack(text, blobs), pack(text, blobs)]);
  expect(new Set(packed.map(({ blob }) => blob)).size).toBe(1);
  expect((await pack(text, blobs)).blob).toBe(present(packed[0]).blob);
  expect(filesOf(folder)).toHaveLength(1);
});

test('a payload of an unknown form is refused, not guessed', async () => {
  await expect(unpack(Buffer.from([9, 1, 2]), openBlobs(folderOf()))).rejects.toThrow('unknown form');
});

async function aged(blobs: Blobs, folder: string, seconds: number): Promise<string> {
  const hash = await blobs.put(Buffer.from(noise(100)));
  const path = present(filesOf(folder).find((name) => name.endsWith(hash)));
  utimesSync(path, seconds, seconds);
  return hash;
}

test('only files that nothing uses and that are old are swept', async () => {
  const folder = folderOf();
  const blobs = openBlobs(folder);
  const oldUnused = await aged(blobs, folder, 1000);
  const oldUsed = await aged(blobs, folder, 1000);
  const newUnused = await aged(blobs, folder, 3000);
  const newUsed = await aged(blobs, folder, 3000);
  const used = new Set([oldUsed, newUsed]);
  expect(await blobs.sweep(2_000_000, async (hash) => used.has(hash))).toBe(1);
  const left = filesOf(folder).map((path) => path.slice(-64));
  expect(left.sort()).toEqual([oldUsed, newUnused, newUsed].sort());
  expect(left).not.toContain(oldUnused);
  expect(await blobs.sweep(2_000_000, async (hash) => used.has(hash))).toBe(0);
});

test('a half-written file that a crash has left is swept once it is old', async () => {
  const folder = folderOf();
  const blobs = openBlobs(folder);
  const hash = await aged(blobs, folder, 1000);
  const draft = join(folder, hash.slice(0, 2), `${hash}.${crypto.randomUUID()}`);
  await Bun.write(draft, 'half');
  utimesSync(draft, 3000, 3000);
  expect(await blobs.sweep(2_000_000, async () => true)).toBe(0);
  expect(await blobs.sweep(4_000_000, async () => true)).toBe(1);
  expect(filesOf(folder).map((path) => path.slice(-64))).toEqual([hash]);
});

test('a file that is put again counts as new, so that a sweep leaves it for the row that is to come', async () => {
  const folder = folderOf();
  const blobs = openBlobs(folder);
  const bytes = Buffer.from('the same once more');
  const age = (hash: string) => utimesSync(join(folder, hash.slice(0, 2), hash), 1000, 1000);
  const hash = await blobs.put(bytes);
  age(hash);
  expect(await blobs.put(bytes)).toBe(hash);
  expect(await blobs.sweep(2_000_000, async () => false)).toBe(0);
  age(hash);
  const putMeanwhile = async () => {
    await blobs.put(bytes);
    return false;
  };
  expect(await blobs.sweep(2_000_000, putMeanwhile)).toBe(0);
  expect(Buffer.from(await blobs.get(hash)).equals(bytes)).toBe(true);
  age(hash);
  expect(await blobs.sweep(2_000_000, async () => false)).toBe(1);
  expect(await blobs.put(bytes)).toBe(hash);
  expect(Buffer.from(await blobs.get(hash)).equals(bytes)).toBe(true);
});
