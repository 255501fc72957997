import { expect, test } from 'bun:test';
import { createCipheriv } from 'node:crypto';
import { inspect } from 'node:util';
import { createVault, hashToken, Secret, sameText } from '../../src/lib/crypto.ts';
import { inTurns } from '../../src/lib/in-turns.ts';

const key = new Uint8Array(32).fill(7);
const place = { table: 'config_values', column: 'value', row: 'ins_1/Key' };

test('a sealed secret opens where it was sealed', () => {
  const vault = createVault(key);
  const sealed = vault.seal(new Secret('pässword'), place);
  expect(sealed).not.toContain('password');
  expect(vault.open(sealed, place).reveal()).toBe('pässword');
});

test('the same secret is sealed differently each time', () => {
  const vault = createVault(key);
  expect(vault.seal(new Secret('x'), place)).not.toBe(vault.seal(new Secret('x'), place));
});

test.each([
  ['table', { ...place, table: 'other' }],
  ['column', { ...place, column: 'other' }],
  ['row', { ...place, row: 'ins_2/Key' }],
])('a sealed text moved to another %s does not open', (_what, elsewhere) => {
  const vault = createVault(key);
  expect(() => vault.open(vault.seal(new Secret('x'), place), elsewhere)).toThrow();
});

test('a changed text does not open', () => {
  const vault = createVault(key);
  const sealed = vault.seal(new Secret('secret'), place);
  const changed = `${sealed.slice(0, -2)}${sealed.endsWith('A') ? 'BB' : 'AA'}`;
  expect(() => vault.open(changed, place)).toThrow();
});

test('a change of any single bit of the text, its proof or its start is found out', () => {
  const vault = createVault(key);
  const [version, id, iv = '', data = ''] = vault.seal(new Secret('secret'), place).split('.');
  const flipped = (part: string, bit: number) => {
    const bytes = Buffer.from(part, 'base64url');
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return bytes.toString('base64url');
  };
  for (let bit = 0; bit < 8 * 22; bit++)
    expect(() => vault.open([version, id, iv, flipped(data, bit)].join('.'), place)).toThrow();
  for (let bit = 0; bit < 8 * 12; bit++)
    expect(() => vault.open([version, id, flipped(iv, bit), data].join('.'), place)).toThrow();
});

test.each([
  ['nothing', ''],
  ['a plain text', 'secret'],
  ['an unknown version', 'v2.00000000.AAAA.AAAA'],
  ['a proof that is cut short', ''],
])('%s is not opened', (what, text) => {
  const vault = createVault(key);
  const [version, id, iv, data = ''] = vault.seal(new Secret(''), place).split('.');
  const short = Buffer.from(data, 'base64url').subarray(0, 8).toString('base64url');
  const sealed = what.startsWith('a proof') ? [version, id, iv, short].join('.') : text;
  expect(() => vault.open(sealed, place)).toThrow();
});

test('another key is named in the error', () => {
  const sealed = createVault(key).seal(new Secret('x'), place);
  expect(() => createVault(new Uint8Array(32)).open(sealed, place)).toThrow('another vault key');
});

test('a key of the wrong length is refused', () => {
  expect(() => createVault(new Uint8Array(16))).toThrow('32 bytes');
});

test('a secret shows itself nowhere', () => {
  const secret = new Secret('hidden-thing');
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ a: [secret] }),
  ];
  expect(shown.join(' ')).not.toContain('hidden-thing');
});

test('links carry a proof that depends on text and key', () => {
  const vault = createVault(key);
  expect(vault.sign('a')).toBe(vault.sign('a'));
  expect(vault.sign('a')).not.toBe(vault.sign('b'));
  expect(vault.sign('a')).not.toBe(createVault(new Uint8Array(32)).sign('a'));
});

test('tokens are kept as hashes and compared whole', () => {
  expect(hashToken('t')).toMatch(/^[0-9a-f]{64}$/);
  expect(sameText('abc', 'abc')).toBe(true);
  expect(sameText('abc', 'abcd')).toBe(false);
});

const mixed = (length: number) => 'aé→🙂"'.repeat(Math.ceil(length / 6)).slice(0, length);

test.each([0, 1, 2, 3, 131_071, 131_072, 131_073, 196_607, 196_608, 262_144, 1_000_001])(
  'a text of %p characters opens as it was, sealed in turns or at once',
  async (length) => {
    const vault = createVault(key);
    // A text that ends within a character is sealed as bytes, which have a mark in its place.
    const text = mixed(length).toWellFormed();
    if (length === 0) return;
    const sealed = await inTurns(vault.sealing(new Secret(text), place));
    expect(vault.open(sealed, place).reveal() === text).toBe(true);
    expect((await inTurns(vault.opening(sealed, place))).reveal() === text).toBe(true);
    // As it was sealed before there were turns: the same bytes after the same start.
    const [, , iv = '', data = ''] = sealed.split('.');
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'));
    cipher.setAAD(Buffer.from(JSON.stringify(Object.values(place))));
    const whole = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    expect(data === Buffer.concat([cipher.getAuthTag(), whole]).toString('base64url')).toBe(true);
  },
);

test('a large sealed text that was changed or cut anywhere does not open', async () => {
  const vault = createVault(key);
  const sealed = vault.seal(new Secret(mixed(600_000)), place);
  for (const at of [60, 262_143, 262_144, 262_145, sealed.length - 3]) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    expect(() => vault.open(changed, place)).toThrow();
    expect(() => vault.open(sealed.slice(0, at), place)).toThrow();
  }
});
