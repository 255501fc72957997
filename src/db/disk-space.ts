import { dlopen } from 'bun:ffi';
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** In bytes; both are at most a sixteenth of the disk, so that small disks are of use as well. */
export type SpaceLimits = {
  /** Kept back as a file: given up when the disk is full, so that what runs can be brought to its end. */
  ballast: number;
  /** Less than that left counts as nearly full. */
  keepFree: number;
};

/** The room on the disk of the data folder. */
export type DiskSpace = {
  readonly isLow: boolean;
  /** Looks now and from now on each second, and tells so; then also keeps or makes the ballast where there is room. */
  watch(onLook: () => void): void;
  /** For a disk that is full. */
  giveUpBallast(): void;
  stop(): void;
};

/** A start needs some of it: for its log, its locks and its notes. */
const NEEDED = 1024 * 1024;

/** Gives up what a former process has kept back where nothing else is left. */
export function makeRoom(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < NEEDED) rmSync(join(folder, 'ballast'), { force: true });
}

const LOOK_EVERY = 1000;
const LARGEST_SHARE = 16;

export function watchDiskSpace(folder: string, { ballast, keepFree }: SpaceLimits): DiskSpace {
  const path = join(folder, 'ballast');
  let isLow = false;
  let onLook = (): void => undefined;

  function release(): void {
    rmSync(path, { force: true });
  }

  function look() {
    const { blocks, bavail, bsize } = statfsSync(folder);
    const share = Math.floor((blocks * bsize) / LARGEST_SHARE);
    const free = bavail * bsize;
    // Some room to spare, so that calls are not taken and refused in turns.
    const least = Math.min(keepFree, share) * (isLow ? 1.1 : 1);
    const size = Math.min(ballast, share);
    isLow = free < least;
    onLook();
    return { free, least, size };
  }

  function keepBallast({ free, least, size }: ReturnType<typeof look>): void {
    const held = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0 && held > 0) release();
    else if (held < size && free - (size - held) >= least) allocate(path, size);
  }

  /** A watch must not end the process: what is wrong with the disk shows at the next write. */
  function tick(): void {
    try {
      keepBallast(look());
    } catch {
      release();
    }
  }

  const timer = setInterval(tick, LOOK_EVERY);
  timer.unref();
  return {
    get isLow() {
      return isLow;
    },
    watch(then) {
      onLook = then;
      look();
    },
    giveUpBallast() {
      release();
      look();
    },
    stop: () => clearInterval(timer),
  };
}

/** Blocks of its own for the whole file, not a hole that takes no room. */
function allocate(path: string, size: number): void {
  const file = openSync(path, 'a', 0o600);
  try {
    if (!systemAllocates(file, size)) fill(file, size);
    fsyncSync(file);
  } catch (error) {
    ftruncateSync(file, 0);
    throw error;
  } finally {
    closeSync(file);
  }
}

function systemAllocates(file: number, size: number): boolean {
  try {
    const libc = dlopen('libc.so.6', {
      posix_fallocate: { args: ['i32', 'i64', 'i64'], returns: 'i32' },
    });
    const result = libc.symbols.posix_fallocate(file, 0, size);
    libc.close();
    return result === 0;
  } catch {
    return false;
  }
}

const PIECE = 1024 * 1024;

function fill(file: number, size: number): void {
  ftruncateSync(file, 0);
  // Noise, since some file systems keep no room for zeros.
  const piece = crypto.getRandomValues(Buffer.alloc(65_536));
  const pieces = Buffer.concat(Array.from({ length: PIECE / piece.byteLength }, () => piece));
  for (let written = 0; written < size; written += PIECE)
    writeSync(file, pieces, 0, Math.min(PIECE, size - written));
}
