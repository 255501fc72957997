import { afterEach, beforeEach, expect, test } from 'bun:test';
import { readConfigValues } from '../../../../src/models/config-values.ts';
import { listInstances } from '../../../../src/models/instances.ts';
import { setVersionAvailable } from '../../../../src/models/versions.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { fieldNamed, filledIn, formOf } from '../../../support/markup.ts';
import { configured, onDeploy, publishedNext } from '../../../support/records.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { customerOf, HTTP_KEY, publishedShop, shop, TYPED } from './deployments.ts';

let desk: Desk;
let staff: Visitor;
beforeEach(async () => {
  desk = openDesk();
  staff = await visitorAs(desk, 'support');
});
afterEach(() => desk.close());

async function opened(definition = shop()) {
  const integration = await publishedShop(desk, definition);
  const customer = await customerOf(desk);
  const path = `/instances/new?integration=${integration.id}&customer=${customer.id}`;
  return { integration, customer, path, html: (await staff.get(path)).html };
}

async function instances() {
  return (await listInstances(desk.deps.store.read, EVERYTHING, {}, { limit: 10 })).items;
}

async function valuesOf(id: string) {
  return Object.fromEntries((await readConfigValues(desk.deps.store.read, desk.deps.vault, id)).values);
}

test('an integration is chosen among the published ones, then a customer, each found by a part of its name', async () => {
  const integration = await publishedShop(desk);
  const customer = await customerOf(desk);
  const first = await staff.get('/instances/new');
  expect(first.html).toContain(`href="/instances/new?integration=${integration.id}"`);
  expect((await staff.get('/instances/new?q=nothing')).html).toContain('No integrations have this');
  const second = await staff.get(`/instances/new?integration=${integration.id}&q=BRAM`);
  expect(second.html).toContain(`integration=${integration.id}&amp;customer=${customer.id}`);
  expect(second.html).toContain('Bramble &amp; Co');
  const ofCustomer = await staff.get(`/instances/new?customer=${customer.id}`);
  expect(ofCustomer.html).toContain(`integration=${integration.id}&amp;customer=${customer.id}`);
});

test('where there is nothing to deploy, or nobody to deploy for, the page says what to do', async () => {
  expect((await staff.get('/instances/new')).html).toContain('Nothing to deploy yet');
  const integration = await publishedShop(desk);
  const forSupport = await staff.get(`/instances/new?integration=${integration.id}`);
  expect(forSupport.html).toContain('Builders and admins add customers');
  const builder = await visitorAs(desk, 'builder');
  const { html } = await builder.get(`/instances/new?integration=${integration.id}`);
  const next = encodeURIComponent(`/instances/new?integration=${integration.id}`);
  expect(html).toContain(`/customers/new?next=${next}`);
});

test('each kind of value has its control, filled in with its default', async () => {
  const { html } = await opened();
  const fields = formOf(html, '/instances');
  const at = (label: string) => fields[fieldNamed(html, label)];
  expect(at('Shop name')).toBe('');
  expect(at('Template')).toBe('a\nb');
  expect(at('Margin')).toBe('2.5');
  expect(at('Mails')).toBe('true');
  expect(at('Warehouse')).toBeUndefined();
  expect(at('Currency')).toBe('EUR');
  const when = fieldNamed(html, 'When').replace('.unit', '');
  expect(['unit', 'count', 'time'].map((part) => fields[`${when}.${part}`])).toEqual(['day', '1', '02:00']);
  expect(at('Cron line of When')).toBe('0 2 * * *');
  expect(at('Time zone of When')).toBe('Europe/Berlin');
  expect(at('Cut-off')).toBe('2026-01-31T08:00:00');
  expect(at('Tags')).toBe('a\nb');
  expect(JSON.parse(at('Map') ?? '')).toEqual({ a: 1 });
  expect(at('Authentication scheme')).toBe('Basic');
  expect(fields.name).toBe('Order sync');
  expect(html).toMatch(/<input type="password"[^>]*name="c7"/);
  expect(html).toContain('Next: ');
  expect(html).toContain('As on invoices.');
});

