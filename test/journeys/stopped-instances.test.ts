import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import * as v from 'valibot';
import { type Answer, cleanUp, type Server, send, start, temporaryFolder, until } from '../support/binary.ts';
import { flow, integration, post, step, synchronous, value, webhook } from '../support/definitions.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  executionsOf,
  expectStatus,
  failureOf,
  type Instance,
  importDefinition,
  install,
  publish,
  urlOf,
} from '../support/journey.ts';
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
const oneStep = () =>
  integration('One step', [
    flow('Main', [webhook(), post('Only', value(`${upstream.url}/only`))]),
    flow(
      'Answer',
      [webhook(), step('Up', 'text-manipulation.upperCase', { text: value('there') })],
      synchronous,
    ),
  ]);

const Owned = v.object({ customerId: v.string() });
const Stored = v.object({ storage: v.object({ bytes: v.number(), limitBytes: v.number() }) });

/** Everybody waits at the upstream until it is opened. */
function closeUpstream(): { open(): void; calls(): number } {
  const { wait, open } = gate();
  const before = upstream.calls.length;
  upstream.answer = async () => {
    await wait;
    return Response.json({ ok: true });
  };
  return { open, calls: () => upstream.calls.length - before };
}

async function call(instance: Instance, count: number): Promise<Answer[]> {
  const url = urlOf(instance, 'Main');
  return await Promise.all(Array.from({ length: count }, () => send(url, { method: 'POST', body: '{}' })));
}

async function statuses(server: Server, instance: Instance): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of await executionsOf(server, instance.id))
    counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

test('of 120 calls to an instance that is paused those that run end, none begins, and all run once it is enabled', async () => {
  const { open, calls } = closeUpstream();
  const dataFolder = temporaryFolder();
  const server = await start({ dataFolder, env });
  const instance = await install(server, oneStep());
  for (const answer of await call(instance, 120)) expectStatus(answer, 200);
  await until('ten to run', () => calls() === 10);
  expectStatus(await server.call('DELETE', `/instances/${instance.id}/activation`), 204);
  open();
  await until('those to end', async () => (await statuses(server, instance)).succeeded === 10);
  expect(await statuses(server, instance)).toEqual({ succeeded: 10, queued: 110 });
  expect(failureOf((await call(instance, 1))[0] ?? expect.unreachable()).code).toBe('instance_paused');
  await server.kill9();
  const again = await start({ dataFolder, env });
  const other = await install(again, oneStep());
  for (const answer of await call(other, 1)) expectStatus(answer, 200);
  await until('another’s to end', async () => (await statuses(again, other)).succeeded === 1);
  expect(await statuses(again, instance)).toEqual({ succeeded: 10, queued: 110 });
  expect(calls()).toBe(11);
  expectStatus(await again.call('PUT', `/instances/${instance.id}/activation`), 200);
  await until('all to end', async () => (await statuses(again, instance)).succeeded === 120);
  expect(calls()).toBe(121);
  await again.stop();
});

test('a synchronous caller whose call waits when its instance is paused is told so at once, and the call is kept', async () => {
  const { open, calls } = closeUpstream();
  // Who waited for the time to be over would wait longer than this test may take.
  const limits = { STEPWELL_SYNC_SECONDS: '600', STEPWELL_MAX_EXECUTIONS_PER_INSTANCE: '1' };
  const server = await start({ env: { ...env, ...limits } });
  const instance = await install(server, oneStep());
  for (const answer of await call(instance, 1)) expectStatus(answer, 200);
  await until('it to run', () => calls() === 1);
  const kept = send(urlOf(instance, 'Answer'), { method: 'POST', body: '{}' });
  await until('the other to wait', async () => (await statuses(server, instance)).queued === 1);
  expectStatus(await server.call('DELETE', `/instances/${instance.id}/activation`), 204);
  const answer = await kept;
  expectStatus(answer, 202);
  expect(failureOf(answer)).toMatchObject({
    code: 'instance_paused',
    message: expect.stringContaining('do not send it again'),
  });
  const id = answer.headers.get('stepwell-executionid') ?? '';
  expect(answer.json).toMatchObject({ executionId: id });
  open();
  expectStatus(await server.call('PUT', `/instances/${instance.id}/activation`), 200);
  expect((await executionEnded(server, id)).status).toBe('succeeded');
  await server.stop();
});

test('of 120 calls to an instance that is removed those that run are stopped and none begins, also after a restart', async () => {
  const { open, calls } = closeUpstream();
  const dataFolder = temporaryFolder();
  const server = await start({ dataFolder, env });
  const instance = await install(server, oneStep());
  for (const answer of await call(instance, 120)) expectStatus(answer, 200);
  await until('ten to run', () => calls() === 10);
  expectStatus(await server.call('DELETE', `/instances/${instance.id}`), 204);
  expect(await statuses(server, instance)).toEqual({ cancelled: 120 });
  open();
  await server.stop();
  const again = await start({ dataFolder, env });
  const other = await install(again, oneStep());
  for (const answer of await call(other, 1)) expectStatus(answer, 200);
  await until('another’s to end', async () => (await statuses(again, other)).succeeded === 1);
  expect(await statuses(again, instance)).toEqual({ cancelled: 120 });
  expect(calls()).toBe(11);
  await again.stop();
});

