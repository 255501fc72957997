import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../lib/errors.ts';
import { readFolderState } from './folder-state.ts';
import { damagedHeader, tablesIn } from './sqlite/damage.ts';

const RESTORE =
  'put back the last good copy of the folder (stepwell.db, vault.key and blobs of the same time, without stepwell.db-wal)';

/** How to mend a folder whose database is damaged. */
export function damagedText(folder: string, what: string): string {
  return `The database ${join(folder, 'stepwell.db')} is damaged (${what}): ${RESTORE}.`;
}

/**
 * Looks at what a data folder holds before anything in it is opened or made. A folder that has lost its database is not
 * an empty one: who began again there would hand the installation to whoever comes first.
 * @returns whether an installation begins there
 * @throws AppError `invalid` for a folder that has lost its database, and for one that is not ours
 */
export function isNewInstallation(folder: string): boolean {
  const path = join(folder, 'stepwell.db');
  const file = statSync(path, { throwIfNoEntry: false });
  if (file && !file.isFile())
    throw new AppError('invalid', `${path} is not a file. Move it away, then ${RESTORE}.`);
  if (!file || file.size === 0) return begins(folder, file ? 'is empty' : 'is missing');
  const damage = damagedHeader(path);
  if (damage) throw new AppError('invalid', damagedText(folder, damage));
  const tables = tablesIn(path);
  if (tables.length === 0) return begins(folder, 'has no tables');
  if (tables.includes('__drizzle_migrations')) return readFolderState(folder) === 'beginning';
  throw new AppError(
    'invalid',
    `${path} is the database of another program. Name another folder with STEPWELL_DATA or --data.`,
  );
}

function begins(folder: string, what: string): boolean {
  const state = readFolderState(folder);
  // A first start that was killed has promised nothing to anybody.
  if (state === 'beginning') return true;
  const left = [
    ...(sizeOf(folder, 'vault.key') > 0 ? ['vault.key'] : []),
    ...(sizeOf(folder, 'stepwell.db-wal') > 0 ? ['stepwell.db-wal'] : []),
    ...(hasFiles(join(folder, 'blobs')) ? ['blobs'] : []),
    ...(state ? ['stepwell.state'] : []),
  ];
  if (left.length === 0) return true;
  throw new AppError(
    'invalid',
    `The database of the data folder ${folder} ${what}, but ${left.join(' and ')} of an installation ${left.length > 1 ? 'are' : 'is'} there: ${RESTORE}. To begin anew on purpose, name an empty folder with STEPWELL_DATA or --data, or empty this one.`,
  );
}

function sizeOf(folder: string, name: string): number {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
}

function hasFiles(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
  return readdirSync(path, { withFileTypes: true, recursive: true }).some((entry) => !entry.isDirectory());
}
