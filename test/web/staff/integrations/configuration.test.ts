import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createIntegration } from '../../../../src/models/integrations.ts';
import { EXAMPLES, imported } from '../../../definition/examples.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { ORDERS } from './orders.ts';

let desk: Desk;
let builder: Visitor;
beforeAll(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
});
afterAll(() => desk.close());

async function configuration(yaml: string): Promise<{ id: string; html: string; rows: string[] }> {
  const { id } = await desk.deps.store.write((tx) => createIntegration(tx, imported(yaml).definition));
  const { html } = await builder.get(`/integrations/${id}/configuration`);
  const rows = html.split(/<tr\b/).slice(1);
  return { id, html, rows };
}
const rowOf = ({ rows }: { rows: string[] }, key: string) =>
  rows.find((row) => new RegExp(`class="title"[^>]*>${key}<`).test(row)) ?? '';

test('each page shows its variables and texts in their order, then come those on no page', async () => {
  const { html } = await configuration(ORDERS);
  const places = [
    'Your shop',
    'Where we read orders',
    '>Shop URL<',
    'Hello <b>you</b>',
    '>Acme connection<',
    'On no page',
    '>Old warehouse<',
  ];
  const found = places.map((place) => html.indexOf(place));
  expect(found).not.toContain(-1);
  expect(found).toEqual([...found].sort((a, b) => a - b));
});

test('a variable says its type, what it begins with, whether it is needed, and which steps use it', async () => {
  const page = await configuration(ORDERS);
  const url = rowOf(page, 'Shop URL');
  expect(url).toContain('id="variable-1"');
  expect(url).toContain('>Text<');
  expect(url).toContain('https://shop.example');
  expect(url).toContain(`href="/integrations/${page.id}?flow=order-sync&amp;step=1#shown-step"`);
  const size = rowOf(page, 'Size');
  expect(size).toContain('Choice · required · only staff see it');
  expect(size).toContain('One of small, large');
  expect(size).toContain('How much fits in.');
});

test('a variable that nothing uses is marked', async () => {
  expect(rowOf(await configuration(ORDERS), 'Old warehouse')).toContain('not used');
});

test('a connection says of which component it is and what is filled in; secrets are hidden', async () => {
  const page = await configuration(ORDERS);
  const acme = rowOf(page, 'Acme connection');
  expect(acme).toContain('Connection to acme-erp, basic · required');
  expect(acme).toContain('2 fields');
  expect(page.html).not.toContain('hunter22');
  const known = rowOf(page, 'Web login');
  expect(known).toContain('Connection to HTTP, basic');
  expect(page.html).toContain('>Username<');
  expect(rowOf(page, 'Signing secret')).toContain('>hidden<');
  expect(page.html).not.toContain('s3cr3t');
});

test('a page that shows what is not there says so', async () => {
  expect(rowOf(await configuration(ORDERS), 'Gone')).toContain('No config variable has this key.');
});

test('an integration that asks nothing says what config variables are for', async () => {
  const { html } = await configuration('name: x\nflows: []\n');
  expect(html).toContain('Nothing to configure');
});

test.each(EXAMPLES)('the configuration of $name is shown', async ({ text }) => {
  const { definition } = imported(text);
  const { html } = await configuration(text);
  const { requiredConfigVars } = definition;
  expect(html.match(/id="variable-\d+"/g) ?? []).toHaveLength(requiredConfigVars?.length ?? 0);
});

test('an unknown integration is not found', async () => {
  expect((await builder.get('/integrations/int_none/configuration')).status).toBe(404);
});
