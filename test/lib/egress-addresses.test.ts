import { expect, test } from 'bun:test';
import { isIPv4 } from 'node:net';
import { SocketRules } from '../../src/lib/egress-sockets.ts';
import { type AddressKind, inRange, kindOf, parseAddress, parseRange } from '../../src/lib/ip-addresses.ts';
import { readSocketAddress } from '../../src/sandbox/guard/socket-address.ts';

function kindOfText(text: string): AddressKind | 'no address' {
  const address = parseAddress(text);
  return address ? kindOf(address) : 'no address';
}

// First and last address of each range, and its neighbours outside.
const KINDS: [string, AddressKind][] = [
  ['0.0.0.0', 'this host'],
  ['0.255.255.255', 'this host'],
  ['1.0.0.0', 'public'],
  ['8.8.8.8', 'public'],
  ['9.255.255.255', 'public'],
  ['10.0.0.0', 'private network'],
  ['10.255.255.255', 'private network'],
  ['11.0.0.0', 'public'],
  ['100.63.255.255', 'public'],
  ['100.64.0.0', 'carrier-grade NAT'],
  ['100.127.255.255', 'carrier-grade NAT'],
  ['100.128.0.0', 'public'],
  ['126.255.255.255', 'public'],
  ['127.0.0.0', 'loopback'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.255', 'loopback'],
  ['128.0.0.0', 'public'],
  ['169.253.255.255', 'public'],
  ['169.254.0.0', 'link-local, cloud metadata'],
  ['169.254.169.254', 'link-local, cloud metadata'],
  ['169.254.255.255', 'link-local, cloud metadata'],
  ['169.255.0.0', 'public'],
  ['172.15.255.255', 'public'],
  ['172.16.0.0', 'private network'],
  ['172.31.255.255', 'private network'],
  ['172.32.0.0', 'public'],
  ['191.255.255.255', 'public'],
  ['192.0.0.0', 'reserved'],
  ['192.0.0.192', 'reserved'],
  ['192.0.0.255', 'reserved'],
  ['192.0.1.0', 'public'],
  ['192.0.2.0', 'documentation'],
  ['192.0.2.255', 'documentation'],
  ['192.0.3.0', 'public'],
  ['192.88.99.1', 'transition tunnel'],
  ['192.88.100.0', 'public'],
  ['192.167.255.255', 'public'],
  ['192.168.0.0', 'private network'],
  ['192.168.255.255', 'private network'],
  ['192.169.0.0', 'public'],
  ['198.17.255.255', 'public'],
  ['198.18.0.0', 'benchmarking'],
  ['198.19.255.255', 'benchmarking'],
  ['198.20.0.0', 'public'],
  ['198.51.100.7', 'documentation'],
  ['198.51.101.0', 'public'],
  ['203.0.113.255', 'documentation'],
  ['203.0.114.0', 'public'],
  ['223.255.255.255', 'public'],
  ['224.0.0.0', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['240.0.0.0', 'reserved'],
  ['255.255.255.255', 'reserved'],
  ['::', 'this host'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback'],
  ['::2', 'reserved'],
  ['::127.0.0.1', 'reserved'],
  ['::8.8.8.8', 'reserved'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['::FFFF:169.254.169.254', 'link-local, cloud metadata'],
  ['::ffff:a9fe:a9fe', 'link-local, cloud metadata'],
  ['::ffff:10.0.0.1', 'private network'],
  ['::ffff:8.8.8.8', 'public'],
  ['::ffff:0:127.0.0.1', 'reserved'],
  ['64:ff9b::127.0.0.1', 'loopback'],
  ['64:ff9b::a9fe:a9fe', 'link-local, cloud metadata'],
  ['64:ff9b::10.0.0.1', 'private network'],
  ['64:ff9b::8.8.8.8', 'public'],
  ['64:ff9b:1::8.8.8.8', 'reserved'],
  ['100::1', 'reserved'],
  ['1fff:ffff::', 'reserved'],
  ['2000::', 'public'],
  ['2001::1', 'transition tunnel'],
  ['2001:0:7f00:1::', 'transition tunnel'],
  ['2001:2::1', 'reserved'],
  ['2001:10::1', 'reserved'],
  ['2001:1ff:ffff::', 'reserved'],
  ['2001:200::1', 'public'],
  ['2001:db8::1', 'documentation'],
  ['2001:db9::1', 'public'],
  ['2001:4860:4860::8888', 'public'],
  ['2002:7f00:1::', 'transition tunnel'],
  ['2002:808:808::1', 'transition tunnel'],
  ['2003::1', 'public'],
  ['2606:4700:4700::1111', 'public'],
  ['3fff::1', 'documentation'],
  ['3fff:1000::1', 'public'],
  ['4000::1', 'reserved'],
  ['5f00::1', 'reserved'],
  ['fbff::1', 'reserved'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', 'unique local'],
  ['fdff:ffff::1', 'unique local'],
  ['fe00::1', 'reserved'],
  ['fe80::1', 'link-local, cloud metadata'],
  ['fe80::1%eth0', 'link-local, cloud metadata'],
  ['febf::1', 'link-local, cloud metadata'],
  ['fec0::1', 'site-local'],
  ['feff::1', 'site-local'],
  ['ff02::1', 'multicast'],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'multicast'],
];

test.each(KINDS)('%s counts as %s', (text, kind) => {
  expect(kindOfText(text)).toBe(kind);
});

test.each(KINDS)('a socket of foreign code gets to %s only where %s is public', (text, kind) => {
  const expected = kind === 'public' ? undefined : `it is not on the public internet (${kind})`;
  const bytes = socketBytes(text.replace('%eth0', ''), 443);
  const { address = '', port = 0 } = readSocketAddress(bytes, bytes.length) ?? {};
  expect([port, new SocketRules([]).refusal(address, port)]).toEqual([443, expected]);
});

test('what is no whole address of IPv4 or IPv6 is none', () => {
  for (const [text, whole] of [
    ['1.1.1.1', 16],
    ['2606:4700::1111', 24],
  ] as const)
    for (let length = 0; length < whole; length++)
      expect(readSocketAddress(socketBytes(text, 443), length)).toBeUndefined();
  expect(readSocketAddress(Buffer.alloc(128, 0xff), 128)).toBeUndefined();
});

/** As a process hands it to the kernel. */
function socketBytes(text: string, port: number): Buffer {
  const bytes = parseAddress(text)?.bytes ?? [];
  const isV4 = isIPv4(text);
  const whole = Buffer.alloc(isV4 ? 16 : 28);
  whole.writeUInt16LE(isV4 ? 2 : 10, 0);
  whole.writeUInt16BE(port, 2);
  // one that is mapped is held as the address that it reaches
  whole.set(isV4 || bytes.length === 16 ? bytes : [...Array(10).fill(0), 0xff, 0xff, ...bytes], isV4 ? 4 : 8);
  return whole;
}

const SPELLINGS: [string, string][] = [
  ['http://2130706433/', '127.0.0.1'],
  ['http://0x7f000001/', '127.0.0.1'],
  ['http://017700000001/', '127.0.0.1'],
  ['http://0x7f.1/', '127.0.0.1'],
  ['http://127.1/', '127.0.0.1'],
  ['http://127.0.0.1./', '127.0.0.1'],
  ['http://%31%32%37.0.0.1/', '127.0.0.1'],
  ['http://１２７.０.０.１/', '127.0.0.1'],
  ['http://127。0。0。1/', '127.0.0.1'],
  ['http://0/', '0.0.0.0'],
  ['http://0x/', '0.0.0.0'],
  ['http://2852039166/', '169.254.169.254'],
  ['http://0xa9.0xfe.0xa9.0xfe/', '169.254.169.254'],
  ['http://[::ffff:127.0.0.1]/', '127.0.0.1'],
  ['http://[0:0:0:0:0:ffff:a9fe:a9fe]/', '169.254.169.254'],
  ['http://[::1]:8080/', '::1'],
];

test.each(SPELLINGS)('%s is read as the address %s and is not public', (url, text) => {
  const { hostname } = new URL(url);
  expect(parseAddress(hostname)?.text).toBe(text);
  expect(kindOfText(hostname)).not.toBe('public');
});

test('a host name is not an address', () => {
  for (const text of [
    'example.com',
    'localhost',
    '',
    '1.2.3',
    '01.2.3.4',
    '1.2.3.4.5',
    '256.1.1.1',
    ':::',
    'g::',
  ]) {
    expect(parseAddress(text)).toBeUndefined();
  }
});

const MEMBERS: [string, string, boolean][] = [
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.9.8.7/8', '10.1.2.3', true],
  ['10.0.0.0/9', '10.128.0.0', false],
  ['192.168.1.128/25', '192.168.1.127', false],
  ['192.168.1.128/25', '192.168.1.200', true],
  ['1.2.3.4', '1.2.3.4', true],
  ['1.2.3.4', '1.2.3.40', false],
  ['1.2.3.4', '11.2.3.4', false],
  ['1.2.3.4/32', '1.2.3.5', false],
  ['1.2.3.4', '::ffff:1.2.3.4', true],
  ['0.0.0.0/0', '255.1.2.3', true],
  ['0.0.0.0/0', '::1', false],
  ['::/0', '2606::1', true],
  ['::/0', '1.2.3.4', false],
  ['fd00::/8', 'fdff::1', true],
  ['fd00::/8', 'fc00::1', false],
  ['2001:db8::/33', '2001:db8:8000::', false],
  ['10.0.0.0/8', '64:ff9b::10.0.0.1', false],
];

test.each(MEMBERS)('the range %s and the address %s belong together: %p', (rangeText, text, expected) => {
  const range = parseRange(rangeText);
  const address = parseAddress(text);
  if (!range || !address) throw new Error('the table holds a wrong row');
  expect(inRange(address, range)).toBe(expected);
});

test('what is no range is not taken for one', () => {
  for (const text of [
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/',
    '1.2.3.4/8/8',
    '::/129',
    'host/8',
    '/8',
    '1.2.3.4/a',
  ]) {
    expect(parseRange(text)).toBeUndefined();
  }
});
