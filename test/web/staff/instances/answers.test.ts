import { afterEach, beforeEach, expect, test } from 'bun:test';
import type { Definition } from '../../../../src/definition/document/schema.ts';
import { answeredValues } from '../../../../src/models/activations.ts';
import { readConfigValues } from '../../../../src/models/config-values.ts';
import { changeVersion } from '../../../../src/models/deployments.ts';
import { findInstance, listInstances } from '../../../../src/models/instances.ts';
import { getDraft } from '../../../../src/models/integrations.ts';
import { publishVersion } from '../../../../src/models/versions.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { putDraft } from '../../../support/drafts.ts';
import { filledIn, formOf } from '../../../support/markup.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { customerOf, deployedShop, HTTP_KEY, publishedShop, shop } from './deployments.ts';

let desk: Desk;
let staff: Visitor;
beforeEach(async () => {
  desk = openDesk();
  staff = await visitorAs(desk, 'support');
});
afterEach(() => desk.close());

const element = (value: string) => ({ type: 'configVar', value });
const PAGES: Partial<Definition> = {
  configPages: [
    {
      name: 'Welcome',
      tagline: 'What this is about',
      elements: [{ type: 'htmlElement', value: '<p>Hello</p>' }],
    },
    { name: 'Shop', elements: [element('Shop name'), element('Shop system')] },
    { name: 'Details', elements: [element('Margin'), element('Shop name')] },
    { name: 'Yours', userLevelConfigured: true, elements: [element('Nickname')] },
    { name: 'Empty', elements: [] },
  ],
};
const VARIABLES = [
  { key: 'Shop name', dataType: 'string' },
  { key: 'Margin', dataType: 'number' },
  { key: 'Nickname', dataType: 'string', defaultValue: 'none' },
  { key: 'Theirs', dataType: 'string', meta: { visibleToOrgDeployer: false }, defaultValue: 'x' },
  HTTP_KEY,
];

const valuesOf = async (id: string) =>
  Object.fromEntries((await readConfigValues(desk.deps.store.read, desk.deps.vault, id)).values);

/** Begun on the page of a deployment: where its wizard stands. */
async function begun(definition = shop(VARIABLES, PAGES)) {
  const integration = await publishedShop(desk, definition);
  const customer = await customerOf(desk);
  const { html } = await staff.get(`/instances/new?integration=${integration.id}&customer=${customer.id}`);
  const sent = { ...formOf(html, '/instances'), go: 'pages', name: 'Nord shop' };
  const { location } = await staff.post('/instances', sent);
  const [instance] = (await listInstances(desk.deps.store.read, EVERYTHING, {}, { limit: 1 })).items;
  if (!instance) throw new Error('Nothing was begun.');
  return { html, location, instance, path: `/instances/${instance.id}/answers` };
}

/** Fills in the page at an address and presses a button. */
async function answered(path: string, typed: Record<string, string>, go = 'next') {
  const { html } = await staff.get(path);
  return await staff.post(path, { ...filledIn(html, path, typed), go });
}

const SHOP = { 'Shop name': 'Nord', 'API key': 'key-very-secret' };

test('a version with several pages is begun with its name and asked page by page', async () => {
  const { html, location, instance, path } = await begun();
  expect(html).toContain('It is configured on 3 pages: Welcome, Shop, Details.');
  expect(html).not.toContain('Shop name');
  expect(location).toBe(path);
  expect(instance).toMatchObject({ name: 'Nord shop', state: 'needs_configuration' });
  expect((await staff.get(path)).location).toBe(`${path}/1`);
  const welcome = (await staff.get(`${path}/1`)).html;
  expect(welcome).toContain('Hello');
  expect(welcome).toContain('What this is about');
  expect(welcome).toContain('Next: Shop');
  expect(welcome).not.toContain('Nickname');
});

