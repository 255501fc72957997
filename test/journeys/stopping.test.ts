import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, launch, send, start, startInVain, temporaryFolder, until } from '../support/binary.ts';
import { code, flow, integration, post, step, synchronous, value, webhook } from '../support/definitions.ts';
import { executionEnded, executionIs, install, startedBy, stepsOf, urlOf } from '../support/journey.ts';
import { gate, startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
let upstream: Upstream;
beforeAll(() => {
  upstream = startUpstream();
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const env = { STEPWELL_EGRESS_ALLOW: '127.0.0.1' };
const twoSteps = () =>
  integration('Two steps', [
    flow('Main', [
      webhook(),
      post('First', value(`${upstream.url}/first`)),
      post('Second', value(`${upstream.url}/second`)),
    ]),
    flow('Answers', [webhook(), post('Only', value(`${upstream.url}/only`))], synchronous),
  ]);

/** A server with a run whose first step waits at the gate. */
async function withRunAtTheGate(dataFolder: string) {
  const { wait, open } = gate();
  upstream.answer = async () => {
    await wait;
    return Response.json({ ok: true });
  };
  const server = await start({ dataFolder, env });
  const instance = await install(server, twoSteps());
  const id = startedBy(await send(urlOf(instance, 'Main'), { method: 'POST' }));
  await until('the first step to call', () => upstream.of(id, 'First').length === 1);
  return { server, id, open, instance };
}

const childrenOf = (pid: number): number[] =>
  readdirSync('/proc').flatMap((name) => {
    try {
      const [, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return Number(parent) === pid ? Number(name) : [];
    } catch {
      return [];
    }
  });

const isThere = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

test('on SIGTERM the running step ends, the process exits 0, and the next start goes on with the step after it', async () => {
  const dataFolder = temporaryFolder();
  const { server, id, open } = await withRunAtTheGate(dataFolder);
  server.signal('SIGTERM');
  await until('the server to stop taking calls', () =>
    server.log.some((line) => line.startsWith('Stopping')),
  );
  open();
  expect(await server.ended).toBe(0);
  expect(upstream.of(id, 'Second')).toHaveLength(0);
  const again = await start({ dataFolder, env });
  expect((await executionEnded(again, id)).status).toBe('succeeded');
  expect(upstream.of(id, 'First')).toHaveLength(1);
  expect(upstream.of(id, 'Second')).toHaveLength(1);
  expect((await stepsOf(again, id)).map((step) => [step.name, step.status])).toEqual([
    ['First', 'succeeded'],
    ['Second', 'succeeded'],
  ]);
  await again.stop();
});

test.each([
  ['waits for another system', () => post('Waits', value(`${upstream.url}/first`))],
  ['sleeps for minutes', () => step('Waits', 'sleep.sleep', { ms: value('120000') })],
  [
    'runs code that never ends',
    () => code('Waits', 'await new Promise((resolve) => setTimeout(resolve, 50_000))'),
  ],
  ['runs code that computes', () => code('Waits', 'for (;;) {}')],
] as const)(
  'a step that does not end in time (it %s) holds up no stop, and goes on after the next start',
  async (_, waiting) => {
    const dataFolder = temporaryFolder();
    const calls = upstream.calls.length;
    const steps = [webhook(), post('Before', value(`${upstream.url}/before`), {}), waiting()];
    upstream.answer = async (call) =>
      call.path === '/before' ? Response.json({}) : await new Promise<Response>(() => undefined);
    const server = await start({ dataFolder, env: { ...env, STEPWELL_STOP_SECONDS: '1' } });
    const instance = await install(server, integration('Slow', [flow('Main', steps)]));
    const id = startedBy(await send(urlOf(instance, 'Main'), { method: 'POST' }));
    await until('the step before to be done', async () => (await stepsOf(server, id)).length === 1);
    await until('the step to have begun', () => upstream.calls.length > calls);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.log.at(-1)).toBe('Stopped.');
    const again = await start({ dataFolder, env: { ...env, STEPWELL_STOP_SECONDS: '0' } });
    await executionIs(again, id, 'running');
    expect(upstream.of(id, 'Before')).toHaveLength(1);
    expect((await stepsOf(again, id)).map(({ name }) => name)).toEqual(['Before']);
    expect(await again.stop()).toBe(0);
  },
);

test('while it stops, webhooks are refused with 503 and a time to try again', async () => {
  const { server, open, instance } = await withRunAtTheGate(temporaryFolder());
  server.signal('SIGTERM');
  await until('the server to stop taking calls', () =>
    server.log.some((line) => line.startsWith('Stopping')),
  );
  const answer = await send(urlOf(instance, 'Main'), { method: 'POST' });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).not.toBeNull();
  open();
  expect(await server.ended).toBe(0);
});

test('a second signal ends it at once, and nothing that was acknowledged is lost', async () => {
  const dataFolder = temporaryFolder();
  const { server, id, open } = await withRunAtTheGate(dataFolder);
  server.signal('SIGTERM');
  await until('the server to be stopping', () => server.log.some((line) => line.startsWith('Stopping')));
  server.signal('SIGTERM');
  // It would end with 0 if it had waited for the run, whose gate is still closed.
  expect(await server.ended).toBe(1);
  open();
  const again = await start({ dataFolder, env });
  expect((await executionEnded(again, id)).status).toBe('succeeded');
  expect(upstream.of(id, 'Second')).toHaveLength(1);
  await again.stop();
});

test('a signal that comes while it still starts is heeded as well', async () => {
  const dataFolder = temporaryFolder();
  const child = launch({ args: ['--no-sample'], env: { STEPWELL_DATA: dataFolder, STEPWELL_PORT: '0' } });
  await until('the start to be under way', () => existsSync(join(dataFolder, 'stepwell.db')));
  child.kill('SIGTERM');
  expect(await child.exited).toBe(0);
  expect(await child.stdout.text()).toContain('Stopped.');
});

test('an idle server stops on SIGINT as well, with exit code 0', async () => {
  const server = await start();
  server.signal('SIGINT');
  expect(await server.ended).toBe(0);
});

test('a synchronous caller that waits while the server stops still gets its answer', async () => {
  const { wait, open } = gate();
  upstream.answer = async () => {
    await wait;
    return Response.json({ answered: true });
  };
  const server = await start({ env });
  const instance = await install(server, twoSteps());
  const before = upstream.calls.length;
  const waiting = send(urlOf(instance, 'Answers'), { method: 'POST' });
  await until('the step to call', () => upstream.calls.length > before);
  server.signal('SIGTERM');
  await until('the server to be stopping', () => server.log.some((line) => line.startsWith('Stopping')));
  open();
  const answer = await waiting;
  expect([answer.status, answer.json]).toEqual([200, { answered: true }]);
  expect(await server.ended).toBe(0);
});

test('a second process on the same folder does not wait for the first: it exits and names its pid', async () => {
  const dataFolder = temporaryFolder();
  const server = await start({ dataFolder });
  const { end, output } = await startInVain({ dataFolder });
  expect(end).toBe(1);
  expect(output).toContain(`pid ${server.pid}`);
  expect((await send(`${server.url}/healthz`)).status).toBe(200);
  await server.stop();
});

test('of ten processes that start at once on one folder exactly one runs', async () => {
  const dataFolder = temporaryFolder();
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => start({ dataFolder })));
  const running = tries.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  expect(running).toHaveLength(1);
  for (const each of tries) {
    if (each.status === 'rejected') expect(String(each.reason)).toContain('is in use by another stepwell');
  }
  for (const server of running) expect(await server.stop()).toBe(0);
});

test('after kill -9 the folder is free again, runs go on, and no child process stays behind', async () => {
  const dataFolder = temporaryFolder();
  const { server, id, open } = await withRunAtTheGate(dataFolder);
  const children = childrenOf(server.pid);
  await server.kill9();
  open();
  await until('the children to end', () => !children.some(isThere));
  const again = await start({ dataFolder, env });
  await executionIs(again, id, 'succeeded');
  expect(upstream.of(id, 'First').length).toBe(2);
  expect(upstream.of(id, 'Second')).toHaveLength(1);
  await again.stop();
});
