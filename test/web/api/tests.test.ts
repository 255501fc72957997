import { afterAll, beforeEach, expect, test } from 'bun:test';
import { customer, publishedShop, shopDefinition, shopValues } from '../../support/api-records.ts';
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
    [{ flow: 'Orders', payload: {}, payloadId: 'pay_1' }, 'payloadId'],
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
