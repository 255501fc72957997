import { afterAll, beforeEach, expect, test } from 'bun:test';
import { Secret } from '../../../src/lib/crypto.ts';
import { createRedactor } from '../../../src/lib/redact.ts';
import { readPinned } from '../../../src/models/pinned-outputs.ts';
import { customer, publishedShop, shopDefinition, shopValues } from '../../support/api-records.ts';
import { goThrough } from '../../support/api-runs.ts';
import { call, listAt, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(() => desk.close());

let at: string;
beforeEach(async () => {
  const imported = await call(app, 'POST', '/integrations/import', JSON.stringify(shopDefinition));
  at = `/integrations/${textAt(imported, 'id')}`;
});

const run = (body: unknown) => call(app, 'POST', `${at}/test-executions`, body);
const configured = () => call(app, 'PUT', `${at}/test-configuration`, shopValues);

test('a flow of a draft that nobody has published is run, and its execution tells what it was given', async () => {
  await configured();
  const payload = { headers: { 'X-Shop': 'nord' }, queryParameters: { page: '2' }, body: { order: 7 } };
  const started = await run({ flow: 'Orders', payload });
  expect(started.status).toBe(202);
  const id = textAt(started, 'executionId');
  expect(desk.told.woken).toContain(id);
  expect((await call(app, 'GET', `/executions/${id}`)).json).toMatchObject({
    ...{ id, kind: 'test', status: 'queued', flow: 'Orders' },
    request: {
      headers: { 'x-shop': 'nord', 'content-type': 'application/json' },
      queryParameters: { page: '2' },
      body: { order: 7 },
    },
  });
  expect((await call(app, 'GET', `/executions/${id}/steps`)).status).toBe(200);
  expect((await call(app, 'PUT', `/executions/${id}/cancellation`)).json).toMatchObject({
    status: 'cancelled',
  });
});

test('what is tested is listed nowhere: no instance, no customer, no execution', async () => {
  await configured();
  await run({ flow: 'orders' });
  for (const path of ['/instances', '/customers', '/executions'])
    expect(listAt(await call(app, 'GET', path), 'items')).toEqual([]);
  const own = await call(app, 'GET', `/executions?integration=${at.split('/')[2]}`);
  expect(listAt(own, 'items')).toEqual([]);
});

test('what is not there, and what is missing, is refused by its field, and nothing is run', async () => {
  const missing = await run({ flow: 'Orders' });
  expect(missing.status).toBe(422);
  expect(missing.text).toContain('configVariables.Shop Name');
  await configured();
  for (const [body, path] of [
    [{ flow: 'Nothing' }, 'flow'],
    [{ flow: 'Orders', until: 'nothing' }, 'until'],
    [{ flow: 'Orders', payload: { header: {} } }, 'payload.header'],
    [{ flow: 'Orders', payload: { headers: { 'X-Shop': 7 } } }, 'payload.headers.X-Shop'],
    [{ flow: 'Orders', payload: { headers: [] } }, 'payload.headers'],
    [{ flow: 'Orders', payload: { queryParameters: { page: [1] } } }, 'payload.queryParameters.page'],
    [{ flow: 'Orders', payload: {}, payloadId: 'pay_1' }, 'payloadId'],
    [{ flow: 'Orders', from: 'nothing' }, 'from'],
    [{ flow: 'Orders', from: 'trigger', only: true }, 'only'],
    [{ flow: 'Orders', from: 'start' }, 'from'],
    [{ flow: 'Orders', from: 'note', only: true, until: 'note' }, 'only'],
    [{ flow: 'Orders', rounds: [0] }, 'rounds'],
    [{ flow: 'Orders', from: 'note', rounds: [-1] }, 'rounds.0'],
    [{ flow: 'Orders', from: 'note', only: 'yes' }, 'only'],
  ] as const) {
    const answer = await run(body);
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining(`"path":"${path}"`)]);
  }
  expect((await run({ flow: 'Orders', payloadId: 'pay_1' })).status).toBe(404);
  expect((await run({ flow: 'Orders', until: 'note' })).status).toBe(202);
});

