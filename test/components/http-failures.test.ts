import { expect, test } from 'bun:test';

import { failure, httpCalls, recorder } from './http-calls.ts';

const { closeLater, run } = httpCalls();

/** A system that gives these answers one after another, and the last one for ever. */
function serve(...answers: (() => Response | Promise<Response>)[]) {
  const times: number[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch() {
      const answer = answers[Math.min(times.push(performance.now()), answers.length) - 1];
      return (await answer?.()) ?? new Response('ok');
    },
  });
  closeLater(() => server.stop(true));
  return { times, url: `http://127.0.0.1:${server.port}` };
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  () =>
    new Response(`no ${code}`, { status: code, headers });

test('an answer that is not a success is an error with method, URL, status and reason', async () => {
  const { url } = serve(() =>
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
  const { url } = serve(() => new Response('x'.repeat(500_000), { status: 400 }));
  const error = await failure(run('httpGet', { url }));
  expect(error.message.length).toBeLessThan(700);
  expect(String(error.response?.data).length).toBeLessThan(70_000);
});

test('an error without a body is short', async () => {
  const { url } = serve(() => new Response(null, { status: 403, statusText: 'Forbidden' }));
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
  const { url, times } = serve(status(500), status(429), () => Response.json({ id: 7 }), status(500));
  expect(await run('httpPut', { url, data: { a: 1 }, maxRetries: '5' })).toEqual({ id: 7 });
  expect(times).toHaveLength(3);
});

test('without retries one attempt is made', async () => {
  const { url, times } = serve(status(500));
  await failure(run('httpGet', { url, maxRetries: '0' }));
  await failure(run('httpGet', { url }));
  expect(times).toHaveLength(2);
});

test('a timeout is retried when all errors are, a refused address is not', async () => {
  const { url } = serve(
    () => new Promise(() => {}),
    () => Response.json('late but there'),
  );
  const all = { retryOnAllErrors: 'true', maxRetries: '1' };
  expect(await run('httpGet', { url, timeout: '1500', ...all })).toBe('late but there');
  const { lines, logger } = recorder();
  const params = { url: 'http://10.0.0.1/', maxRetries: '3', retryOnAllErrors: 'true' };
  await failure(run('httpGet', params, { logger }));
  expect(lines).toEqual([]);
});

function waits(times: number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

test('attempts are as far apart as the delay says, or further each time with backoff, which has its own', async () => {
  const even = serve(status(500));
  await failure(run('httpGet', { url: even.url, maxRetries: '2', retryDelayMS: '40' }));
  for (const wait of waits(even.times)) expect(wait).toBeGreaterThan(35);
  const growing = serve(status(500));
  const params = { url: growing.url, maxRetries: '2', retryDelayMS: '20000', useExponentialBackoff: 'true' };
  await failure(run('httpGet', params));
  const [first = 0, second = 0] = waits(growing.times);
  expect(first).toBeGreaterThan(195);
  expect(second).toBeGreaterThan(395);
});

test('Retry-After is honoured, in seconds and as a date', async () => {
  const seconds = serve(status(429, { 'retry-after': '1' }), () => new Response('ok'));
  expect(await run('httpGet', { url: seconds.url, maxRetries: '1' })).toBe('ok');
  expect(waits(seconds.times)[0]).toBeGreaterThan(950);
  const past = serve(
    status(503, { 'retry-after': 'Thu, 01 Jan 2015 00:00:00 GMT' }),
    () => new Response('ok'),
  );
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
  expect(lines).toEqual([
    `GET ${url}/ answered 429 and asks to be tried after “86400”; trying again in 60000 ms, the longest wait`,
  ]);
  expect(times).toHaveLength(1);
});

test.each(['0', '5'])(
  'a cancelled execution stops a request under way, with %s retries left',
  async (maxRetries) => {
    const controller = new AbortController();
    const { url, times } = serve(() => {
      controller.abort(new Error('the execution was cancelled'));
      return new Promise(() => {});
    });
    const work = run('httpGet', { url, maxRetries }, { signal: controller.signal });
    expect(await work.catch((error: unknown) => error)).toEqual(new Error('the execution was cancelled'));
    expect(times).toHaveLength(1);
  },
);
