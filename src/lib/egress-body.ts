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
  // Servers have always disagreed on whether "deflate" has a zlib header.
  return promisify(((bytes[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw);
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
