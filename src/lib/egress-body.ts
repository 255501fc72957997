import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { codeOf, EgressError } from './egress-errors.ts';

type Cap = { host: string; maxBytes: number };

// Two are already unusual; a long list is only good for making us work.
const MOST_ENCODINGS = 3;

/** Statuses that have no body, whatever the headers say. */
export const hasNoBody = (method: string, status: number): boolean =>
  method === 'HEAD' || status === 204 || status === 205 || status === 304;

/** Reads a body to its end, as it came and as it decompresses at most `maxBytes` long. */
export async function readBody(response: Response, cap: Cap): Promise<Buffer<ArrayBuffer>> {
  if (Number(response.headers.get('content-length') ?? 0) > cap.maxBytes) {
    await response.body?.cancel();
    throw tooLarge(cap);
  }
  let bytes = await collect(response, cap);
  if (bytes.length === 0) return bytes;
  for (const encoding of encodingsOf(response, cap).reverse()) bytes = await decode(bytes, encoding, cap);
  return bytes;
}

/** The body as it decompresses, in pieces, at most `maxBytes` long as it comes and as it decompresses. */
export async function* piecesOf(response: Response, cap: Cap): AsyncGenerator<Uint8Array> {
  const encodings = encodingsOf(response, cap);
  let pieces = capped(response.body ?? [], cap);
  for (const encoding of encodings.reverse()) pieces = capped(unpacked(pieces, encoding, cap), cap);
  yield* pieces;
}

async function* capped(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  cap: Cap,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const piece of pieces) {
    length += piece.byteLength;
    if (length > cap.maxBytes) throw tooLarge(cap);
    yield piece;
  }
}

async function* unpacked(
  pieces: AsyncIterable<Uint8Array>,
  encoding: string,
  { host }: Cap,
): AsyncGenerator<Uint8Array> {
  const zlib = await import('node:zlib');
  const { pipeline, Readable } = await import('node:stream');
  const [first, all] = await firstOf(pieces);
  const made: Record<string, () => Transform> = {
    gzip: zlib.createGunzip,
    'x-gzip': zlib.createGunzip,
    br: zlib.createBrotliDecompress,
    zstd: zlib.createZstdDecompress,
    deflate: hasZlibHeader(first) ? zlib.createInflate : zlib.createInflateRaw,
  };
  if (first === undefined) return;
  const unpack = made[encoding]?.();
  if (!unpack) throw new EgressError('encoding', `The answer of ${host} is encoded as "${encoding}"`);
  let failure: unknown;
  // Whoever reads is told by the end of what it reads.
  pipeline(Readable.from(all), unpack, () => undefined);
  try {
    for await (const piece of unpack) yield piece;
  } catch (thrown) {
    failure = thrown;
  }
  if (failure === undefined) return;
  if (failure instanceof EgressError) throw failure;
  throw new EgressError(
    'encoding',
    `The answer of ${host} is not valid ${encoding} data (${codeOf(failure)})`,
  );
}

/** The first piece, and all of them. */
async function firstOf(
  pieces: AsyncIterable<Uint8Array>,
): Promise<[Uint8Array | undefined, AsyncIterable<Uint8Array>]> {
  const rest = pieces[Symbol.asyncIterator]();
  const first = await rest.next();
  async function* all() {
    try {
      for (let next = first; !next.done; next = await rest.next()) yield next.value;
    } finally {
      await rest.return?.();
    }
  }
  return [first.done ? undefined : first.value, all()];
}

/** Servers have always disagreed on whether "deflate" has a zlib header. */
const hasZlibHeader = (bytes: Uint8Array | undefined) => ((bytes?.[0] ?? 0) & 0x0f) === 8;

async function collect(response: Response, cap: Cap): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop by throwing cancels the stream, which closes the connection: nothing more is received.
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > cap.maxBytes) throw tooLarge(cap);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

function encodingsOf(response: Response, { host }: Cap): string[] {
  const header = response.headers.get('content-encoding') ?? '';
  const encodings = header.toLowerCase().split(',');
  const names = encodings.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
  if (names.length > MOST_ENCODINGS) {
    throw new EgressError('encoding', `The answer of ${host} is compressed ${names.length} times over`);
  }
  return names;
}

type Decoder = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer<ArrayBuffer>>;

async function decoderOf(encoding: string, bytes: Uint8Array): Promise<Decoder | undefined> {
  // Loaded with the first answer that is compressed: it takes a megabyte.
  const { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } = await import('node:zlib');
  if (encoding === 'gzip' || encoding === 'x-gzip') return promisify(gunzip);
  if (encoding === 'br') return promisify(brotliDecompress);
  if (encoding === 'zstd') return promisify(zstdDecompress);
  if (encoding !== 'deflate') return undefined;
  return promisify(hasZlibHeader(bytes) ? inflate : inflateRaw);
}

async function decode(bytes: Buffer<ArrayBuffer>, encoding: string, cap: Cap): Promise<Buffer<ArrayBuffer>> {
  const decoder = await decoderOf(encoding, bytes);
  if (!decoder) throw new EgressError('encoding', `The answer of ${cap.host} is encoded as "${encoding}"`);
  try {
    return await decoder(bytes, { maxOutputLength: cap.maxBytes });
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(cap);
    throw new EgressError('encoding', `The answer of ${cap.host} is not valid ${encoding} data (${code})`);
  }
}

function tooLarge({ host, maxBytes }: Cap): EgressError {
  const size = maxBytes >= 1e6 ? `${Math.floor(maxBytes / 1e6)} MB` : `${maxBytes} bytes`;
  return new EgressError(
    'too_large',
    `The answer of ${host} is larger than ${size}, the most that one response may hold: ask for less at a time`,
  );
}
