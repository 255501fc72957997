import type { Socket } from 'node:net';
import { type ConnectLimits, connectChecked } from './egress-connect.ts';
import { withDeadline } from './egress-deadline.ts';
import { EgressError } from './egress-errors.ts';
import { type Exchange, type Limits, type Receive, send, settle } from './egress-exchange.ts';
import { type EgressBody, firstHop, type Hop, nextHop, redirectOf } from './egress-request.ts';
import { checkedAddresses, type Lookup, parseRules } from './egress-rules.ts';

export { EgressError, type EgressFailure, EgressRefused } from './egress-errors.ts';

export type EgressInit = {
  method?: string;
  headers?: Record<string, string>;
  body?: EgressBody;
  redirect?: 'follow' | 'manual' | 'error';
  signal?: AbortSignal;
  /** how many redirects are followed, 10 unless it says otherwise */
  maxRedirects?: number;
  /** milliseconds until the whole exchange, redirects and body included, is given up; 0 means the default */
  timeout?: number;
  ignoreSslErrors?: boolean;
  /** most bytes that the body may have, compressed or not; 32 million, or 500 MB where it is received in pieces */
  maxBytes?: number;
  /** takes the body of a good answer as it comes, unpacked; what it gives back is the response's */
  receive?: Receive;
};

export type EgressOptions = {
  /** names, `*.suffix`, addresses and CIDR ranges that may be reached although they are not public; `:port` optional */
  allow: readonly string[];
  lookup?: Lookup;
  /** PEM certificates to trust instead of the well-known authorities */
  ca?: string;
};

/** The only way out to other systems. */
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
  /**
   * A TCP connection to a host, for what does not speak HTTP.
   * @throws EgressRefused when the rules do not let it out, EgressError when nobody answers, the signal's reason
   */
  connect(host: string, port: number, limits: ConnectLimits): Promise<Socket>;
  /** Closes the idle connections. */
  close(): void;
};

const MAX_REDIRECTS = 10;
const DEFAULT_TIMEOUT_MS = 120_000;
// Shorter than most servers', so that it is we who close an idle connection, not they under a request.
const IDLE_SECONDS = 4;

export function createEgress(options: EgressOptions): Egress {
  const rules = parseRules(options.allow);
  const lookup = options.lookup ?? systemLookup;
  const session = new Bun.FetchSession({ proxy: false, keepAlive: { idleTimeout: IDLE_SECONDS } });
  const check = (host: string, port: number, protocolPorts?: readonly number[]) =>
    checkedAddresses(rules, lookup, host, port, protocolPorts);
  const exchange: Exchange = { check, ca: options.ca, dial: session.fetch };
  return {
    check: (host, port) => check(host, port),
    connect: (host, port, limits) => connectChecked(check, host, port, limits),
    close: () => session.close(),
    fetch(url, init = {}) {
      return request(exchange, url, init);
    },
  };
}

/** Loaded with the first name that is looked up: it takes a megabyte and a half. */
export async function systemLookup(host: string) {
  const { lookup } = await import('node:dns/promises');
  return await lookup(host, { all: true });
}

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
    const { response, hop } = await follow(exchange, first, init, limits);
    return settle(response, hop, init);
  });
}

async function follow(
  exchange: Exchange,
  first: Hop,
  { redirect = 'follow', maxRedirects = MAX_REDIRECTS }: EgressInit,
  limits: Limits,
): Promise<{ response: Response; hop: Hop }> {
  let hop = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const response = await send(exchange, hop, limits);
    const target = redirect === 'manual' ? undefined : redirectOf(response, hop.url);
    if (!target) return { response, hop };
    await response.body?.cancel();
    if (redirect === 'error') {
      throw new EgressError('redirect', `${hop.url.host} redirects to ${target.host}: use its final URL`);
    }
    hop = nextHop(hop, response.status, target);
  }
  throw new EgressError('redirect', `${first.url.host} redirects more than ${maxRedirects} times`);
}
