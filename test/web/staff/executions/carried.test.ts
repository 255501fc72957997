import { afterAll, beforeAll, expect, test } from 'bun:test';
import { listPayloads } from '../../../../src/models/test-payloads.ts';
import { deployedShop, publishedShop, shopValues } from '../../../support/api-records.ts';
import { ran, request } from '../../../support/api-runs.ts';
import { call, issuePaths, openDesk } from '../../../support/app.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
const elsewhere = openDesk();
const { app, deps } = desk;
const secret = Object.values(shopValues.System.fields)[0] ?? '';
let owner: Visitor;
let id: string;
let integrationId: string;
let other: string;

beforeAll(async () => {
  owner = await visitorAs(desk, 'owner');
  const shop = await deployedShop(app, 'Carried');
  integrationId = shop.integrationId;
  const body = JSON.stringify({ order: 7, key: secret });
  const sent = request(
    { kind: 'text', text: body },
    {
      headers: { 'content-type': 'application/json', authorization: 'Bearer abc', 'x-order': '7' },
      queryParameters: { page: '2' },
    },
  );
  const steps = [
    { path: 'note', input: { message: 'hello' }, output: { data: { total: 12, at: 'Berlin' } } },
  ];
  id = await ran(deps, shop.instanceId, steps, { status: 'succeeded' }, sent);
  other = await publishedShop(elsewhere.app);
});
afterAll(async () => {
  await desk.close();
  await elsewhere.close();
});

const fileOf = async (query = '') => (await call(app, 'GET', `/executions/${id}/file${query}`)).json;

test('an execution is answered as one file, without a secret', async () => {
  const file = await fileOf();
  expect(file).toMatchObject({
    ...{ stepwell: 'execution', format: 1, id, version: 1, status: 'succeeded', isRedacted: false },
    flow: { name: 'Orders', key: 'orders' },
    request: { queryParameters: { page: '2' }, body: { order: 7, key: '***' } },
    steps: [{ path: 'note', status: 'succeeded', input: { message: 'hello' }, output: { total: 12 } }],
    log: [{ message: 'one' }, { message: 'two' }],
  });
  expect(JSON.stringify(file)).not.toContain(secret);
  expect(JSON.stringify(file)).not.toContain('Bearer abc');
});

test('asked for without values it has none, and what had them stays as it was', async () => {
  const file = await fileOf('?redacted=true');
  expect(file).toMatchObject({
    isRedacted: true,
    request: { headers: { 'x-order': '***' }, body: { order: 0, key: '***' } },
    steps: [{ input: { message: '***' }, output: { total: 0, at: '***' } }],
    log: [{ message: '***' }, {}],
  });
  for (const value of ['hello', 'Berlin', '12'])
    expect(JSON.stringify((file as { steps: unknown }).steps)).not.toContain(`"${value}"`);
});

test('on another server its call is a payload, and what its steps gave is pinned', async () => {
  const imported = await call(elsewhere.app, 'POST', `/integrations/${other}/execution-imports`, {
    file: await fileOf(),
    name: 'From over there',
  });
  expect([imported.status, imported.json]).toEqual([
    201,
    {
      payload: { id: expect.any(String), name: 'From over there', createdAt: expect.any(String) },
      pinned: ['Note'],
      skipped: [],
    },
  ]);
  const pinned = await call(elsewhere.app, 'GET', `/integrations/${other}/pinned-outputs`);
  expect(pinned.json).toMatchObject({ items: [{ flow: 'orders', step: 'note' }] });
  const { payload } = imported.json as { payload: { id: string } };
  const kept = await call(elsewhere.app, 'GET', `/integrations/${other}/payloads/${payload.id}`);
  expect(kept.json).toMatchObject({
    headers: { 'x-order': '7' },
    queryParameters: { page: '2' },
    body: { order: 7, key: '***' },
  });
  expect(JSON.stringify(kept.json)).not.toContain('authorization');
});

test('of a file without values nothing is pinned, and what cannot be used is told', async () => {
  const file = await fileOf('?redacted=true');
  const imported = await call(elsewhere.app, 'POST', `/integrations/${other}/execution-imports`, { file });
  expect(imported.json).toMatchObject({
    pinned: [],
    skipped: [{ step: 'note', reason: 'Its output is masked.' }],
  });
  for (const [wrong, path] of [
    [{ stepwell: 'other' }, 'file.stepwell'],
    [{ ...(file as object), flow: { name: 'Nothing', key: 'nothing' } }, 'flow'],
  ] as const) {
    const refused = await call(elsewhere.app, 'POST', `/integrations/${other}/execution-imports`, {
      file: wrong,
    });
    expect([refused.status, issuePaths(refused)[0]]).toEqual([422, path]);
  }
});

test('the page keeps its call as a test payload, once, and offers the file', async () => {
  const { html } = await owner.get(`/executions/${id}`);
  expect(html).toContain(`href="/executions/${id}/file?redacted=true"`);
  const kept = await owner.post(`/executions/${id}/test-payloads`);
  expect(kept.location).toBe(`/integrations/${integrationId}/payloads`);
  const { items } = await listPayloads(deps.store.read, integrationId, { limit: 9 });
  expect(items.map(({ name }) => name)).toEqual([`Orders, ${id}`]);
  const again = await owner.post(`/executions/${id}/test-payloads`);
  expect([again.status, again.html]).toEqual([409, expect.stringContaining('There is a payload Orders')]);
  const file = await owner.get(`/executions/${id}/file`);
  expect(file.headers.get('content-disposition')).toContain(`${id}.json`);
});

test('people of customers may carry their executions, and make no payloads', async () => {
  const execution = await call(app, 'GET', `/executions/${id}`);
  const { customerId } = execution.json as { customerId: string };
  const person = await visitorAs(desk, 'customer_admin', customerId);
  expect((await person.post(`/executions/${id}/test-payloads`)).status).not.toBe(303);
});

test('a file that is none is refused at its field', async () => {
  const file = new File(['no json'], 'x.json');
  const refused = await owner.post(`/integrations/${integrationId}/execution-imports`, { file });
  expect([refused.status, refused.html]).toEqual([422, expect.stringContaining('no file of an execution')]);
});
