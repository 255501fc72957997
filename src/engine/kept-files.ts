import type { HostFiles } from '../components/host.ts';
import type { Blobs } from '../db/blobs.ts';
import { MB } from '../lib/bytes.ts';
import { bytes } from '../lib/format.ts';
import { KeptFile } from '../lib/kept-file.ts';
import { isRecord } from '../lib/records.ts';

/** Bytes up to this many stay in memory: they are written into the result itself. */
const HELD = 4 * MB;
/** How deep results are looked through for files: deeper ones are no result of an action of ours. */
const MOST_LEVELS = 8;

/**
 * What a run does with bytes that are too many to hold.
 * @param atOnce bytes that an action is given in memory
 * @param hasAny whether any result of the run names a file: else nothing is looked through
 */
export function keptFiles(blobs: Blobs, atOnce: number, hasAny: () => boolean): HostFiles {
  const open = ({ hash, size }: KeptFile) => blobs.file(hash, size);
  const read = async (file: KeptFile) => Buffer.from(await open(file).arrayBuffer());
  return {
    open,
    take: (pieces) => taken(blobs, pieces),
    bytesIn(params, takes = []) {
      if (!hasAny()) return params;
      return withBytes(params, takes, read, budgetOf(atOnce, refuse));
    },
    smallIn(results) {
      if (!hasAny()) return results;
      return withBytes(
        results,
        [],
        read,
        budgetOf(atOnce, ({ size }) => ({ size })),
      );
    },
  };
}

async function taken(
  blobs: Blobs,
  pieces: AsyncIterable<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer> | KeptFile> {
  const first: Uint8Array[] = [];
  let size = 0;
  const rest = pieces[Symbol.asyncIterator]();
  while (size <= HELD) {
    const next = await rest.next();
    if (next.done) return Buffer.concat(first, size);
    first.push(next.value);
    size += next.value.byteLength;
  }
  const received = await blobs.receive(joined(first, rest));
  try {
    await received.keep();
  } catch (error) {
    received.drop();
    throw error;
  }
  return new KeptFile(received.hash, received.size);
}

async function* joined(first: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    // Each is let go once it is written.
    for (let piece = first.shift(); piece; piece = first.shift()) yield piece;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** Says of a file whether there is room for its bytes; what stands for it where there is not. */
type Budget = (file: KeptFile, input: string) => { fits: true } | { fits: false; instead: unknown };

function budgetOf(atOnce: number, instead: (file: KeptFile, input: string) => unknown): Budget {
  let left = atOnce;
  return (file, input) => {
    if (file.size > left) return { fits: false, instead: instead(file, input) };
    left -= file.size;
    return { fits: true };
  };
}

function refuse(file: KeptFile, input: string): never {
  throw new Error(
    `The input “${input}” holds a file of ${bytes(file.size)}, which is more than this action reads at once. HTTP, Amazon S3, SFTP and FTP send a file on whatever its size.`,
  );
}

type Read = (file: KeptFile) => Promise<Uint8Array>;

/** The same with bytes in place of files, but under the keys that take those. @throws Error of the budget; NotKept */
async function withBytes<P extends Record<string, unknown>>(
  params: P,
  takes: readonly string[],
  read: Read,
  budget: Budget,
): Promise<P> {
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(params))
    if (!takes.includes(key)) own[key] = await bytesOf(value, { input: key, read, budget }, 0);
  return { ...params, ...own };
}

type Reading = { input: string; read: Read; budget: Budget };

async function bytesOf(value: unknown, reading: Reading, depth: number): Promise<unknown> {
  if (value instanceof KeptFile) {
    const room = reading.budget(value, reading.input);
    return room.fits ? await reading.read(value) : room.instead;
  }
  if (depth > MOST_LEVELS || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(await bytesOf(item, reading, depth + 1));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (!isRecord(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const [key, field] of Object.entries(value)) {
    const own = await bytesOf(field, reading, depth + 1);
    if (own !== field) changed = { ...(changed ?? value), [key]: own };
  }
  return changed ?? value;
}
