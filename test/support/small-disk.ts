/** Disks that tests may fill: a file system in memory where mounting is allowed. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './binary.ts';

const mounted: string[] = [];

/** A disk of so many megabytes; undefined where nothing may be mounted. */
export function smallDisk(megabytes: number): string | undefined {
  const path = join(temporaryFolder(), 'disk');
  mkdirSync(path, { mode: 0o700 });
  if (!mount('-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'stepwell-test', path)) return undefined;
  mounted.push(path);
  return path;
}

/** From now on nothing may be written there. */
export function makeReadOnly(disk: string): void {
  if (!mount('-o', 'remount,ro', disk)) throw new Error(`${disk} cannot be made read-only.`);
}

function mount(...words: string[]): boolean {
  if (!Bun.which('mount')) return false;
  return Bun.spawnSync(['mount', ...words], { stdout: 'ignore', stderr: 'ignore' }).exitCode === 0;
}

/** Leaves no byte on the disk; the file that takes them all. */
export function fill(disk: string): string {
  const path = join(disk, 'filler');
  const file = openSync(path, 'a');
  for (let size = 1024 * 1024; size >= 512; ) {
    try {
      writeSync(file, Buffer.alloc(size, 1));
    } catch {
      size /= 2;
    }
  }
  closeSync(file);
  return path;
}

/** For `afterAll`, once nothing runs there any more. */
export function unmountAll(): void {
  for (const path of mounted.splice(0)) Bun.spawnSync(['umount', '-l', path]);
}
