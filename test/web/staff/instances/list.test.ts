import { afterEach, beforeEach, expect, test } from 'bun:test';
import { deployInstance, setActive } from '../../../../src/models/deployments.ts';
import { publishVersion } from '../../../../src/models/versions.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { listedNames } from '../../../support/markup.ts';
import { configured, customerNamed, definition, published } from '../../../support/records.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { deployedShop, ended } from './deployments.ts';

let desk: Desk;
let staff: Visitor;
beforeEach(async () => {
  desk = openDesk();
  staff = await visitorAs(desk, 'support');
});
afterEach(() => desk.close());

/** Two customers with an instance each, of two integrations. */
async function two() {
  const { deps } = desk;
  const [orders, stock] = [
    await published(deps.store, definition()),
    await published(deps.store, configured([], { name: 'Stock' })),
  ];
  const [acme, halden] = [await customerNamed(deps.store, 'Acme'), await customerNamed(deps.store, 'Halden')];
  const deploy = async (customerId: string, integrationId: string, name: string) =>
    (await deployInstance(deps, { customerId, integrationId, name, configVariables: {} })).instance;
  return {
    ...{ orders, stock, acme, halden },
    first: await deploy(acme.id, orders.id, 'Main shop'),
    second: await deploy(halden.id, stock.id, 'Outlet'),
  };
}

test('all instances are listed, newest first, by customer and name, each with a way to it', async () => {
  const { first, second } = await two();
  const { html } = await staff.get('/instances');
  expect(listedNames(html)).toEqual(['Halden', 'Acme']);
  expect(html).toContain(`href="/instances/${first.id}"`);
  expect(html).toContain(`href="/instances/${second.id}"`);
  expect(html).toContain('Main shop');
  expect(html).toContain('Never');
});

test('they are found by a part of their name or of their customer’s', async () => {
  await two();
  expect(listedNames((await staff.get('/instances?q=OUT')).html)).toEqual(['Halden']);
  expect(listedNames((await staff.get('/instances?q=acm')).html)).toEqual(['Acme']);
  const nothing = await staff.get('/instances?q=zzz');
  expect(nothing.html).toContain('No instances fit');
  expect(nothing.html).toMatch(/<a href="\/instances"[^>]*>Clear filter</);
});

test('the list is narrowed to an integration and a customer, which can be taken off by name', async () => {
  const { orders, acme, halden } = await two();
  const { html } = await staff.get(`/instances?integration=${orders.id}&customer=${acme.id}`);
  expect(listedNames(html)).toEqual(['Acme']);
  expect(html).toContain('Integration: Orders');
  expect(html).toContain('Customer: Acme');
  expect(html).toContain(`href="/instances?customer=${acme.id}"`);
  expect(html).toContain(`href="/instances/new?integration=${orders.id}&amp;customer=${acme.id}"`);
  const apart = await staff.get(`/instances?integration=${orders.id}&customer=${halden.id}`);
  expect(apart.html).toContain('No instances fit');
  expect((await staff.get('/instances?customer=cus_none')).status).toBe(404);
});

test('each state is a tab: active, failing, in want of values, paused', async () => {
  const { first, second, orders } = await two();
  await ended(desk, first, 'failed');
  await ended(desk, first, 'failed');
  await setActive(desk.deps, EVERYTHING, second.id, false);
  expect(listedNames((await staff.get('/instances?state=failing')).html)).toEqual(['Acme']);
  expect(listedNames((await staff.get('/instances?state=paused')).html)).toEqual(['Halden']);
  expect(listedNames((await staff.get('/instances?state=needs_configuration')).html)).toEqual([]);
  const { html } = await staff.get('/instances');
  expect(html).toContain('2 failed in a row');
  expect(html).toContain('Paused');
  await ended(desk, first, 'succeeded');
  expect((await staff.get('/instances')).html).toContain('Healthy');
  expect(listedNames((await staff.get('/instances?state=failing')).html)).toEqual([]);
  await desk.deps.store.write((tx) => publishVersion(tx, orders.id, ''));
  await desk.deps.store.write((tx) => publishVersion(tx, orders.id, ''));
  expect((await staff.get('/instances')).html).toContain('2 behind');
});

test('the menu of a row pauses it, and leads back to the list as it was', async () => {
  const { first } = await two();
  const path = '/instances?q=acme';
  expect((await staff.get(path)).html).toContain(`formaction="/instances/${first.id}/activation"`);
  const answer = await staff.post(`/instances/${first.id}/activation`, { active: 'false', return: path });
  expect(answer.location).toBe(path);
  expect((await staff.get(path)).html).toContain('Paused');
});

test('an empty list says what an instance is, and a long one goes on page by page', async () => {
  expect((await staff.get('/instances')).html).toContain('No instances yet');
  const { orders, acme } = await two();
  for (let count = 0; count < 51; count++) {
    const target = {
      customerId: acme.id,
      integrationId: orders.id,
      name: `Shop ${count}`,
      configVariables: {},
    };
    await deployInstance(desk.deps, target);
  }
  const first = await staff.get(`/instances?customer=${acme.id}`);
  expect(listedNames(first.html)).toHaveLength(50);
  const older = first.html.match(/href="([^"]*cursor=[^"]*)"/)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const second = await staff.get(older);
  expect(listedNames(second.html)).toHaveLength(2);
  expect(second.html).toContain('First page');
  expect((await staff.get('/instances?cursor=nonsense')).status).toBe(400);
});

test('hostile names are text in the list, its filters and its menus', async () => {
  const probe = '<script>alert(1)</script>"\'&';
  const integration = await published(desk.deps.store, definition({ name: probe }));
  const customer = await customerNamed(desk.deps.store, probe);
  const target = { customerId: customer.id, integrationId: integration.id, name: probe, configVariables: {} };
  await deployInstance(desk.deps, target);
  const { html, status } = await staff.get(
    `/instances?customer=${customer.id}&integration=${integration.id}`,
  );
  expect(status).toBe(200);
  expect(html).not.toContain('<script>alert');
  expect((await staff.get(`/instances?q=${encodeURIComponent(probe)}`)).html).not.toContain('<script>alert');
});

test('people without the right to deploy or remove are offered neither', async () => {
  await deployedShop(desk);
  const { html } = await staff.get('/instances');
  expect(html).toContain('href="/instances/new"');
  expect(html).not.toContain('/removal');
  const builder = await visitorAs(desk, 'builder');
  expect((await builder.get('/instances')).html).toContain('/removal');
});
