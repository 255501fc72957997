import { mkdirSync, rmSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { mkdir, open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { BunFile } from 'bun';
import { AppError } from '../lib/errors.ts';
import { inTurns } from '../lib/in-turns.ts';
import { storageErrorOf } from '../lib/storage-error.ts';

/** Large bytes as files by their content's hash, under the data folder. */
export type Blobs = {
  /** Answers the hash once file and folder are on disk. */
  put(bytes: Uint8Array): Promise<string>;
  /** Whether there is a file of that hash, whatever state it is in. */
  has(hash: string): boolean;
  /** Writes bytes as they come; nothing is left of them when that throws. */
  receive(pieces: AsyncIterable<Uint8Array>): Promise<Received>;
  /** @throws NotKept for a file that is gone, cut or damaged */
  get(hash: string): Promise<Uint8Array>;
  /** The file itself, to be sent in pieces. @throws NotKept for one that is gone or has another size */
  file(hash: string, size: number): BunFile;
  /** Removes files older than the instant that `isUsed` does not know; answers how many. */
  sweep(before: number, isUsed: (hash: string) => Promise<boolean>): Promise<number>;
};

/** Bytes that have come whole, and that nothing names yet. */
export type Received = {
  hash: string;
  size: number;
  /** As `put`, right before the row that names them is written. */
  keep(): Promise<void>;
  /** Leaves nothing of them, unless they are kept. */
  drop(): void;
};

/** Beside the folders of hashes: what is in it belongs to nobody once its process has ended. */
const INCOMING = 'incoming';

/** Removes what an end in haste has left of bytes that were coming in. Only for whoever has the data folder to itself. */
export function clearIncoming(folder: string): void {
  rmSync(join(folder, INCOMING), { recursive: true, force: true });
}

export function openBlobs(folder: string): Blobs {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const parentOf = (hash: string) => join(folder, hash.slice(0, 2));
  const pathOf = (hash: string) => join(parentOf(hash), hash);
  /** @param write makes the file that becomes the blob, unless that is there already and whole */
  async function keep(hash: string, size: number, write: () => Promise<string>): Promise<void> {
    // First of all it counts as new, so that no sweep takes it meanwhile.
    if (!isRenewed(pathOf(hash)) || !(await isWhole(pathOf(hash), hash, size))) {
      await mkdir(parentOf(hash), { recursive: true, mode: 0o700 });
      await rename(await write(), pathOf(hash));
    }
    // Also for a file that was there: whoever made it may not have come to this yet.
    await syncFolder(parentOf(hash));
    await syncFolder(folder);
  }
  return {
    async put(bytes) {
      const hash = await hashOf(bytes);
      const draft = `${pathOf(hash)}.${crypto.randomUUID()}`;
      try {
        await keep(hash, bytes.byteLength, async () => {
          await writeDurably(draft, bytes);
          return draft;
        });
      } catch (error) {
        // Half of it would lie on the full disk until the next sweep.
        rmSync(draft, { force: true });
        throw error;
      }
      return hash;
    },
    async receive(pieces) {
      await mkdir(join(folder, INCOMING), { recursive: true, mode: 0o700 });
      const path = join(folder, INCOMING, crypto.randomUUID());
      const drop = () => rmSync(path, { force: true });
      try {
        const written = await writePieces(path, pieces);
        return { ...written, drop, keep: () => keep(written.hash, written.size, async () => path) };
      } catch (error) {
        drop();
        throw error;
      }
    },
    has(hash) {
      return statSync(pathOf(hash), { throwIfNoEntry: false }) !== undefined;
    },
    async get(hash) {
      const bytes = await readWhole(pathOf(hash));
      if ((await hashOf(bytes)) !== hash) throw new NotKept();
      return bytes;
    },
    file(hash, size) {
      const path = pathOf(hash);
      if (statSync(path, { throwIfNoEntry: false })?.size !== size) throw new NotKept();
      return Bun.file(path);
    },
    async sweep(before, isUsed) {
      let removed = 0;
      for (const parent of await readdir(folder)) {
        // A slow sender may take its time.
        if (parent === INCOMING) continue;
        for (const name of await readdir(join(folder, parent))) {
          const path = join(folder, parent, name);
          if (!isOlder(path, before)) continue;
          if (/^[0-9a-f]{64}$/.test(name) && (await isUsed(name))) continue;
          // Asked again, and removed in the same turn: it may have been put once more in the meantime.
          if (!isOlder(path, before)) continue;
          unlinkSync(path);
          removed += 1;
        }
      }
      return removed;
    },
  };
}

/** What was stored is there no more: its file was lost or damaged, on the disk or when a copy was put back. */
export class NotKept extends AppError {
  constructor() {
    super('not_found', 'This value is no longer kept: its file in the data folder is missing or damaged.');
  }
}

/** In turns: a thread of the runtime would have to be given a copy, which takes longer than the hash itself. */
async function hashOf(bytes: Uint8Array): Promise<string> {
  return await inTurns(hashing(bytes));
}

const PIECE = 1024 * 1024;

function* hashing(bytes: Uint8Array): Generator<undefined, string> {
  const hasher = new Bun.CryptoHasher('sha256');
  for (let at = 0; at < bytes.byteLength; at += PIECE) {
    hasher.update(bytes.subarray(at, at + PIECE));
    yield;
  }
  return hasher.digest('hex');
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await Bun.file(path).bytes();
  } catch (error) {
    throw storageErrorOf(error) ?? new NotKept();
  }
}

/** Whether the file is there; if so it counts as new from now on, since the row that names it again is still to come. */
function isRenewed(path: string): boolean {
  const now = new Date();
  try {
    utimesSync(path, now, now);
    return true;
  } catch {
    return false;
  }
}

/** Whether the file holds what its name says: a disk may have damaged it, or a copy that was put back cut it. */
async function isWhole(path: string, hash: string, size: number): Promise<boolean> {
  if (statSync(path, { throwIfNoEntry: false })?.size !== size) return false;
  const hasher = new Bun.CryptoHasher('sha256');
  try {
    for await (const piece of Bun.file(path).stream()) hasher.update(piece);
  } catch {
    return false;
  }
  return hasher.digest('hex') === hash;
}

function isOlder(path: string, instant: number): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? instant) < instant;
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Pieces that are written lie outside of the heap until it is cleared, and the runtime decides that by what lies within:
 * it is asked to whenever so many bytes have come in, for some 20 ms.
 */
const CLEARED_AFTER = 32 * PIECE;
let written = 0;

async function writePieces(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ hash: string; size: number }> {
  const file = await open(path, 'wx', 0o600);
  const hasher = new Bun.CryptoHasher('sha256');
  let size = 0;
  try {
    for await (const piece of pieces) {
      hasher.update(piece);
      size += piece.byteLength;
      await file.writeFile(piece);
      written += piece.byteLength;
      if (written < CLEARED_AFTER) continue;
      written = 0;
      Bun.gc(true);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { hash: hasher.digest('hex'), size };
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
