import { afterAll, expect, test } from 'bun:test';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchDiskSpace } from '../../src/db/disk-space.ts';
import { until } from '../support/binary.ts';
import { fill, smallDisk, unmountAll } from '../support/small-disk.ts';
import { temporaryFolder } from './folder.ts';

const folderOf = temporaryFolder();
afterAll(unmountAll);
const MB = 1024 * 1024;

test('room is kept back as a file with blocks of its own', async () => {
  const folder = folderOf();
  const space = watchDiskSpace(folder, { ballast: 3 * MB, keepFree: MB });
  const path = join(folder, 'ballast');
  const file = await until('the file', () => existsSync(path) && statSync(path));
  expect(file.size).toBe(3 * MB);
  expect(file.blocks * 512).toBeGreaterThanOrEqual(3 * MB);
  expect(file.mode & 0o777).toBe(0o600);
  space.stop();
});

test.each([
  ['a smaller one is made whole', MB, 2],
  ['one that is wanted no more is given up', 2 * MB, 0],
] as const)('of what is kept back %s', async (_, before, after) => {
  const folder = folderOf();
  const path = join(folder, 'ballast');
  writeFileSync(path, Buffer.alloc(before));
  const space = watchDiskSpace(folder, { ballast: after * MB, keepFree: 0 });
  await until('the size', () => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === after * MB);
  space.stop();
});

test('a disk is nearly full below the limit, gives up what was kept back, and recovers', async () => {
  const disk = smallDisk(32);
  if (!disk) return;
  const space = watchDiskSpace(disk, { ballast: 64 * MB, keepFree: 128 * MB });
  const path = join(disk, 'ballast');
  const seen: boolean[] = [];
  space.watch(() => seen.at(-1) === space.isLow || seen.push(space.isLow));
  // A sixteenth of so small a disk.
  await until('the file', () => existsSync(path));
  expect(statSync(path).size).toBe(2 * MB);
  const filler = fill(disk);
  await until('it to be seen', () => space.isLow);
  space.giveUpBallast();
  expect([existsSync(path), space.isLow]).toEqual([false, true]);
  rmSync(filler);
  await until('the file again', () => existsSync(path));
  expect(space.isLow).toBe(false);
  space.stop();
});

test('nothing is kept back on a disk that has no room for it', async () => {
  const disk = smallDisk(32);
  if (!disk) return;
  writeFileSync(join(disk, 'other'), Buffer.alloc(29 * MB, 1));
  const space = watchDiskSpace(disk, { ballast: 64 * MB, keepFree: 128 * MB });
  let looks = 0;
  space.watch(() => looks++);
  await until('two looks', () => looks > 2);
  expect(existsSync(join(disk, 'ballast'))).toBe(false);
  expect(space.isLow).toBe(false);
  space.stop();
});
