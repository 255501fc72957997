import { afterAll, afterEach, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { executions, requestKeys } from '../../../src/db/schema.ts';
import { parseDefinition } from '../../../src/definition/document/import.ts';
import { MINUTE, SECOND, setClockAhead } from '../../../src/lib/time.ts';
import { createCustomer } from '../../../src/models/customers.ts';
import { deployInstance } from '../../../src/models/deployments.ts';
import { listEndpoints } from '../../../src/models/endpoints.ts';
import { enqueue } from '../../../src/models/executions.ts';
import { createIntegration } from '../../../src/models/integrations.ts';
import { retryOrigin } from '../../../src/models/retries.ts';
import { publishVersion } from '../../../src/models/versions.ts';
import { openDesk, TOKEN } from '../../support/app.ts';
import { reference, step, until, value } from '../../support/engine.ts';

const at = openDesk({ 'admin-token': TOKEN });
const { store } = at.deps;
afterAll(() => at.close());
afterEach(() => setClockAhead(0));

/** The address of a flow that has this besides its trigger. */
async function addressOf(more: Record<string, unknown>, inputs: Record<string, unknown> = {}) {
  const trigger = step('Start', 'webhook-triggers.webhook', inputs, { isTrigger: true });
  const flows = [{ name: 'Main', steps: [trigger], ...more }];
  const parsed = parseDefinition({ definitionVersion: 7, name: 'Shop', description: '', flows });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const made = await store.write(async (tx) => {
    const { id: integrationId } = await createIntegration(tx, parsed.definition);
    await publishVersion(tx, integrationId, '');
    const fields = { name: 'Acme', externalId: null, description: '', labels: [], limits: {} };
    return { integrationId, customerId: (await createCustomer(tx, fields)).id };
  });
  const { instance } = await deployInstance(at.deps, { ...made, configVariables: {} });
  const [endpoint] = await listEndpoints(store.read, made.integrationId, instance.id);
  return { instance, address: `/trigger/${endpoint?.id}` };
}

const deduped = (field: unknown = reference('start.results.body.data.id')) =>
  addressOf({ queueConfig: { dedupeIdField: field } });

async function call(address: string, body: unknown, headers: Record<string, string> = {}) {
  const all = { 'content-type': 'application/json', ...headers };
  const answer = await at.app.request(address, { method: 'POST', headers: all, body: JSON.stringify(body) });
  return {
    status: answer.status,
    id: answer.headers.get('stepwell-executionid') ?? '',
    text: await answer.text(),
  };
}
const rowsOf = (instanceId: string) =>
  store.read.select().from(executions).where(eq(executions.instanceId, instanceId)).orderBy(executions.id);

test('a request that comes again is answered like the first, and is a row that says which it repeats', async () => {
  const { instance, address } = await deduped();
  const first = await call(address, { id: 'a.1' });
  const second = await call(address, { id: 'a.1', more: true });
  expect(second).toEqual(first);
  expect((await rowsOf(instance.id)).map(({ id, status }) => [id === first.id, status])).toEqual([
    [true, 'queued'],
    [false, 'skipped'],
  ]);
  const [, repeat] = await rowsOf(instance.id);
  expect(repeat?.error?.message).toBe(`Not run: this request has come before, as the execution ${first.id}.`);
  const headers = { authorization: `Bearer ${TOKEN}` };
  const shown = await at.app.request(`/api/v1/executions/${repeat?.id}`, { headers });
  expect(await shown.json()).toMatchObject({ duplicateOf: first.id, status: 'skipped' });
});

test('of many at the same time one is run', async () => {
  const { instance, address } = await deduped();
  const answers = await Promise.all(Array.from({ length: 20 }, () => call(address, { id: 7 })));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  const statuses = (await rowsOf(instance.id)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 'queued')).toHaveLength(1);
  expect(statuses.filter((status) => status === 'skipped')).toHaveLength(19);
});

const LONG = 'x'.repeat(20_000);
const others: [what: string, one: unknown, other: unknown][] = [
  ['of another case', { id: 'Ab' }, { id: 'ab' }],
  ['with a space at its end', { id: 'ab' }, { id: 'ab ' }],
  ['with other dots', { id: 'a.b.c' }, { id: 'a.b' }],
  ['of another end of a long text', { id: `${LONG}1` }, { id: `${LONG}2` }],
];
test.each(others)('an id %s is another one', async (_what, one, other) => {
  const { address } = await deduped();
  const ids = [await call(address, one), await call(address, other), await call(address, one)].map(
    ({ id }) => id,
  );
  expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([false, true]);
});

