import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../lib/errors.ts';

/** Makes a key, whole or not at all: one that is cut would lock everything up that is sealed later. */
export function makeVaultKey(path: string): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, `${randomBytes(32).toString('hex')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** @throws AppError `invalid` when there is none, it is none, or others may read it */
export function readVaultKey(path: string): Uint8Array {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) {
    throw new AppError(
      'invalid',
      `The vault key is missing: put back ${path}, or set STEPWELL_KEY to the key this data folder was used with.`,
    );
  }
  const text = stat.isFile() ? readFileSync(path, 'utf8').trim() : '';
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new AppError(
      'invalid',
      `${path} does not hold a vault key (64 hexadecimal digits). Put back the one this data folder was used with.`,
    );
  }
  if ((stat.mode & 0o077) !== 0) {
    throw new AppError(
      'invalid',
      `Others on this machine may read the vault key, or change it. Run: chmod 600 ${path}`,
    );
  }
  return Buffer.from(text, 'hex');
}
