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
  let size = 0;
  for await (const chunk of wholeOf(request)) {
    size += chunk.byteLength;
    if (size > limit) refuse();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* wholeOf({ body }: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
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
