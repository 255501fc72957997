import { codeOf, EgressError, EgressRefused } from './egress-errors.ts';
import { type Address, inRange, kindOf, parseAddress, parseRange, type Range } from './ip-addresses.ts';

/** Resolves a host name to all its addresses. */
export type Lookup = (host: string) => Promise<{ address: string }[]>;

/** One entry of the allow list: a name, the names under a suffix, or a range of addresses; of one port or all. */
export type Rule = { entry: string; port: number | undefined } & (
  | { name: string }
  | { suffix: string }
  | { range: Range }
);

/** @property protocolPorts of what is spoken there, where that is not HTTP */
type Target = { host: string; port: number; protocolPorts?: readonly number[] | undefined };

const SETTING = 'STEPWELL_EGRESS_ALLOW';

// The ports that the Fetch standard blocks: what listens there speaks another protocol, and an HTTP request can be
// made to look like its commands.
const BLOCKED_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/**
 * @param list what the entries stand in, as the error calls it
 * @throws when an entry is not `name`, `*.suffix`, an address or a CIDR range, each with an optional `:port`
 */
export function parseRules(allow: readonly string[], list = SETTING): Rule[] {
  return allow.map((entry) => parseRule(entry.trim().toLowerCase(), list));
}

function parseRule(entry: string, list: string): Rule {
  const whole = parseRange(entry);
  if (whole) return { entry, port: undefined, range: whole };
  const [, host = entry, portText] = /^(.*?)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const port = portText === undefined ? undefined : Number(portText);
  const range = parseRange(host);
  if (range) return { entry, port, range };
  const name = canonicalHost(host.replace(/^\*\./, ''));
  const isName = name !== undefined && !parseAddress(name) && /^(\*\.)?[^*:/@?#\s]+$/.test(host);
  if (!isName || (port ?? 0) > 65535) {
    throw new Error(
      `${list} has the entry "${entry}": write a host name, *.suffix, an IP address or a CIDR range, each with an optional :port`,
    );
  }
  return host.startsWith('*.') ? { entry, port, suffix: `.${name}` } : { entry, port, name };
}

/** The host as the URL standard writes it: lower case, punycode, `0x7f.1` as `127.0.0.1`, no final dot. */
function canonicalHost(host: string): string | undefined {
  const literal = parseAddress(host);
  if (literal) return literal.text;
  return URL.parse(`http://${host}`)?.hostname.replace(/\.$/, '') || undefined;
}

/**
 * The addresses of a host, each of them checked, IPv4 first. Ports that HTTP must not be sent to are open to the protocol
 * that they belong to.
 * All must pass: a name that also answers with a private address is refused, since the answers' order is the attacker's.
 * @throws EgressRefused when a rule is missing, EgressError `dns` when there is no address
 */
export async function checkedAddresses(
  rules: readonly Rule[],
  lookup: Lookup,
  host: string,
  port: number,
  protocolPorts?: readonly number[],
): Promise<string[]> {
  const name = canonicalHost(host);
  if (name === undefined)
    throw new EgressError('invalid', `"${host}" is not a host name: correct the URL's host`);
  const addresses = parseAddress(name) ? [name] : await resolve(lookup, name);
  const checked = addresses.map((text) => checkAddress(rules, { host: name, port, protocolPorts }, text));
  const v4First = checked.toSorted((a, b) => a.bytes.length - b.bytes.length);
  return [...new Set(v4First.map((address) => address.text))];
}

async function resolve(lookup: Lookup, name: string): Promise<string[]> {
  const answers = await lookup(name).catch((thrown: unknown) => {
    throw new EgressError(
      'dns',
      `No address was found for "${name}" (${codeOf(thrown)}): check the host name`,
    );
  });
  if (answers.length === 0)
    throw new EgressError('dns', `"${name}" has no address: check the host name in the URL`);
  return answers.map((answer) => answer.address);
}

function checkAddress(rules: readonly Rule[], target: Target, text: string): Address {
  const address = parseAddress(text);
  if (!address) throw new EgressError('dns', `The answer for "${target.host}" holds no address: "${text}"`);
  const matching = rules.filter((rule) => matches(rule, target, address));
  const { port, protocolPorts } = target;
  const isBlocked = BLOCKED_PORTS.has(port) && !protocolPorts?.includes(port);
  if (isBlocked && !matching.some((rule) => rule.port !== undefined)) {
    throw new EgressRefused(
      `The request to ${target.host} was refused: port ${port} is not for ${protocolPorts ? 'this protocol' : 'HTTP'}. If a system of yours answers there, add ${withPort(target)} to ${SETTING}.`,
    );
  }
  const kind = kindOf(address);
  if (kind === 'public' || matching.length > 0) return address;
  const isLiteral = parseAddress(target.host) !== undefined;
  const what = isLiteral ? 'it is' : `the name leads to ${address.text}, which is`;
  const entry = isLiteral || isLinkLocal(address) ? address.text : `${target.host} or ${address.text}`;
  throw new EgressRefused(
    `The request to ${target.host} was refused: ${what} not on the public internet (${kind}). If it is meant to be reached, add ${entry} to ${SETTING}.`,
  );
}

function withPort({ host, port }: Target): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether an entry of the allow list opens this address of this host. */
export function matches(rule: Rule, target: Target, address: Address): boolean {
  if (rule.port !== undefined && rule.port !== target.port) return false;
  if ('range' in rule) return inRange(address, rule.range);
  // Cloud metadata hands out the machine's own credentials: whoever may edit an allowed name's DNS must not get there.
  if (isLinkLocal(address)) return false;
  return 'name' in rule ? rule.name === target.host : target.host.endsWith(rule.suffix);
}

function isLinkLocal(address: Address): boolean {
  return kindOf(address) === 'link-local, cloud metadata';
}