test('a customer whose 250 runs all hang does not keep another customer’s synchronous caller waiting', async () => {
  const { open, calls } = closeUpstream();
  const server = await start({ env });
  const { id: integrationId } = await importDefinition(server, oneStep());
  await publish(server, integrationId);
  const customerId = await createCustomer(server, 'Hanging');
  const instances = [];
  for (let n = 0; n < 25; n++) instances.push(await deploy(server, { integrationId, customerId }));
  for (const instance of instances) for (const answer of await call(instance, 10)) expectStatus(answer, 200);
  await until('half of all slots to be taken', () => calls() === 125);
  const other = await deploy(server, { integrationId, customerId: await createCustomer(server, 'Other') });
  const answer = await send(urlOf(other, 'Answer'), { method: 'POST', body: '{}' });
  // Nobody has let a run of the first customer go: the answer has not waited for any.
  expect([answer.status, answer.text, calls()]).toEqual([200, 'THERE', 125]);
  open();
  await until('all to run', () => calls() === 250);
  await server.stop();
});

test('calls to an instance whose queue is full are refused with a time to try again, and none of them is kept', async () => {
  const { open, calls } = closeUpstream();
  const server = await start({ env: { ...env, STEPWELL_MAX_QUEUED_PER_INSTANCE: '20' } });
  const instance = await install(server, oneStep());
  const answers = await call(instance, 120);
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(30);
  expect(refused).toHaveLength(90);
  for (const answer of refused) {
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(failureOf(answer).code).toBe('queue_full');
    expect(failureOf(answer).message).toContain(
      '20 executions of this instance wait already, which is the limit',
    );
  }
  open();
  await until('the accepted to end', async () => (await statuses(server, instance)).succeeded === 30);
  expect(await statuses(server, instance)).toEqual({ succeeded: 30 });
  expect(calls()).toBe(30);
  for (const answer of await call(instance, 1)) expectStatus(answer, 200);
  await server.stop();
});

test('calls of a customer of whom too much is kept are refused with 507 and what to do, and others are answered', async () => {
  const { open, calls } = closeUpstream();
  const server = await start({ env: { ...env, STEPWELL_MAX_STORED_MB_PER_CUSTOMER: '2' } });
  const [instance, other] = [await install(server, oneStep()), await install(server, oneStep())];
  const body = () => Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('base64');
  const url = urlOf(instance, 'Main');
  const refused = await until('one to be refused', async () => {
    const answer = await send(url, { method: 'POST', body: body() });
    return expectStatus(answer, 200, 507).status === 507 ? answer : undefined;
  });
  expect(failureOf(refused)).toMatchObject({
    code: 'storage_full',
    message: expect.stringContaining('raise the limit'),
  });
  expect(refused.headers.get('retry-after')).toBe('60');
  expectStatus(await send(urlOf(other, 'Answer'), { method: 'POST', body: '{}' }), 200);
  const { customerId } = v.parse(Owned, (await server.call('GET', `/instances/${instance.id}`)).json);
  const path = `/customers/${customerId}`;
  const { storage } = v.parse(Stored, (await server.call('GET', path)).json);
  expect(storage.limitBytes).toBe(2 * 1024 * 1024);
  expect(storage.bytes).toBeGreaterThan(storage.limitBytes);
  const accepted = (await executionsOf(server, instance.id)).length;
  open();
  await until('what waits to go on', () => calls() === accepted);
  const limits = { storedMb: 100 };
  expectStatus(await server.call('PATCH', path, { limits }), 200);
  await until('calls to be taken again', async () => {
    return (await send(url, { method: 'POST', body: '{}' })).status === 200;
  });
  await server.stop();
});

test('a flow that calls itself stops when its instance is paused, and ends when it is removed', async () => {
  const server = await start({ env });
  const calls = Array.from({ length: 10 }, (_, n) =>
    step(`Call ${n}`, 'cross-flow.invokeFlow', { flowName: value('Main'), data: value('{}') }),
  );
  const instance = await install(server, integration('Self', [flow('Main', [webhook(), ...calls])]));
  for (const answer of await call(instance, 1)) expectStatus(answer, 200);
  const counts = () => statuses(server, instance);
  await until('it to grow', async () => ((await counts()).queued ?? 0) > 50);
  expectStatus(await server.call('DELETE', `/instances/${instance.id}/activation`), 204);
  await until('what runs to end', async () => !(await counts()).running);
  const paused = await counts();
  expect(paused.queued).toBeGreaterThan(0);
  expectStatus(await server.call('DELETE', `/instances/${instance.id}`), 204);
  await until('all to end', async () => !(await counts()).queued);
  const { queued: cancelled = 0, ...ended } = paused;
  expect(await counts()).toEqual({ ...ended, cancelled });
  await server.stop();
});
