import { decode, jsonDepthExceeds } from '../lib/wire.ts';

/** One message between server and child: `u32 length of the payload, u8 kind, u32 call, payload`, little-endian. */
export type Frame = { kind: number; call: number; payload: Buffer };

export const FRAME = {
  run: 0,
  ready: 1,
  log: 2,
  result: 3,
  error: 4,
  leftovers: 5,
  load: 6,
  open: 7,
  call: 8,
  request: 9,
  answer: 10,
} as const;

const HEADER = 9;

export function frameOf(kind: number, call: number, text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEADER + length);
  frame.writeUInt32LE(length, 0);
  frame.writeUInt8(kind, 4);
  frame.writeUInt32LE(call, 5);
  frame.write(text, HEADER);
  return frame;
}

/** Typed forms nest deeper than the value they stand for. */
const MOST_DEPTH = 1100;

/** @throws what is wrong with it */
export function messageIn(payload: Buffer): unknown {
  const text = payload.toString();
  if (jsonDepthExceeds(text, MOST_DEPTH)) throw new Error('a message that nests too deeply');
  return decode(text, { files: false });
}

export class FrameError extends Error {}

/**
 * Cuts a stream of bytes into frames; a length over the kind's limit is refused before any of it is kept. What is kept
 * lies in one buffer that grows with it, so that a frame costs the same in however many pieces it arrives.
 */
export class FrameReader {
  readonly #limitOf: (kind: number) => number;
  #kept: Buffer = Buffer.alloc(0);
  #size = 0;

  constructor(limitOf: (kind: number) => number) {
    this.#limitOf = limitOf;
  }

  /** @throws FrameError when the sender does not keep to the format */
  read(chunk: Uint8Array): Frame[] {
    const bytes =
      this.#size === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : this.#keep(chunk);
    const frames: Frame[] = [];
    let at = 0;
    for (let end = this.#endOf(bytes, at); end <= bytes.length; end = this.#endOf(bytes, at)) {
      frames.push({
        kind: bytes.readUInt8(at + 4),
        call: bytes.readUInt32LE(at + 5),
        payload: bytes.subarray(at + HEADER, end),
      });
      at = end;
    }
    const isKept = at === 0 && this.#size > 0;
    if (!isKept) this.#keepOnly(bytes.subarray(at));
    return frames;
  }

  /** Where the frame that begins here ends; endless while its header is not whole. */
  #endOf(bytes: Buffer, at: number): number {
    if (bytes.length < at + HEADER) return Number.POSITIVE_INFINITY;
    const length = bytes.readUInt32LE(at);
    const kind = bytes.readUInt8(at + 4);
    if (length > this.#limitOf(kind)) throw new FrameError(`a message of kind ${kind} with ${length} bytes`);
    return at + HEADER + length;
  }

  /** In a buffer of its own: frames that were handed out look into the old one. */
  #keepOnly(rest: Buffer): void {
    this.#kept = Buffer.alloc(0);
    this.#size = 0;
    if (rest.length > 0) this.#keep(rest);
  }

  /** Adds to what is kept, and answers all of it. */
  #keep(chunk: Uint8Array): Buffer {
    const size = this.#size + chunk.length;
    if (size > this.#kept.length) {
      const grown = Buffer.allocUnsafe(Math.max(size, 2 * this.#kept.length));
      this.#kept.copy(grown, 0, 0, this.#size);
      this.#kept = grown;
    }
    this.#kept.set(chunk, this.#size);
    this.#size = size;
    return this.#kept.subarray(0, size);
  }
}