test.each([[{}], [{ id: '' }], [{ id: null }], [{ id: { a: 1 } }], [[1, 2]], ['text']])(
  'a request without an id, like %j, is never taken for another',
  async (body) => {
    const { address } = await deduped();
    const ids = [await call(address, body), await call(address, body)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  },
);

test('the id may be in a header, however it is written', async () => {
  const { address } = await deduped('headers.X-Request-Id');
  const first = await call(address, 1, { 'x-request-id': 'r.1' });
  expect((await call(address, 2, { 'X-REQUEST-ID': 'r.1' })).id).toBe(first.id);
  expect((await call(address, 1, { 'x-request-id': 'r.2' })).id).not.toBe(first.id);
});

test('ten minutes after the first the same id is run again, counted from what was run', async () => {
  const { address } = await deduped();
  const first = await call(address, { id: 1 });
  setClockAhead(10 * MINUTE - 5 * SECOND);
  expect((await call(address, { id: 1 })).id).toBe(first.id);
  setClockAhead(10 * MINUTE);
  const again = await call(address, { id: 1 });
  expect(again.id).not.toBe(first.id);
  setClockAhead(15 * MINUTE);
  expect((await call(address, { id: 1 })).id).toBe(again.id);
});

test('instances and flows have ids of their own', async () => {
  const one = await deduped();
  const two = await deduped();
  expect((await call(one.address, { id: 1 })).id).not.toBe((await call(two.address, { id: 1 })).id);
});

test('the answer that a trigger fixes is given to both', async () => {
  const inputs = { statusCode: value('202'), body: value('taken') };
  const { address } = await addressOf({ queueConfig: { dedupeIdField: 'body.data.id' } }, inputs);
  const first = await call(address, { id: 1 });
  expect([first.status, first.text]).toEqual([202, 'taken']);
  expect(await call(address, { id: 1 })).toEqual(first);
});

test('who waits for the result the second time is told that of the first', async () => {
  const { address } = await deduped();
  const waits = { 'prismatic-synchronous': 'true' };
  const { deps } = at;
  const [one, two] = [call(address, { id: 's' }, waits), call(address, { id: 's' }, waits)];
  const [id = ''] = await until(() => (deps.ended.ids().length === 1 ? deps.ended.ids() : undefined));
  await until(
    async () =>
      (await store.read.select().from(executions)).some(({ origin }) =>
        origin?.startsWith(`repeat:${id}:`),
      ) || undefined,
  );
  deps.ended.settle(id, { status: 'succeeded', answer: { data: 'done' } });
  const { id: answered, text } = await one;
  expect([answered, text]).toEqual([id, 'done']);
  let isTold = false;
  void two.then(() => {
    isTold = true;
  });
  // It may begin to wait after the end: the engine tells it then.
  await until(() => {
    deps.ended.settle(id, { status: 'succeeded', answer: { data: 'done' } });
    return isTold || undefined;
  });
  expect(await two).toMatchObject({ id, text: 'done' });
});

test('a flow that asks for neither writes nothing more', async () => {
  const count = async () => (await store.read.select().from(requestKeys)).length;
  const { address } = await addressOf({ retryConfig: { maxAttempts: 3, delayMinutes: 1 } });
  const before = await count();
  await call(address, { id: 1 });
  expect(await count()).toBe(before);
});

const retried = { maxAttempts: 3, delayMinutes: 1, uniqueRequestIdField: 'body.data.id' };

test('a newer request with the same id cancels the attempt that waits of the one before', async () => {
  const { instance, address } = await addressOf({ retryConfig: retried });
  const first = await call(address, { id: 'p1' });
  const [row] = await rowsOf(instance.id);
  if (!row) throw new Error('It was not made.');
  const waits = { runAt: row.queuedAt + MINUTE, origin: retryOrigin({ first: first.id, number: 1 }) };
  const { instanceId, customerId, integrationId, version, flow } = row;
  const target = { instanceId, customerId, integrationId, version, flow, kind: 'webhook' as const };
  const payload = { bytes: Buffer.from('{}') };
  const retry = await store.write((tx) => enqueue(tx, { ...target, ...waits, payload }));
  const statusOf = async () => (await rowsOf(instance.id)).find(({ id }) => id === retry.id)?.status;
  await call(address, { id: 'p2' });
  expect(await statusOf()).toBe('waiting');
  const newer = await call(address, { id: 'p1' });
  expect(newer.id).not.toBe(first.id);
  expect(await statusOf()).toBe('cancelled');
});
