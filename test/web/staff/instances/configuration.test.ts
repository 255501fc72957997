import { afterEach, beforeEach, expect, test } from 'bun:test';
import { readConfigValues } from '../../../../src/models/config-values.ts';
import { changeVersion } from '../../../../src/models/deployments.ts';
import { findInstance } from '../../../../src/models/instances.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { filledIn, formOf } from '../../../support/markup.ts';
import { onDeploy, publishedNext } from '../../../support/records.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { deployedShop, EACH_KIND, HTTP_KEY, shop } from './deployments.ts';

let desk: Desk;
let staff: Visitor;
beforeEach(async () => {
  desk = openDesk();
  staff = await visitorAs(desk, 'support');
});
afterEach(() => desk.close());

const VALUES = {
  'Shop name': 'Nord',
  Warehouse: 'Leipzig',
  Pin: 'pin-very-secret',
  Start: '2026-02-01',
  Tags: ['x'],
  'Shop system': { fields: { apiKey: 'key-very-secret', authScheme: 'Bearer', custom: 'extra-very-secret' } },
};

async function valuesOf(id: string) {
  return Object.fromEntries((await readConfigValues(desk.deps.store.read, desk.deps.vault, id)).values);
}

test('the form holds the values, and no secret; saved as it is it changes nothing', async () => {
  const definition = shop(EACH_KIND, { flows: [onDeploy] });
  const { instance, path } = await deployedShop(desk, definition, VALUES);
  const { html } = await staff.get(`${path}/configuration`);
  expect(html).not.toContain('very-secret');
  expect(html).toContain('Leave it empty to keep the present one.');
  expect(html).toMatch(/value="Bearer" checked/);
  const before = await valuesOf(instance.id);
  const { location } = await staff.post(`${path}/configuration`, formOf(html, `${path}/configuration`));
  expect(location).toBe(path);
  expect(await valuesOf(instance.id)).toEqual(before);
  expect(desk.told.woken).toEqual([]);
});

test('a save that changes no value runs no deploy flow, one that does runs it', async () => {
  const definition = shop([{ key: 'Shop name', dataType: 'string' }, HTTP_KEY], { flows: [onDeploy] });
  const { path } = await deployedShop(desk, definition);
  const action = `${path}/configuration`;
  const form = formOf((await staff.get(action)).html, action);
  await staff.post(action, { ...form, name: 'Renamed' });
  expect(desk.told.woken).toEqual([]);
  expect((await staff.get(path)).html).toContain('Renamed');
  await staff.post(action, filledIn((await staff.get(action)).html, action, { 'Shop name': 'Süd' }));
  expect(desk.told.woken).toHaveLength(1);
});

test('values are changed, emptied and replaced; a secret that is left empty stays', async () => {
  const { instance, path } = await deployedShop(desk, shop(), VALUES);
  const action = `${path}/configuration`;
  const { html } = await staff.get(action);
  const form = filledIn(html, action, {
    'Shop name': 'Süd',
    Tags: '',
    Template: '',
    Margin: '',
    'API key': 'new-very-secret',
    'Header key': 'X-Key',
  });
  expect((await staff.post(action, form)).status).toBe(303);
  const after = await valuesOf(instance.id);
  expect(after).toMatchObject({ 'Shop name': 'Süd', Tags: [], Template: '', Pin: 'pin-very-secret' });
  expect(after).not.toHaveProperty('Margin');
  expect(after['Shop system']).toEqual({
    fields: {
      apiKey: 'new-very-secret',
      authScheme: 'Bearer',
      headerKey: 'X-Key',
      custom: 'extra-very-secret',
    },
  });
  expect((await staff.get(path)).html).not.toContain('very-secret');
});

test('a value that is needed cannot be emptied, and a wrong one is told at its field', async () => {
  const { instance, path } = await deployedShop(desk, shop(), VALUES);
  const action = `${path}/configuration`;
  const { html } = await staff.get(action);
  const wrong = { 'Shop name': '', Margin: 'x', Pin: 'other-very-secret' };
  const refused = await staff.post(action, filledIn(html, action, wrong));
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('Shop name needs a value.');
  expect(refused.html).not.toContain('very-secret');
  expect(await valuesOf(instance.id)).toMatchObject({ 'Shop name': 'Nord', Pin: 'pin-very-secret' });
});

test('completing the values of an upgrade activates the instance', async () => {
  const { instance, integration, path } = await deployedShop(desk, shop([]), {});
  const more = shop([{ key: 'Region', dataType: 'string' }], { flows: [onDeploy] });
  await publishedNext(desk.deps.store, integration.id, more);
  await changeVersion(desk.deps, EVERYTHING, instance.id, 2);
  const action = `${path}/configuration`;
  const { html } = await staff.get(action);
  expect(html).toContain('Save &amp; activate');
  await staff.post(action, filledIn(html, action, { Region: 'eu' }));
  expect((await findInstance(desk.deps.store.read, instance.id))?.state).toBe('active');
  expect(desk.told.woken).toHaveLength(1);
});

