import { expect, test } from 'bun:test';
import { createEgress, EgressError, EgressRefused } from '../../src/lib/egress.ts';

/** Checks a host as if DNS gave these answers. */
function check(host: string, answers: string[] = [], allow: string[] = [], port = 443) {
  const lookup = async () => answers.map((address) => ({ address }));
  return createEgress({ allow, lookup }).check(host, port);
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const thrown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof EgressRefused)) throw new Error(`not refused: ${String(thrown)}`);
  return thrown.message;
}

test('a name with public addresses may be reached, IPv4 first', async () => {
  expect(await check('example.com', ['2606:4700::1111', '93.184.215.14'])).toEqual([
    '93.184.215.14',
    '2606:4700::1111',
  ]);
});

test('an address that DNS gives twice is tried once', async () => {
  expect(await check('example.com', ['::ffff:8.8.8.8', '8.8.8.8'])).toEqual(['8.8.8.8']);
});

const INSIDE = [
  '127.0.0.1',
  '10.0.0.5',
  '169.254.169.254',
  '0.0.0.0',
  '100.100.100.200',
  '192.168.1.1',
  '::1',
  'fd00:ec2::254',
  'fe80::1%eth0',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::169.254.169.254',
  '2002:7f00:1::',
];

test.each(INSIDE)('a name that leads to %s is refused', async (address) => {
  expect(await refusal(check('evil.example', [address]))).toContain('evil.example');
});

test.each(INSIDE)(
  'a name that leads to a public address and to %s is refused, in any order',
  async (address) => {
    await refusal(check('evil.example', ['8.8.8.8', address]));
    await refusal(check('evil.example', [address, '8.8.8.8']));
  },
);

test.each([...INSIDE, '2130706433', '0x7f.1', '0', '[::1]'])(
  'the address %s itself is refused',
  async (host) => {
    await refusal(check(host));
  },
);

test('a refusal names the host, the address, what it is, and the setting that allows it', async () => {
  expect(await refusal(check('db.internal.example', ['10.0.0.5']))).toBe(
    'The request to db.internal.example was refused: the name leads to 10.0.0.5, which is not on the public internet (private network). If it is meant to be reached, add db.internal.example or 10.0.0.5 to STEPWELL_EGRESS_ALLOW.',
  );
  expect(await refusal(check('127.0.0.1'))).toBe(
    'The request to 127.0.0.1 was refused: it is not on the public internet (loopback). If it is meant to be reached, add 127.0.0.1 to STEPWELL_EGRESS_ALLOW.',
  );
});

const ALLOWED: [string, string, string][] = [
  ['internal.example', 'internal.example', '10.0.0.5'],
  ['Internal.Example', 'INTERNAL.example.', '10.0.0.5'],
  ['*.corp.example', 'crm.corp.example', '192.168.0.9'],
  ['*.corp.example', 'a.b.corp.example', '192.168.0.9'],
  ['10.0.0.5', 'any.example', '10.0.0.5'],
  ['10.0.0.0/8', 'any.example', '10.200.1.1'],
  ['::1', 'localhost', '::1'],
  ['[::1]:443', 'localhost', '::1'],
  ['fd00::/8', 'any.example', 'fd12::1'],
  ['internal.example:443', 'internal.example', '10.0.0.5'],
  ['10.0.0.0/8:443', 'any.example', '10.0.0.5'],
  ['bücher.example', 'xn--bcher-kva.example', '10.0.0.5'],
  ['169.254.169.254', 'metadata.example', '169.254.169.254'],
];

test.each(ALLOWED)('with %s allowed, %s at %s may be reached', async (entry, host, address) => {
  expect(await check(host, [address], [entry])).toEqual([address]);
});

const NOT_ALLOWED: [string, string, string][] = [
  ['internal.example', 'evil-internal.example', '10.0.0.5'],
  ['internal.example', 'a.internal.example', '10.0.0.5'],
  ['internal.example', 'internal.example.evil.example', '10.0.0.5'],
  ['*.corp.example', 'corp.example', '10.0.0.5'],
  ['*.corp.example', 'evilcorp.example', '10.0.0.5'],
  ['10.0.0.5', 'any.example', '10.0.0.50'],
  ['internal.example:8080', 'internal.example', '10.0.0.5'],
  ['10.0.0.0/8:8080', 'any.example', '10.0.0.5'],
  ['internal.example', 'internal.example', '169.254.169.254'],
  ['*.corp.example', 'a.corp.example', 'fe80::1'],
];

test.each(NOT_ALLOWED)('with %s allowed, %s at %s is still refused', async (entry, host, address) => {
  await refusal(check(host, [address], [entry]));
});

test('one allowed address does not open another that the same name leads to', async () => {
  await refusal(check('any.example', ['10.0.0.5', '10.0.0.6'], ['10.0.0.5']));
});

test('ports of other protocols are refused, unless that very port is allowed', async () => {
  expect(await refusal(check('example.com', ['8.8.8.8'], [], 25))).toContain('example.com:25');
  await refusal(check('example.com', ['8.8.8.8'], ['example.com'], 6000));
  await refusal(check('example.com', ['8.8.8.8'], [], 0));
  expect(await check('example.com', ['8.8.8.8'], ['example.com:25'], 25)).toEqual(['8.8.8.8']);
  expect(await check('example.com', ['8.8.8.8'], [], 8443)).toEqual(['8.8.8.8']);
});

test.each([
  'http://internal.example',
  'a/8',
  '*',
  '10.0.0.0/33',
  'a.example:99999',
  '*.a.*',
  'a b',
  '',
  'u@a.example',
])('the allow list entry "%s" is refused at the start, with the setting named', (entry) => {
  expect(() => createEgress({ allow: [entry] })).toThrow('STEPWELL_EGRESS_ALLOW');
});

test('a name without any address is an error of its own', async () => {
  const thrown = await check('gone.example', []).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(EgressError);
  expect(thrown).toMatchObject({ code: 'dns', message: expect.stringContaining('gone.example') });
});

test('a name that DNS does not know is an error of its own', async () => {
  const lookup = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
  const thrown = await createEgress({ allow: [], lookup })
    .check('gone.example', 80)
    .catch((error) => error);
  expect(thrown).toMatchObject({ code: 'dns', message: expect.stringContaining('ENOTFOUND') });
});

test('the names of this machine are resolved by the system when no resolver is given', async () => {
  await refusal(createEgress({ allow: [] }).check('localhost', 80));
});
