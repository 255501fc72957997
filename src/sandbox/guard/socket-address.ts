import { block } from '../libc.ts';

export const AF_INET = 2;
const AF_INET6 = 10;

/** Where a connect leads: as text for the rules, and as the bytes of our own copy for the kernel. */
export type SocketAddress = { family: number; address: string; port: number; raw: Buffer };

/** @returns undefined for what is no whole address of IPv4 or IPv6 */
export function readSocketAddress(bytes: Buffer, length: number): SocketAddress | undefined {
  if (length < 2) return undefined;
  const family = bytes.readUInt16LE(0);
  const port = bytes.readUInt16BE(2);
  if (family === AF_INET && length >= 16) {
    const raw = block(16);
    bytes.copy(raw, 0, 0, 16);
    return { family, port, address: [...raw.subarray(4, 8)].join('.'), raw };
  }
  if (family !== AF_INET6 || length < 24) return undefined;
  // without the scope at its end, which names an interface of this machine
  const raw = block(28);
  bytes.copy(raw, 0, 0, 24);
  const groups = Array.from({ length: 8 }, (_, index) => raw.readUInt16BE(8 + 2 * index).toString(16));
  return { family, port, address: groups.join(':'), raw };
}

export function loopbackAddress(port: number): SocketAddress {
  const raw = block(16);
  raw.writeUInt16LE(AF_INET, 0);
  raw.writeUInt16BE(port, 2);
  raw.set([127, 0, 0, 1], 4);
  return { family: AF_INET, address: '127.0.0.1', port, raw };
}
