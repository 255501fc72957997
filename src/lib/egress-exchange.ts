import { MB } from './bytes.ts';
import { hasNoBody, piecesOf, readBody } from './egress-body.ts';
import { untilAborted } from './egress-deadline.ts';
import { codeOf, EgressError } from './egress-errors.ts';
import type { Hop } from './egress-request.ts';
import { parseAddress } from './ip-addresses.ts';
import { StorageError } from './storage-error.ts';

/** What a hop needs to leave: the check of its host, and the client that connects. */
export type Exchange = {
  check: (host: string, port: number) => Promise<string[]>;
  ca: string | undefined;
  dial: (url: string, init: BunFetchRequestInit) => Promise<Response>;
};

export type Limits = { signal: AbortSignal; ignoreSslErrors: boolean };

// Nothing of the request has left when these occur, so the next address may be tried.
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

/** Sends one hop to one of its checked addresses; the answer's body is still to be read. */
export async function send(exchange: Exchange, hop: Hop, limits: Limits): Promise<Response> {
  const { hostname, protocol, port } = hop.url;
  const portNumber = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  const addresses = await untilAborted(exchange.check(hostname, portNumber), limits.signal);
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await connect(exchange, hop, address, limits);
    } catch (thrown) {
      failure = thrown;
      if (limits.signal.aborted || !NOT_CONNECTED.has(codeOf(thrown))) break;
    }
  }
  throw explained(failure, hop, 'network');
}

/** Connects to the checked address itself: the name is not resolved again, so a changed DNS answer leads nowhere. */
function connect(exchange: Exchange, hop: Hop, address: string, limits: Limits): Promise<Response> {
  const pinned = new URL(hop.url);
  pinned.hostname = address.includes(':') ? `[${address}]` : address;
  const headers = new Headers(hop.headers);
  headers.set('host', hop.url.host);
  const name = hop.url.hostname.replace(/\.$/, '');
  return exchange.dial(pinned.href, {
    method: hop.method,
    headers,
    ...(hop.body === undefined ? {} : { body: hop.body }),
    redirect: 'manual',
    decompress: false,
    protocol: 'http1.1',
    signal: limits.signal,
    // The deadline is the only limit: Bun's own ends a silent connection after five minutes.
    timeout: false,
    tls: {
      rejectUnauthorized: !limits.ignoreSslErrors,
      ...(parseAddress(name) ? {} : { serverName: name }),
      ...(exchange.ca === undefined ? {} : { ca: exchange.ca }),
    },
  });
}

/**
 * Bun's own message quotes the whole URL, secrets in the query included, so only its code is passed on.
 * @param failure what it is called unless it is about TLS: `incomplete` once an answer has begun
 */
function explained(thrown: unknown, hop: Hop, failure: 'network' | 'incomplete'): unknown {
  // What is wrong with our own disk is no fault of theirs.
  if (thrown instanceof EgressError || thrown instanceof StorageError) return thrown;
  const code = codeOf(thrown);
  const host = hop.url.host;
  if (/CERT|SIGNATURE|SIGNED|EPROTO|^ERR_(SSL|TLS)_/.test(code)) {
    return new EgressError('tls', `The TLS certificate or handshake of ${host} was not accepted (${code})`);
  }
  return new EgressError(failure, `No whole answer came from ${host} (${code})`);
}

/** Takes a body in pieces. */
export type Receive = (pieces: AsyncIterable<Uint8Array>) => Promise<Uint8Array<ArrayBuffer> | undefined>;

const MOST_HELD = 32_000_000;
const MOST_RECEIVED = 500 * MB;

/** Receives the body and makes it the body of a plain response. */
export async function settle(
  raw: Response,
  hop: Hop,
  { maxBytes, receive }: { maxBytes?: number; receive?: Receive },
): Promise<Response> {
  const { status, statusText } = raw;
  if (status < 200 || status > 599) {
    await raw.body?.cancel();
    throw new EgressError(
      'incomplete',
      `${hop.url.host} answered with the status ${status}, which HTTP does not have`,
    );
  }
  const headers = new Headers(raw.headers);
  const { host } = hop.url;
  let body: Uint8Array<ArrayBuffer> | null = null;
  if (hasNoBody(hop.method, status)) await raw.body?.cancel();
  else {
    const received =
      raw.ok && receive
        ? receive(piecesOf(raw, { host, maxBytes: maxBytes ?? MOST_RECEIVED }))
        : readBody(raw, { host, maxBytes: maxBytes ?? MOST_HELD });
    body = await received
      .then((bytes) => bytes ?? null)
      .catch((thrown: unknown) => {
        throw explained(thrown, hop, 'incomplete');
      });
    // They described the body on its way, not the one handed on.
    headers.delete('content-encoding');
    headers.delete('content-length');
  }
  const response = new Response(body, { status, statusText, headers });
  return Object.defineProperty(response, 'url', { value: hop.url.href });
}
