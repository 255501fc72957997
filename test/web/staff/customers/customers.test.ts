import { afterEach, beforeEach, expect, test } from 'bun:test';
import { customersByName } from '../../../../src/models/customer-list.ts';
import { findInstance } from '../../../../src/models/instances.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { formOf, listedNames } from '../../../support/markup.ts';
import { customerNamed } from '../../../support/records.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { deployedShop, ended } from '../instances/deployments.ts';

let desk: Desk;
let builder: Visitor;
let support: Visitor;
beforeEach(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
  support = await visitorAs(desk, 'support');
});
afterEach(() => desk.close());

const all = async () => (await customersByName(desk.deps.store.read, EVERYTHING, {}, { limit: 100 })).items;
const FIELDS = {
  name: 'Acme',
  externalId: 'acme-1',
  description: 'Tools',
  labels: 'eu, vip, eu',
  executions: '40',
  storedMb: '3',
};

test('customers are listed by name, with their external id, labels, instances and how many of these fail', async () => {
  await customerNamed(desk.deps.store, 'Zeta', { externalId: 'z-1', labels: ['eu'] });
  const { instance } = await deployedShop(desk);
  await ended(desk, instance, 'failed');
  const { html } = await support.get('/customers');
  expect(listedNames(html)).toEqual(['Bramble & Co', 'Zeta']);
  expect(html).toContain('z-1');
  expect(html).toContain('href="/customers?label=eu"');
  expect(html).toContain('1 failing');
});

test('they are found by a part of the name or of the external id, and by a label', async () => {
  await customerNamed(desk.deps.store, 'Zeta', { externalId: 'z-1', labels: ['eu'] });
  await customerNamed(desk.deps.store, 'Acme', { labels: ['europe'] });
  const names = async (query: string) => listedNames((await support.get(`/customers?${query}`)).html);
  expect(await names('q=ACM')).toEqual(['Acme']);
  expect(await names('q=z-1')).toEqual(['Zeta']);
  expect(await names('label=eu')).toEqual(['Zeta']);
  const nothing = await support.get('/customers?q=zzz');
  expect(nothing.html).toContain('No customers fit');
  expect(nothing.html).toContain('Clear filter');
});

test('an empty list says what a customer is, to whom it may be said who adds one', async () => {
  expect((await builder.get('/customers')).html).toContain('href="/customers/new"');
  const { html } = await support.get('/customers');
  expect(html).toContain('Builders and admins add them.');
  expect(html).not.toContain('href="/customers/new"');
});

test('a long list goes on page by page, also where many have the same name', async () => {
  for (let count = 0; count < 60; count++) await customerNamed(desk.deps.store, 'Twin');
  const first = (await support.get('/customers')).html;
  expect(listedNames(first)).toHaveLength(50);
  const older = first.match(/href="([^"]*cursor=[^"]*)"/)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(listedNames((await support.get(older)).html)).toHaveLength(10);
  expect((await support.get('/customers?cursor=nonsense')).status).toBe(400);
});

test('a customer is made, once however often the form is sent, and changed', async () => {
  const form = { ...formOf((await builder.get('/customers/new')).html, '/customers'), ...FIELDS };
  const [first, second] = [await builder.post('/customers', form), await builder.post('/customers', form)];
  expect(first.status).toBe(303);
  expect(second.location).toBe(first.location);
  const [customer] = await all();
  expect(await all()).toHaveLength(1);
  const { executions: _, storedMb: __, ...texts } = FIELDS;
  expect(customer).toMatchObject({ ...texts, labels: ['eu', 'vip'] });
  expect(customer?.limits).toEqual({ executions: 40, storedMb: 3 });
  expect(desk.told.limited).toContain(customer?.id ?? '');
  expect((await builder.get(`/customers/${customer?.id}`)).html).toMatch(/Executions at once<[\s\S]*?40/);
  expect((await builder.get(`/customers/${customer?.id}`)).html).toMatch(/Stored<[\s\S]*?4.8 MB of 3 MB/);
  const path = `/customers/${customer?.id}`;
  expect(first.location).toBe(path);
  const edit = formOf((await builder.get(`${path}/edit`)).html, path);
  const values = { ...FIELDS, labels: 'eu, vip' };
  const was = Object.fromEntries(Object.entries(values).map(([name, value]) => [`was.${name}`, value]));
  expect(edit).toEqual({ ...values, ...was });
  expect(
    (await builder.post(path, { ...edit, name: 'Acme Ltd', externalId: '', executions: '', storedMb: '' }))
      .location,
  ).toBe(path);
  expect((await all())[0]).toMatchObject({ name: 'Acme Ltd', externalId: null, limits: {} });
});

test('a name that is missing and an external id that is taken are told at their fields, with what was typed', async () => {
  await customerNamed(desk.deps.store, 'Zeta', { externalId: 'z-1' });
  const nameless = await builder.post('/customers', { ...FIELDS, name: ' ' });
  expect(nameless.status).toBe(422);
  expect(nameless.html).toMatch(/id="field-name-error"[^>]*>Type the name of the customer/);
  expect(nameless.html).toContain('value="acme-1"');
  const twice = await builder.post('/customers', { ...FIELDS, externalId: 'z-1' });
  expect(twice.status).toBe(422);
  expect(twice.html).toMatch(/id="field-externalId-error"[^>]*>Another customer has this external id/);
  expect(await all()).toHaveLength(1);
});

