import { describe, expect, test } from 'bun:test';
import { clientAddress, parseProxies } from '../../src/lib/client-address.ts';

const PROXIES = parseProxies(['127.0.0.1', '10.0.0.0/8', '::1']);

describe('where a call comes from', () => {
  test.each([
    [
      'without a proxy its own connection counts, whatever it claims',
      '203.0.113.9',
      '198.51.100.1',
      '203.0.113.9',
    ],
    ['behind a proxy it is what the proxy says', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['behind two it is what the outer one has seen', '127.0.0.1', '203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['what a caller has written itself does not count', '127.0.0.1', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['a proxy that says nothing is itself the caller', '127.0.0.1', null, '127.0.0.1'],
    ['what is no address is not taken', '127.0.0.1', 'unknown', '127.0.0.1'],
    ['a proxy over IPv6 is one too', '::1', '2001:db8::7', '2001:db8::7'],
    ['an IPv4 address in IPv6 form is the same proxy', '::ffff:127.0.0.1', '203.0.113.9', '203.0.113.9'],
  ])('%s', (_, peer, forwarded, expected) => {
    expect(clientAddress(peer, forwarded, PROXIES)).toBe(expected);
  });

  test('nothing is trusted unless it was said so', () => {
    expect(clientAddress('127.0.0.1', '203.0.113.9', parseProxies([]))).toBe('127.0.0.1');
  });

  test('what is no range is refused', () => {
    expect(() => parseProxies(['proxy.local'])).toThrow('proxy.local is neither an address nor a range');
  });
});