test('the values of tests are their own, and no secret of them is answered', async () => {
  const before = await call(app, 'GET', `${at}/test-configuration`);
  expect(before.json).toMatchObject({ values: {} });
  expect(listAt(before, 'problems')).toHaveLength(2);
  const after = await configured();
  expect(after.json).toEqual({
    values: { 'Shop Name': 'Nord', System: { fields: { apiKey: '***' } } },
    problems: [],
  });
  expect((await call(app, 'GET', `${at}/test-configuration`)).json).toEqual(after.json);
  const wrong = await call(app, 'PUT', `${at}/test-configuration`, { Region: 'moon' });
  expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('configVariables.Region')]);
  // Another integration has none of it.
  const other = `/integrations/${await publishedShop(app)}/test-configuration`;
  expect((await call(app, 'GET', other)).json).toMatchObject({ values: {} });
});

test('a payload is kept under a name, run by its id, answered without its secrets, and deleted', async () => {
  await configured();
  const kept = { name: 'One order', headers: { Authorization: 'Bearer abc', 'X-Shop': 'nord' }, body: 'raw' };
  const added = await call(app, 'POST', `${at}/payloads`, kept);
  expect(added.status).toBe(201);
  const id = textAt(added, 'id');
  expect((await call(app, 'POST', `${at}/payloads`, kept)).status).toBe(409);
  expect(listAt(await call(app, 'GET', `${at}/payloads`), 'items')).toEqual([added.json]);
  expect((await call(app, 'GET', `${at}/payloads/${id}`)).json).toMatchObject({
    ...{ name: 'One order', body: 'raw', headers: { Authorization: '***', 'X-Shop': 'nord' } },
  });
  const started = await run({ flow: 'Orders', payloadId: id });
  const execution = await call(app, 'GET', `/executions/${textAt(started, 'executionId')}`);
  expect(execution.json).toMatchObject({ request: { body: 'raw', headers: { 'x-shop': 'nord' } } });
  const elsewhere = `/integrations/${await publishedShop(app)}/payloads/${id}`;
  expect((await call(app, 'GET', elsewhere)).status).toBe(404);
  expect((await call(app, 'DELETE', elsewhere)).status).toBe(404);
  expect((await call(app, 'PATCH', `${at}/payloads/${id}`, { name: 'Other' })).json).toMatchObject({
    name: 'Other',
  });
  await call(app, 'POST', `${at}/payloads`, kept);
  expect((await call(app, 'PATCH', `${at}/payloads/${id}`, { name: kept.name })).status).toBe(409);
  expect((await call(app, 'PATCH', elsewhere, { name: 'Mine' })).status).toBe(404);
  expect((await call(app, 'DELETE', `${at}/payloads/${id}`)).status).toBe(204);
  expect((await call(app, 'GET', `${at}/payloads/${id}`)).status).toBe(404);
});

test('deleting an integration that was tested, and the customer of nobody, leaves both lists as they were', async () => {
  await configured();
  await run({ flow: 'Orders' });
  await customer(app, 'Acme');
  expect((await call(app, 'DELETE', at)).status).toBe(204);
  expect(listAt(await call(app, 'GET', '/customers'), 'items')).toHaveLength(1);
});

test('a step is run alone, with the call of the latest test or one that is given', async () => {
  await configured();
  const alone = { flow: 'Orders', from: 'note', only: true };
  const early = await run(alone);
  expect([early.status, early.text]).toEqual([
    409,
    expect.stringContaining('Run the flow up to this step first'),
  ]);
  await run({ flow: 'Orders', payload: { body: { order: 7 } } });
  const bodyOf = async (started: Awaited<ReturnType<typeof run>>) => {
    expect(started.status).toBe(202);
    const { json } = await call(app, 'GET', `/executions/${textAt(started, 'executionId')}`);
    return json;
  };
  expect(await bodyOf(await run(alone))).toMatchObject({ kind: 'test', request: { body: { order: 7 } } });
  expect(await bodyOf(await run({ ...alone, payload: { body: 8 } }))).toMatchObject({ request: { body: 8 } });
});

