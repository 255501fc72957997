import { expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import { createVault } from '../../src/lib/crypto.ts';
import { isJson } from '../../src/lib/media-type.ts';
import {
  internalRequest,
  packRequest,
  requestOpener,
  type StoredRequest,
  unpackRequest,
} from '../../src/models/requests.ts';
import { shelf } from '../support/stores.ts';

const at = shelf();
const vault = createVault(new Uint8Array(32));

function request(body: StoredRequest['body'], more: Partial<StoredRequest> = {}): StoredRequest {
  return {
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'x-empty': '' },
    queryParameters: { a: '1', 'ü &': '=' },
    pathFragment: 'orders/5',
    contentType: 'text/plain',
    body,
    ...more,
  };
}

const through = async (given: StoredRequest) =>
  await unpackRequest(
    (await packRequest(given, at.store.blobs, vault)).bytes,
    at.store.blobs,
    requestOpener(vault, 'exe_1'),
  );

test('a call is read back as it came: text, bytes and values, small and large', async () => {
  const bodies: StoredRequest['body'][] = [
    { kind: 'text', text: '' },
    { kind: 'text', text: 'Grüße \0 \ud83d\ude00' },
    { kind: 'text', text: randomBytes(500_000).toString('base64') },
    { kind: 'value', value: { a: [1, null, new Date(5)] } },
  ];
  for (const body of bodies) expect(await through(request(body))).toEqual(request(body));
  const bytes = new Uint8Array(randomBytes(300_000));
  const { body } = await through(request({ kind: 'bytes', bytes }));
  expect(body.kind === 'bytes' && Buffer.from(body.bytes).equals(bytes)).toBe(true);
});

test('names of headers and parameters are whatever was sent', async () => {
  const names = { constructor: 'a', prototype: 'b', toString: 'c' };
  const given = request({ kind: 'text', text: '' }, { headers: names, queryParameters: names });
  expect(Object.entries((await through(given)).headers)).toEqual(Object.entries(names));
});

test('a call from inside carries a value, and nothing is null', async () => {
  expect((await through(internalRequest({ a: 1 }))).body).toEqual({ kind: 'value', value: { a: 1 } });
  expect((await through(internalRequest(undefined))).body).toEqual({ kind: 'value', value: null });
});

test('content types that say JSON are known', () => {
  for (const type of [
    'application/json',
    'APPLICATION/JSON; charset=utf-8',
    'text/json',
    'application/vnd.api+json',
  ])
    expect(isJson(type)).toBe(true);
  for (const type of ['', 'text/plain', 'application/jsonp', 'application/xml', 'x/json'])
    expect(isJson(type)).toBe(false);
});
