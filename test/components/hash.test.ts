import { describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import type { Params } from '../../src/components/component.ts';
import { HASH_FUNCTIONS } from '../../src/components/hash/digests.ts';
import { hash } from '../../src/components/hash/index.ts';
import { createContext, createPayload, dataOf, triggerOf } from './context.ts';

/** The first digits of what the functions make of "abc", as their standards and OpenSSL have them. */
const OF_ABC: Record<string, string> = {
  Md4: 'a448017aaf21d852',
  Md5: '900150983cd24fb0',
  'Md5-Sha1': '900150983cd24fb0d6963f7d28e17f72a9993e364706816a',
  Sha1: 'a9993e364706816a',
  Sha224: '23097d223405d822',
  Sha256: 'ba7816bf8f01cfea',
  Sha384: 'cb00753f45a35e8b',
  Sha512: 'ddaf35a193617aba',
  'Sha512-224': '4634270f707b6a54',
  'Sha512-256': '53048e2681941ef9',
  'Sha3-224': 'e642824c3f8cf24a',
  'Sha3-256': '3a985da74fe225b2',
  'Sha3-384': 'ec01498288516fc9',
  'Sha3-512': 'b751850b1a57168a',
  Ripemd160: '8eb208f7e05d987a',
  Sm3: '66c7f0f462eeedd9',
  Whirlpool: '4e2448a4c6f486bb',
  Blake2b512: 'ba80a53f981c4d0d',
  Blake2s256: '508c5e8c327c14e2',
};

test.each(Object.entries(OF_ABC))('compute%s', async (name, digits) => {
  const made = String(await dataOf(hash, `compute${name}`, { message: 'abc' }));
  expect(made).toStartWith(digits);
  const hashFunction = name.toLowerCase();
  expect(await dataOf(hash, 'computeHash', { hashFunction, message: Buffer.from('abc') })).toBe(made);
});

test('there is an action for each hash function', () => {
  expect(HASH_FUNCTIONS).toHaveLength(Object.keys(OF_ABC).length);
  expect(Object.keys(hash.actions).sort()).toEqual(
    ['computeHash', 'computeHmac', ...Object.keys(OF_ABC).map((name) => `compute${name}`)].sort(),
  );
});

test.each([
  ['sha256', '9c196e32dc0175f86f4b1cb89289d6619de6bee699e4c378e68309ed97a1a6ab'],
  ['md5', 'd2fe98063f876b03193afb49b4979591'],
  ['sm3', '28e63256e7c5a087b1f073265dc53092'],
  ['whirlpool', 'cc54c8afbd90efeb6fc30b50853cd9ec'],
  ['blake2b512', '05cc4815438d5cfe68fff446b8df5782'],
  ['blake2s256', '0018bfddc0c878b3e270c6e59b35af01'],
])('the HMAC by %s', async (hashFunction, digits) => {
  const of = (secretKey: unknown) => dataOf(hash, 'computeHmac', { hashFunction, secretKey, message: 'abc' });
  const made = String(await of('key'));
  expect(made).toStartWith(digits);
  expect(await of(Buffer.from('key'))).toBe(made);
  expect(await of('other')).not.toBe(made);
});

test('a hash function that is not there is refused with those that are, and an empty key', async () => {
  await expect(dataOf(hash, 'computeHash', { hashFunction: 'crc32', message: 'a' })).rejects.toThrow(
    '"Hash function" must be one of md4, md5',
  );
  await expect(dataOf(hash, 'computeHmac', { message: 'a' })).rejects.toThrow('"Secret key" is empty');
});

describe('a webhook with an HMAC', () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
  const trigger = triggerOf(hash, 'hmacWebhookTrigger');
  const params = { hmacHeaderName: 'X-Signature', secretKey: 'key' };
  const called = async (signature: string | undefined, more: Params = {}, data: unknown = bytes) =>
    await trigger.perform(
      createContext(),
      {
        ...createPayload(),
        headers: signature === undefined ? {} : { 'x-signature': signature },
        rawBody: { data },
      },
      { ...params, ...more },
    );
  const sign = (data: string | Buffer, form: 'hex' | 'base64' = 'hex', name = 'sha256') =>
    createHmac(name, 'key').update(data).digest(form);

  test.each([
    ['as hexadecimal digits', sign(bytes), {}, bytes],
    ['in capitals', sign(bytes).toUpperCase(), {}, bytes],
    ['after the name of its function', `sha256=${sign(bytes)}`, {}, bytes],
    ['as base64', sign(bytes, 'base64'), {}, bytes],
    ['by another function', sign(bytes, 'hex', 'sha1'), { hmacHashFunction: 'sha1' }, bytes],
    ['of a text', sign('{"id": "é"}'), {}, '{"id": "é"}'],
    ['of nothing', sign(''), {}, ''],
  ])('starts by a signature %s', async (_how, signature, more, data) => {
    expect(await called(signature, more, data)).toMatchObject({ payload: { rawBody: { data } } });
  });

  test.each([
    ['no signature', undefined],
    ['an empty one', ''],
    ['that of something else', sign('other')],
    ['a piece of the right one', sign(bytes).slice(0, 32)],
  ])('answers %s with 401, and fails', async (_what, signature) => {
    const answer = await called(signature);
    expect(answer).toMatchObject({ payload: null, failed: true, response: { statusCode: 401 } });
    expect(String(Reflect.get(Object(answer), 'error'))).toContain('X-Signature');
  });

  test('answers as its inputs say, when the signature is right', async () => {
    const more = { statusCode: '202', body: 'thanks', contentType: 'text/plain', headers: { a: 'b' } };
    expect(await called(sign(bytes), more)).toMatchObject({
      response: { statusCode: 202, body: 'thanks', contentType: 'text/plain', headers: { a: 'b' } },
    });
  });

  test('says what it lacks', async () => {
    await expect(called(sign(bytes), { hmacHeaderName: '' })).rejects.toThrow('"HMAC header name" is empty');
    await expect(called(sign(bytes), { secretKey: '' })).rejects.toThrow('"Secret key" is empty');
  });
});
