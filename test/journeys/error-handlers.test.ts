import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, type Server, send, start, temporaryFolder } from '../support/binary.ts';
import { code, flow, integration, post, step, template, value, webhook } from '../support/definitions.ts';
import {
  executionEnded,
  executionIs,
  getExecution,
  install,
  logsOf,
  startedBy,
  stepsOf,
  urlOf,
} from '../support/journey.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
let server: Server;
let upstream: Upstream;
const env = { STEPWELL_EGRESS_ALLOW: '127.0.0.1' };
beforeAll(async () => {
  upstream = startUpstream();
  server = await start({ env });
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const handled = (errorConfig: Record<string, string | number | boolean>) =>
  integration('Handled', [
    flow('Main', [
      webhook(),
      post('Before', value(`${upstream.url}/before`)),
      post('Shaky', value(`${upstream.url}/shaky`), { errorConfig }),
      post('After', value(`${upstream.url}/after`)),
    ]),
  ]);

/** The shaky step is answered with these statuses in turn, then always with the last of them. */
function answerShaky(...statuses: number[]): void {
  upstream.answer = (call) => {
    if (call.path !== '/shaky') return Response.json({ ok: true });
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    return new Response(`status ${status}`, { status: status ?? 200 });
  };
}

async function run(errorConfig: Parameters<typeof handled>[0], on = server) {
  const instance = await install(on, handled(errorConfig));
  return startedBy(await send(urlOf(instance), { method: 'POST' }));
}

test('without a handler a failing step ends the run, which says which step and why', async () => {
  answerShaky(503);
  const id = await run({ errorHandlerType: 'fail' });
  const execution = await executionEnded(server, id);
  expect(execution).toMatchObject({
    status: 'failed',
    error: { step: 'Shaky', message: expect.stringContaining('503') },
  });
  expect(upstream.of(id, 'After')).toHaveLength(0);
  expect((await stepsOf(server, id)).map((each) => each.status)).toEqual(['succeeded', 'failed']);
  expect((await logsOf(server, id)).some((line) => line.level === 'error')).toBe(true);
});

test('an ignored failure is recorded, and the run goes on', async () => {
  answerShaky(503);
  const id = await run({ errorHandlerType: 'ignore' });
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  expect((await stepsOf(server, id)).map((each) => each.status)).toEqual([
    'succeeded',
    'ignored',
    'succeeded',
  ]);
  expect(upstream.of(id, 'Shaky')).toHaveLength(1);
});

test('a retried step waits, is tried again after its delay, and succeeds at the third answer', async () => {
  answerShaky(500, 502, 200);
  const id = await run({ errorHandlerType: 'retry', maxAttempts: 3, delaySeconds: 1 });
  await executionIs(server, id, 'waiting');
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  const calls = upstream.of(id, 'Shaky');
  expect(calls).toHaveLength(3);
  for (const [index, call] of calls.entries()) {
    const previous = calls[index - 1];
    if (previous) expect(call.at - previous.at).toBeGreaterThanOrEqual(950);
  }
  expect(upstream.of(id, 'Before')).toHaveLength(1);
  expect(upstream.of(id, 'After')).toHaveLength(1);
  expect((await stepsOf(server, id))[1]).toMatchObject({ status: 'succeeded', attempt: 3 });
});

test('with exponential backoff the delay doubles', async () => {
  answerShaky(500, 500, 200);
  const id = await run({
    errorHandlerType: 'retry',
    maxAttempts: 3,
    delaySeconds: 1,
    usesExponentialBackoff: true,
  });
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  const [first, second, third] = upstream.of(id, 'Shaky').map((call) => call.at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(950);
  expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(1_950);
});

test('when all attempts fail the run fails, unless the last error is to be ignored', async () => {
  answerShaky(500);
  const retry = { errorHandlerType: 'retry', maxAttempts: 2, delaySeconds: 0 };
  const failing = await run(retry);
  expect((await executionEnded(server, failing)).status).toBe('failed');
  expect(upstream.of(failing, 'Shaky')).toHaveLength(3);
  const ignoring = await run({ ...retry, ignoreFinalError: true });
  expect((await executionEnded(server, ignoring)).status).toBe('succeeded');
  expect(upstream.of(ignoring, 'Shaky')).toHaveLength(3);
  expect(upstream.of(ignoring, 'After')).toHaveLength(1);
});

test('a run that waits for its retry survives kill -9 and goes on when it is due', async () => {
  answerShaky(500, 200);
  const dataFolder = temporaryFolder();
  const first = await start({ dataFolder, env });
  const id = await run({ errorHandlerType: 'retry', maxAttempts: 1, delaySeconds: 2 }, first);
  await executionIs(first, id, 'waiting');
  await first.kill9();
  const second = await start({ dataFolder, env });
  expect((await executionEnded(second, id)).status).toBe('succeeded');
  expect(upstream.of(id, 'Before')).toHaveLength(1);
  expect(upstream.of(id, 'Shaky')).toHaveLength(2);
  await second.stop();
});

test('a run that waits for its retry can be cancelled', async () => {
  answerShaky(500);
  const id = await run({ errorHandlerType: 'retry', maxAttempts: 5, delaySeconds: 60 });
  await executionIs(server, id, 'waiting');
  expect((await server.call('PUT', `/executions/${id}/cancellation`)).status).toBeLessThan(300);
  expect((await getExecution(server, id)).status).toBe('cancelled');
});

test.each([
  ['null', 'throw null;'],
  ['undefined', 'throw undefined;'],
  ['a text', 'throw "just text";'],
  ['a symbol', 'throw Symbol("s");'],
  ['a proxy', 'throw new Proxy({}, { get() { throw new Error("trap"); } });'],
  [
    'an error whose message throws',
    'throw Object.defineProperty(new Error(), "message", { get() { throw 1; } });',
  ],
  ['a process that exits', 'process.exit(0);'],
  ['a process that aborts', 'process.abort();'],
  ['a circle', 'const a = {}; a.a = a; return { data: a };'],
  ['a function', 'return { data: () => 1 };'],
  ['a rejection behind its back', 'Promise.reject(new Error("behind")); await new Promise(() => {});'],
  ['code that is none', ')('],
])(
  'code that throws or answers %s fails its step with readable text, and the server goes on',
  async (_what, text) => {
    const failing = integration('Fails', [flow('Main', [webhook(), code('Code', text)])]);
    const instance = await install(server, failing);
    const id = startedBy(await send(urlOf(instance), { method: 'POST' }));
    const execution = await executionEnded(server, id);
    expect(execution).toMatchObject({
      status: 'failed',
      error: { step: 'Code', message: expect.any(String) },
    });
    const next = integration('Works', [flow('Main', [webhook(), code('Code', 'return { data: 1 };')])]);
    const other = startedBy(await send(urlOf(await install(server, next)), { method: 'POST' }));
    expect((await executionEnded(server, other)).status).toBe('succeeded');
  },
);

test('an execution over its time limit fails and says so', async () => {
  const limited = await start({ env: { STEPWELL_MAX_RUN_SECONDS: '1' } });
  const slow = integration('Slow', [
    flow('Main', [webhook(), step('Sleep', 'sleep.sleep', { ms: value('60000') })]),
  ]);
  const id = startedBy(await send(urlOf(await install(limited, slow)), { method: 'POST' }));
  expect(await executionEnded(limited, id)).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('1 second') },
  });
  await limited.stop();
});

test('text that looks like a template stays text when it comes from outside', async () => {
  const echo = integration('Echo', [
    flow(
      'Main',
      [
        webhook(),
        step('Say', 'text-manipulation.upperCase', { text: template('{{$trigger.results.body.data}}') }),
      ],
      { isSynchronous: true },
    ),
  ]);
  const instance = await install(server, echo);
  const hostile = `{{$trigger.results.executionId}} \${1+1} {{#x}} {{constructor}}`;
  expect((await send(urlOf(instance), { method: 'POST', body: hostile })).text).toBe(hostile.toUpperCase());
});