test('what is typed is deployed, each value in its own type, and the engine hears of it', async () => {
  const { customer, integration, html } = await opened();
  const form = filledIn(html, '/instances', {
    ...TYPED,
    Mails: 'off',
    Names: 'first: Ada\nlast: Byron: Lovelace',
    When: 'custom',
    'Cron line of When': '*/5 * * * *',
  });
  form.name = 'Second shop';
  const { status, location } = await staff.post('/instances', form);
  expect(status).toBe(303);
  const [instance] = await instances();
  expect(location).toBe(`/instances/${instance?.id}`);
  expect(instance).toMatchObject({
    name: 'Second shop',
    state: 'active',
    version: 1,
    customerId: customer.id,
    integrationId: integration.id,
  });
  expect(await valuesOf(instance?.id ?? '')).toEqual({
    'Shop name': 'Nord',
    Template: 'a\nb',
    Margin: 2.5,
    Mails: false,
    Warehouse: 'Leipzig',
    Currency: 'EUR',
    When: { value: '*/5 * * * *', schedule_type: 'custom', time_zone: 'Europe/Berlin' },
    Pin: 'pin-very-secret',
    Start: '2026-02-01',
    'Cut-off': '2026-01-31T08:00:00Z',
    Tags: ['a', 'b'],
    Names: [
      { key: 'first', value: 'Ada' },
      { key: 'last', value: 'Byron: Lovelace' },
    ],
    Map: { a: 1 },
    'Shop system': { fields: { apiKey: 'key-very-secret', authScheme: 'Basic', headerKey: 'Authorization' } },
  });
  expect(desk.told.rescheduled).toBe(1);
});

test('a form that is sent twice deploys once', async () => {
  const { html } = await opened(shop([]));
  const form = formOf(html, '/instances');
  const [first, second] = [await staff.post('/instances', form), await staff.post('/instances', form)];
  expect([first.status, second.status]).toEqual([303, 303]);
  expect(second.location).toBe(first.location);
  expect(await instances()).toHaveLength(1);
});

test('it may begin paused, and flows that run on deployment are woken where it does not', async () => {
  const { html } = await opened(shop([], { flows: [onDeploy] }));
  await staff.post('/instances', { ...formOf(html, '/instances'), paused: 'true' });
  expect((await instances())[0]?.state).toBe('paused');
  expect(desk.told.woken).toEqual([]);
  const again = await opened(shop([], { flows: [onDeploy] }));
  await staff.post('/instances', formOf(again.html, '/instances'));
  expect(desk.told.woken).toHaveLength(1);
});

test('all that is wrong is told at once, at its fields, and what was typed is there again but for secrets', async () => {
  const { html } = await opened();
  const form = filledIn(html, '/instances', {
    Pin: 'pin-very-secret',
    'API key': 'key-very-secret',
    Margin: 'much',
    When: 'custom',
    'Cron line of When': 'at noon',
    Names: 'no colon here',
    Map: '{broken',
    Template: 'kept <b>text</b>',
  });
  form.name = '';
  const { status, html: refused } = await staff.post('/instances', form);
  expect(status).toBe(422);
  expect(refused).toContain('role="alert"');
  for (const sentence of [
    'Type a name for the instance.',
    'Shop name needs a value.',
    'Warehouse needs a value.',
    'Start needs a value.',
    'has no key and colon',
    'cannot be read as JSON',
    'Margin must be a number.',
    '“at noon” is no cron line',
  ])
    expect(refused).toContain(sentence);
  expect(refused).toContain('kept &lt;b&gt;text&lt;/b&gt;');
  expect(refused).toContain('value="much"');
  expect(refused).toMatch(
    new RegExp(`<a href="#field-${fieldNamed(html, 'Margin')}">Margin must be a number`),
  );
  expect(refused).toContain('Type passwords and keys once more');
  expect(refused).not.toContain('very-secret');
  expect(await instances()).toEqual([]);
});

test('a connection asks for what its component declares, and not for what the definition fills in', async () => {
  const hidden = { visibleToCustomerDeployer: false, visibleToOrgDeployer: false };
  const connection = {
    ...HTTP_KEY,
    inputs: {
      baseUrl: { type: 'value' as const, value: 'https://shop.test/api', meta: hidden },
      apiKey: { type: 'value' as const, value: 'filled-in-secret' },
    },
  };
  const { html } = await opened(shop([connection]));
  expect(html).toContain('Filled in by the integration: Base URL.');
  expect(html).toContain('Filled in by the integration. Type another to replace it.');
  expect(html).not.toContain('filled-in-secret');
  expect(() => fieldNamed(html, 'Base URL')).toThrow();

  const plain = await opened(shop([HTTP_KEY]));
  const { html: refused } = await staff.post('/instances', formOf(plain.html, '/instances'));
  expect(refused).toContain('API key needs a value.');
});