test('each page is checked when one goes on, and all answers hold when it is activated', async () => {
  const { instance, path } = await begun();
  expect((await answered(`${path}/1`, {})).location).toBe(`${path}/2`);
  const refused = await answered(`${path}/2`, { 'Shop name': 'Nord' });
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('API key needs a value.');
  expect((await answered(`${path}/2`, SHOP)).location).toBe(`${path}/3`);
  const last = await staff.get(`${path}/3`);
  expect(last.html).not.toContain('name="c0"');
  expect(last.html).toContain('Next: Review');
  expect((await answered(`${path}/3`, { Margin: '2.5' })).location).toBe(`${path}/review`);
  expect(await valuesOf(instance.id)).toEqual({});
  const { html } = await staff.get(`${path}/review`);
  for (const text of ['Ready to activate', 'Nord', '2.5']) expect(html).toContain(text);
  for (const secret of ['key-very-secret', 'Nickname', 'Theirs']) expect(html).not.toContain(secret);
  expect((await staff.post(`${path}/review`)).location).toBe(`/instances/${instance.id}`);
  expect(await valuesOf(instance.id)).toMatchObject({ 'Shop name': 'Nord', Margin: 2.5 });
  expect((await findInstance(desk.deps.store.read, instance.id))?.state).toBe('active');
});

test('who leaves keeps the answers, also where others are still open, and goes on at the first of them', async () => {
  const { instance, path } = await begun();
  const left = await answered(`${path}/2`, { 'Shop name': 'Nord' }, 'leave');
  expect(left.location).toBe(`/instances/${instance.id}`);
  const shown = (await staff.get(`/instances/${instance.id}`)).html;
  expect(shown).toContain('Its configuration was begun and is not finished');
  expect(shown).toContain(`href="${path}"`);
  expect((await staff.get(path)).location).toBe(`${path}/2`);
  const page = (await staff.get(`${path}/2`)).html;
  expect(filledIn(page, `${path}/2`, {}).c0).toBe('Nord');
  const wrong = await answered(`${path}/3`, { Margin: 'wide' }, 'leave');
  expect(wrong.status).toBe(422);
});

test('a connection that was left half filled in is still to be answered', async () => {
  const { path } = await begun();
  await answered(`${path}/2`, { 'Shop name': 'Nord', 'Base URL': 'https://shop.example' }, 'leave');
  await answered(`${path}/3`, { Margin: '2.5' });
  const { status, html } = await staff.post(`${path}/review`);
  expect(status).toBe(422);
  expect(html).toContain('Shop system: API key needs a value.');
});

test('a review says what is missing with a way to it, and nothing runs before', async () => {
  const { instance, path } = await begun();
  const { html } = await staff.get(`${path}/review`);
  expect(html).toContain('3 answers are missing.');
  expect(html).toContain(`<a href="${path}/2">Shop system needs a value.</a>`);
  expect((await staff.post(`${path}/review`)).status).toBe(422);
  expect((await findInstance(desk.deps.store.read, instance.id))?.state).toBe('needs_configuration');
});

test('what only the customer is asked stands on no page of staff', async () => {
  const theirs = { key: 'Theirs', dataType: 'string', meta: { visibleToOrgDeployer: false } };
  const pages = { configPages: [{ name: 'One', elements: [element('Shop name'), element('Theirs')] }] };
  const { instance } = await deployedShop(
    desk,
    shop([{ key: 'Shop name', dataType: 'string' }, theirs], pages),
    { 'Shop name': 'Nord', Theirs: 'x' },
  );
  const { html } = await staff.get(`/instances/${instance.id}/answers/1`);
  expect(html).toContain('Shop name');
  expect(html).not.toContain('Theirs');
});

