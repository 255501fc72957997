import { afterEach, expect, test } from 'bun:test';
import type { ActionContext, Logger, Params } from '../../src/components/component.ts';
import { http } from '../../src/components/http/index.ts';
import { HttpRequestError } from '../../src/components/http/response.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { createContext, dataOf, perform } from './context.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A system that gives these answers one after another, and the last one for ever. */
function serve(...answers: (Response | ((request: Request) => Response | Promise<Response>))[]) {
  const times: number[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request) {
      const answer = answers[Math.min(times.push(performance.now()), answers.length) - 1];
      return typeof answer === 'function' ? answer(request) : (answer?.clone() ?? new Response('ok'));
    },
  });
  cleanups.push(() => server.stop(true));
  return { times, url: `http://127.0.0.1:${server.port}` };
}

function context(overrides: Partial<ActionContext> = {}) {
  const egress = createEgress({ allow: ['127.0.0.1'] });
  cleanups.push(() => egress.close());
  return createContext({ host: { fetch: egress.fetch, runCode: async () => undefined }, ...overrides });
}

const run = (key: string, params: Params, overrides?: Partial<ActionContext>) =>
  dataOf(http, key, params, context(overrides));

async function failure(work: Promise<unknown>): Promise<HttpRequestError> {
  const thrown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof HttpRequestError)) throw new Error(`unexpected outcome: ${String(thrown)}`);
  return thrown;
}

const status = (code: number, headers: Record<string, string> = {}) =>
  new Response(`no ${code}`, { status: code, headers });

/** A logger that keeps everything as the text it would be shown as. */
function recorder() {
  const lines: string[] = [];
  const keep = (...values: unknown[]) => {
    lines.push(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '));
  };
  const logger: Logger = {
    metric: keep,
    trace: keep,
    debug: keep,
    info: keep,
    log: keep,
    warn: keep,
    error: keep,
  };
  return { lines, logger };
}

test('an answer that is not a success is an error with method, URL, status and reason', async () => {
  const { url } = serve(
    Response.json(
      { error: 'no such item' },
      { status: 404, statusText: 'Not Found', headers: { 'x-request-id': 'r1' } },
    ),
  );
  const error = await failure(run('httpGet', { url: `${url}/items/9?page=2&api_key=s3cret-key` }));
  expect(error.message).toBe(
    `GET ${url}/items/9?page=…&api_key=… answered 404 Not Found: {"error":"no such item"}`,
  );
  expect(error.response).toMatchObject({
    status: 404,
    statusText: 'Not Found',
    headers: { 'x-request-id': 'r1' },
    data: { error: 'no such item' },
  });
});

test('asking for the full response does not turn an error into a success', async () => {
  const { url } = serve(status(500));
  expect((await failure(run('httpGet', { url, includeFullResponse: 'true' }))).response?.status).toBe(500);
});

test('an error shows a piece of a long body only, and keeps no more than it needs', async () => {
  const { url } = serve(new Response('x'.repeat(500_000), { status: 400 }));
  const error = await failure(run('httpGet', { url }));
  expect(error.message.length).toBeLessThan(700);
  expect(String(error.response?.data).length).toBeLessThan(70_000);
});

test('an error without a body is short', async () => {
  const { url } = serve(new Response(null, { status: 403, statusText: 'Forbidden' }));
  expect((await failure(run('httpDelete', { url }))).message).toBe(`DELETE ${url}/ answered 403 Forbidden`);
});

test('a system that is not there, is refused, or is too slow is an error that names it', async () => {
  const { url } = serve(() => new Promise(() => {}));
  const slow = await failure(run('httpGet', { url: `${url}/slow`, timeout: '50' }));
  expect(slow.message).toContain(`GET ${url}/slow failed`);
  expect(slow.message).toContain('within 50 ms');
  const refused = await failure(run('httpGet', { url: 'http://10.0.0.1/x' }));
  expect(refused.message).toContain('STEPWELL_EGRESS_ALLOW');
  const gone = await failure(run('httpGet', { url: 'http://127.0.0.1:1/x' }));
  expect(gone.message).toContain('127.0.0.1:1');
});

const RETRIED: [number, boolean, number][] = [
  [500, false, 3],
  [503, false, 3],
  [429, false, 3],
  [404, false, 1],
  [401, false, 1],
  [404, true, 3],
  [500, true, 3],
];

test.each(RETRIED)(
  'after a %i, with retries on all errors %p, %i attempts are made',
  async (code, all, attempts) => {
    const { url, times } = serve(status(code));
    const params = { url, maxRetries: '2', retryOnAllErrors: String(all) };
    expect((await failure(run('httpGet', params))).response?.status).toBe(code);
    expect(times).toHaveLength(attempts);
  },
);

test('a raw request has its own name for retries on all errors', async () => {
  const { url, times } = serve(status(404));
  await failure(run('rawRequest', { url, method: 'GET', maxRetries: '1', retryAllErrors: 'true' }));
  expect(times).toHaveLength(2);
});

test('attempts end with the first success', async () => {
  const { url, times } = serve(status(500), status(429), Response.json({ id: 7 }), status(500));
  expect(await run('httpPost', { url, data: { a: 1 }, maxRetries: '5' })).toEqual({ id: 7 });
  expect(times).toHaveLength(3);
});

test('without retries one attempt is made', async () => {
  const { url, times } = serve(status(500));
  await failure(run('httpGet', { url, maxRetries: '0' }));
  await failure(run('httpGet', { url }));
  expect(times).toHaveLength(2);
});

test('a timeout is retried, a refused address is not', async () => {
  const { url } = serve(() => new Promise(() => {}), Response.json('late but there'));
  expect(await run('httpGet', { url, timeout: '50', maxRetries: '1' })).toBe('late but there');
  const { lines, logger } = recorder();
  const params = { url: 'http://10.0.0.1/', maxRetries: '3', retryOnAllErrors: 'true' };
  await failure(run('httpGet', params, { logger }));
  expect(lines).toEqual([]);
});

function waits(times: number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

test('attempts are as far apart as the delay says, or further each time with backoff', async () => {
  const even = serve(status(500));
  await failure(run('httpGet', { url: even.url, maxRetries: '2', retryDelayMS: '40' }));
  for (const wait of waits(even.times)) expect(wait).toBeGreaterThan(35);
  const growing = serve(status(500));
  const params = { url: growing.url, maxRetries: '3', retryDelayMS: '20', useExponentialBackoff: 'true' };
  await failure(run('httpGet', params));
  const [first = 0, second = 0, third = 0] = waits(growing.times);
  expect(first).toBeGreaterThan(15);
  expect(second).toBeGreaterThan(35);
  expect(third).toBeGreaterThan(75);
});

test('Retry-After is honoured, in seconds and as a date', async () => {
  const seconds = serve(status(429, { 'retry-after': '1' }), new Response('ok'));
  expect(await run('httpGet', { url: seconds.url, maxRetries: '1' })).toBe('ok');
  expect(waits(seconds.times)[0]).toBeGreaterThan(950);
  const past = serve(status(503, { 'retry-after': 'Thu, 01 Jan 2015 00:00:00 GMT' }), new Response('ok'));
  expect(await run('httpGet', { url: past.url, maxRetries: '1' })).toBe('ok');
});

test('a wait that an answer asks for is at most a minute, and ends when the execution is cancelled', async () => {
  const { url, times } = serve(status(429, { 'retry-after': '86400' }));
  const controller = new AbortController();
  const { lines, logger } = recorder();
  logger.warn = (line) => {
    lines.push(String(line));
    controller.abort(new Error('the execution was cancelled'));
  };
  const work = run('httpGet', { url, maxRetries: '5' }, { logger, signal: controller.signal });
  await expect(work).rejects.toThrow('the execution was cancelled');
  expect(lines).toEqual([`GET ${url}/ answered 429; trying again in 60000 ms`]);
  expect(times).toHaveLength(1);
});

test('a cancelled execution stops a request under way and is not retried', async () => {
  const controller = new AbortController();
  const { url, times } = serve(() => {
    controller.abort(new Error('the execution was cancelled'));
    return new Promise(() => {});
  });
  const work = run('httpGet', { url, maxRetries: '5' }, { signal: controller.signal });
  await expect(work).rejects.toThrow('the execution was cancelled');
  expect(times).toHaveLength(1);
});

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
  const { url } = serve(echo(422));
  const error = await failure(run('httpPost', echoed(url)));
  expectNoSecret(error.message);
  expectNoSecret(JSON.stringify(error.response));
  expect(error.message).toContain('"grant":"x"');
});

