import { Database as Sqlite } from 'bun:sqlite';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError, messageOf } from '../lib/errors.ts';
import { storageErrorOf } from '../lib/storage-error.ts';
import { clearIncoming, openBlobs } from './blobs.ts';
import { makeRoom, type SpaceLimits, watchDiskSpace } from './disk-space.ts';
import { readFolderState, writeFolderState } from './folder-state.ts';
import { damagedText, isNewInstallation } from './found-data.ts';
import type { ConditionTools } from './sqlite/condition.ts';
import { damageIn } from './sqlite/damage.ts';
import { openStore } from './sqlite/store.ts';
import type { Store } from './store.ts';
import { makeVaultKey, readVaultKey } from './vault-key.ts';

/** The one folder that holds everything, locked for this process. */
export type DataFolder = {
  store: Store;
  key: Uint8Array;
  isNew: boolean;
  /** Whether its database is still to be looked through, since it was left in haste and is too large to wait for. */
  isUnchecked: boolean;
  close(): Promise<void>;
};

/** What whoever serves keeps room on the disk with, and is told of it. */
export type Serving = SpaceLimits & Pick<ConditionTools, 'onCondition'>;

/** So much is looked through in well under a second. */
const CHECKED_AT_ONCE = 64 * 1024 * 1024;

/**
 * Creates the folder where needed (0700), locks it, and opens what is in it.
 * @param givenKey the vault key in hex; without it a 0600 file beside the database holds one
 * @param use `serve` alone may run executions; a `visit` also opens a folder that another process serves
 * @throws AppError `conflict` when another process has it, naming its pid; `invalid` for a folder that is damaged or
 * lacks a part, or that others may write in; `unavailable` for a disk that does not work
 */
export function openDataFolder(
  path: string,
  givenKey: string | undefined,
  use: 'serve' | 'visit',
  serving: Serving = { ballast: 0, keepFree: 0 },
): DataFolder {
  process.umask(0o077);
  try {
    makeFolder(path);
    return openLocked(path, givenKey, use === 'serve' ? serving : undefined, lock(path, use));
  } catch (error) {
    const storage = storageErrorOf(error);
    if (!storage) throw error;
    throw new AppError(
      storage.fault === 'damaged' ? 'invalid' : 'unavailable',
      storage.fault === 'damaged'
        ? damagedText(path, storage.code)
        : `The data folder ${path} cannot be used: ${storage.advice}`,
    );
  }
}

function openLocked(
  path: string,
  givenKey: string | undefined,
  serving: Serving | undefined,
  lock: Lock,
): DataFolder {
  try {
    if (lock.isHeld) {
      clearIncoming(join(path, 'blobs'));
      makeRoom(path);
    }
    const before = readFolderState(path);
    const isNew = isNewInstallation(path);
    const isSuspect = !isNew && before !== 'stopped' && serving !== undefined;
    const isUnchecked = isSuspect && !isSoundOrLarge(path);
    if (lock.isHeld) writeFolderState(path, isNew ? 'beginning' : 'running');
    const key = givenKey ? Buffer.from(givenKey, 'hex') : keyOf(join(path, 'vault.key'), isNew);
    const { store, stop } = open(path, serving);
    if (lock.isHeld) writeFolderState(path, 'running');
    const close = async () => {
      stop();
      const isDamaged = store.condition?.fault === 'damaged';
      await store.close();
      // A visitor has looked nothing through.
      const isSound = serving !== undefined || isNew || before === 'stopped';
      if (lock.isHeld && isSound && !isDamaged) writeFolderState(path, 'stopped');
      lock.release();
    };
    return { store, key, isNew, isUnchecked, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** @throws AppError `invalid` when it is damaged */
function isSoundOrLarge(path: string): boolean {
  const file = join(path, 'stepwell.db');
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (statSync(file).size + log > CHECKED_AT_ONCE) return false;
  const damage = damageIn(file);
  if (damage) throw new AppError('invalid', damagedText(path, damage));
  return true;
}

function open(path: string, serving: Serving | undefined): { store: Store; stop(): void } {
  const file = join(path, 'stepwell.db');
  const blobs = openBlobs(join(path, 'blobs'));
  const space = serving && watchDiskSpace(path, serving);
  const store = openStore(file, blobs, { space, onCondition: serving?.onCondition });
  chmodSync(file, 0o600);
  return { store, stop: () => space?.stop() };
}

function makeFolder(path: string): void {
  const there = existing(path);
  if (there && !there.isDirectory()) {
    throw new AppError(
      'invalid',
      `The data folder ${path} is a file. Name a folder with STEPWELL_DATA or --data.`,
    );
  }
  if (there && (there.mode & 0o002) !== 0) {
    throw new AppError(
      'invalid',
      `Everybody on this machine may write in the data folder ${path}. Run: chmod 700 ${path}, or name a folder in it, which is made so.`,
    );
  }
  // SQLite would say no more than that it cannot open its file.
  if (there) accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
}

/** The folder as it is found; undefined when it was made just now. */
function existing(path: string): Stats | undefined {
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (!there) mkdirSync(path, { recursive: true, mode: 0o700 });
    return there;
  } catch (error) {
    throw new AppError(
      'invalid',
      `The data folder ${path} cannot be made: ${messageOf(error)}. Name another with STEPWELL_DATA or --data.`,
    );
  }
}

type Lock = { isHeld: boolean; release(): void };

/** An open exclusive transaction on a small file of its own: the system frees it however the process ends. */
function lock(path: string, use: 'serve' | 'visit'): Lock {
  const pidFile = join(path, 'stepwell.pid');
  const file = new Sqlite(join(path, 'lock.db'), { create: true });
  try {
    file.run('PRAGMA busy_timeout = 200');
    // Nothing is ever written in it, so that it can be locked on a full disk.
    file.run('PRAGMA journal_mode = MEMORY');
    file.run('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if (storageErrorOf(error)?.fault !== 'busy') throw error;
    if (use === 'visit') return { isHeld: false, release: () => undefined };
    const pid = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : '';
    throw new AppError(
      'conflict',
      `The data folder ${path} is in use by another stepwell${pid ? ` (pid ${pid})` : ''}. Stop that one, or use another folder.`,
    );
  }
  const release = () => {
    file.run('ROLLBACK');
    file.close();
  };
  try {
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    release();
    throw error;
  }
  return { isHeld: true, release };
}

function keyOf(path: string, isNew: boolean): Uint8Array {
  const isWhole = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (isNew && !isWhole) makeVaultKey(path);
  return readVaultKey(path);
}
