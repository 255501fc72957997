import type { ActionResult, Params, PartContext } from '../component.ts';
import { isUnset, refuse } from '../conversions.ts';
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
  if ('thrown' in outcome) throw failureError(outcome.thrown, request);
  const { response } = outcome;
  if (options.isDebug) context.logger.debug('HTTP response', await describeResponse(response, request));
  if (!response.ok) throw await statusError(response, request);
  return resultOf(response, request, options.responseType, options.isFull);
}

function send(context: PartContext, request: HttpRequest, options: Options): Promise<Response> {
  const { method, url, headers, body } = request;
  return context.host.fetch(url.href, {
    ...options.fetch,
    method,
    headers: Object.fromEntries(headers),
    signal: context.signal,
    ...(body === undefined ? {} : { body }),
  });
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
