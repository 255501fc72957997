import { AppError } from '../../lib/errors.ts';
import { isMultipart } from '../../lib/media-type.ts';
import { MultipartError, multipartReader, type PartEvent } from '../../lib/multipart-reader.ts';
import { type KeepOpen, piecesOf } from './bodies.ts';
import { type Form, formOf, readForm } from './form.ts';

/** A file that somebody sends, as it comes: it is read before the next one. */
export type SentFile = { name: string; content: AsyncIterable<Uint8Array> };

export const NO_FILES: AsyncIterable<SentFile> = (async function* () {})();

/** A form whose files are too large for memory: what precedes them is read, they come while they are asked for. */
export type StreamedForm = { form: Form; files: AsyncIterable<SentFile> };

/** One form brings at most so many files. */
export const MOST_FILES = 20;

/** Of the fields together, in bytes, and how many there are. */
const FIELDS = { bytes: 64 * 1024, count: 100 };

/**
 * Reads a form up to its first file; fields after that are left out.
 * @param limitMb of a form without files
 * @throws AppError as `readForm`
 */
export async function readStreamedForm(
  request: Request,
  limitMb: number,
  keepOpen: KeepOpen,
): Promise<StreamedForm> {
  const type = request.headers.get('content-type') ?? '';
  if (!isMultipart(type)) return { form: await readForm(request, limitMb), files: NO_FILES };
  const events = readingOf(piecesOf(request, keepOpen), type);
  const entries: [string, string][] = [];
  for (let size = 0; ; ) {
    const { value: event } = await events.next();
    if (event === undefined) return { form: formOf(entries), files: NO_FILES };
    if (event === 'end' || !('head' in event)) continue;
    const { name, fileName } = event.head;
    if (fileName !== undefined) return { form: formOf(entries), files: filesOf(fileName, events) };
    const text = await textOf(contentOf(events), FIELDS.bytes - size);
    size += name.length + text.byteLength;
    if (entries.push([name, text.toString('utf8')]) > FIELDS.count) refuseFields();
  }
}

async function* readingOf(
  pieces: AsyncIterable<Uint8Array>,
  type: string,
): AsyncGenerator<PartEvent, undefined> {
  try {
    const reader = multipartReader(type);
    for await (const piece of pieces) yield* reader.read(piece);
    reader.end();
  } catch (error) {
    if (!(error instanceof MultipartError)) throw error;
    throw new AppError('bad_request', 'The form could not be read. Fill it in again.');
  }
}

async function* filesOf(
  first: string,
  events: AsyncGenerator<PartEvent, undefined>,
): AsyncGenerator<SentFile> {
  let count = 0;
  try {
    for (let name: string | undefined = first; name !== undefined; name = await nextFile(events)) {
      const content = contentOf(events);
      const begun = await content.next();
      // A field of files in which none was chosen is sent as one without a name and with nothing in it.
      if (name === '' && begun.done) continue;
      if (++count > MOST_FILES)
        throw new AppError('too_large', `These are more than ${MOST_FILES} files. Send fewer at once.`);
      yield { name, content: from(begun, content) };
    }
  } finally {
    await events.return(undefined);
  }
}

/** Passes over what nobody has read of the one before. */
async function nextFile(events: AsyncGenerator<PartEvent, undefined>): Promise<string | undefined> {
  for (;;) {
    const { value: event } = await events.next();
    if (event === undefined) return undefined;
    if (event !== 'end' && 'head' in event && event.head.fileName !== undefined) return event.head.fileName;
  }
}

/** Of the part that has begun. */
async function* contentOf(events: AsyncGenerator<PartEvent, undefined>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { value: event } = await events.next();
    if (event === undefined || event === 'end') return;
    if ('piece' in event) yield event.piece;
  }
}

async function* from<T>(begun: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (begun.done) return;
  yield begun.value;
  yield* rest;
}

async function textOf(content: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.byteLength;
    if (size > most) refuseFields();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function refuseFields(): never {
  throw new AppError(
    'too_large',
    'The fields of this form hold more than anybody types. Leave something out.',
  );
}
