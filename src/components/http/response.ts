import { textOfBytes } from '../../lib/charset.ts';
import { EgressError } from '../../lib/egress.ts';
import { messageOf } from '../../lib/errors.ts';
import { KeptFile } from '../../lib/kept-file.ts';
import type { ActionResult } from '../component.ts';
import type { HttpRequest } from './request.ts';

export type ResponseType = 'json' | 'text' | 'binary';

export type FullResponse = {
  data: unknown;
  status: number;
  statusText: string;
  headers: Record<string, string | string[]>;
};

/** A request that did not succeed, with the answer if there was one. */
export class HttpRequestError extends Error {
  override readonly name = 'HttpRequestError';
  readonly response: FullResponse | undefined;
  constructor(message: string, response?: FullResponse) {
    super(message);
    this.response = response;
  }
}

const MOST_ERROR_BYTES = 64_000;
const MOST_MESSAGE_CHARACTERS = 500;

/** The result of a step from a successful answer. */
export async function resultOf(
  response: Response,
  request: HttpRequest,
  { type, isFull, file }: { type: ResponseType; isFull: boolean; file: KeptFile | undefined },
): Promise<ActionResult> {
  const headers = headersOf(response.headers);
  // The answer to HEAD is its headers.
  const data = request.method === 'HEAD' && !isFull ? headers : (file ?? (await dataOf(response, type)));
  const { status, statusText } = response;
  const contentType = response.headers.get('content-type');
  return {
    data: isFull ? { data, status, statusText, headers } : data,
    ...(!isFull && (data instanceof Uint8Array || data instanceof KeptFile)
      ? { contentType: contentType ?? 'application/octet-stream' }
      : {}),
  };
}

async function dataOf(response: Response, type: ResponseType): Promise<unknown> {
  const bytes = Buffer.from(await response.arrayBuffer());
  if (type === 'binary') return bytes;
  const text = textOfBytes(bytes, response.headers.get('content-type') ?? '');
  return type === 'json' ? parsed(text) : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function headersOf(headers: Headers): FullResponse['headers'] {
  const record: FullResponse['headers'] = Object.fromEntries(headers);
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) record['set-cookie'] = cookies;
  return record;
}

/** The error for an answer that is not a success; shows a piece of the body, since that is where the reason stands. */
export async function statusError(response: Response, request: HttpRequest): Promise<HttpRequestError> {
  const { veil } = request;
  const { status, statusText } = response;
  const bytes = Buffer.from(await response.arrayBuffer());
  const contentType = response.headers.get('content-type') ?? '';
  const text = textOfBytes(bytes.subarray(0, MOST_ERROR_BYTES), contentType);
  const data = veil.value(bytes.length > MOST_ERROR_BYTES ? `${text}…` : parsed(text));
  const shown = veil.text(typeof data === 'string' ? data : JSON.stringify(data)).trim();
  const piece =
    shown.length > MOST_MESSAGE_CHARACTERS ? `${shown.slice(0, MOST_MESSAGE_CHARACTERS)}…` : shown;
  const title = `${titleOf(request)} answered ${status}${statusText === '' ? '' : ` ${statusText}`}`;
  return new HttpRequestError(piece === '' ? title : `${title}: ${piece}`, {
    status,
    statusText,
    headers: veil.headers(response.headers),
    data,
  });
}

/** The error for a request without an answer. */
export function failureError(thrown: unknown, request: HttpRequest): HttpRequestError {
  const reason = request.veil.text(messageOf(thrown));
  const message = thrown instanceof EgressError ? reason : `there was no answer (${reason})`;
  return new HttpRequestError(`${titleOf(request)} failed: ${message}`);
}

export function titleOf({ method, url, veil }: HttpRequest): string {
  return `${method} ${veil.url(url)}`;
}
