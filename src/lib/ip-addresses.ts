import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as numbers. An IPv4-mapped IPv6 address is held as the IPv4 address that it reaches. */
export type Address = { readonly bytes: readonly number[]; readonly text: string };

export type Range = { readonly bytes: readonly number[]; readonly bits: number };

/** What an address is for; only `public` is the internet. */
export type AddressKind =
  | 'public'
  | 'this host'
  | 'loopback'
  | 'private network'
  | 'carrier-grade NAT'
  | 'link-local, cloud metadata'
  | 'unique local'
  | 'site-local'
  | 'transition tunnel'
  | 'benchmarking'
  | 'documentation'
  | 'multicast'
  | 'reserved';

const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** @returns undefined when the text is not an IP address (a host name, for example) */
export function parseAddress(text: string): Address | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (isIPv4(bare)) return { bytes: bare.split('.').map(Number), text: bare };
  if (!isIPv6(bare)) return undefined;
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const bytes = bytesOfGroups(canonical);
  const mapped = MAPPED_PREFIX.every((byte, index) => bytes[index] === byte);
  if (!mapped) return { bytes, text: canonical };
  const v4 = bytes.slice(12);
  return { bytes: v4, text: v4.join('.') };
}

/** @returns undefined when the text is neither `address` nor `address/bits` */
export function parseRange(text: string): Range | undefined {
  const [base = '', bitsText, ...rest] = text.split('/');
  const address = parseAddress(base);
  if (!address || rest.length > 0) return undefined;
  const most = address.bytes.length * 8;
  if (bitsText === undefined) return { bytes: address.bytes, bits: most };
  if (!/^\d{1,3}$/.test(bitsText) || Number(bitsText) > most) return undefined;
  return { bytes: address.bytes, bits: Number(bitsText) };
}

export function inRange(address: Address, range: Range): boolean {
  if (address.bytes.length !== range.bytes.length) return false;
  return range.bytes.every((byte, index) => {
    const bits = Math.max(0, Math.min(8, range.bits - index * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return ((address.bytes[index] ?? 0) & mask) === (byte & mask);
  });
}

export function kindOf(address: Address): AddressKind {
  const kind = firstMatch(address.bytes.length === 4 ? IPV4 : IPV6, address);
  if (kind !== 'NAT64') return kind ?? (address.bytes.length === 4 ? 'public' : 'reserved');
  const inner = address.bytes.slice(12);
  return kindOf({ bytes: inner, text: inner.join('.') });
}

type Row = readonly [Range, AddressKind | 'NAT64'];

function firstMatch(table: readonly Row[], address: Address): AddressKind | 'NAT64' | undefined {
  return table.find(([range]) => inRange(address, range))?.[1];
}

/** The eight groups of a canonical IPv6 address (`::` written once, no dotted tail), two bytes each. */
function bytesOfGroups(canonical: string): number[] {
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function row(cidr: string, kind: AddressKind | 'NAT64'): Row {
  const range = parseRange(cidr);
  if (!range) throw new Error(`"${cidr}" is not an address range`);
  return [range, kind];
}

const IPV4: readonly Row[] = [
  row('0.0.0.0/8', 'this host'),
  row('10.0.0.0/8', 'private network'),
  row('100.64.0.0/10', 'carrier-grade NAT'),
  row('127.0.0.0/8', 'loopback'),
  row('169.254.0.0/16', 'link-local, cloud metadata'),
  row('172.16.0.0/12', 'private network'),
  row('192.0.0.0/24', 'reserved'),
  row('192.0.2.0/24', 'documentation'),
  row('192.88.99.0/24', 'transition tunnel'),
  row('192.168.0.0/16', 'private network'),
  row('198.18.0.0/15', 'benchmarking'),
  row('198.51.100.0/24', 'documentation'),
  row('203.0.113.0/24', 'documentation'),
  row('224.0.0.0/4', 'multicast'),
  row('240.0.0.0/4', 'reserved'),
];

// The first match wins, and what no row names is reserved: only 2000::/3 is handed out as global unicast.
// 6to4 and Teredo carry an IPv4 address of the sender's choice through a relay, so they stay closed whatever it is;
// NAT64 is how an IPv6-only host reaches the IPv4 internet, so the address inside decides.
const IPV6: readonly Row[] = [
  row('::/128', 'this host'),
  row('::1/128', 'loopback'),
  row('64:ff9b::/96', 'NAT64'),
  row('2001::/32', 'transition tunnel'),
  row('2001::/23', 'reserved'),
  row('2001:db8::/32', 'documentation'),
  row('2002::/16', 'transition tunnel'),
  row('3fff::/20', 'documentation'),
  row('2000::/3', 'public'),
  row('fc00::/7', 'unique local'),
  row('fe80::/10', 'link-local, cloud metadata'),
  row('fec0::/10', 'site-local'),
  row('ff00::/8', 'multicast'),
];
