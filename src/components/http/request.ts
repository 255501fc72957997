import type { KeptFile } from '../../lib/kept-file.ts';
import { isSecretName } from '../../lib/secret-fields.ts';
import type { Params } from '../component.ts';
import { InputError, toText } from '../conversions.ts';
import type { HostFetchInit } from '../host.ts';
import { read } from '../read.ts';
import { ownValue } from '../records.ts';
import { toHeaders } from '../responses.ts';
import type { RequestBody } from './body.ts';
import { type Credentials, credentialsOf } from './credentials.ts';
import * as fields from './fields.ts';
import { createVeil, type Veil } from './redaction.ts';

export type HttpRequest = {
  method: string;
  url: URL;
  headers: Headers;
  body: HostFetchInit['body'] | KeptFile | undefined;
  /** How to show it and its answer. */
  veil: Veil;
};

/** What the field's own client sends: some systems choose their answer's format by it. */
const DEFAULT_HEADERS = {
  accept: 'application/json, text/plain, */*',
  'user-agent': 'axios/1.13.2 (Stepwell)',
};

type MakeBody = (params: Params, givenType: string | undefined) => RequestBody;

/** The request that a step's inputs describe. */
export function requestOf(method: string, params: Params, makeBody: MakeBody | undefined): HttpRequest {
  const credentials = credentialsOf(ownValue(params, 'connection'));
  const url = urlOf(params, credentials);
  const headers = new Headers(toHeaders(ownValue(params, fields.headers.key), fields.headers.label));
  for (const [name, value] of Object.entries(DEFAULT_HEADERS)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  for (const [name, value] of Object.entries(credentials.headers)) headers.set(name, value);
  const { body, contentType } = makeBody?.(params, headers.get('content-type') ?? undefined) ?? {};
  if (body instanceof FormData) headers.delete('content-type');
  else if (contentType !== undefined && !headers.has('content-type'))
    headers.set('content-type', contentType);
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw new InputError(
      `A ${method} request cannot carry data: leave "Data" empty or choose another method.`,
    );
  }
  return { method, url, headers, body, veil: veilOf(credentials, url, headers) };
}

function veilOf(credentials: Credentials, url: URL, headers: Headers): Veil {
  const inHeaders = [...headers].flatMap(([name, value]) => (isSecretName(name) ? [value] : []));
  const inQuery = [...url.searchParams].flatMap(([name, value]) => (isSecretName(name) ? [value] : []));
  return createVeil([...credentials.secrets, ...inHeaders, ...inQuery, decoded(url.password)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function urlOf(params: Params, { baseUrl, headers }: Credentials): URL {
  const text = read.text(params, fields.url).trim();
  const isWhole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  if (text === '' && baseUrl === undefined)
    throw new InputError('The input "URL" is empty: say where to send the request.');
  if (!isWhole && baseUrl === undefined) {
    throw new InputError(
      'The input "URL" must start with https:// or http://, unless the connection has a base URL.',
    );
  }
  const whole = isWhole ? text : joined(baseUrl ?? '', text);
  const url = URL.parse(whole);
  if (!url)
    throw new InputError('The input "URL" is not a valid URL: write it like https://api.example.com/items.');
  const home = baseUrl === undefined ? undefined : URL.parse(baseUrl);
  // A URL may come from data that others write; it must not carry the credentials off to a system of theirs.
  if (home && home.origin !== url.origin && Object.keys(headers).length > 0) {
    throw new InputError(
      `The connection is for ${home.origin}, but the URL leads to ${url.origin}: use another connection, or one without a base URL.`,
    );
  }
  return withQuery(url, params);
}

function joined(base: string, path: string): string {
  if (path === '' || path.startsWith('?')) return base + path;
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** Adds parameters without rewriting the query that is there, which may be signed. */
function withQuery(url: URL, params: Params): URL {
  const added = new URLSearchParams();
  for (const { key, value } of read.pairs(params, fields.queryParams)) {
    const items = Array.isArray(value) ? value : [value];
    for (const item of items) {
      if (item !== undefined && item !== null) added.append(key, toText(item, fields.queryParams.label));
    }
  }
  if (added.size > 0)
    url.search = [url.search.slice(1), added.toString()].filter((part) => part !== '').join('&');
  return url;
}
