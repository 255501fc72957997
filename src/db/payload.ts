import { inTurns } from '../lib/in-turns.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { bytesOf } from '../lib/text-pieces.ts';
import type { Blobs } from './blobs.ts';

/** Text as it is stored: a tag, then the text itself, its zstd, or the name of a blob file, which has so many bytes. */
export type Packed = { bytes: Buffer; blob?: string; blobBytes?: number };

/** How many bytes it takes, in the row and in a file. */
export function packedSize({ bytes, blobBytes = 0 }: Packed): number {
  return bytes.byteLength + blobBytes;
}

const PLAIN = 0;
const ZSTD = 1;
const BLOB = 2;
const COMPRESS_OVER = 1024;
const BLOB_OVER = 256 * 1024;
/** Characters, or bytes once compressed, from which on a thread is worth its way. */
const LARGE = 128 * 1024;
/** Characters, with at most three bytes each. */
const SMALL = BLOB_OVER / 4;

/** Ready to be stored, where the text is so small that it lies in the row in any case; undefined where it is not. */
export function packedAtOnce(text: string): Packed | undefined {
  return text.length > SMALL ? undefined : { bytes: packInline(text) };
}

/** Ready to be stored; what is large is written to a blob file (and is on disk) before this resolves. */
export async function pack(text: string, blobs: Blobs): Promise<Packed> {
  const made = packInRow(text);
  const bytes = made instanceof Promise ? await made : made;
  if (bytes.byteLength <= BLOB_OVER) return { bytes };
  const blob = await blobs.put(bytes);
  return { bytes: tagged(BLOB, Buffer.from(blob, 'utf8')), blob, blobBytes: bytes.byteLength };
}

/** Ready to be stored in the row itself, however large: at once where it is small. */
export function packInRow(text: string): Buffer | Promise<Buffer> {
  return text.length > LARGE ? packLarge(text) : packInline(text);
}

/** The same, at once. */
export function packInline(text: string): Buffer {
  // The tag as a character of the text: most payloads are small, and are then copied once.
  const plain = Buffer.from(`${String.fromCharCode(PLAIN)}${text}`, 'utf8');
  if (plain.byteLength - 1 <= COMPRESS_OVER) return plain;
  const small = Bun.zstdCompressSync(plain.subarray(1), { level: 1 });
  return small.byteLength + 1 < plain.byteLength ? tagged(ZSTD, small) : plain;
}

/** The same bytes as `packInline` makes, compressed by a thread of the runtime: it would hold up the server's own. */
async function packLarge(text: string): Promise<Buffer> {
  // The first byte is for the tag, so that large bytes need not be copied.
  const plain = await inTurns(bytesOf(text, 1));
  plain[0] = PLAIN;
  const small = await Bun.zstdCompress(plain.subarray(1), { level: 1 });
  return small.byteLength + 1 < plain.byteLength ? tagged(ZSTD, small) : plain;
}

const APART = 'blob.';

/** A sealed text as it is stored in a column of text: itself, or the name of a file, which has so many bytes. */
export type PackedSeal = { text: string; blob?: string; blobBytes?: number };

export async function packSealed(text: string, blobs: Blobs): Promise<PackedSeal> {
  if (text.length <= BLOB_OVER) return { text };
  const { blob, blobBytes = 0 } = await pack(text, blobs);
  return blob === undefined ? { text } : { text: `${APART}${blob}`, blob, blobBytes };
}

/** @throws NotKept when the file that it lies in is gone or damaged */
export async function unpackSealed(stored: string, blobs: Blobs): Promise<string> {
  return stored.startsWith(APART) ? await unpack(await blobs.get(stored.slice(APART.length)), blobs) : stored;
}

async function unpackLarge(bytes: Buffer): Promise<string> {
  const text = (await Bun.zstdDecompress(bytes)).toString('utf8');
  await nextTurn();
  return text;
}

/** Whether it lies in a file of its own: then it is large, and reading it takes its time. */
export function isApart(bytes: Uint8Array): boolean {
  return bytes[0] === BLOB;
}

/** Whether the file that it lies in is gone. */
export function isLost(bytes: Uint8Array, blobs: Blobs): boolean {
  return isApart(bytes) && !blobs.has(Buffer.from(bytes.subarray(1)).toString('utf8'));
}

/** @throws NotKept when the file that it lies in is gone or damaged */
export async function unpack(bytes: Uint8Array, blobs: Blobs): Promise<string> {
  const rest = Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1);
  switch (bytes[0]) {
    case PLAIN:
      return rest.toString('utf8');
    case ZSTD:
      return rest.byteLength > LARGE
        ? await unpackLarge(rest)
        : Bun.zstdDecompressSync(rest).toString('utf8');
    case BLOB:
      return await unpack(await blobs.get(rest.toString('utf8')), blobs);
    default:
      throw new Error('A stored payload has an unknown form.');
  }
}

function tagged(tag: number, bytes: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(bytes.byteLength + 1);
  out[0] = tag;
  out.set(bytes, 1);
  return out;
}
