import { expect, test } from 'bun:test';
import type { Params } from '../../src/components/component.ts';

import { failure, httpCalls, recorder } from './http-calls.ts';

const { closeLater, run } = httpCalls();

/** A system that gives these answers one after another. */
function serve(...answers: ((request: Request) => Response | Promise<Response>)[]): string {
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return (await answer?.(request)) ?? new Response('ok');
    },
  });
  closeLater(() => server.stop(true));
  return `http://127.0.0.1:${server.port}`;
}

const SECRETS = [
  'pa55word-of-anna',
  'k3y-in-the-query',
  't0ken-in-a-header',
  'cl1ent-secret-in-the-body',
  'c00kie-value',
];

/** Every way by which a secret enters a request, to a system that echoes everything. */
const echoed = (url: string): Params => ({
  url: url.replace('//', '//u:pa55word-of-anna@'),
  connection: {
    key: 'basic',
    configVarKey: 'Acme',
    fields: { username: 'anna', password: 'pa55word-of-anna' },
  },
  queryParams: [{ key: 'api_key', value: 'k3y-in-the-query' }],
  headers: [
    { key: 'X-Access-Token', value: 't0ken-in-a-header' },
    { key: 'Cookie', value: 'sid=c00kie-value' },
  ],
  data: { client_secret: 'cl1ent-secret-in-the-body', grant: 'x' },
});

const echo = (code: number) => async (request: Request) =>
  Response.json(
    { seen: Object.fromEntries(request.headers), url: request.url, body: await request.json() },
    { status: code, headers: { 'set-cookie': 'sid=c00kie-value' } },
  );

function expectNoSecret(text: string) {
  for (const secret of SECRETS) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
  }
  expect(text).not.toContain(Buffer.from('anna:pa55word-of-anna').toString('base64'));
}

test('no secret gets into an error, even if the system echoes the request', async () => {
  const url = serve(echo(422));
  const error = await failure(run('httpPost', echoed(url)));
  expectNoSecret(error.message);
  expectNoSecret(JSON.stringify(error.response));
  expect(JSON.stringify(error.response?.data)).toContain('"grant":"x"');
});

test('a secret that the answer quotes in plain words is masked there, too', async () => {
  const url = serve(async (request) => {
    const { headers, url: asked } = request;
    const basic = headers.get('authorization')?.replace('Basic ', '');
    const words = [basic, headers.get('x-access-token'), asked, 'pa55word-of-anna'];
    return new Response(`not for ${words.join(' and ')}`, { status: 403 });
  });
  const { message } = await failure(run('httpPost', echoed(url)));
  expectNoSecret(message);
  expect(message).toContain('not for *** and *** and ');
});

test('no secret gets into the error of a request without an answer', async () => {
  const error = await failure(run('httpPost', echoed('http://127.0.0.1:1')));
  expectNoSecret(error.message);
});

test('debugging writes request and response to the log, without secrets', async () => {
  const url = serve(echo(500), echo(200));
  const { lines, logger } = recorder();
  const params = { ...echoed(url), debugRequest: 'true', maxRetries: '1' };
  await run('httpPut', params, { logger });
  expectNoSecret(lines.join('\n'));
  expect(lines[0]).toContain('HTTP request');
  expect(lines[0]).toContain('"method":"PUT"');
  expect(lines[0]).toContain('"grant":"x"');
  expect(lines.at(-1)).toContain('HTTP response');
  expect(lines.at(-1)).toContain('"status":200');
});

test('debugging shows files by their size, forms by their fields, and long bodies shortened', async () => {
  const url = serve(() => new Response('y'.repeat(50_000)));
  const { lines, logger } = recorder();
  await run('httpPost', { url, data: Buffer.alloc(1000), debugRequest: 'true' }, { logger });
  await run(
    'httpPostFormData',
    { url, formData: [{ key: 'a', value: 'b' }], debugRequest: 'true' },
    { logger },
  );
  expect(lines[0]).toContain('<1000 bytes>');
  expect(lines[2]).toContain('{"fields":["a"]}');
  for (const line of lines) expect(line.length).toBeLessThan(12_000);
});

test('a form-encoded body is shown in the log without its secrets', async () => {
  const url = serve();
  const { lines, logger } = recorder();
  const data = 'grant_type=client_credentials&client_secret=cl1ent-secret-in-the-body';
  await run('httpPost', { url, data, debugRequest: 'true' }, { logger });
  expect(lines[0]).toContain('grant_type=client_credentials&client_secret=***');
});

test('without debugging nothing is logged', async () => {
  const url = serve();
  const { lines, logger } = recorder();
  await run('httpGet', { url }, { logger });
  expect(lines).toEqual([]);
});
