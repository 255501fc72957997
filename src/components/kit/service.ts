import { setTimeout as delay } from 'node:timers/promises';
import type { ActionContext, ConnectionValue, Params, PartContext } from '../component.ts';
import { InputError, isUnset } from '../conversions.ts';
import { dataBody, rawBody } from '../http/body.ts';
import { perform } from '../http/perform.ts';
import { type HttpRequest, requestOf } from '../http/request.ts';
import { type FullResponse, HttpRequestError } from '../http/response.ts';
import { isRecord, ownValue } from '../records.ts';

/** What a call knows of where it is made; data sources are called outside runs. */
export type CallContext = PartContext & Partial<Pick<ActionContext, 'webhookUrls'>>;

/** What is known of a service, for all that is asked of it. */
export type Service = {
  /** As errors call it. */
  label: string;
  /** The input that takes the connection. */
  connectionKey: string;
  /**
   * Where it is, and what shows who asks: a connection as the component http takes it, with a `baseUrl`. Undefined where
   * each request says all of that itself.
   */
  connect(connection: ConnectionValue, context: PartContext, params: Params): Connected | Promise<Connected>;
  headers?: Record<string, string>;
  /** What is done to a request before it is sent, such as signing it. */
  sign?(signing: Signing): Promise<void>;
  /** What an answer complains of although its status says that all is well. */
  complaint?(data: unknown): string | undefined;
  /** What to do about an error, where its status alone would say something else. */
  advice?(response: FullResponse): string | undefined;
};

type Connected = Pick<ConnectionValue, 'configVarKey' | 'fields' | 'token'> | undefined;

/** A request, and all that is known of who sends it. */
export type Signing = {
  request: HttpRequest;
  connection: ConnectionValue;
  params: Params;
  context: CallContext;
};

/** What is asked of a service. */
export type Ask = {
  method: string;
  path: string;
  query?: Record<string, unknown> | undefined;
  data?: unknown;
  headers?: Record<string, string> | undefined;
  responseType?: 'json' | 'text' | 'binary' | undefined;
  /** Whether the address itself is all that has to be shown there: the connection's credentials stay here. */
  isPublic?: boolean;
};

/** Most seconds that a step waits where a service asks to be left alone, and how often. */
const LONGEST_WAIT = 60;
const MOST_WAITS = 3;

/** The connection among the params. @throws InputError where there is none */
export function connectionIn(
  { label, connectionKey }: Pick<Service, 'label' | 'connectionKey'>,
  params: Params,
): ConnectionValue {
  const value = ownValue(params, connectionKey);
  if (isUnset(value))
    throw new InputError(`The input "Connection" is empty: choose a connection to ${label}.`);
  const fields = isRecord(value) ? ownValue(value, 'fields') : undefined;
  if (!isRecord(value) || !isRecord(fields))
    throw new InputError(`The input "Connection" must be a connection to ${label}: choose one.`);
  const { key, configVarKey, token } = value;
  return {
    key: String(key ?? ''),
    configVarKey: String(configVarKey ?? ''),
    fields,
    ...(isRecord(token) ? { token } : {}),
  };
}

/**
 * Asks a service. What it answers is waited for again where it says when.
 * @param params the step's, for the connection and for how long and how loudly to ask
 * @throws HttpRequestError with the service's own words, and what to do
 */
export async function ask(
  service: Service,
  context: CallContext,
  params: Params,
  { method, path, query = {}, data, headers = {}, responseType = 'json', isPublic = false }: Ask,
): Promise<FullResponse> {
  const connection = connectionIn(service, params);
  const asked = {
    connection: isPublic ? undefined : await service.connect(connection, context, params),
    url: path,
    queryParams: Object.entries(query).map(([key, value]) => ({ key, value })),
    headers: Object.entries({ ...service.headers, ...headers }).map(([key, value]) => ({ key, value })),
    data,
  };
  const request = requestOf(method, asked, data === undefined ? undefined : bodyOf(data));
  return answerTo(service, context, params, request, { connection, responseType });
}

/** A form says itself where its parts end. */
const bodyOf = (data: unknown) =>
  data instanceof FormData ? () => ({ body: data, contentType: undefined }) : dataBody;

/** Sends a request as the step describes it, like the raw request of http. */
export async function askRaw(service: Service, context: CallContext, method: string, params: Params) {
  const connection = connectionIn(service, params);
  const headers = Object.entries(service.headers ?? {}).map(([key, value]) => ({ key, value }));
  const given = Array.isArray(params.headers) ? params.headers : [];
  const described = {
    ...params,
    headers: [...headers, ...given],
    connection: await service.connect(connection, context, params),
  };
  const request = requestOf(method, described, rawBody);
  await service.sign?.({ request, connection, params, context });
  return perform(context, params, request);
}

