import { EgressRefused } from './egress-errors.ts';
import { matches, parseRules, type Rule } from './egress-rules.ts';
import { type Address, kindOf, parseAddress } from './ip-addresses.ts';
import { MINUTE } from './time.ts';

/** How long an address stays open that a name of the allow list has led to: longer than any client keeps an answer. */
const OPEN_MS = 10 * MINUTE;
const MOST_OPEN = 1000;
/** From server to server, without signing in: for spam, and nothing that a component needs. */
const MAIL_PORT = 25;
export const NOT_AMONG_HOSTS = 'it is not among the hosts that the component may call';

/**
 * The same rules for sockets that foreign code opens. What they carry is not HTTP alone, so the ports that are closed to
 * HTTP are open; and a socket knows numbers, no names, so names are settled when they are looked up.
 */
export class SocketRules {
  readonly #rules: Rule[];
  readonly #opened = new OpenAddresses();

  /** @throws when an entry is none that `STEPWELL_EGRESS_ALLOW` may have */
  constructor(allow: readonly string[]) {
    this.#rules = parseRules(allow);
  }

  /** Why a socket may not be connected to this address; undefined where it may. */
  refusal(text: string, port: number): string | undefined {
    const address = parseAddress(text);
    if (!address) return 'it is no address';
    const matching = [...this.#rules, ...this.#opened.rules()].filter((rule) =>
      matches(rule, { host: address.text, port }, address),
    );
    if (port === MAIL_PORT && !matching.some((rule) => rule.port !== undefined))
      return 'port 25 is for mail between servers';
    const kind = kindOf(address);
    return kind === 'public' || matching.length > 0 ? undefined : notPublic(kind);
  }

  /** Lets `address` or `address:port` pass for some minutes. */
  open(entry: string): void {
    this.#opened.add(entry);
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
}

/** Addresses that names have led to, for some minutes each. */
class OpenAddresses {
  readonly #entries = new Map<string, { rule: Rule; until: number }>();

  add(entry: string): void {
    const [rule] = parseRules([entry]);
    if (!rule) return;
    this.#entries.delete(entry);
    this.#entries.set(entry, { rule, until: Date.now() + OPEN_MS });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MOST_OPEN && oldest !== undefined) this.#entries.delete(oldest);
  }

  rules(): Rule[] {
    const now = Date.now();
    for (const [entry, { until }] of this.#entries) if (until <= now) this.#entries.delete(entry);
    return [...this.#entries.values()].map(({ rule }) => rule);
  }
}

/** The hosts that one child may reach, of those that all may. */
export class HostRules {
  readonly #names: Rule[];
  /** What needs no name: addresses and ranges. */
  readonly addresses: string[];

  /** @throws when an entry is none that `STEPWELL_EGRESS_ALLOW` may have */
  constructor(hosts: readonly string[]) {
    const rules = parseRules(hosts, 'The list of hosts');
    this.#names = rules.filter((rule) => !('range' in rule));
    this.addresses = rules.flatMap((rule) => ('range' in rule ? rule.entry : []));
  }

  /** Whether a name may be asked for at all: others would carry what they are made of to whoever answers for them. */
  has(name: string): boolean {
    return this.#names.some((rule) => ('name' in rule ? rule.name === name : isBelow(rule, name)));
  }

  /** What is to be opened for a name that has led to these addresses. */
  opens(host: string, addresses: readonly string[]): string[] {
    return addresses.flatMap((text) => {
      const address = parseAddress(text);
      if (!address) return [];
      return this.#names
        .filter((rule) => matches(rule, { host, port: rule.port ?? 0 }, address))
        .map((rule) => entryOf(address, rule.port));
    });
  }
}

const isBelow = (rule: Rule, name: string) => 'suffix' in rule && name.endsWith(rule.suffix);

/** The addresses that one child may connect to, as numbers: those that its hosts have led to. */
export class ReachableAddresses {
  readonly #lasting: Rule[] = [];
  readonly #opened = new OpenAddresses();

  allow(entry: string): void {
    this.#lasting.push(...parseRules([entry]));
  }

  open(entry: string): void {
    this.#opened.add(entry);
  }

  has(text: string, port: number): boolean {
    const address = parseAddress(text);
    if (!address) return false;
    const target = { host: address.text, port };
    return [...this.#lasting, ...this.#opened.rules()].some((rule) => matches(rule, target, address));
  }
}

function entryOf({ text }: Address, port: number | undefined): string {
  if (port === undefined) return text;
  return text.includes(':') ? `[${text}]:${port}` : `${text}:${port}`;
}

const notPublic = (kind: string) => `it is not on the public internet (${kind})`;
