import { inRange, parseAddress, parseRange, type Range } from './ip-addresses.ts';

/** Addresses of proxies whose word on who calls is taken. @throws for what is no address and no CIDR range */
export function parseProxies(entries: readonly string[]): Range[] {
  return entries.map((entry) => {
    const range = parseRange(entry);
    if (range) return range;
    throw new Error(`${entry} is neither an address nor a range such as 10.0.0.0/8`);
  });
}

/**
 * The address that a call comes from: that of the connection, or behind trusted proxies the last one in
 * `X-Forwarded-For` that is none of them. What stands further left, anybody could have written.
 */
export function clientAddress(peer: string, forwarded: string | null, proxies: readonly Range[]): string {
  let address = peer;
  const before = (forwarded ?? '').split(',').map((part) => part.trim());
  while (isTrusted(address, proxies)) {
    const next = before.pop();
    if (next === undefined || !parseAddress(next)) break;
    address = next;
  }
  return address;
}

/** Whether an address is that of a trusted proxy. */
export function isTrusted(address: string, proxies: readonly Range[]): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && proxies.some((range) => inRange(parsed, range));
}
