import { selfCommand } from '../lib/assets.ts';
import type { Log } from '../lib/log.ts';
import { StorageError } from '../lib/storage-error.ts';
import type { Store } from './store.ts';

/** The exit code of `stepwell verify` that says damage, apart from that of a command that could not look. */
export const DAMAGED = 2;

/**
 * Looks through a large database that was left in haste, in a process of its own while calls are taken: for gigabytes it
 * takes minutes. @returns what ends it
 */
export function lookThrough(folder: string, store: Store, log: Log): () => void {
  log.info(
    'Stepwell was not stopped in order the last time: the database is looked through beside the work.',
  );
  const command = [...selfCommand(), 'verify', '--data', folder];
  const child = Bun.spawn(command, { env: {}, stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' });
  void child.exited.then(async (code) => {
    if (code === 0) return log.info('The database is sound.');
    if (code !== DAMAGED) return;
    store.stopWriting(new StorageError('damaged'));
    log.error((await child.stdout.text()).trim());
  });
  return () => child.kill();
}