async function answerTo(
  service: Service,
  context: CallContext,
  params: Params,
  request: HttpRequest,
  { connection, responseType }: { connection: ConnectionValue; responseType: string },
): Promise<FullResponse> {
  const { timeout, debugRequest = params.debug } = params;
  const how = {
    ...{ responseType, includeFullResponse: true },
    ...(isUnset(timeout) ? {} : { timeout }),
    ...(isUnset(debugRequest) ? {} : { debugRequest }),
  };
  for (let waits = 0; ; waits += 1) {
    try {
      await service.sign?.({ request, connection, params, context });
      const { data } = await perform(context, how, request);
      return refuseComplaint(service, fullResponse(data), connection);
    } catch (thrown) {
      const seconds = waits < MOST_WAITS ? secondsAsked(thrown) : undefined;
      if (seconds === undefined) throw explained(service, thrown, connection);
      context.logger.warn(`${service.label} asks to be called less often; trying again in ${seconds} s`);
      await delay(seconds * 1000, undefined, { signal: context.signal });
    }
  }
}

function fullResponse(data: unknown): FullResponse {
  const { status, statusText, headers } = isRecord(data) ? data : {};
  const lines = isRecord(headers)
    ? Object.entries(headers).flatMap(([name, line]): [string, string][] =>
        typeof line === 'string' ? [[name, line]] : [],
      )
    : [];
  return {
    data: isRecord(data) ? data.data : undefined,
    status: Number(status),
    statusText: String(statusText ?? ''),
    headers: Object.fromEntries(lines),
  };
}

function refuseComplaint(service: Service, response: FullResponse, { configVarKey }: ConnectionValue) {
  const complaint = service.complaint?.(response.data);
  if (complaint === undefined) return response;
  throw new HttpRequestError(
    `${service.label} answered: ${complaint}. Correct what it complains of in the step, or in the connection "${configVarKey}".`,
    response,
  );
}

/** Nothing was done where a service says that it was asked too often, so that even what is not repeatable is repeated. */
function secondsAsked(thrown: unknown): number | undefined {
  if (!(thrown instanceof HttpRequestError) || !thrown.response) return undefined;
  const { status } = thrown.response;
  const seconds = waitIn(thrown.response);
  const isLimit = status === 429 || status === 403 || status === 503;
  return isLimit && seconds !== undefined && seconds <= LONGEST_WAIT ? seconds : undefined;
}

function waitIn({ headers }: FullResponse): number | undefined {
  const asked = headers['retry-after'];
  return typeof asked === 'string' && /^\d{1,6}(\.\d+)?$/.test(asked.trim())
    ? Math.ceil(Number(asked))
    : undefined;
}

/** The error in the service's own words, with what to do. */
function explained(
  { label, advice: own }: Service,
  thrown: unknown,
  { configVarKey }: ConnectionValue,
): unknown {
  if (!(thrown instanceof HttpRequestError) || !thrown.response || thrown.response.status < 400)
    return thrown;
  const { response } = thrown;
  const said = wordsIn(response.data) || response.statusText || 'no reason';
  const advice = own?.(response) ?? adviceFor(response, configVarKey);
  return new HttpRequestError(
    `${label} answered ${response.status}: ${said.replace(/\.?$/, '.')} ${advice}`,
    response,
  );
}

function adviceFor(response: FullResponse, connection: string): string {
  const { status } = response;
  const wait = waitIn(response);
  if (status === 429 || (status === 403 && wait !== undefined))
    return `It wants to be asked less often${wait === undefined ? '' : `, and not again for ${wait} s`}: let the step retry later.`;
  if (status === 401) return `Connect or correct the connection "${connection}".`;
  if (status === 403) return `Give the connection "${connection}" the right to do this.`;
  if (status === 404)
    return `Check the names and ids that the step gives, and that the connection "${connection}" may see them.`;
  if (status >= 500) return 'The fault is on its side: let the step retry later.';
  return 'Correct what it complains of in the inputs of the step.';
}

const WORDS = [
  'error_summary',
  'errorMessages',
  'message',
  'error_description',
  'error',
  'errors',
  'Message',
  'detail',
  'details',
  'description',
  'title',
];
const MOST_WORDS = 600;

/** What is said of the error, wherever services write that. */
export function wordsIn(data: unknown, depth = 0): string {
  if (typeof data === 'string') {
    // Older services answer in XML.
    const [, inXml] = /<Message>([^<]*)<\/Message>/.exec(data) ?? [];
    return (inXml ?? data).trim().slice(0, MOST_WORDS);
  }
  if (depth > 3 || typeof data !== 'object' || data === null) return '';
  const parts = Array.isArray(data)
    ? data.slice(0, 3).map((item) => wordsIn(item, depth + 1))
    : [...new Set(WORDS.flatMap((name) => said(name, ownValue(data, name), depth + 1)))];
  return parts
    .filter((part) => part !== '')
    .slice(0, 3)
    .join('; ')
    .slice(0, MOST_WORDS);
}

/** Errors may stand under the names of the fields that they are about. */
function said(name: string, value: unknown, depth: number): string[] {
  const isByField = name === 'errors' && isRecord(value) && !WORDS.slice(0, 5).some((word) => word in value);
  if (!isByField) return [wordsIn(value, depth)];
  return Object.entries(value).flatMap(([field, inner]) => {
    const words = wordsIn(inner, depth);
    return words === '' ? [] : [`${field}: ${words}`];
  });
}
