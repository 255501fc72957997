import type { Received } from '../../db/blobs.ts';
import { MB } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';
import { upTo } from './bodies.ts';
import type { Deps } from './deps.ts';

/**
 * Puts a file on the disk as it comes.
 * @param what it is called in a refusal
 * @throws AppError `too_large`, and nothing of it is left; StorageError
 */
export async function receiveFile(
  { store, settings }: Pick<Deps, 'store' | 'settings'>,
  what: string,
  content: AsyncIterable<Uint8Array>,
): Promise<Received> {
  const limit = settings.STEPWELL_MAX_ATTACHMENT_MB;
  return await store.blobs.receive(upTo(limit * MB, content, () => refuseLarge(what, limit)));
}

export function refuseLarge(what: string, limitMb: number): never {
  throw new AppError(
    'too_large',
    `${what} is larger than ${limitMb} MB, which is the limit for an attachment, so nothing was added. Make it smaller, or keep it elsewhere.`,
  );
}
