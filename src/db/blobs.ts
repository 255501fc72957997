import { mkdirSync } from 'node:fs';
import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Large bytes as files by their content's hash, under the data folder. */
export type Blobs = {
  /** Answers the hash once file and folder are on disk. */
  put(bytes: Uint8Array): Promise<string>;
  get(hash: string): Promise<Uint8Array>;
  /** Removes files older than the instant that `isUsed` does not know; answers how many. */
  sweep(before: number, isUsed: (hash: string) => Promise<boolean>): Promise<number>;
};

export function openBlobs(folder: string): Blobs {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash);
  return {
    async put(bytes) {
      const hash = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
      const target = pathOf(hash);
      if (await Bun.file(target).exists()) return hash;
      const parent = join(folder, hash.slice(0, 2));
      await mkdir(parent, { recursive: true, mode: 0o700 });
      const draft = `${target}.${crypto.randomUUID()}`;
      await writeDurably(draft, bytes);
      await rename(draft, target);
      await syncFolder(parent);
      await syncFolder(folder);
      return hash;
    },
    async get(hash) {
      return await Bun.file(pathOf(hash)).bytes();
    },
    async sweep(before, isUsed) {
      let removed = 0;
      for (const parent of await readdir(folder)) {
        for (const name of await readdir(join(folder, parent))) {
          const path = join(folder, parent, name);
          if ((await stat(path)).mtimeMs >= before) continue;
          if (/^[0-9a-f]{64}$/.test(name) && (await isUsed(name))) continue;
          await unlink(path);
          removed += 1;
        }
      }
      return removed;
    },
  };
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

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
