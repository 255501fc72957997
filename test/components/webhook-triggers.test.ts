import { expect, test } from 'bun:test';
import { webhookTriggers } from '../../src/components/webhook-triggers/index.ts';
import { createContext, createPayload, triggerOf } from './context.ts';

const webhook = triggerOf(webhookTriggers, 'webhook');

test('a webhook hands its request on unchanged', async () => {
  const payload = createPayload({ id: 17 });
  expect(await webhook.perform(createContext(), payload, {})).toEqual({ payload });
});

test('a webhook whose answer is left empty is answered with the execution id', () => {
  expect(
    webhook.staticResponse?.({ statusCode: '', contentType: '', headers: [], body: '' }),
  ).toBeUndefined();
  expect(webhook.staticResponse?.({})).toBeUndefined();
});

test.each([
  ['a status', { statusCode: '202' }, { statusCode: 202 }],
  ['a body', { body: 'ok' }, { statusCode: 200, body: 'ok' }],
  ['a content type', { contentType: ' text/plain ' }, { statusCode: 200, contentType: 'text/plain' }],
  ['a header', { headers: [{ key: 'X-A', value: 'b' }] }, { statusCode: 200, headers: { 'X-A': 'b' } }],
])('a webhook with %s set answers with it', (_name, params, expected) => {
  expect(webhook.staticResponse?.(params)).toEqual(expected);
});

test('a webhook refuses a status that is none', () => {
  expect(() => webhook.staticResponse?.({ statusCode: 'ok' })).toThrow('The input "Response status code"');
});
