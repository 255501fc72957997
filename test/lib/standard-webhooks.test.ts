import { expect, test } from 'bun:test';
import { Webhook } from 'standardwebhooks';
import { Secret } from '../../src/lib/crypto.ts';
import { signedHeaders } from '../../src/lib/standard-webhooks.ts';

const OLD = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BODY = '{"type":"test","data":{"name":"Zoë"}}';

test('what is signed is believed by the published library, with either of two secrets', () => {
  const headers = signedHeaders('msg_1', Date.now(), BODY, [new Secret(NEW), new Secret(OLD)]);
  for (const secret of [OLD, NEW])
    expect(new Webhook(secret).verify(BODY, headers)).toEqual(JSON.parse(BODY));
});

test('another body, id, time or secret is not', () => {
  const headers = signedHeaders('msg_1', Date.now(), BODY, [new Secret(NEW)]);
  const check = (secret: string, body: string, more = {}) =>
    new Webhook(secret).verify(body, { ...headers, ...more });
  expect(() => check(OLD, BODY)).toThrow();
  expect(() => check(NEW, `${BODY} `)).toThrow();
  expect(() => check(NEW, BODY, { 'webhook-id': 'msg_2' })).toThrow();
  expect(() => check(NEW, BODY, { 'webhook-timestamp': '1' })).toThrow();
});

test('the signature is that of the library itself', () => {
  const at = Date.UTC(2026, 0, 5, 12);
  const { 'webhook-signature': signature } = signedHeaders('msg_1', at, BODY, [new Secret(OLD)]);
  expect(signature).toBe(new Webhook(OLD).sign('msg_1', new Date(at), BODY));
});
