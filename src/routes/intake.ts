import type { Context } from 'hono';
import { AppError } from '../lib/errors.ts';
import { jsonDepthExceeds } from '../lib/wire.ts';
import { isJson, type StoredRequest } from '../models/requests.ts';
import { refuseCut } from './bodies.ts';

const MAX_HEADERS = 64 * 1024;
const MAX_DEPTH = 512;
const MB = 1024 * 1024;

/**
 * The HTTP call as it is stored.
 * @throws AppError `too_large`, or `bad_request` for JSON that is none
 */
export async function readCall(c: Context, pathFragment: string, maxBodyMb: number): Promise<StoredRequest> {
  const headers = headersOf(c);
  const contentType = headers['content-type'] ?? '';
  const body = await readBody(c, maxBodyMb);
  return {
    method: c.req.method,
    headers,
    queryParameters: queryOf(c),
    pathFragment,
    contentType,
    body: bodyOf(body, contentType),
  };
}

/** Header names in lower case; keys that open doors here are not kept. */
function headersOf(c: Context): Record<string, string> {
  const headers: Record<string, string> = {};
  let size = 0;
  c.req.raw.headers.forEach((value, name) => {
    size += name.length + value.length + 4;
    if (name !== 'api-key') headers[name] = value;
  });
  if (size > MAX_HEADERS)
    throw new AppError('too_large', 'The headers are larger than 64 KB, which is the limit.');
  return headers;
}

function queryOf(c: Context): Record<string, string> {
  const query: Record<string, string> = {};
  const start = c.req.url.indexOf('?');
  if (start === -1) return query;
  for (const [key, value] of new URLSearchParams(c.req.url.slice(start))) {
    Object.defineProperty(query, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return query;
}

async function readBody(c: Context, maxBodyMb: number): Promise<Buffer<ArrayBuffer>> {
  const limit = maxBodyMb * MB;
  if (Number(c.req.header('content-length') ?? 0) > limit) throw tooLarge(maxBodyMb);
  if (!c.req.raw.body) return Buffer.alloc(0);
  const bytes = Buffer.from(await c.req.raw.arrayBuffer().catch(refuseCut));
  if (bytes.byteLength > limit) throw tooLarge(maxBodyMb);
  return bytes;
}

function tooLarge(maxBodyMb: number): AppError {
  return new AppError(
    'too_large',
    `The body is larger than ${maxBodyMb} MB, which is the limit for webhooks.`,
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function bodyOf(bytes: Buffer<ArrayBuffer>, contentType: string): StoredRequest['body'] {
  const text = textOf(bytes);
  if (isJson(contentType) && bytes.byteLength > 0) {
    if (text === undefined)
      throw new AppError('bad_request', 'The body is not UTF-8, but its content type says JSON.');
    refuseBadJson(text);
  }
  return text === undefined || isBinary(contentType) ? { kind: 'bytes', bytes } : { kind: 'text', text };
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function isBinary(contentType: string): boolean {
  return /^(image|audio|video|font)\/(?!svg)|^application\/(octet-stream|pdf|zip|gzip|x-tar|msgpack|x-msgpack)\b/i.test(
    contentType,
  );
}

function refuseBadJson(text: string): void {
  if (jsonDepthExceeds(text, MAX_DEPTH)) {
    throw new AppError(
      'bad_request',
      `The JSON of the body is nested deeper than ${MAX_DEPTH} levels, which is the limit.`,
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