test.each([
  ['0', 'Type at least 1.'],
  ['100000001', 'Type at most 100000000.'],
  ['1.5', 'Type a whole number, or leave it empty.'],
  ['2 GB', 'Type a whole number, or leave it empty.'],
])('of a customer are not kept %s MB', async (storedMb, words) => {
  const refused = await builder.post('/customers', { ...FIELDS, storedMb });
  expect(refused.status).toBe(422);
  expect(refused.html).toContain(words);
  expect(await all()).toEqual([]);
});

test.each([
  ['0', 'Type at least 1. To let nothing run, pause the instances.'],
  ['10001', 'Type at most 10000.'],
  ['1.5', 'Type a whole number, or leave it empty.'],
  ['-3', 'Type a whole number, or leave it empty.'],
  ['ten', 'Type a whole number, or leave it empty.'],
  ['9'.repeat(400), 'Type a whole number, or leave it empty.'],
])('a customer is not limited to %s executions at once', async (executions, words) => {
  const refused = await builder.post('/customers', { ...FIELDS, executions });
  expect(refused.status).toBe(422);
  expect(refused.html).toContain(words);
  expect(await all()).toEqual([]);
});

test('what two people change of a customer at once is saved, and told where it is the same field', async () => {
  const { id } = await customerNamed(desk.deps.store, 'Zeta');
  const at = `/customers/${id}`;
  const form = formOf((await builder.get(`${at}/edit`)).html, at);
  await builder.post(at, { ...form, description: 'Of the first' });
  expect((await builder.post(at, { ...form, labels: 'eu' })).status).toBe(303);
  expect(await all()).toMatchObject([{ description: 'Of the first', labels: ['eu'] }]);
  const refused = await builder.post(at, { ...form, description: 'Of the second' });
  expect(refused.status).toBe(409);
  expect(refused.html).toContain('Somebody changed this to “Of the first” meanwhile.');
  expect((await builder.post(at, formOf(refused.html, at))).status).toBe(303);
  expect(await all()).toMatchObject([{ description: 'Of the second', labels: ['eu'] }]);
});

test('a new customer whose form was refused is made once, however often it is sent then', async () => {
  const { html } = await builder.get('/customers/new');
  const refused = await builder.post('/customers', { ...formOf(html, '/customers'), name: '' });
  const form = { ...formOf(refused.html, '/customers'), name: 'Zeta' };
  await builder.post('/customers', form);
  await builder.post('/customers', form);
  expect((await all()).length).toBe(1);
});

test('a name that is too long is refused with all of it: no field cuts off what is pasted', async () => {
  const { html } = await builder.get('/customers/new');
  expect(html).not.toContain('maxlength');
  const refused = await builder.post('/customers', { ...formOf(html, '/customers'), name: 'x'.repeat(300) });
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('longer than 200 characters');
  expect(refused.html).toContain(`value="${'x'.repeat(300)}"`);
});

test('who adds a customer on the way to a deployment comes back to it', async () => {
  const next = '/instances/new?integration=int_1';
  const page = await builder.get(`/customers/new?next=${encodeURIComponent(next)}`);
  const { location } = await builder.post('/customers', { ...formOf(page.html, '/customers'), name: 'Acme' });
  expect(location).toBe(`${next}&customer=${(await all())[0]?.id}`);
  const elsewhere = await builder.post('/customers', { name: 'Other', next: 'https://evil.test/' });
  expect(elsewhere.location).toStartWith('/?customer=');
});

test('a customer shows its instances and newest executions, with the way to all of them', async () => {
  const { instance, customer } = await deployedShop(desk);
  const run = await ended(desk, instance, 'succeeded');
  const { html } = await support.get(`/customers/${customer.id}`);
  expect(html).toContain(`href="/instances/${instance.id}"`);
  expect(html).toContain('Healthy');
  expect(html).toContain(`href="/executions/${run}"`);
  expect(html).toContain(`href="/executions?customer=${customer.id}"`);
  expect(html).toContain(`href="/instances/new?customer=${customer.id}"`);
  expect(html).not.toContain('/edit"');
  const fresh = await customerNamed(desk.deps.store, 'Fresh');
  expect((await support.get(`/customers/${fresh.id}`)).html).toContain('Nothing is deployed for Fresh');
});

test('a customer goes with all it has, once its name is typed', async () => {
  const { instance, customer } = await deployedShop(desk);
  await ended(desk, instance, 'succeeded');
  const path = `/customers/${customer.id}/deletion`;
  expect((await builder.get(path)).html).toContain('1 instance, 1 execution and its users');
  const wrong = await builder.post(path, { name: 'Bramble' });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain('Type the name as it stands here');
  expect(await all()).toHaveLength(1);
  expect((await support.get(path)).status).toBe(403);
  expect((await support.post(path, { name: 'Bramble & Co' })).status).toBe(403);
  expect((await builder.post(path, { name: 'Bramble & Co' })).location).toBe('/customers');
  expect(await all()).toEqual([]);
  expect(await findInstance(desk.deps.store.read, instance.id)).toBeUndefined();
  expect((await builder.get(`/customers/${customer.id}`)).status).toBe(404);
});

test('hostile texts are text wherever they stand', async () => {
  const probe = '<script>alert(1)</script>"\'&';
  const texts = { description: probe, labels: [probe], externalId: probe };
  const customer = await customerNamed(desk.deps.store, probe, texts);
  for (const path of ['/customers', `/customers/${customer.id}`, `/customers/${customer.id}/edit`]) {
    const { html, status } = await builder.get(path);
    expect(status).toBe(200);
    expect(html).not.toContain('<script>alert');
  }
  expect((await builder.get(`/customers?label=${encodeURIComponent(probe)}`)).html).not.toContain(
    '<script>alert',
  );
  expect((await builder.post(`/customers/${customer.id}/deletion`, { name: probe })).location).toBe(
    '/customers',
  );
});
