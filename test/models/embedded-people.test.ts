/** Who comes in by a token of another site, and by which tokens nobody does. */
import { beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { AppError } from '../../src/lib/errors.ts';
import { readRsaKey } from '../../src/lib/rsa-key.ts';
import { listCustomerUsers } from '../../src/models/customer-users.ts';
import { createCustomer, customerByExternalId } from '../../src/models/customers.ts';
import { arrive, enterFrame, readArrival } from '../../src/models/embedded-people.ts';
import { updateEmbedding } from '../../src/models/embedding.ts';
import { addEmbeddingKey, listEmbeddingKeys, removeEmbeddingKey } from '../../src/models/embedding-keys.ts';
import { findSession } from '../../src/models/sessions.ts';
import { shelf } from '../support/stores.ts';
import { allowEmbedding, type HostKey, hostKey, hostToken } from '../support/tokens.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();

let key: HostKey;
let second: HostKey;
let stranger: HostKey;
beforeAll(() => {
  [key, second, stranger] = [hostKey(), hostKey(), hostKey()];
});
beforeEach(async () => {
  await allowEmbedding(at.store, key);
  const jwk = { ...readJwk(second), kid: 'next' };
  await at.store.write((tx) => addEmbeddingKey(tx, { name: 'Next', key: JSON.stringify(jwk) }));
});

function readJwk({ publicKey }: HostKey) {
  const read = readRsaKey(publicKey);
  if (typeof read === 'string') throw new Error(read);
  return read.jwk;
}

const seconds = () => Math.floor(Date.now() / 1000);
const refusal = (token: string) =>
  readArrival(at.store.read, token).then(
    () => 'taken',
    (error: unknown) => (error instanceof AppError ? error.message : String(error)),
  );
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token', () => {
  test('of each listed key is taken, whether it names its key or not', async () => {
    for (const token of [
      await hostToken(key),
      await hostToken(second),
      await hostToken(second, {}, { kid: 'next' }),
      await hostToken(key, {}, { kid: 'one-that-is-not-listed' }),
    ])
      expect(await refusal(token)).toBe('taken');
  });

  test('of another key is refused, also where it names a listed one', async () => {
    const said = 'The token is signed with none of the keys that are listed here.';
    expect(await refusal(await hostToken(stranger))).toBe(said);
    expect(await refusal(await hostToken(stranger, {}, { kid: 'next' }))).toBe(said);
    expect(await refusal(await hostToken(key, {}, { kid: 'next' }))).toBe(said);
  });

  test('chooses no way of its own to be checked: none, HS256 with the public key, another algorithm', async () => {
    const claims = { sub: 'kim', customer: 'acme', iat: seconds(), exp: seconds() + 600 };
    const said = 'The token is not signed by RS256.';
    const none = `${base64({ alg: 'none' })}.${base64(claims)}.`;
    const head = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64(claims)}`;
    const confused = `${head}.${createHmac('sha256', key.publicKey).update(head).digest('base64url')}`;
    const named = head.replace(base64({ alg: 'HS256', typ: 'JWT' }), base64({ alg: 'RS256' }));
    const mixed = `${named}.${createHmac('sha256', key.publicKey).update(named).digest('base64url')}`;
    expect(await refusal(none)).toBe(said);
    expect(await refusal(confused)).toBe(said);
    expect(await refusal(mixed)).toBe('The token is signed with none of the keys that are listed here.');
    for (const alg of ['RS384', 'RS512', 'PS256'])
      expect(await refusal(await hostToken(key, {}, { alg }))).toBe(said);
  });

  test('that brings a key of its own is not checked by that', async () => {
    const own = await new SignJWT({ sub: 'kim', customer: 'acme', iat: seconds(), exp: seconds() + 600 })
      .setProtectedHeader({ alg: 'RS256', jwk: readJwk(stranger) })
      .sign(stranger.privateKey);
    expect(await refusal(own)).toContain('none of the keys');
  });

  test('is good for as long as it says, give or take a minute', async () => {
    const clock = seconds();
    expect(await refusal(await hostToken(key, { exp: clock - 50 }))).toBe('taken');
    expect(await refusal(await hostToken(key, { exp: clock - 70 }))).toBe('The token has expired.');
    expect(await refusal(await hostToken(key, { iat: clock + 50 }))).toBe('taken');
    expect(await refusal(await hostToken(key, { iat: clock + 70 }))).toContain('from the future');
    expect(await refusal(await hostToken(key, { nbf: clock + 90 }))).toContain('not valid yet');
  });

  test('needs all that says who somebody is', async () => {
    expect(await refusal(await hostToken(key, { sub: undefined }))).toBe('The token has no sub.');
    expect(await refusal(await hostToken(key, { exp: undefined }))).toBe('The token has no exp.');
    expect(await refusal(await hostToken(key, { iat: undefined }))).toBe('The token has no iat.');
    for (const claims of [
      { customer: undefined },
      { customer: '' },
      { sub: 'x'.repeat(201) },
      { role: 'owner' },
    ])
      expect(await refusal(await hostToken(key, claims))).toContain('The token lacks claims');
  });

  test('is for this organization, issuer and audience, where the settings name them', async () => {
    const wanted = { organizationId: 'org-1', issuer: 'larkfield', audience: 'marketplace' };
    await at.store.write((tx) => updateEmbedding(tx, wanted));
    const good = { organization: 'org-1', iss: 'larkfield', aud: ['marketplace', 'other'] };
    expect(await refusal(await hostToken(key, good))).toBe('taken');
    expect(await refusal(await hostToken(key, { ...good, organization: 'org-2' }))).toContain(
      'another organization',
    );
    expect(await refusal(await hostToken(key, { ...good, organization: undefined }))).toContain(
      'another organization',
    );
    expect(await refusal(await hostToken(key, { ...good, iss: 'x' }))).toContain('another iss');
    expect(await refusal(await hostToken(key, { ...good, aud: 'x' }))).toContain('another aud');
    expect(await refusal(await hostToken(key, { ...good, aud: undefined }))).toContain('no aud');
    await at.store.write((tx) => updateEmbedding(tx, { organizationId: null, issuer: null, audience: null }));
  });

  test('that is too long, or no token at all, is not even looked into', async () => {
    expect(await refusal(await hostToken(key, { more: 'x'.repeat(8000) }))).toContain('longer than 8192');
    for (const text of ['', 'x', 'a.b.c', '..', '{}', `${base64({ alg: 'RS256', crit: ['exp'] })}.e30.x`])
      expect(await refusal(text)).toMatch(/^The token (cannot be read|is signed with none)/);
  });
});

describe('a key that cannot be one says why', () => {
  const refused = (text: string) => readRsaKey(text);
  test('a private one, one of another kind, a short one, and what is none', () => {
    const pem = String(stranger.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(refused(pem)).toContain('private key');
    expect(refused(JSON.stringify(stranger.privateKey.export({ format: 'jwk' })))).toContain('private key');
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    expect(refused(String(curve.export({ type: 'spki', format: 'pem' })))).toContain('no RSA key');
    expect(refused(JSON.stringify({ kty: 'oct', k: 'c2VjcmV0' }))).toContain('no key that can be read');
    expect(refused(hostKey(1024).publicKey)).toContain('fewer than 2,048 bits');
    for (const text of ['', 'ssh-rsa AAAA', '{', 'x'.repeat(30_000)])
      expect(typeof refused(text)).toBe('string');
  });
});

describe('who comes', () => {
  const come = async (claims: Record<string, unknown>) => {
    const arrival = await readArrival(at.store.read, await hostToken(key, claims));
    return await at.store.write((tx) => arrive(tx, arrival));
  };

  test('is made with their customer at first sight, once, and later by name and role as the token has them', async () => {
    const first = await come({ customer: 'nova', customer_name: 'Nova', sub: 'ada', name: 'Ada' });
    expect(first).toMatchObject({ name: 'Ada', role: 'customer_admin', externalId: 'ada' });
    expect((await customerByExternalId(at.store.read, 'nova'))?.name).toBe('Nova');
    const again = await come({ customer: 'nova', sub: 'ada', name: 'Ada L.', role: 'user' });
    expect(again).toMatchObject({ id: first.id, name: 'Ada L.', role: 'customer_member' });
    expect((await come({ customer: 'nova', sub: 'ada' })).role).toBe('customer_member');
    const people = await listCustomerUsers(at.store.read, EVERYTHING, first.customerId, { limit: 10 });
    expect(people.items).toHaveLength(1);
  });

  test('is never one of the staff, nor of another customer who is called the same', async () => {
    const address = 'dana@larkfield.example';
    const one = await come({ customer: 'one', sub: address });
    const two = await come({ customer: 'two', sub: address });
    expect(one.email).toBe(address);
    expect(two.id).not.toBe(one.id);
    expect(two.email).toBe(`${two.id}@embedded.invalid`);
  });

  test('is refused where nobody is made by coming, unless both are known', async () => {
    await come({ customer: 'nova', sub: 'ada' });
    await at.store.write((tx) => updateEmbedding(tx, { makesPeople: false }));
    await expect(come({ customer: 'unknown' })).rejects.toThrow('no customer with the external id unknown');
    await at.store.write((tx) =>
      createCustomer(tx, { name: 'Bare', externalId: 'bare', description: '', labels: [], limits: {} }),
    );
    await expect(come({ customer: 'bare' })).rejects.toThrow('Nobody of Bare has the external id kim');
    expect(await come({ customer: 'nova', sub: 'ada' })).toMatchObject({ externalId: 'ada' });
    await at.store.write((tx) => updateEmbedding(tx, { makesPeople: true }));
  });
});

describe('a session in a frame', () => {
  const visit = (session?: string, view?: { theme: 'dark' }) => ({
    session,
    view,
    address: '',
    agent: 'Test',
  });
  const enter = (token: string, session?: string, view?: { theme: 'dark' }, when?: number) =>
    enterFrame(at.store, (_, work) => at.store.write(work), token, visit(session, view), when);
  const issuedAt = async (session = '') =>
    (await findSession(at.store.read, session))?.session.embedding?.issuedAt;

  test('goes on by the token that it began with, also when that is past its time, and by newer ones', async () => {
    const clock = seconds();
    const first = await hostToken(key, { iat: clock - 500, exp: clock + 100 });
    const { token: session } = await enter(first);
    expect(session).toBeString();
    expect(await enter(first, session)).toEqual({ isOther: false });
    const newer = await hostToken(key, { iat: clock - 5 });
    expect(await enter(newer, session)).toEqual({ isOther: false });
    expect(await issuedAt(session)).toBe((clock - 5) * 1000);
    const later = (clock + 200) * 1000;
    expect(await enter(first, session, undefined, later)).toEqual({ isOther: false });
    expect(await issuedAt(session)).toBe((clock - 5) * 1000);
    await expect(enter(first, undefined, undefined, later)).rejects.toThrow('has expired');
  });

  test('is another one for somebody else, and a token past its time opens none of theirs', async () => {
    const clock = seconds();
    const { token: kims = '' } = await enter(await hostToken(key));
    const old = await hostToken(key, { customer: 'nova', sub: 'ada', iat: clock - 700, exp: clock - 100 });
    await expect(enter(old, kims)).rejects.toThrow('has expired');
    const other = await enter(await hostToken(key, { customer: 'nova', sub: 'ada' }), kims);
    expect(other.isOther).toBe(true);
    expect(await findSession(at.store.read, kims)).toBeUndefined();
    expect((await findSession(at.store.read, other.token ?? ''))?.user.externalId).toBe('ada');
  });

  test('is drawn anew when the page around it asks for another look', async () => {
    const token = await hostToken(key);
    const { token: session } = await enter(token);
    expect(await enter(token, session, { theme: 'dark' })).toEqual({ isOther: true });
    expect(await enter(token, session, { theme: 'dark' })).toEqual({ isOther: false });
  });

  test('ends with the key of its token', async () => {
    const { token: session = '' } = await enter(await hostToken(second));
    const next = (await listEmbeddingKeys(at.store.read)).find(({ name }) => name === 'Next');
    await at.store.write((tx) => removeEmbeddingKey(tx, next?.id ?? ''));
    expect(await findSession(at.store.read, session)).toBeUndefined();
    await expect(enter(await hostToken(second))).rejects.toThrow('none of the keys');
  });
});
