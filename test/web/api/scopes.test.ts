import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Hono } from 'hono';
import { type Actor, may, RIGHTS } from '../../../src/models/rights.ts';
import { routes } from '../../../src/web/api/table.ts';
import { customer, deployedShop, publishedShop, shopDefinition } from '../../support/api-records.ts';
import { queue, ran } from '../../support/api-runs.ts';
import { apiFor, at, call, issuePaths, listAt, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app, deps } = desk;
afterAll(desk.close);

const as = (role: Actor['role'], customerId?: string): Hono =>
  apiFor(deps, async () => ({
    kind: 'token',
    id: `token:${role}:${customerId}`,
    name: role,
    role,
    scope: customerId === undefined ? { kind: 'organization' } : { kind: 'customer', customerId },
  }));

let own: Awaited<ReturnType<typeof deployedShop>>;
let foreign: typeof own;
let ownRun: string;
let foreignRun: string;
let acme: Hono;
beforeAll(async () => {
  own = await deployedShop(app, 'Acme');
  foreign = await deployedShop(app, 'Rival');
  ownRun = await ran(deps, own.instanceId, []);
  foreignRun = await ran(deps, foreign.instanceId, []);
  acme = as('customer_admin', own.customerId);
});

const roles = ['owner', 'admin', 'builder', 'support', 'customer_admin', 'customer_member'] as const;

test('each route lets in whom its right names, and nobody else', async () => {
  for (const role of roles) {
    const asked = as(role, role.startsWith('customer') ? own.customerId : undefined);
    for (const { method, path, right } of routes) {
      const at = path.replace(':id', 'xxx_0').replace(':number', '1');
      const { status } = await call(
        asked,
        method,
        at,
        method === 'GET' || method === 'DELETE' ? undefined : {},
      );
      expect([role, method, path, status === 403]).toEqual([
        role,
        method,
        path,
        !RIGHTS[right].includes(role),
      ]);
    }
  }
});

test('a route that asks for nothing does not exist', () => {
  for (const route of routes) expect(Object.keys(RIGHTS)).toContain(route.right);
});

test('another customer’s things are as if they were not there', async () => {
  const tries = [
    ['GET', '/instances/:instance', undefined],
    ['PATCH', '/instances/:instance', { name: 'x' }],
    ['DELETE', '/instances/:instance', undefined],
    ['PUT', '/instances/:instance/restoration', undefined],
    ['PUT', '/instances/:instance/activation', undefined],
    ['DELETE', '/instances/:instance/activation', undefined],
    ['GET', '/instances/:instance/config-variables', undefined],
    ['PUT', '/instances/:instance/config-variables', {}],
    ['GET', '/executions/:run', undefined],
    ['GET', '/executions/:run/steps', undefined],
    ['GET', '/executions/:run/logs', undefined],
    ['POST', '/executions/:run/replays', {}],
    ['PUT', '/executions/:run/cancellation', undefined],
    ['PUT', '/executions/:run/pause', undefined],
    ['DELETE', '/executions/:run/pause', undefined],
  ] as const;
  for (const [method, path, body] of tries) {
    const of = (instance: string, run: string) => path.replace(':instance', instance).replace(':run', run);
    const hidden = await call(acme, method, of(foreign.instanceId, foreignRun), body);
    const absent = await call(acme, method, of('ins_0', 'exe_0'), body);
    expect([method, path, hidden.status]).toEqual([method, path, 404]);
    const without = (text: string) => text.replaceAll(/(ins|exe)_\w+/g, '');
    expect(without(hidden.text)).toBe(without(absent.text));
  }
  expect((await call(app, 'GET', `/instances/${foreign.instanceId}`)).json).toMatchObject({
    state: 'active',
  });
});

test('lists show a customer its own things alone, whatever it asks for', async () => {
  const ids = async (path: string) =>
    listAt(await call(acme, 'GET', path), 'items').map((item) => Reflect.get(Object(item), 'id'));
  expect(await ids('/instances')).toEqual([own.instanceId]);
  expect(await ids(`/instances?customer=${foreign.customerId}`)).toEqual([]);
  expect(await ids('/executions')).toEqual([ownRun]);
  for (const query of [
    `customer=${foreign.customerId}`,
    `instance=${foreign.instanceId}`,
    `integration=${foreign.integrationId}`,
  ])
    expect(await ids(`/executions?${query}`)).toEqual([]);
});

test('a customer’s admin runs its own instance', async () => {
  const path = `/instances/${own.instanceId}`;
  expect((await call(acme, 'PATCH', path, { name: 'Ours', paused: true })).json).toMatchObject({
    name: 'Ours',
  });
  expect((await call(acme, 'PUT', `${path}/activation`)).status).toBe(200);
  expect((await call(acme, 'POST', `/executions/${ownRun}/replays`, {})).status).toBe(202);
  const open = await queue(deps, own.instanceId);
  expect((await call(acme, 'PUT', `/executions/${open}/cancellation`)).status).toBe(200);
});

test('what is the organization’s alone is neither seen nor set by a customer', async () => {
  const path = `/instances/${own.instanceId}/config-variables`;
  await call(app, 'PUT', path, { Margin: 30 });
  expect(at(await call(app, 'GET', path), 'Margin')).toBe(30);
  expect((await call(acme, 'GET', path)).text).not.toContain('Margin');
  expect((await call(acme, 'GET', `/instances/${own.instanceId}`)).text).not.toContain('Margin');
  const set = await call(acme, 'PUT', path, { Margin: 0 });
  expect(set.status).toBe(422);
  expect(issuePaths(set)).toEqual(['configVariables.Margin']);
  expect(at(await call(app, 'GET', path), 'Margin')).toBe(30);
});

test('keys that call flows are shown to those who may change the instance; the organization’s to no customer', async () => {
  const path = `/instances/${own.instanceId}`;
  const key = textAt(await call(acme, 'GET', path), 'flows.0.apiKeys.0');
  expect(key.length).toBeGreaterThan(20);
  const seen = await call(as('customer_member', own.customerId), 'GET', path);
  expect(at(seen, 'flows.0.apiKeys')).toEqual(['***']);
  const [flow] = shopDefinition.flows;
  const flows = [{ ...flow, endpointSecurityType: 'organization', organizationApiKeys: ['org-key-of-all'] }];
  const integrationId = await publishedShop(app, { definitionVersion: 7, name: 'Org', flows });
  const customerId = await customer(app, 'Org customer');
  const made = await call(app, 'POST', '/instances', { integrationId, customerId });
  expect(at(made, 'flows.0.apiKeys')).toEqual(['org-key-of-all']);
  const shown = await call(as('customer_admin', customerId), 'GET', `/instances/${textAt(made, 'id')}`);
  expect(at(shown, 'flows.0.apiKeys')).toEqual([]);
});

test('the key of one actor is nothing to another', async () => {
  const headers = { 'idempotency-key': 'shared' };
  const first = await call(as('owner'), 'POST', '/customers', { name: 'Keyed' }, headers);
  const other = await call(as('builder'), 'POST', '/customers', { name: 'Keyed' }, headers);
  expect(textAt(other, 'id')).not.toBe(textAt(first, 'id'));
});

test('may says what the table says', () => {
  const member: Actor = {
    kind: 'token',
    id: 't',
    name: 'T',
    role: 'customer_member',
    scope: { kind: 'customer', customerId: 'c' },
  };
  for (const { right } of routes) expect(may(member, right)).toBe(RIGHTS[right].includes('customer_member'));
});
