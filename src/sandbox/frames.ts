/** One message between server and child: `u32 length of the payload, u8 kind, u32 call, payload`, little-endian. */
export type Frame = { kind: number; call: number; payload: Buffer };

export const FRAME = { run: 0, ready: 1, log: 2, result: 3, error: 4 } as const;

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

export class FrameError extends Error {}

/** Cuts a stream of bytes into frames; a length over the kind's limit is refused before any of it is kept. */
export class FrameReader {
  readonly #limitOf: (kind: number) => number;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #wanted = HEADER;

  constructor(limitOf: (kind: number) => number) {
    this.#limitOf = limitOf;
  }

  /** @throws FrameError when the sender does not keep to the format */
  read(chunk: Uint8Array): Frame[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const frames: Frame[] = [];
    while (this.#size >= this.#wanted) {
      const frame = this.#take();
      if (frame) frames.push(frame);
    }
    return frames;
  }

  /** Called only when what is wanted is there, so that many small chunks of one large frame are joined once. */
  #take(): Frame | undefined {
    const [first] = this.#chunks;
    const bytes =
      this.#chunks.length === 1 && first
        ? Buffer.from(first.buffer, first.byteOffset, first.byteLength)
        : Buffer.concat(this.#chunks);
    this.#chunks = [bytes];
    const length = bytes.readUInt32LE(0);
    const kind = bytes.readUInt8(4);
    if (length > this.#limitOf(kind)) throw new FrameError(`a message of kind ${kind} with ${length} bytes`);
    const end = HEADER + length;
    this.#wanted = end;
    if (bytes.length < end) return undefined;
    const rest = bytes.subarray(end);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    this.#wanted = HEADER;
    return { kind, call: bytes.readUInt32LE(5), payload: bytes.subarray(HEADER, end) };
  }
}
