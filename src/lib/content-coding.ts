import { promisify } from 'node:util';
import type { ZlibOptions } from 'node:zlib';
import { AppError, messageOf } from './errors.ts';

type Coding = 'gzip' | 'deflate' | 'br';

const CODINGS: Record<string, Coding> = { gzip: 'gzip', 'x-gzip': 'gzip', deflate: 'deflate', br: 'br' };
/** Nobody packs a body more often. */
const MOST_CODINGS = 3;

/**
 * How a body was packed for its way, by its `Content-Encoding`; the last was done last.
 * @throws AppError `unsupported_media_type` for a coding that is not known here
 */
export function codingsOf(header: string | undefined): Coding[] {
  if (header === undefined) return [];
  const names = header.split(',').map((name) => name.trim().toLowerCase());
  const codings = names.flatMap((name) =>
    name === '' || name === 'identity' ? [] : (CODINGS[name] ?? 'none'),
  );
  if (codings.length > MOST_CODINGS || codings.includes('none')) {
    throw new AppError(
      'unsupported_media_type',
      `The content encoding ${header.slice(0, 100)} is not read here: send the body as it is, or as gzip, deflate or br.`,
    );
  }
  return codings.filter((coding) => coding !== 'none');
}

/**
 * The body as it was before it was packed. It is never made larger than the limit.
 * @throws AppError `bad_request` when it cannot be unpacked; `too_large`
 */
export async function unpackedBody(packed: Buffer, codings: Coding[], limit: number): Promise<Buffer> {
  let bytes = packed;
  for (const coding of codings.toReversed()) {
    if (bytes.byteLength > 0) bytes = await unpackedOnce(bytes, coding, limit);
  }
  return bytes;
}

async function unpackedOnce(bytes: Buffer, coding: Coding, limit: number): Promise<Buffer> {
  // Loaded with the first body that is packed: most never are, and it takes a megabyte.
  const { brotliDecompress, gunzip, inflate, inflateRaw } = await import('node:zlib');
  const unpack = { gzip: gunzip, br: brotliDecompress, deflate: hasZlibHead(bytes) ? inflate : inflateRaw };
  try {
    return await promisify<Buffer, ZlibOptions, Buffer>(unpack[coding])(bytes, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw new AppError('too_large', 'The body is larger than the limit when it is unpacked.');
    throw new AppError(
      'bad_request',
      `The body is not ${coding}, but its content encoding says so (${messageOf(error)}).`,
    );
  }
}

/** `deflate` means zlib's form, but many send the bare one. */
function hasZlibHead(bytes: Buffer): boolean {
  return bytes.byteLength > 1 && (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}
