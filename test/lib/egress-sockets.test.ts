import { describe, expect, test } from 'bun:test';
import { SocketRules } from '../../src/lib/egress-sockets.ts';

const rules = new SocketRules([
  '10.1.0.0/16',
  '10.2.0.5:5432',
  'erp.internal',
  'db.internal:5432',
  '*.lan:80',
  '93.184.215.14:25',
]);

test.each([
  ['1.1.1.1', 443],
  ['8.8.8.8', 22],
  ['2606:4700::1111', 5432],
  ['10.1.2.3', 80],
  ['10.2.0.5', 5432],
  ['93.184.215.14', 25],
])('a socket may be connected to %s port %d', (address, port) => {
  expect(rules.refusal(address, port)).toBeUndefined();
});

test.each([
  ['127.0.0.1', 80, 'it is not on the public internet (loopback)'],
  ['10.2.0.5', 80, 'it is not on the public internet (private network)'],
  ['0:0:0:0:0:ffff:a00:1', 80, 'it is not on the public internet (private network)'],
  ['169.254.169.254', 80, 'it is not on the public internet (link-local, cloud metadata)'],
  ['64:ff9b:0:0:0:0:a00:1', 80, 'it is not on the public internet (private network)'],
  ['8.8.8.8', 25, 'port 25 is for mail between servers'],
  ['erp.internal', 80, 'it is no address'],
])('a socket may not be connected to %s port %d', (address, port, why) => {
  expect(rules.refusal(address, port)).toBe(why);
});

describe('a name', () => {
  test('that leads to public addresses opens nothing more', () => {
    expect(rules.checkName('acme.test', ['1.1.1.1', '2606:4700::1111'])).toEqual([]);
  });

  test('of the allow list opens what it leads to, on the port of its entry', () => {
    expect(rules.checkName('erp.internal', ['10.9.0.1'])).toEqual(['10.9.0.1']);
    expect(rules.checkName('db.internal', ['10.9.0.2', 'fd00::2'])).toEqual([
      '10.9.0.2:5432',
      '[fd00::2]:5432',
    ]);
    expect(rules.checkName('printer.lan', ['192.168.1.9'])).toEqual(['192.168.1.9:80']);
  });

  test('of nobody opens nothing, nor one that leads to the metadata of the cloud', () => {
    expect(() => rules.checkName('evil.test', ['1.1.1.1', '10.9.0.1'])).toThrow(
      'it leads to 10.9.0.1, and it is not on the public internet (private network)',
    );
    expect(() => rules.checkName('erp.internal', ['169.254.169.254'])).toThrow('it leads to 169.254.169.254');
  });

  test('opens an address for the sockets, that port alone', () => {
    const own = new SocketRules(['db.internal:5432']);
    expect(own.refusal('10.9.0.2', 5432)).toBeDefined();
    for (const opened of own.checkName('db.internal', ['10.9.0.2'])) own.open(opened);
    expect(own.refusal('10.9.0.2', 5432)).toBeUndefined();
    expect(own.refusal('10.9.0.2', 80)).toBeDefined();
  });
});
