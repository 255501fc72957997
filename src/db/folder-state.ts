import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a data folder has come to: `beginning` while its first start goes on, so that one that was killed may begin
 * anew; `running` from then on, and also after an end that nobody had time to note; `stopped` after an orderly one, as
 * long as nobody has touched the database since.
 */
export type FolderState = 'beginning' | 'running' | 'stopped';

const LENGTH = 64;

/** Undefined for an empty folder, one of an older version, and one whose note is unreadable. */
export function readFolderState(folder: string): FolderState | undefined {
  const text = noted(folder);
  if (text === 'beginning' || text === 'running') return text;
  if (!text.startsWith('stopped')) return undefined;
  return text === stopped(folder) ? 'stopped' : 'running';
}

/** On disk when it returns. */
export function writeFolderState(folder: string, state: FolderState): void {
  const text = state === 'stopped' ? stopped(folder) : state;
  const file = openSync(join(folder, 'stepwell.state'), noted(folder) === '' ? 'w' : 'r+', 0o600);
  try {
    // In place and always as long, which takes no room: it must work on a full disk.
    writeSync(file, `${text.padEnd(LENGTH - 1)}\n`, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function noted(folder: string): string {
  try {
    return readFileSync(join(folder, 'stepwell.state'), 'utf8').trim();
  } catch {
    return '';
  }
}

/** Other bytes come with another time: a copy that was put back is looked through like what an unclean end has left. */
function stopped(folder: string): string {
  const file = statSync(join(folder, 'stepwell.db'), { throwIfNoEntry: false });
  return `stopped ${file?.size ?? 0} ${file?.mtimeMs ?? 0}`;
}
