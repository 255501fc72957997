import { EgressError, EgressRefused } from './egress-errors.ts';

export type EgressBody = string | Uint8Array | FormData | URLSearchParams | Blob;

/** One request of a chain of redirects: the URL has no credentials in it, and the headers are safe to send. */
export type Hop = { url: URL; method: string; headers: Headers; body: EgressBody | undefined };

// Bun sends any method that it does not know as GET.
const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'LINK',
  'UNLINK',
  'PURGE',
  'PROPFIND',
  'REPORT',
]);

// They belong to the connection, not to the caller; a second Host or length would let one request hide another.
const CONNECTION_HEADERS = [
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const BODY_HEADERS = ['content-encoding', 'content-language', 'content-location', 'content-type'];

// What may follow a redirect to another origin. APIs put tokens in headers of any name, so the list names what is
// harmless instead of what is secret.
const HARMLESS_HEADERS = new Set([
  ...BODY_HEADERS,
  'accept',
  'accept-encoding',
  'accept-language',
  'if-modified-since',
  'if-none-match',
  'range',
  'user-agent',
]);

type Ask = { method?: string; headers?: Record<string, string>; body?: EgressBody };

/** The first hop. A `user:password@` in the URL becomes Basic authorization, unless the caller gives another. */
export function firstHop(text: string, ask: Ask): Hop {
  const url = URL.parse(text);
  if (!url)
    throw new EgressError('invalid', 'The URL is not valid: write it like https://api.example.com/path');
  const method = (ask.method ?? 'GET').toUpperCase();
  if (!METHODS.has(method)) {
    throw new EgressError('invalid', `The method "${method}" is not one of ${[...METHODS].join(', ')}`);
  }
  if (ask.body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw new EgressError('invalid', `A ${method} request cannot carry a body: leave it out or use POST`);
  }
  const headers = toHeaders(ask.headers ?? {});
  if (`${url.username}${url.password}` !== '' && !headers.has('authorization'))
    headers.set('authorization', basicOf(url));
  return { url: webUrl(url), method, headers, body: ask.body };
}

function toHeaders(given: Record<string, string>): Headers {
  const headers = new Headers({ 'accept-encoding': 'gzip, deflate, br, zstd', 'user-agent': 'Stepwell' });
  for (const [name, value] of Object.entries(given)) {
    try {
      headers.set(name, value);
    } catch {
      throw new EgressError('invalid', `The header "${name}" holds a character that headers cannot carry`);
    }
  }
  for (const name of CONNECTION_HEADERS) headers.delete(name);
  return headers;
}

function basicOf(url: URL): string {
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
  return `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function webUrl(url: URL): URL {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new EgressRefused(`Only http and https URLs can be requested, not ${url.protocol}`);
  }
  const clean = new URL(url);
  clean.username = '';
  clean.password = '';
  clean.hash = '';
  return clean;
}

/** The URL that a response redirects to, if it does. */
export function redirectOf(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location');
  if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const target = URL.parse(location, from.href);
  if (!target) throw new EgressError('redirect', `${from.host} redirects to something that is not a URL`);
  return webUrl(target);
}

/** The request after a redirect, as the Fetch standard makes it; credentials stay with the origin they were given for. */
export function nextHop(hop: Hop, status: number, url: URL): Hop {
  const becomesGet =
    (status === 303 && hop.method !== 'GET' && hop.method !== 'HEAD') ||
    ((status === 301 || status === 302) && hop.method === 'POST');
  const body = becomesGet ? undefined : hop.body;
  if (body !== undefined && hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw new EgressRefused(
      `${hop.url.host} redirects the request to ${url.host} without https: its body would travel unencrypted`,
    );
  }
  const headers = new Headers(hop.headers);
  if (becomesGet) for (const name of BODY_HEADERS) headers.delete(name);
  if (url.origin !== hop.url.origin) {
    for (const name of [...headers.keys()]) if (!HARMLESS_HEADERS.has(name)) headers.delete(name);
  }
  return { url, method: becomesGet ? 'GET' : hop.method, headers, body };
}
