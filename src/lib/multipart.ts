import { textOfBytes } from './charset.ts';
import { isJson } from './media-type.ts';
import { MultipartError, type MultipartReader, multipartReader, type PartHead } from './multipart-reader.ts';
import { type Fields, gathered, MOST_FIELDS } from './urlencoded.ts';
import { jsonDepthExceeds, MOST_LEVELS } from './wire-depth.ts';

/** One part of a form: JSON as its value, other text as text, and files as their bytes. */
export type FormPart = { data: unknown; contentType: string; fileName?: string };

/**
 * The parts of a multipart form (RFC 7578) by name.
 * @throws MultipartError for anything but a whole form of at most 10,000 parts
 */
export function multipartFields(bytes: Uint8Array, contentType: string): Fields<FormPart> {
  return gathered(partsIn(bytes, multipartReader(contentType)));
}

function* partsIn(bytes: Uint8Array, reader: MultipartReader): Generator<[string, FormPart]> {
  let count = 0;
  let part: { head: PartHead; pieces: Buffer[] } | undefined;
  for (const event of reader.read(bytes)) {
    if (event === 'end') {
      if (part) yield [part.head.name, partOf(part.head, Buffer.concat(part.pieces))];
    } else if ('piece' in event) {
      part?.pieces.push(event.piece);
    } else {
      if (++count > MOST_FIELDS) throw new MultipartError(`It has more than ${MOST_FIELDS} parts.`);
      part = { head: event.head, pieces: [] };
    }
  }
  reader.end();
}

function partOf({ contentType, fileName }: PartHead, content: Buffer): FormPart {
  const isFile = fileName !== undefined;
  return { data: dataOf(content, contentType, isFile), contentType, ...(isFile ? { fileName } : {}) };
}

function dataOf(content: Buffer, contentType: string, isFile: boolean): unknown {
  if (isJson(contentType)) return jsonIn(textOfBytes(content, contentType));
  const isText = !isFile && /^text\//i.test(contentType);
  return isText ? textOfBytes(content, contentType) : content;
}

function jsonIn(text: string): unknown {
  if (jsonDepthExceeds(text, MOST_LEVELS)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
