import { textOfBytes } from './charset.ts';
import { isJson, parametersOf } from './media-type.ts';
import { type Fields, gathered, MOST_FIELDS } from './urlencoded.ts';
import { jsonDepthExceeds, MOST_LEVELS } from './wire-depth.ts';

/** One part of a form: JSON as its value, other text as text, and files as their bytes. */
export type FormPart = { data: unknown; contentType: string; fileName?: string };

/** The body is no multipart form, or ends before its end. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
}

const LONGEST_HEAD = 16_384;
const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * The parts of a multipart form (RFC 7578) by name.
 * @throws MultipartError for anything but a whole form of at most 10,000 parts
 */
export function multipartFields(bytes: Uint8Array, contentType: string): Fields<FormPart> {
  const boundary = parametersOf(contentType).get('boundary') ?? '';
  if (boundary === '') throw new MultipartError('Its content type names no boundary between the parts.');
  return gathered(partsIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), boundary));
}

function* partsIn(bytes: Buffer, boundary: string): Generator<[string, FormPart]> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  let count = 0;
  for (let at = firstPart(bytes, delimiter); at !== undefined; ) {
    if (++count > MOST_FIELDS) throw new MultipartError(`It has more than ${MOST_FIELDS} parts.`);
    const endOfHead = bytes.indexOf(END_OF_HEAD, at - 2);
    if (endOfHead === -1 || endOfHead - at > LONGEST_HEAD)
      throw new MultipartError('The head of a part has no end.');
    // The line break of an empty head is also the one before the next boundary, where the content is empty.
    const end = bytes.indexOf(delimiter, endOfHead + 2);
    if (end === -1) throw new MultipartError('It ends before its last boundary.');
    const content = bytes.subarray(Math.min(endOfHead + 4, end), end);
    yield partOf(bytes.toString('utf8', at, Math.max(at, endOfHead)), content);
    at = afterDelimiter(bytes, end + delimiter.byteLength);
  }
}

function firstPart(bytes: Buffer, delimiter: Buffer): number | undefined {
  const bare = delimiter.subarray(2);
  if (bytes.subarray(0, bare.byteLength).equals(bare)) return afterDelimiter(bytes, bare.byteLength);
  const at = bytes.indexOf(delimiter);
  if (at === -1) throw new MultipartError('It has no boundary as its content type names it.');
  return afterDelimiter(bytes, at + delimiter.byteLength);
}

const DASH = 45;
const [CR, LF, SPACE, TAB] = [13, 10, 32, 9];

/** Where the next part begins; undefined after the last boundary. */
function afterDelimiter(bytes: Buffer, from: number): number | undefined {
  if (bytes[from] === DASH && bytes[from + 1] === DASH) return undefined;
  let at = from;
  while (bytes[at] === SPACE || bytes[at] === TAB) at += 1;
  if (bytes[at] === CR && bytes[at + 1] === LF) return at + 2;
  throw new MultipartError('A boundary is followed by neither a line break nor two dashes.');
}

function partOf(head: string, content: Buffer): [string, FormPart] {
  const disposition = headerIn(head, 'content-disposition');
  const parameters = parametersOf(disposition);
  const name = parameters.get('name');
  if (!/^form-data\b/i.test(disposition) || name === undefined)
    throw new MultipartError('A part has no name.');
  const fileName = extendedName(parameters.get('filename*')) ?? parameters.get('filename');
  const isFile = fileName !== undefined;
  const contentType = headerIn(head, 'content-type') || (isFile ? 'application/octet-stream' : 'text/plain');
  const data = dataOf(content, contentType, isFile);
  return [
    unescapedName(name),
    { data, contentType, ...(isFile ? { fileName: unescapedName(fileName) } : {}) },
  ];
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

function dataOf(content: Buffer, contentType: string, isFile: boolean): unknown {
  if (isJson(contentType)) return jsonIn(textOfBytes(content, contentType));
  const isText = !isFile && /^text\//i.test(contentType);
  return isText ? textOfBytes(content, contentType) : Buffer.from(content);
}

function jsonIn(text: string): unknown {
  if (jsonDepthExceeds(text, MOST_LEVELS)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
