import { EgressRefused } from './egress-errors.ts';
import { matches, parseRules, type Rule } from './egress-rules.ts';
import { type Address, kindOf, parseAddress } from './ip-addresses.ts';
import { MINUTE } from './time.ts';

/** How long an address stays open that a name of the allow list has led to: longer than any client keeps an answer. */
const OPEN_MS = 10 * MINUTE;
const MOST_OPEN = 1000;
/** From server to server, without signing in: for spam, and nothing that a component needs. */
const MAIL_PORT = 25;

/**
 * The same rules for sockets that foreign code opens. What they carry is not HTTP alone, so the ports that are closed to
 * HTTP are open; and a socket knows numbers, no names, so names are settled when they are looked up.
 */
export class SocketRules {
  readonly #rules: Rule[];
  readonly #opened = new Map<string, { rule: Rule; until: number }>();

  /** @throws when an entry is none that `STEPWELL_EGRESS_ALLOW` may have */
  constructor(allow: readonly string[]) {
    this.#rules = parseRules(allow);
  }

  /** Why a socket may not be connected to this address; undefined where it may. */
  refusal(text: string, port: number): string | undefined {
    const address = parseAddress(text);
    if (!address) return 'it is no address';
    const matching = this.#allRules().filter((rule) => matches(rule, { host: address.text, port }, address));
    if (port === MAIL_PORT && !matching.some((rule) => rule.port !== undefined))
      return 'port 25 is for mail between servers';
    const kind = kindOf(address);
    return kind === 'public' || matching.length > 0 ? undefined : notPublic(kind);
  }

  /** Lets `address` or `address:port` pass for some minutes. */
  open(entry: string): void {
    const [rule] = parseRules([entry]);
    if (!rule) return;
    this.#opened.delete(entry);
    this.#opened.set(entry, { rule, until: Date.now() + OPEN_MS });
    const [oldest] = this.#opened.keys();
    if (this.#opened.size > MOST_OPEN && oldest !== undefined) this.#opened.delete(oldest);
  }

  /**
   * Whether foreign code may be told the addresses of a name. Answers what is to be opened for it.
   * @throws EgressRefused when any of them is neither public nor allowed for the name: their order is the attacker's
   */
  checkName(host: string, addresses: readonly string[]): string[] {
    return addresses.flatMap((text) => {
      const address = parseAddress(text);
      const kind = address && kindOf(address);
      if (!address || kind === 'public') return [];
      const rules = this.#rules.filter((rule) => matches(rule, { host, port: rule.port ?? 0 }, address));
      if (rules.length === 0)
        throw new EgressRefused(`it leads to ${address.text}, and ${notPublic(kind ?? 'reserved')}`);
      return rules.map((rule) => entryOf(address, rule.port));
    });
  }

  #allRules(): Rule[] {
    const now = Date.now();
    for (const [entry, { until }] of this.#opened) if (until <= now) this.#opened.delete(entry);
    return [...this.#rules, ...[...this.#opened.values()].map(({ rule }) => rule)];
  }
}

function entryOf({ text }: Address, port: number | undefined): string {
  if (port === undefined) return text;
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

const notPublic = (kind: string) => `it is not on the public internet (${kind})`;
