import { afterAll, beforeAll, expect, test } from 'bun:test';
import { instances } from '../../../../src/db/schema.ts';
import { readStates, writeStates } from '../../../../src/models/states.ts';
import { deployedShop, shopValues } from '../../../support/api-records.ts';
import { call, openDesk } from '../../../support/app.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
const { app, deps } = desk;
let owner: Visitor;
let id: string;
beforeAll(async () => {
  owner = await visitorAs(desk, 'support');
  ({ instanceId: id } = await deployedShop(app, 'States'));
});
afterAll(desk.close);

const path = (key: string, flow?: string) =>
  `/instances/${id}/states/${encodeURIComponent(key)}${flow === undefined ? '' : `?flow=${flow}`}`;
const listed = async (flow?: string) =>
  (await call(app, 'GET', `/instances/${id}/states${flow === undefined ? '' : `?flow=${flow}`}`)).json;

test('a key is set, answered, listed and removed, for a flow and for all of them apart', async () => {
  for (const [key, value, flow] of [
    ['cursor', 7, undefined],
    ['a/b c', { list: [1, null, 'x'] }, undefined],
    ['cursor', 'of the flow', 'Orders'],
  ] as const)
    expect((await call(app, 'PUT', path(key, flow), { value })).status).toBe(204);
  expect(await listed()).toEqual({
    items: [
      { key: 'a/b c', value: { list: [1, null, 'x'] }, size: 26 },
      { key: 'cursor', value: 7, size: 7 },
    ],
    nextCursor: null,
  });
  expect(await listed('orders')).toMatchObject({ items: [{ value: 'of the flow' }] });
  const [row] = await readStates(deps.store.read, 'flow', `${id}/orders`, ['cursor']);
  expect(row?.size).toBe('cursor"of the flow"'.length);
  expect((await call(app, 'DELETE', path('cursor'))).status).toBe(204);
  expect((await call(app, 'DELETE', path('cursor'))).status).toBe(404);
  expect((await call(app, 'GET', `/instances/${id}/states?flow=Other`)).status).toBe(404);
});

test('a reset forgets all keys of one state, and nothing of another', async () => {
  const many = Array.from({ length: 1500 }, (_, index) => ({
    ...{ scope: 'flow' as const, key: `key ${index}`, size: 9 },
    value: Buffer.from('\x001'),
  }));
  const owners = { flow: `${id}/orders`, crossFlow: id, integration: 'none' };
  await deps.store.write((tx) => writeStates(tx, owners, many));
  await call(app, 'PUT', path('kept'), { value: 1 });
  expect((await call(app, 'DELETE', `/instances/${id}/states?flow=Orders`)).status).toBe(204);
  expect(await listed('Orders')).toEqual({ items: [], nextCursor: null });
  expect(await listed()).toMatchObject({ items: [{ key: 'a/b c' }, { key: 'kept' }] });
});

test('secrets are masked, stored sealed, and stay when they are sent back as they were shown', async () => {
  const secret = Object.values(shopValues.System.fields)[0] ?? '';
  const value = { from: `Bearer ${secret}`, token: 'abc', at: 1 };
  await call(app, 'PUT', path('seen'), { value });
  const shown = { from: 'Bearer ***', token: '***', at: 1 };
  expect(await listed()).toMatchObject({ items: [{}, {}, { key: 'seen', value: shown }] });
  const stored = async () => (await readStates(deps.store.read, 'crossFlow', id, ['seen']))[0]?.value;
  const before = await stored();
  expect(Buffer.from(before ?? '').includes(secret)).toBe(false);
  await call(app, 'PUT', path('seen'), { value: shown });
  expect(await stored()).toEqual(before);
  const { html } = await owner.get(`/instances/${id}/states?key=seen`);
  expect(html).toContain('Bearer ***');
  expect(html).not.toContain(secret);
});

test('what cannot be kept is refused at its field', async () => {
  const wide = await call(app, 'PUT', path('wide'), { value: 'x'.repeat(1_000_001) });
  expect([413, 422]).toContain(wide.status);
  const odd = await owner.post(`/instances/${id}/states`, { key: 'odd', value: 'no json' });
  expect([odd.status, odd.html]).toEqual([422, expect.stringContaining('This is no JSON.')]);
  expect(odd.html).toContain('no json</textarea>');
  const nameless = await owner.post(`/instances/${id}/states`, { key: '', value: '1' });
  expect([nameless.status, nameless.html]).toEqual([422, expect.stringContaining('This must have 1 to')]);
});

test('the page lists what is remembered, changes one and forgets all', async () => {
  expect((await owner.get(`/instances/${id}`)).html).toContain(`href="/instances/${id}/states"`);
  const added = await owner.post(`/instances/${id}/states`, { flow: 'Orders', key: 'page', value: '[1]' });
  expect(added.location).toBe(`/instances/${id}/states?flow=Orders`);
  expect((await owner.get(added.location ?? '')).html).toContain('>page<');
  await owner.post(`/instances/${id}/states/removal`, { flow: 'Orders', key: 'page' });
  expect((await owner.get(added.location ?? '')).html).toContain('Nothing is remembered');
  await owner.post(`/instances/${id}/states/reset`, {});
  expect((await owner.get(`/instances/${id}/states`)).html).toContain('Nothing is remembered');
  expect(await deps.store.read.select().from(instances)).toHaveLength(1);
});

test('people of the customer see nothing of it', async () => {
  const { customerId } = (await deps.store.read.select().from(instances))[0] ?? { customerId: '' };
  const person = await visitorAs(desk, 'customer_admin', customerId);
  expect((await person.get(`/instances/${id}/states`)).status).not.toBe(200);
});
