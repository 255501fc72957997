import { Database as Sqlite } from 'bun:sqlite';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError, messageOf } from '../lib/errors.ts';
import { openBlobs } from './blobs.ts';
import type { Store } from './database.ts';
import { openStore } from './store.ts';

/** The one folder that holds everything, locked for this process. */
export type DataFolder = { store: Store; key: Uint8Array; isNew: boolean; close(): Promise<void> };

/**
 * Creates the folder where needed (0700), locks it, and opens what is in it.
 * @param givenKey the vault key in hex; without it a 0600 file beside the database holds one
 * @param use `serve` alone may run executions; a `visit` also opens a folder that another process serves
 * @throws AppError `conflict` when another process has it, naming its pid
 */
export function openDataFolder(
  path: string,
  givenKey: string | undefined,
  use: 'serve' | 'visit',
): DataFolder {
  process.umask(0o077);
  makeFolder(path);
  const unlock = lock(path, use);
  try {
    const isNew = !existsSync(join(path, 'stepwell.db'));
    const key = givenKey ? Buffer.from(givenKey, 'hex') : keyFile(join(path, 'vault.key'), isNew);
    const store = openStore(join(path, 'stepwell.db'), openBlobs(join(path, 'blobs')));
    chmodSync(join(path, 'stepwell.db'), 0o600);
    const close = async () => {
      await store.close();
      unlock();
    };
    return { store, key, isNew, close };
  } catch (error) {
    unlock();
    throw error;
  }
}

function makeFolder(path: string): void {
  try {
    if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AppError(
      'invalid',
      `The data folder ${path} cannot be made: ${messageOf(error)}. Name another with STEPWELL_DATA or --data.`,
    );
  }
}

/** An open exclusive transaction on a small file of its own: the system frees it however the process ends. */
function lock(path: string, use: 'serve' | 'visit'): () => void {
  const pidFile = join(path, 'stepwell.pid');
  const file = new Sqlite(join(path, 'lock.db'), { create: true });
  try {
    file.run('PRAGMA busy_timeout = 200');
    file.run('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if (!/locked|busy/i.test(messageOf(error))) throw error;
    if (use === 'visit') return () => undefined;
    const pid = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : '';
    throw new AppError(
      'conflict',
      `The data folder ${path} is in use by another stepwell${pid ? ` (pid ${pid})` : ''}. Stop that one, or use another folder.`,
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return () => {
    file.run('ROLLBACK');
    file.close();
  };
}

function keyFile(path: string, isNew: boolean): Uint8Array {
  if (!existsSync(path)) {
    if (!isNew) {
      throw new AppError(
        'invalid',
        `The vault key is missing: put back ${path}, or set STEPWELL_KEY to the key this data folder was used with.`,
      );
    }
    const handle = openSync(path, 'wx', 0o600);
    writeFileSync(handle, `${randomBytes(32).toString('hex')}\n`);
    fsyncSync(handle);
    closeSync(handle);
  }
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new AppError('invalid', `${path} does not hold a vault key (64 hexadecimal digits).`);
  return Buffer.from(text, 'hex');
}
