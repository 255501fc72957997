import type { SFTPWrapper, Stats } from 'ssh2';
import { type Entry, found } from '../kit/remote-files.ts';
import { ownValue } from '../records.ts';
import { answered } from './session.ts';

/** What a folder has, without itself and the one above. */
export async function entriesOf(sftp: SFTPWrapper, folder: string): Promise<Entry[]> {
  const listed = await answered<{ filename: string; attrs: Stats }[]>((done) => sftp.readdir(folder, done));
  return listed
    .filter(({ filename }) => filename !== '.' && filename !== '..')
    .map(({ filename, attrs }) => ({
      name: filename,
      isFolder: attrs.isDirectory(),
      size: attrs.size,
      modifiedAt: attrs.mtime * 1000,
    }));
}

const PACKET = 32 * 1024;
/** Parts that are asked for together, so that the way there and back is not waited for with each. */
const AT_ONCE = 16;

const opened = (sftp: SFTPWrapper, path: string, flags: 'r' | 'w' | 'a') =>
  answered<Buffer>((done) => sftp.open(path, flags, done));

const closed = (sftp: SFTPWrapper, handle: Buffer) =>
  answered((done) => sftp.close(handle, (error) => done(error, undefined)));

/** The content of a file, piece by piece. */
export async function* contentOf(sftp: SFTPWrapper, path: string): AsyncGenerator<Uint8Array> {
  const handle = await opened(sftp, path, 'r');
  try {
    let length = 0;
    for (let isAtEnd = false; !isAtEnd; ) {
      const places = Array.from({ length: AT_ONCE }, (_, index) => length + index * PACKET);
      const read = await Promise.all(places.map((place) => partAt(sftp, handle, place)));
      isAtEnd = read[0]?.length === 0;
      // What comes after a part that is not full has a hole before it, and is asked for again.
      const short = read.findIndex((part) => part.length < PACKET);
      const whole = Buffer.concat(short === -1 ? read : read.slice(0, short + 1));
      length += whole.length;
      yield whole;
    }
  } finally {
    await closed(sftp, handle);
  }
}

/** Writes a file anew, or to its end. */
export async function write(
  sftp: SFTPWrapper,
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  how: 'w' | 'a',
): Promise<void> {
  let place = how === 'a' && (await isThere(sftp, path)) ? (await statOf(sftp, path)).size : 0;
  const handle = await opened(sftp, path, how);
  try {
    for await (const piece of pieces)
      for (let from = 0; from < piece.byteLength; from += AT_ONCE * PACKET) {
        const part = Buffer.from(piece.subarray(from, from + AT_ONCE * PACKET));
        await answered((done) =>
          sftp.write(handle, part, 0, part.length, place, (error) => done(error, undefined)),
        );
        place += part.length;
      }
  } finally {
    await closed(sftp, handle);
  }
}

const END_OF_FILE = 1;

const partAt = (sftp: SFTPWrapper, handle: Buffer, place: number) =>
  new Promise<Buffer>((resolve, reject) => {
    const into = Buffer.alloc(PACKET);
    sftp.read(handle, into, 0, PACKET, place, (error, count) => {
      if (error && ownValue(error, 'code') !== END_OF_FILE) reject(error);
      else resolve(into.subarray(0, error ? 0 : count));
    });
  });

export const statOf = (sftp: SFTPWrapper, path: string) => answered<Stats>((done) => sftp.stat(path, done));

export const isThere = (sftp: SFTPWrapper, path: string) =>
  new Promise<boolean>((done) => sftp.exists(path, done));

export async function makeFolder(sftp: SFTPWrapper, path: string, withParents: boolean): Promise<void> {
  if (withParents) {
    const parts = path.replace(/\/+$/, '').split('/');
    for (let count = 1; count < parts.length; count += 1) {
      const above = parts.slice(0, count).join('/');
      if (above !== '' && !(await isThere(sftp, above)))
        await answered((done) => sftp.mkdir(above, (error) => done(error, undefined)));
    }
    if (await isThere(sftp, path)) return;
  }
  await answered((done) => sftp.mkdir(path, (error) => done(error, undefined)));
}

export async function removeFolder(sftp: SFTPWrapper, path: string, withContent: boolean): Promise<void> {
  if (withContent) {
    const inside = await found((folder) => entriesOf(sftp, folder), path, true);
    // What lies deeper comes later in the order of the paths.
    for (const { path: each, isFolder } of inside.toReversed()) await remove(sftp, each, isFolder);
  }
  await remove(sftp, path, true);
}

export const remove = (sftp: SFTPWrapper, path: string, isFolder: boolean) =>
  answered((done) => {
    const told = (error: Error | undefined | null) => done(error, undefined);
    if (isFolder) sftp.rmdir(path, told);
    else sftp.unlink(path, told);
  });

export function shownStats(stats: Stats) {
  return {
    mode: stats.mode,
    uid: stats.uid,
    gid: stats.gid,
    size: stats.size,
    accessTime: stats.atime * 1000,
    modifyTime: stats.mtime * 1000,
    isDirectory: stats.isDirectory(),
    isFile: stats.isFile(),
    isBlockDevice: stats.isBlockDevice(),
    isCharacterDevice: stats.isCharacterDevice(),
    isSymbolicLink: stats.isSymbolicLink(),
    isFIFO: stats.isFIFO(),
    isSocket: stats.isSocket(),
  };
}