test('a connection of a component that is not here asks for the fields that the definition names', async () => {
  const connection = {
    key: 'Elsewhere',
    dataType: 'connection',
    connection: { key: 'own', component: { key: 'acme-private', isPublic: false } },
    inputs: { host: { type: 'value' as const, value: '' }, token: { type: 'value' as const, value: '' } },
  };
  const { html } = await opened(shop([connection]));
  const form = filledIn(html, '/instances', { host: 'https://a.test', token: 'token-very-secret' });
  await staff.post('/instances', form);
  const [instance] = await instances();
  expect(await valuesOf(instance?.id ?? '')).toEqual({
    Elsewhere: { fields: { host: 'https://a.test', token: 'token-very-secret' } },
  });
  expect(html).toMatch(/<input type="password"[^>]*name="c0.1"/);
});

test('an unavailable version cannot be chosen; one that becomes so meanwhile is refused beside the choice', async () => {
  const { integration, customer, html, path } = await opened(shop([]));
  await publishedNext(desk.deps.store, integration.id, shop([{ key: 'Shop name', dataType: 'string' }]));
  const newest = await staff.get(path);
  expect(newest.html).toContain('Shop name');
  expect((await staff.get(`${path}&version=1`)).html).not.toContain('Shop name');
  await desk.deps.store.write((tx) => setVersionAvailable(tx, integration.id, 1, false));
  const choice = (await staff.get(path)).html;
  expect(choice).toMatch(/<option value="1" disabled[^>]*>v1 · First · unavailable</);
  const late = await staff.post('/instances', formOf(html, '/instances'));
  expect(late.status).toBe(409);
  expect(late.html).toMatch(/id="field-version-error"[^>]*>Version 1 is marked unavailable/);
  await desk.deps.store.write((tx) => setVersionAvailable(tx, integration.id, 2, false));
  const none = await staff.get(`/instances/new?integration=${integration.id}&customer=${customer.id}`);
  expect(none.html).toContain('all are marked unavailable');
  expect(none.html).not.toContain('>Activate<');
});

test('texts of the definition are shown without what could do something, under the headings of its pages', async () => {
  const elements = [
    {
      type: 'htmlElement',
      value: '<h2>Hello</h2><script>alert(1)</script> &amp; <img src=x onerror=alert(1)>',
    },
    { type: 'configVar', value: '<script>alert(2)</script>' },
  ];
  const hostile = shop([{ key: '<script>alert(2)</script>', dataType: 'string' }], {
    configPages: [{ name: 'Your <b>shop</b>', tagline: 'Begin & end', elements }],
  });
  const { html } = await opened(hostile);
  expect(html).toContain('Your &lt;b&gt;shop&lt;/b&gt;');
  expect(html).toContain('<h3>Hello</h3> &amp;');
  expect(html).not.toContain('<script>alert');
  expect(html).not.toContain('<img');
});

test('ids that name nothing answer the page for that', async () => {
  const { customer, integration } = await opened();
  expect((await staff.get('/instances/new?integration=int_none')).status).toBe(404);
  expect((await staff.get(`/instances/new?integration=${integration.id}&customer=cus_none`)).status).toBe(
    404,
  );
  const missing = { integration: integration.id, customer: customer.id, version: '9', name: 'A' };
  expect((await staff.post('/instances', missing)).status).toBe(404);
});

test('a config variable that is called as objects have parts of their own is empty until it is filled in', async () => {
  const names = ['constructor', 'toString', '__proto__'];
  const variables = names.map((key) => ({ key, dataType: 'string' as const }));
  const { integration, customer, html } = await opened(configured(variables));
  expect(html).not.toContain('native code');
  const sent = { integration: integration.id, customer: customer.id, version: '1', name: 'Shop' };
  expect((await staff.post('/instances', { ...sent, c0: 'a', c1: 'b', c2: 'c' })).status).toBe(303);
  const values = new Map(Object.entries(await valuesOf((await instances())[0]?.id ?? '')));
  expect(names.map((name) => values.get(name))).toEqual(['a', 'b', 'c']);
});
