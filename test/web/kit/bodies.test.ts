import { expect, test } from 'bun:test';
import { readBytes } from '../../../src/web/kit/bodies.ts';
import { refusal } from '../../support/records.ts';

const sent = (chunks: string[], end: (controller: ReadableStreamDefaultController) => void) =>
  new Request('http://127.0.0.1/', {
    method: 'POST',
    body: new ReadableStream({
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk === undefined) end(controller);
        else controller.enqueue(Buffer.from(chunk));
      },
    }),
  });

test('a body is read whole, up to the limit', async () => {
  const close = (controller: ReadableStreamDefaultController) => controller.close();
  expect((await readBytes(sent(['ab', 'cd'], close), 4)).toString()).toBe('abcd');
  expect((await refusal(readBytes(sent(['ab', 'cde'], close), 4))).code).toBe('too_large');
  expect((await readBytes(new Request('http://127.0.0.1/'), 4)).byteLength).toBe(0);
});

test('a caller who hangs up has sent a bad request, which is no fault of ours', async () => {
  const cut = sent(['ab'], (controller) => controller.error(new Error('The connection was closed.')));
  expect((await refusal(readBytes(cut, 4))).code).toBe('bad_request');
});