test('a running instance is changed the same way: its answers wait, and are discarded where one likes', async () => {
  const { instance } = await deployedShop(desk);
  const path = `/instances/${instance.id}/answers`;
  expect((await staff.get(path)).location).toBe(`${path}/1`);
  await answered(`${path}/1`, { 'Shop name': 'Süd' });
  expect(await valuesOf(instance.id)).toMatchObject({ 'Shop name': 'Nord' });
  expect((await staff.get(`/instances/${instance.id}`)).html).toContain('wait to be saved');
  const { html } = await staff.get(`${path}/review`);
  expect(html).toContain('Ready to save');
  expect(html).toContain('Süd');
  await staff.post(`${path}/discarding`);
  expect((await staff.get(`${path}/review`)).html).not.toContain('Süd');
  await answered(`${path}/1`, { 'Shop name': 'Ost' });
  await staff.post(`${path}/review`);
  expect(await valuesOf(instance.id)).toMatchObject({
    'Shop name': 'Ost',
    'Shop system': { fields: { apiKey: 'key-very-secret' } },
  });
});

test('what other pages were answered is kept when the version changes in between', async () => {
  const { instance, path } = await begun();
  await answered(`${path}/2`, SHOP);
  await answered(`${path}/3`, { Margin: '317.25' });
  const id = instance.integrationId;
  const { definition, revision } = await getDraft(desk.deps.store.read, id);
  await desk.deps.store.write((tx) => putDraft(tx, id, { ...definition, description: 'New' }, revision));
  await desk.deps.store.write((tx) => publishVersion(tx, id, 'Second'));
  await changeVersion(desk.deps, EVERYTHING, instance.id, 2);
  await answered(`${path}/2`, { ...SHOP, 'Shop name': 'Ost' });
  const { html } = await staff.get(`${path}/review`);
  expect(html).toContain('Ost');
  expect(html).toContain('317.25');
});

test('a config variable is called anything, also what every object has', async () => {
  for (const key of ['constructor', '__proto__']) {
    const { instance, path } = await begun(shop([{ key, dataType: 'string' }]));
    await answered(`${path}/1`, { [key]: 'Nord' });
    expect((await staff.post(`${path}/review`)).location).toBe(`/instances/${instance.id}`);
    expect(Object.entries(await valuesOf(instance.id))).toEqual([[key, 'Nord']]);
    await desk.close();
    desk = openDesk();
    staff = await visitorAs(desk, 'support');
  }
});

test('a page of another version than the present one is not saved, and pages that are not there are not found', async () => {
  const { path } = await begun();
  const stale = await staff.post(`${path}/2`, { version: '7', c0: 'Nord' });
  expect(stale.status).toBe(409);
  expect(stale.html).toContain('The questions have changed');
  for (const page of ['0', '4', '99', 'reviews', '1.5', '-1'])
    expect((await staff.get(`${path}/${page}`)).status).toBe(404);
});

test('with the reset “always” an answer goes when one on another page changes that its choices are made from', async () => {
  const inputs = { shop: { type: 'configVar' as const, value: 'Shop name' } };
  const from = { key: 'runCodeJsonForm', component: { key: 'code' } };
  const made = { dataType: 'jsonForm', dataSource: from, inputs };
  const variables = [
    { key: 'Shop name', dataType: 'string' },
    { ...made, key: 'Map', meta: { dataSourceReset: 'always' } },
    { ...made, key: 'Kept', meta: { dataSourceReset: 'prompt' } },
  ];
  const configPages = [
    { name: 'Shop', elements: [element('Shop name')] },
    { name: 'Details', elements: [element('Map'), element('Kept')] },
  ];
  const values = { 'Shop name': 'Nord', Map: { a: 1 }, Kept: { b: 2 } };
  const { instance } = await deployedShop(desk, shop(variables, { configPages }), values);
  const path = `/instances/${instance.id}/answers`;
  const waiting = async () => {
    const { configVars } = await desk.deps.compiledVersions.get(
      desk.deps.store.read,
      instance.integrationId,
      1,
    );
    const read = await answeredValues(desk.deps.store.read, desk.deps, instance, configVars);
    return Object.fromEntries(read.values);
  };
  await answered(`${path}/1`, {});
  expect(await waiting()).toEqual(values);
  await answered(`${path}/1`, { 'Shop name': 'Süd' });
  expect(await waiting()).toEqual({ 'Shop name': 'Süd', Kept: { b: 2 } });
  expect(await valuesOf(instance.id)).toEqual(values);
});
