import { MB } from '../../lib/bytes.ts';
import { AppError } from '../../lib/errors.ts';

/**
 * The body of a request, as far as it has come.
 * @param limit in bytes
 * @throws AppError `too_large`, as soon as that is known; `bad_request` when the caller hangs up before its end
 */
export async function readBytes(request: Request, limit: number): Promise<Buffer> {
  const refuse = () => {
    throw new AppError('too_large', `The body is larger than ${limit / MB} MB, which is the limit here.`);
  };
  if (Number(request.headers.get('content-length') ?? 0) > limit) refuse();
  const chunks: Uint8Array[] = [];
  for await (const chunk of upTo(limit, piecesOf(request), refuse)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The pieces, until there are more bytes of them than that. @param refuse throws */
export async function* upTo(
  limit: number,
  pieces: AsyncIterable<Uint8Array>,
  refuse: () => never,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.byteLength;
    if (size > limit) refuse();
    yield piece;
  }
}

/** Lets a request take so many seconds from now on. */
export type KeepOpen = (seconds: number) => void;

/** Of who sends nothing for so long, nothing more is expected. */
const STALLED_SECONDS = 60;

/**
 * The body of a request as it comes.
 * @param keepOpen for one that may take its time, which the server gives a body only as a whole
 * @throws AppError `bad_request` when the caller hangs up before its end
 */
export async function* piecesOf({ body }: Request, keepOpen?: KeepOpen): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of body ?? []) {
      keepOpen?.(STALLED_SECONDS);
      yield piece;
    }
  } catch {
    refuseCut();
  }
}

/** Callers hang up: nothing of that is for the log of those who run this. */
export function refuseCut(): never {
  throw new AppError('bad_request', 'The connection was closed before the whole body had come.');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for what is no UTF-8. */
export function readText(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
