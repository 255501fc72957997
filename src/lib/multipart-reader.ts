import { parametersOf } from './media-type.ts';

/** The body is no multipart form, or ends before its end. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
}

/** What the head of a part says. */
export type PartHead = { name: string; contentType: string; fileName?: string };

/** What comes of a form: a part begins, has a piece of content, ends. */
export type PartEvent = { head: PartHead } | { piece: Buffer } | 'end';

/** A multipart form (RFC 7578), in as many pieces as it comes in: no more of it is kept than a head or a boundary. */
export type MultipartReader = {
  /** What that piece brings; its pieces of content are parts of it where they can be. @throws MultipartError */
  read(piece: Uint8Array): Generator<PartEvent>;
  /** @throws MultipartError when its last boundary has not come */
  end(): void;
};

const LONGEST_HEAD = 16_384;
const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LINE_BREAK = Buffer.from('\r\n');
const [CR, LF, SPACE, TAB, DASH] = [13, 10, 32, 9, 45];

/** @throws MultipartError for a content type that names no boundary */
export function multipartReader(contentType: string): MultipartReader {
  const boundary = parametersOf(contentType).get('boundary') ?? '';
  if (boundary === '') throw new MultipartError('Its content type names no boundary between the parts.');
  return new Reader(Buffer.from(`\r\n--${boundary}`));
}

type State = 'before the first' | 'after a boundary' | 'head' | 'content' | 'after the last';

class Reader implements MultipartReader {
  readonly #delimiter: Buffer;
  /** What has come and is still to be told; the first boundary may do without its line break. */
  #rest: Buffer = LINE_BREAK;
  #state: State = 'before the first';
  /** Of the content, how much of its beginning is still the end of its head. */
  #skip = 0;

  constructor(delimiter: Buffer) {
    this.#delimiter = delimiter;
  }

  *read(piece: Uint8Array): Generator<PartEvent> {
    const more = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    this.#rest = this.#rest.byteLength === 0 ? more : Buffer.concat([this.#rest, more]);
    while (this.#state !== 'after the last') {
      const before = this.#state;
      yield* this.#step();
      if (this.#state === before) return;
    }
    this.#rest = Buffer.alloc(0);
  }

  end(): void {
    if (this.#state === 'before the first')
      throw new MultipartError('It has no boundary as its content type names it.');
    if (this.#state === 'head') throw new MultipartError('The head of a part has no end.');
    if (this.#state !== 'after the last') throw new MultipartError('It ends before its last boundary.');
  }

  /** Goes on to the next state as soon as what has come suffices. */
  *#step(): Generator<PartEvent> {
    if (this.#state === 'before the first') {
      const at = this.#rest.indexOf(this.#delimiter);
      this.#drop(at === -1 ? this.#possibleStart() : at + this.#delimiter.byteLength);
      if (at !== -1) this.#state = 'after a boundary';
    } else if (this.#state === 'after a boundary') {
      this.#readEndOfBoundary();
    } else if (this.#state === 'head') {
      const head = this.#readHead();
      if (head) yield { head };
    } else {
      yield* this.#readContent();
    }
  }

  #drop(bytes: number): void {
    this.#rest = this.#rest.subarray(bytes);
  }

  /** From where on the rest may be the beginning of a boundary. */
  #possibleStart(): number {
    return Math.max(0, this.#rest.byteLength - this.#delimiter.byteLength + 1);
  }

  #readEndOfBoundary(): void {
    let padding = 0;
    while (this.#rest[padding] === SPACE || this.#rest[padding] === TAB) padding += 1;
    const [first, second] = this.#rest.subarray(padding, padding + 2);
    if (second === undefined && padding < LONGEST_HEAD) return;
    if (padding === 0 && first === DASH && second === DASH) {
      this.#state = 'after the last';
    } else if (first === CR && second === LF) {
      // The line break stays: the one after an empty head follows at once.
      this.#drop(padding);
      this.#state = 'head';
    } else {
      throw new MultipartError('A boundary is followed by neither a line break nor two dashes.');
    }
  }

  #readHead(): PartHead | undefined {
    const end = this.#rest.indexOf(END_OF_HEAD);
    if ((end === -1 ? this.#rest.byteLength : end) > LONGEST_HEAD)
      throw new MultipartError('The head of a part has no end.');
    if (end === -1) return undefined;
    const head = headOf(this.#rest.toString('utf8', LINE_BREAK.byteLength, Math.max(end, 2)));
    // Its last line break is also the one before the next boundary, where the content is empty.
    this.#drop(end + LINE_BREAK.byteLength);
    this.#skip = LINE_BREAK.byteLength;
    this.#state = 'content';
    return head;
  }

  *#readContent(): Generator<PartEvent> {
    const at = this.#rest.indexOf(this.#delimiter);
    const end = at === -1 ? this.#possibleStart() : at;
    if (end > this.#skip) {
      yield { piece: this.#rest.subarray(this.#skip, end) };
      this.#skip = 0;
      this.#drop(end);
    } else if (at !== -1) {
      this.#drop(end);
    }
    if (at === -1) return;
    this.#drop(this.#delimiter.byteLength);
    this.#state = 'after a boundary';
    yield 'end';
  }
}

function headOf(head: string): PartHead {
  const disposition = headerIn(head, 'content-disposition');
  const parameters = parametersOf(disposition);
  const name = parameters.get('name');
  if (!/^form-data\b/i.test(disposition) || name === undefined)
    throw new MultipartError('A part has no name.');
  const fileName = extendedName(parameters.get('filename*')) ?? parameters.get('filename');
  const isFile = fileName !== undefined;
  const contentType = headerIn(head, 'content-type') || (isFile ? 'application/octet-stream' : 'text/plain');
  return { name: unescapedName(name), contentType, ...(isFile ? { fileName: unescapedName(fileName) } : {}) };
}

function headerIn(head: string, name: string): string {
  const lines = head.split('\r\n');
  const line = lines.find((each) => each.slice(0, each.indexOf(':')).trim().toLowerCase() === name);
  return line === undefined ? '' : line.slice(line.indexOf(':') + 1).trim();
}

/** As browsers write quotes and line breaks in names. */
function unescapedName(name: string): string {
  return name.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
}

function extendedName(value: string | undefined): string | undefined {
  const encoded = value === undefined ? undefined : /^utf-8'[^']*'(.*)$/i.exec(value)?.[1];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
