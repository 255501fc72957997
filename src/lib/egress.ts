import { lookup as systemLookup } from 'node:dns/promises';
import { parseAddress } from './addresses.ts';
import { hasNoBody, readBody } from './egress-body.ts';
import { untilAborted, withDeadline } from './egress-deadline.ts';
import { codeOf, EgressError } from './egress-errors.ts';
import { type EgressBody, firstHop, type Hop, nextHop, redirectOf } from './egress-request.ts';
import { checkedAddresses, type Lookup, parseRules } from './egress-rules.ts';

export { EgressError, EgressRefused } from './egress-errors.ts';

export type EgressInit = {
  method?: string;
  headers?: Record<string, string>;
  body?: EgressBody;
  redirect?: 'follow' | 'manual' | 'error';
  signal?: AbortSignal;
  /** milliseconds until the whole exchange, redirects and body included, is given up; 0 means the default */
  timeout?: number;
  ignoreSslErrors?: boolean;
  /** most bytes that the body may have, compressed or not */
  maxBytes?: number;
};

export type EgressOptions = {
  /** names, `*.suffix`, addresses and CIDR ranges that may be reached although they are not public; `:port` optional */
  allow: readonly string[];
  lookup?: Lookup;
  /** PEM certificates to trust instead of the well-known authorities */
  ca?: string;
};

/** The only way out to other systems over HTTP. */
export type Egress = {
  /**
   * Like `fetch`, but resolves with the whole body received.
   * @throws EgressRefused when the rules do not let it out, EgressError when no whole answer came, the signal's reason
   */
  fetch(url: string, init?: EgressInit): Promise<Response>;
  /**
   * The addresses of a host, for a client that connects itself: it must connect to one of these, not to the name.
   * @throws EgressRefused when any of them is not public nor allowed
   */
  check(host: string, port: number): Promise<string[]>;
  /** Closes the idle connections. */
  close(): void;
};

const MAX_REDIRECTS = 10;
const DEFAULT_TIMEOUT_MS = 120_000;
const DEFAULT_MAX_BYTES = 32_000_000;
// Shorter than most servers', so that it is we who close an idle connection, not they under a request.
const IDLE_SECONDS = 4;

export function createEgress(options: EgressOptions): Egress {
  const rules = parseRules(options.allow);
  const lookup = options.lookup ?? ((host: string) => systemLookup(host, { all: true }));
  const session = new Bun.FetchSession({ proxy: false, keepAlive: { idleTimeout: IDLE_SECONDS } });
  const check = (host: string, port: number) => checkedAddresses(rules, lookup, host, port);
  const exchange: Exchange = { check, ca: options.ca, dial: session.fetch };
  return {
    check,
    close: () => session.close(),
    fetch(url, init = {}) {
      return request(exchange, url, init);
    },
  };
}

type Exchange = Pick<Egress, 'check'> & {
  ca: string | undefined;
  dial: (url: string, init: BunFetchRequestInit) => Promise<Response>;
};

type Limits = { signal: AbortSignal; ignoreSslErrors: boolean };

async function request(exchange: Exchange, url: string, init: EgressInit): Promise<Response> {
  const first = firstHop(url, init);
  const ms = init.timeout || DEFAULT_TIMEOUT_MS;
  const late = () =>
    new EgressError(
      'timeout',
      `${first.url.host} gave no whole answer within ${ms} ms: allow more time or ask for less`,
    );
  return withDeadline({ ms, signal: init.signal, late }, async (signal) => {
    const limits = { signal, ignoreSslErrors: init.ignoreSslErrors ?? false };
    const { response, hop } = await follow(exchange, first, init.redirect ?? 'follow', limits);
    return settle(response, hop, init.maxBytes ?? DEFAULT_MAX_BYTES);
  });
}

async function follow(
  exchange: Exchange,
  first: Hop,
  mode: NonNullable<EgressInit['redirect']>,
  limits: Limits,
): Promise<{ response: Response; hop: Hop }> {
  let hop = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await send(exchange, hop, limits);
    const target = mode === 'manual' ? undefined : redirectOf(response, hop.url);
    if (!target) return { response, hop };
    await response.body?.cancel();
    if (mode === 'error') {
      throw new EgressError('redirect', `${hop.url.host} redirects to ${target.host}: use its final URL`);
    }
    hop = nextHop(hop, response.status, target);
  }
  throw new EgressError('redirect', `${first.url.host} redirects more than ${MAX_REDIRECTS} times`);
}

// Nothing of the request has left when these occur, so the next address may be tried.
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

async function send(exchange: Exchange, hop: Hop, limits: Limits): Promise<Response> {
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
  throw explained(failure, hop);
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
    tls: {
      rejectUnauthorized: !limits.ignoreSslErrors,
      ...(parseAddress(name) ? {} : { serverName: name }),
      ...(exchange.ca === undefined ? {} : { ca: exchange.ca }),
    },
  });
}

/** Bun's own message quotes the whole URL, secrets in the query included, so only its code is passed on. */
function explained(thrown: unknown, hop: Hop): unknown {
  if (thrown instanceof EgressError) return thrown;
  const code = codeOf(thrown);
  const host = hop.url.host;
  if (/CERT|SIGNATURE|SIGNED|EPROTO|^ERR_(SSL|TLS)_/.test(code)) {
    return new EgressError('tls', `The TLS certificate or handshake of ${host} was not accepted (${code})`);
  }
  return new EgressError('network', `No answer from ${host} (${code})`);
}

async function settle(raw: Response, hop: Hop, maxBytes: number): Promise<Response> {
  const { status, statusText } = raw;
  if (status < 200 || status > 599) {
    await raw.body?.cancel();
    throw new EgressError(
      'network',
      `${hop.url.host} answered with the status ${status}, which HTTP does not have`,
    );
  }
  const headers = new Headers(raw.headers);
  let body: Buffer<ArrayBuffer> | null = null;
  if (hasNoBody(hop.method, status)) await raw.body?.cancel();
  else {
    body = await readBody(raw, { host: hop.url.host, maxBytes }).catch((thrown) => {
      throw explained(thrown, hop);
    });
    // They described the body on its way, not the one handed on.
    headers.delete('content-encoding');
    headers.delete('content-length');
  }
  const response = new Response(body, { status, statusText, headers });
  return Object.defineProperty(response, 'url', { value: hop.url.href });
}
