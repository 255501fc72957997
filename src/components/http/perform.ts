import { KeptFile } from '../../lib/kept-file.ts';
import { StorageError } from '../../lib/storage-error.ts';
import type { ActionResult, Params, PartContext } from '../component.ts';
import { InputError, isUnset, refuse } from '../conversions.ts';
import type { HostFetchInit } from '../host.ts';
import { given, read } from '../read.ts';
import * as fields from './fields.ts';
import type { HttpRequest } from './request.ts';
import { failureError, type ResponseType, resultOf, statusError, titleOf } from './response.ts';
import { isRepeatable, type Outcome, type RetryPolicy, type Wait, withRetries } from './retry.ts';

// The names that other clients use for the same three ways to read an answer.
const RESPONSE_TYPES = new Map<string, ResponseType>([
  ['json', 'json'],
  ['text', 'text'],
  ['document', 'text'],
  ['binary', 'binary'],
  ['arraybuffer', 'binary'],
  ['blob', 'binary'],
  ['stream', 'binary'],
]);

const LONGEST_TIMEOUT_MS = 24 * 60 * 60 * 1000;
const LONGEST_DELAY_MS = 10 * 60 * 1000;
const MOST_RETRIES = 100;
const MOST_REDIRECTS = 20;

type Options = {
  responseType: ResponseType;
  isFull: boolean;
  isDebug: boolean;
  retry: RetryPolicy;
  fetch: HostFetchInit;
  /** Files that the bodies of answers were taken into. */
  kept: WeakMap<Response, KeptFile>;
};

function optionsOf(params: Params, method: string): Options {
  const type = read.text(params, fields.responseType).trim().toLowerCase();
  const responseType =
    RESPONSE_TYPES.get(type) ?? refuse(type, fields.responseType.label, 'json, text or binary');
  const timeout = isUnset(given(params, fields.timeout))
    ? 0
    : read.integer(params, fields.timeout, 0, LONGEST_TIMEOUT_MS);
  const maxRedirects = read.integer(params, fields.maxRedirects, 0, MOST_REDIRECTS);
  return {
    kept: new WeakMap(),
    responseType,
    isFull: read.boolean(params, fields.includeFullResponse),
    isDebug: read.boolean(params, fields.debugRequest),
    retry: {
      most: read.integer(params, fields.maxRetries, 0, MOST_RETRIES),
      delayMs: read.integer(params, fields.retryDelayMS, 0, LONGEST_DELAY_MS),
      onAllErrors:
        read.boolean(params, fields.retryOnAllErrors) || read.boolean(params, fields.retryAllErrors),
      exponential: read.boolean(params, fields.useExponentialBackoff),
      isRepeatable: isRepeatable(method),
    },
    fetch: {
      ignoreSslErrors: read.boolean(params, fields.ignoreSslErrors),
      // Without one the longest run is the limit.
      timeout: timeout || LONGEST_TIMEOUT_MS,
      ...(maxRedirects === 0 ? { redirect: 'manual' } : { maxRedirects }),
    },
  };
}

/** Sends a request as a step's inputs say, and answers the step's result. */
export async function perform(
  context: PartContext,
  params: Params,
  request: HttpRequest,
): Promise<ActionResult> {
  const options = optionsOf(params, request.method);
  if (options.isDebug) context.logger.debug('HTTP request', describeRequest(request));
  const outcome = await withRetries(
    () => send(context, request, options),
    options.retry,
    context.signal,
    (failed, wait) => context.logger.warn(describeRetry(failed, wait, request)),
  );
  if ('thrown' in outcome) {
    if (outcome.thrown instanceof StorageError) throw outcome.thrown;
    throw failureError(outcome.thrown, request);
  }
  const { response } = outcome;
  const file = options.kept.get(response);
  if (options.isDebug) context.logger.debug('HTTP response', await describeResponse(response, request));
  if (!response.ok) throw await statusError(response, request);
  return resultOf(response, request, { type: options.responseType, isFull: options.isFull, file });
}

async function send(context: PartContext, request: HttpRequest, options: Options): Promise<Response> {
  const { method, url, headers, body } = request;
  const { files } = context.host;
  let file: KeptFile | undefined;
  const receive: HostFetchInit['receive'] = async (pieces) => {
    const taken = await files?.take(pieces);
    if (!(taken instanceof KeptFile)) return taken;
    file = taken;
    return undefined;
  };
  const response = await context.host.fetch(url.href, {
    ...options.fetch,
    method,
    headers: Object.fromEntries(headers),
    signal: context.signal,
    ...(body === undefined ? {} : { body: body instanceof KeptFile ? opened(context, body) : body }),
    ...(files && options.responseType === 'binary' ? { receive } : {}),
  });
  if (file) options.kept.set(response, file);
  return response;
}

/** A file to be sent. @throws InputError outside of a run, where there are none */
function opened({ host }: PartContext, file: KeptFile): Blob {
  if (!host.files) throw new InputError('A file can be sent by a step of a flow alone.');
  return host.files.open(file);
}

function describeRetry(outcome: Outcome, { ms, asked }: Wait, request: HttpRequest): string {
  const reason =
    'response' in outcome
      ? `answered ${outcome.response.status}`
      : failureError(outcome.thrown, request).message;
  const wish = asked ? ` and asks to be tried after “${request.veil.text(asked.header)}”` : '';
  const cut = asked?.isCut ? ', the longest wait' : '';
  return `${titleOf(request)} ${reason}${wish}; trying again in ${ms} ms${cut}`;
}

function describeRequest({ method, url, headers, body, veil }: HttpRequest): Record<string, unknown> {
  return { method, url: veil.url(url), headers: veil.headers(headers), data: veil.value(bodyToShow(body)) };
}

function bodyToShow(body: HttpRequest['body']): unknown {
  if (typeof body === 'string') return jsonOrText(body);
  if (body instanceof FormData || body instanceof URLSearchParams)
    return { fields: [...new Set(body.keys())] };
  return body;
}

async function describeResponse(response: Response, { veil }: HttpRequest): Promise<Record<string, unknown>> {
  const { status, statusText, headers } = response;
  const isText = /json|text|xml|urlencoded|javascript/i.test(headers.get('content-type') ?? '');
  const copy = response.clone();
  const data = isText ? jsonOrText(await copy.text()) : new Uint8Array(await copy.arrayBuffer());
  return { status, statusText, headers: veil.headers(headers), data: veil.value(data) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
