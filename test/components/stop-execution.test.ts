import { expect, test } from 'bun:test';
import { stopExecution } from '../../src/components/stop-execution/index.ts';
import { actionOf, perform } from './context.ts';

test('stopping ends the execution by the flag of the action', () => {
  expect(actionOf(stopExecution, 'stopExecution').terminateExecution).toBe(true);
});

test('left as it is, stopping answers 200 without a body', async () => {
  const params = { contentType: 'application/json', headers: [], jsonBody: '', statusCode: '200' };
  const expected = { data: '', statusCode: 200, contentType: 'application/json', headers: {} };
  expect(await perform(stopExecution, 'stopExecution', params)).toEqual(expected);
  expect(await perform(stopExecution, 'stopExecution')).toEqual(expected);
});

test.each([
  ['JSON text stays as it was written', 'application/json', '{"a":1.0}', '{"a":1.0}'],
  ['problem details too', 'application/problem+json; charset=utf-8', '{"a":1e2}', '{"a":1e2}'],
  ['a referenced object stays', 'application/json', { a: 1 }, { a: 1 }],
  ['other text stays text', 'text/plain', '[1]', '[1]'],
  ['text that is not JSON stays text', 'application/json', '{oops', '{oops'],
])('as the body, %s', async (_name, contentType, jsonBody, expected) => {
  const result = await perform(stopExecution, 'stopExecution', { contentType, jsonBody, statusCode: '201' });
  expect(result).toEqual({ data: expected, statusCode: 201, contentType, headers: {} });
});

const bytes = Buffer.from([0, 255, 10]);
const file = { data: bytes, contentType: 'image/x-own', fileName: 'own.img' };
test.each([
  ['keeps its own type when the step leaves it as it is', file, 'application/json', 'image/x-own'],
  ['keeps its own type when the step asks for none', file, '', 'image/x-own'],
  ['has the type that the step asks for', file, 'image/png', 'image/png'],
  ['without a type is bytes', { data: bytes }, 'application/json', 'application/octet-stream'],
  ['with an empty type is bytes', { data: bytes, contentType: '' }, '', 'application/octet-stream'],
  ['without a name is one too', { data: bytes, contentType: 'a/b', fileName: null }, '', 'a/b'],
])('a file as the body %s', async (_name, jsonBody, asked, contentType) => {
  const result = await perform(stopExecution, 'stopExecution', { contentType: asked, jsonBody });
  expect(result).toEqual({ data: bytes, statusCode: 200, contentType, headers: {} });
});

test('what only looks like a file stays an object', async () => {
  for (const jsonBody of [
    { data: 'text', contentType: 'text/csv' },
    { data: { a: 1 }, contentType: 'a/b' },
  ])
    expect((await perform(stopExecution, 'stopExecution', { jsonBody })).data).toEqual(jsonBody);
});

test('headers and status are checked', async () => {
  const headers = [{ key: 'X-A', value: 'b' }];
  expect((await perform(stopExecution, 'stopExecution', { headers })).headers).toEqual({ 'X-A': 'b' });
  await expect(perform(stopExecution, 'stopExecution', { statusCode: '99' })).rejects.toThrow(
    'HTTP status code',
  );
});

test('more headers than servers take are refused with their number', async () => {
  const headers = Array.from({ length: 1001 }, (_, index) => ({ key: `X-${index}`, value: '1' }));
  await expect(perform(stopExecution, 'stopExecution', { headers })).rejects.toThrow(
    'holds 1001 headers; the limit is 1000',
  );
});