test('no secret gets into the error of a request without an answer', async () => {
  const error = await failure(run('httpPost', echoed('http://127.0.0.1:1')));
  expectNoSecret(error.message);
});

test('debugging writes request and response to the log, without secrets', async () => {
  const { url } = serve(echo(500), echo(200));
  const { lines, logger } = recorder();
  const params = { ...echoed(url), debugRequest: 'true', maxRetries: '1' };
  await run('httpPost', params, { logger });
  expectNoSecret(lines.join('\n'));
  expect(lines[0]).toContain('HTTP request');
  expect(lines[0]).toContain('"method":"POST"');
  expect(lines[0]).toContain('"grant":"x"');
  expect(lines.at(-1)).toContain('HTTP response');
  expect(lines.at(-1)).toContain('"status":200');
});

test('debugging shows files by their size, forms by their fields, and long bodies shortened', async () => {
  const { url } = serve(new Response('y'.repeat(50_000)));
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
  const { url } = serve(new Response('ok'));
  const { lines, logger } = recorder();
  const data = 'grant_type=client_credentials&client_secret=cl1ent-secret-in-the-body';
  await run('httpPost', { url, data, debugRequest: 'true' }, { logger });
  expect(lines[0]).toContain('grant_type=client_credentials&client_secret=***');
});

test('without debugging nothing is logged', async () => {
  const { url } = serve(new Response('ok'));
  const { lines, logger } = recorder();
  await perform(http, 'httpGet', { url }, context({ logger }));
  expect(lines).toEqual([]);
});
