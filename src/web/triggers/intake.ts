import type { Context } from 'hono';
import { bodyText } from '../../lib/body-data.ts';
import { charsetOf, decoded, markedCharset } from '../../lib/charset.ts';
import { codingsOf, unpackedBody } from '../../lib/content-coding.ts';
import { AppError } from '../../lib/errors.ts';
import { isBinary, isJson, isMultipart, isUrlEncoded } from '../../lib/media-type.ts';
import { multipartFields } from '../../lib/multipart.ts';
import { MultipartError } from '../../lib/multipart-reader.ts';
import { type Fields, formFields, hasMoreFields, MOST_FIELDS } from '../../lib/urlencoded.ts';
import { jsonDepthExceeds, MOST_LEVELS } from '../../lib/wire-depth.ts';
import type { StoredRequest } from '../../models/requests.ts';
import type { Upload } from './uploads.ts';

const MAX_HEADERS = 64 * 1024;

/** What of a call is known before its body is read: so much may be refused without reading it. */
export type Head = Omit<StoredRequest, 'body'> & { codings: ReturnType<typeof codingsOf> };

/**
 * The call without its body.
 * @throws AppError `too_large`, `bad_request` for too many parameters, `unsupported_media_type`
 */
export function readHead(c: Context, pathFragment: string): Head {
  const headers = headersOf(c);
  return {
    method: c.req.method,
    headers,
    queryParameters: queryOf(c),
    pathFragment,
    contentType: headers['content-type'] ?? '',
    codings: codingsOf(headers['content-encoding']),
  };
}

/**
 * The body without its codings, when its turn has come.
 * @param limit in bytes, also when it is unpacked
 * @throws AppError `too_large`, `bad_request` for what cannot be unpacked
 */
export async function unpackedUpload(
  { codings }: Head,
  upload: Upload,
  limit: number,
): Promise<Buffer<ArrayBuffer>> {
  await upload.turn();
  return codings.length > 0 ? Buffer.from(await unpackedBody(upload.bytes, codings, limit)) : upload.bytes;
}

/**
 * The whole call as it is stored.
 * @throws AppError `bad_request` for a body that is not what its content type says
 */
export function readCall(head: Head, bytes: Buffer<ArrayBuffer>): StoredRequest {
  const { method, headers, queryParameters, pathFragment, contentType } = head;
  const body = bodyOf(bytes, contentType);
  if (bytes.byteLength > 0) refuseUnreadable(body, contentType);
  return { method, headers, queryParameters, pathFragment, contentType, body };
}

// Ours are not for flows: whoever has them is signed in here as the person who has opened the address.
const OWN_COOKIE = /^\s*(__(host|secure)-)?(session|device|theme)\s*(=|$)/i;

/** Header names in lower case; credentials of this server are not kept. */
function headersOf(c: Context): Record<string, string> {
  const headers: Record<string, string> = {};
  let size = 0;
  c.req.raw.headers.forEach((value, name) => {
    size += name.length + value.length + 4;
    if (name === 'api-key') return;
    const kept = name === 'cookie' ? withoutOurs(value) : value;
    if (name !== 'cookie' || kept !== '') headers[name] = kept;
  });
  if (size > MAX_HEADERS)
    throw new AppError('too_large', 'The headers are larger than 64 KB, which is the limit.');
  return headers;
}

function withoutOurs(cookies: string): string {
  return cookies
    .split(';')
    .filter((cookie) => !OWN_COOKIE.test(cookie))
    .join(';')
    .trim();
}

function queryOf(c: Context): Fields<string> {
  const start = c.req.url.indexOf('?');
  if (start === -1) return {};
  const query = c.req.url.slice(start + 1);
  refuseManyFields(query, 'address', 'parameters');
  return formFields(query);
}

function refuseManyFields(text: string, where: string, what: string): void {
  if (hasMoreFields(text, MOST_FIELDS)) {
    throw new AppError(
      'bad_request',
      `The ${where} has more than ${MOST_FIELDS} ${what}, which is the limit.`,
    );
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text where it is UTF-8, with the mark that it may begin with; bytes where it is not, or is meant otherwise. */
function bodyOf(bytes: Buffer<ArrayBuffer>, contentType: string): StoredRequest['body'] {
  if (isBinary(contentType)) return { kind: 'bytes', bytes };
  const text = utf8Of(bytes);
  const charset = markedCharset(bytes) === 'utf-8' ? undefined : charsetOf(contentType);
  // A charset that is not known says nothing.
  const meant = charset === undefined ? undefined : decoded(bytes, charset);
  return text === undefined || (meant ?? text) !== text ? { kind: 'bytes', bytes } : { kind: 'text', text };
}

function utf8Of(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A body that is not what its type says is told at once, while its sender listens. */
function refuseUnreadable(body: StoredRequest['body'], contentType: string): void {
  if (isMultipart(contentType)) refuseBadParts(body, contentType);
  else if (isJson(contentType)) refuseBadJson(textOf(body, contentType));
  else if (isUrlEncoded(contentType)) refuseManyFields(textOf(body, contentType) ?? '', 'body', 'fields');
}

function textOf(body: StoredRequest['body'], contentType: string): string | undefined {
  if (body.kind === 'value') return undefined;
  return bodyText(body.kind === 'text' ? body.text : body.bytes, contentType);
}

function refuseBadParts(body: StoredRequest['body'], contentType: string): void {
  if (body.kind === 'value') return;
  try {
    multipartFields(body.kind === 'text' ? Buffer.from(body.text) : body.bytes, contentType);
  } catch (error) {
    if (!(error instanceof MultipartError)) throw error;
    throw new AppError(
      'bad_request',
      `The body is not multipart form data as its content type says. ${error.message}`,
    );
  }
}

function refuseBadJson(text: string | undefined): void {
  if (text === undefined) {
    throw new AppError(
      'bad_request',
      'The body is not text in the charset that its content type names (UTF-8 unless it names one), but it says JSON.',
    );
  }
  if (jsonDepthExceeds(text, MOST_LEVELS)) {
    throw new AppError(
      'bad_request',
      `The JSON of the body is nested deeper than ${MOST_LEVELS} levels, which is the limit.`,
    );
  }
  try {
    JSON.parse(text);
  } catch {
    throw new AppError(
      'bad_request',
      'The body is not valid JSON, but its content type says so. Correct the body or the content type.',
    );
  }
}