test('an output is pinned as it is given or as the latest test has it, listed without it, and unpinned', async () => {
  const pins = `${at}/pinned-outputs`;
  const none = await call(app, 'PUT', `${pins}/orders/note`, {});
  expect([none.status, none.text]).toEqual([409, expect.stringContaining('has no result of “Note” to pin')]);
  for (const output of [null, '', 0, false, { order: 7 }]) {
    const pinned = await call(app, 'PUT', `${pins}/orders/note`, { output });
    expect(pinned.status).toBe(200);
    expect(listAt(await call(app, 'GET', pins), 'items')).toEqual([pinned.json]);
  }
  await configured();
  const started = textAt(await run({ flow: 'Orders' }), 'executionId');
  const output = { data: '***' };
  await goThrough(desk.deps, started, [{ path: 'note', output, sealed: { data: 'very-whole' } }], {
    status: 'succeeded',
  });
  expect((await call(app, 'PUT', `${pins}/orders/note`, {})).status).toBe(200);
  const flow = { stableKey: 'orders' };
  for (const [secrets, is] of [
    [[new Secret('very-whole')], 'very-whole'],
    [[], '***'],
  ] as const) {
    const { store, vault } = desk.deps;
    const kept = await readPinned(store.read, vault, at.split('/')[2] ?? '', flow, createRedactor(secrets));
    expect(kept.get('note')).toEqual({ output: is });
  }
  const large = await call(app, 'PUT', `${pins}/orders/note`, { output: 'x'.repeat(1_000_001) });
  expect([large.status, large.text]).toEqual([422, expect.stringContaining('larger than 1 MB')]);
  expect((await call(app, 'PUT', `${pins}/orders/nothing`, { output: 1 })).status).toBe(404);
  expect((await call(app, 'DELETE', `${pins}/orders/note`)).status).toBe(204);
  expect((await call(app, 'DELETE', `${pins}/orders/note`)).status).toBe(404);
});

test('a test URL runs the draft as it is at the call, in the test instance, until it is removed', async () => {
  const address = `${at}/test-urls/orders`;
  expect((await call(app, 'GET', address)).status).toBe(404);
  const made = await call(app, 'PUT', address);
  expect((await call(app, 'PUT', address)).json).toEqual(made.json);
  expect((await call(app, 'GET', address)).json).toEqual(made.json);
  const url = textAt(made, 'url');
  expect(textAt(made, 'curl')).toBe(`curl -X POST ${url} -H 'content-type: application/json' -d '{}'`);
  const called = async (body: unknown) => {
    const headers = { 'content-type': 'application/json', 'x-shop': 'nord' };
    const answer = await app.request(new URL(url).pathname, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const missing = await called({ order: 1 });
  expect([missing.status, missing.text]).toEqual([422, expect.stringContaining('Shop Name')]);
  await configured();
  const first = await called({ order: 7 });
  expect(first.status).toBe(200);
  const id = String(JSON.parse(first.text).executionId);
  expect(desk.told.woken).toContain(id);
  const run = (await call(app, 'GET', `/executions/${id}`)).json;
  expect(run).toMatchObject({
    kind: 'test',
    flow: 'Orders',
    request: { body: { order: 7 }, headers: { 'x-shop': 'nord' } },
  });
  // What nobody has published is run, under the name that it has by now.
  const command = { kind: 'rename-flow', flow: 'orders', name: 'Renamed' };
  const renamed = await call(app, 'POST', `${at}/commands`, { commands: [command] }, { 'if-match': '*' });
  expect(renamed.status).toBe(200);
  const again = String(JSON.parse((await called({})).text).executionId);
  expect((await call(app, 'GET', `/executions/${again}`)).json).toMatchObject({
    kind: 'test',
    flow: 'Renamed',
  });
  for (const path of ['/instances', '/executions'])
    expect(listAt(await call(app, 'GET', path), 'items')).toEqual([]);
  expect((await call(app, 'DELETE', address)).status).toBe(204);
  expect((await called({})).status).toBe(404);
  await call(app, 'PUT', address);
  await call(app, 'DELETE', at);
  expect((await called({})).status).toBe(404);
});

test('headers and parameters that are called as parts of every object are kept and sent like others', async () => {
  await configured();
  const names = ['constructor', '__proto__', 'tostring', 'prototype'];
  const odd = JSON.stringify(Object.fromEntries(names.map((name) => [name, name])));
  const payload = JSON.parse(`{"headers": ${odd}, "queryParameters": ${odd}}`);
  const added = await call(app, 'POST', `${at}/payloads`, { name: 'Odd', ...payload });
  const id = textAt(added, 'id');
  const kept = await call(app, 'GET', `${at}/payloads/${id}`);
  for (const given of [{ payload }, { payloadId: id }]) {
    const started = await run({ flow: 'Orders', ...given });
    const { text } = await call(app, 'GET', `/executions/${textAt(started, 'executionId')}`);
    for (const answer of [kept.text, text])
      expect(names.filter((name) => answer.split(`"${name}":"${name}"`).length !== 3)).toEqual([]);
  }
});