test('a form of a version that the instance has no more is not read as one of another', async () => {
  const { instance, integration, path } = await deployedShop(desk, shop([{ key: 'A', dataType: 'string' }]), {
    A: '1',
  });
  const action = `${path}/configuration`;
  const form = filledIn((await staff.get(action)).html, action, { A: '2' });
  await publishedNext(desk.deps.store, integration.id, shop([{ key: 'B', dataType: 'string' }]));
  await changeVersion(desk.deps, EVERYTHING, instance.id, 2);
  const late = await staff.post(action, form);
  expect(late.status).toBe(409);
  expect(late.html).toContain('was given another version');
  expect(await valuesOf(instance.id)).toEqual({ A: '1' });
});

test('a list whose items are more than a line is edited as JSON and comes back whole', async () => {
  const lines = { key: 'Lines', dataType: 'string', collectionType: 'valuelist' as const };
  const pairs = { key: 'Pairs', dataType: 'string', collectionType: 'keyvaluelist' as const };
  const values = { Lines: ['one\ntwo', 'three'], Pairs: [{ key: 'a:b', value: 'c' }] };
  const { instance, path } = await deployedShop(desk, shop([lines, pairs]), values);
  const action = `${path}/configuration`;
  const { html } = await staff.get(action);
  expect(html).toContain('as JSON.');
  await staff.post(action, formOf(html, action));
  expect(await valuesOf(instance.id)).toEqual(values);
});

test('a value that somebody else has changed meanwhile is told with both, and replaced once it is sent again', async () => {
  const { instance, path } = await deployedShop(desk, shop(), VALUES);
  const action = `${path}/configuration`;
  const { html } = await staff.get(action);
  await staff.post(action, filledIn(html, action, { 'Shop name': 'Of the first' }));
  const refused = await staff.post(action, filledIn(html, action, { 'Shop name': 'Of the second' }));
  expect(refused.status).toBe(409);
  expect(refused.html).toContain('Somebody changed this to “Of the first” meanwhile.');
  expect(refused.html).toContain('value="Of the second"');
  expect((await valuesOf(instance.id))['Shop name']).toBe('Of the first');
  expect((await staff.post(action, formOf(refused.html, action))).status).toBe(303);
  expect((await valuesOf(instance.id))['Shop name']).toBe('Of the second');
});

test('a value that a form leaves as it was stays as somebody else has saved it meanwhile', async () => {
  const { instance, path } = await deployedShop(desk, shop(), VALUES);
  const action = `${path}/configuration`;
  const { html } = await staff.get(action);
  await staff.post(action, filledIn(html, action, { 'Shop name': 'Of the first' }));
  const second = await staff.post(action, filledIn(html, action, { Start: '2026-03-01' }));
  expect(second.status).toBe(303);
  expect(await valuesOf(instance.id)).toMatchObject({ 'Shop name': 'Of the first', Start: '2026-03-01' });
});

test('of a form that says what others have saved meanwhile nothing is in the way', async () => {
  const { path } = await deployedShop(desk, shop(), VALUES);
  const action = `${path}/configuration`;
  const form = filledIn((await staff.get(action)).html, action, { 'Shop name': 'Süd' });
  expect((await staff.post(action, form)).status).toBe(303);
  expect((await staff.post(action, form)).status).toBe(303);
});

test('where the address of a connection changes, its secrets are asked for anew, and its token goes', async () => {
  const fields = { apiKey: 'key-very-secret', authScheme: 'Bearer', baseUrl: 'https://api.example' };
  const system = { fields, token: { access_token: 'token-very-secret' } };
  const { instance, path } = await deployedShop(desk, shop([HTTP_KEY]), { 'Shop system': system });
  const action = `${path}/configuration`;
  const { html } = await staff.get(action);
  const refused = await staff.post(action, filledIn(html, action, { 'Base URL': 'https://evil.example' }));
  expect(refused.status).toBe(422);
  expect(refused.html).toContain(
    'where its secrets are sent has changed (baseUrl). Type apiKey, token anew.',
  );
  expect(refused.html).toContain('value="https://evil.example"');
  expect(await valuesOf(instance.id)).toEqual({ 'Shop system': system });
  const emptied = await staff.post(action, filledIn(html, action, { 'Base URL': '' }));
  expect(emptied.status).toBe(422);
  const typed = { 'Base URL': 'https://new.example', 'API key': 'new-very-secret' };
  expect((await staff.post(action, filledIn(html, action, typed))).status).toBe(303);
  expect(await valuesOf(instance.id)).toEqual({
    'Shop system': { fields: { ...fields, apiKey: 'new-very-secret', baseUrl: 'https://new.example' } },
  });
});
