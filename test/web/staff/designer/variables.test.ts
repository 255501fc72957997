import { afterAll, describe, expect, test } from 'bun:test';
import { createCatalog } from '../../../../src/components/catalog.ts';
import type { Component } from '../../../../src/components/component.ts';
import { builtInComponents } from '../../../../src/components/registry.ts';
import { exportDefinition } from '../../../../src/definition/document/export.ts';
import type { ConfigVar, Definition } from '../../../../src/definition/document/schema.ts';
import { createIntegration, getDraft, getIntegration } from '../../../../src/models/integrations.ts';
import { EXAMPLES, imported } from '../../../definition/examples.ts';
import { openDesk } from '../../../support/app.ts';
import { formOf } from '../../../support/markup.ts';
import { definition, flow, trigger } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';
import { ORDERS } from '../integrations/orders.ts';

const desk = openDesk();
afterAll(desk.close);
const builder = await visitorAs(desk, 'builder');
const { read } = desk.deps.store;

const made = async (written: Definition) =>
  (await desk.deps.store.write((tx) => createIntegration(tx, written))).id;
const draftOf = async (id: string) => (await getDraft(read, id)).definition;
const revisionOf = async (id: string) => (await getIntegration(read, id)).revision;

const pageFor = (id: string, key: string) =>
  builder.get(`/integrations/${id}/configuration?${new URLSearchParams({ variable: key })}`);
const detailsOf = (id: string) => `/integrations/${id}/variables/details`;
/** What the form of a config variable holds as it is printed. */
async function formFor(id: string, key: string) {
  return formOf((await pageFor(id, key)).html, detailsOf(id));
}
const save = (id: string, fields: Record<string, string>) => builder.post(detailsOf(id), fields);

describe('every config variable of a definition is saved as it is', () => {
  test.each([{ name: 'Orders', text: ORDERS }, ...EXAMPLES])(
    '$name',
    async ({ text }) => {
      const { definition: written } = imported(text);
      const id = await made(written);
      const before = exportDefinition(await draftOf(id));
      const keys = (written.requiredConfigVars ?? []).map(({ key }) => key);
      for (const key of keys) {
        const answer = await save(id, await formFor(id, key));
        expect([key, answer.status, await revisionOf(id)]).toEqual([key, 303, 1]);
      }
      const pages = `/integrations/${id}/config-pages/details`;
      for (const [index] of (written.configPages ?? []).entries()) {
        const { html } = await builder.get(`/integrations/${id}/configuration?page=${index + 1}`);
        const answer = await builder.post(pages, formOf(html, pages));
        expect([index, answer.status, await revisionOf(id)]).toEqual([index, 303, 1]);
      }
      expect(exportDefinition(await draftOf(id))).toBe(before);
    },
    180_000,
  );
});

test('also what a browser would change by itself: ends of lines, lines in a field of one, seconds that are none', async () => {
  const variables: ConfigVar[] = [
    { key: 'a\nb', dataType: 'string', defaultValue: 'x\r\ny', description: ' c\r\nd ' },
    { key: 'When', dataType: 'schedule', defaultValue: ' 0 9 * * * ', scheduleType: 'day' },
    { key: 'Since', dataType: 'timestamp', defaultValue: '2026-01-31T00:00:00Z' },
    { key: 'Choice', dataType: 'picklist', pickList: ['a ', 'b\nc'], defaultValue: 'b\nc' },
  ];
  const page = { name: 'One\ntwo', tagline: 'Three\r\nfour ', elements: [] };
  const id = await made(definition({ requiredConfigVars: variables, configPages: [page] }));
  for (const { key } of variables) {
    const form = await formFor(id, key);
    const sent = { ...form, name: key.replace('\n', ''), variable: key.replace('\n', '\r\n') };
    const typed = key === 'Since' ? { default: '2026-01-31T00:00' } : {};
    expect([key, (await save(id, { ...sent, ...typed })).status]).toEqual([key, 303]);
  }
  const path = `/integrations/${id}/config-pages/details`;
  const fields = formOf((await builder.get(`/integrations/${id}/configuration?page=1`)).html, path);
  await builder.post(path, { ...fields, name: 'Onetwo' });
  expect(await revisionOf(id)).toBe(1);
});

/** A config variable but for its key. */
type Typed = Partial<ConfigVar> & Pick<ConfigVar, 'dataType'>;

const withVariables = (...variables: ConfigVar[]) =>
  definition({
    flows: [
      flow('Main', {
        stableKey: 'main',
        steps: [
          trigger('webhook-triggers', 'webhook'),
          {
            name: 'Note',
            action: { key: 'writeLog', component: { key: 'log' } },
            inputs: { message: { type: 'template', value: 'To {{#It}}' } },
          },
        ],
      }),
    ],
    requiredConfigVars: variables,
    configPages: [
      { name: 'First', elements: variables.map(({ key }) => ({ type: 'configVar', value: key })) },
      { name: 'Second', tagline: 'More of it', elements: [] },
    ],
  });

/** Saves the form of the variable It with some of its fields changed. */
async function saved(configVar: Typed, change: Record<string, string>) {
  const id = await made(withVariables({ ...configVar, key: 'It' }));
  const answer = await save(id, { ...(await formFor(id, 'It')), ...change });
  const written = await draftOf(id);
  const variable = written.requiredConfigVars?.[0];
  const shown = answer.location ? (await builder.get(answer.location)).html : answer.html;
  return { id, answer, written, variable, shown };
}

const places: Component = {
  key: 'places',
  display: { label: 'Places', description: '' },
  ...{ actions: {}, triggers: {}, connections: [] },
  dataSources: {
    select: {
      key: 'select',
      display: { label: 'Select place', description: '' },
      dataSourceType: 'picklist',
      inputs: [{ key: 'kind', label: 'Kind', type: 'string' }],
      perform: async () => ({ result: [] }),
    },
  },
};

describe('the form of a config variable', () => {
  test('renames it with all that reads it, and leads to the page that shows it', async () => {
    const { answer, written } = await saved(
      { dataType: 'string' },
      { name: 'Shop URL', description: 'Where\r\nit is' },
    );
    expect(answer.location).toContain('variable=Shop+URL');
    expect(written.requiredConfigVars).toEqual([
      { key: 'Shop URL', dataType: 'string', description: 'Where\nit is' },
    ]);
    expect(written.configPages?.[0]?.elements).toEqual([{ type: 'configVar', value: 'Shop URL' }]);
    expect(written.flows[0]?.steps[1]?.inputs?.message?.value).toBe('To {{#Shop URL}}');
  });

  test.each<[string, Typed, Record<string, string>, unknown]>([
    ['a text', { dataType: 'string', defaultValue: 'a' }, { default: 'b' }, { defaultValue: 'b' }],
    ['a number', { dataType: 'number' }, { default: '2.5' }, { defaultValue: '2.5' }],
    ['what is on', { dataType: 'boolean' }, { default: 'true' }, { defaultValue: 'true' }],
    [
      'what is off',
      { dataType: 'boolean', defaultValue: 'true' },
      { default: '' },
      { defaultValue: 'false' },
    ],
    ['a day', { dataType: 'date' }, { default: '2026-02-28' }, { defaultValue: '2026-02-28' }],
    [
      'a moment',
      { dataType: 'timestamp' },
      { default: '2026-02-28T10:00' },
      { defaultValue: '2026-02-28T10:00Z' },
    ],
    [
      'code',
      { dataType: 'code' },
      { language: 'json', default: '{\r\n}' },
      { codeLanguage: 'json', defaultValue: '{\n}' },
    ],
    ['a form', { dataType: 'jsonForm' }, { default: '{"a": 1}' }, { defaultValue: '{"a": 1}' }],
    ['objects', { dataType: 'objectSelection' }, { default: '[]' }, { defaultValue: '[]' }],
    [
      'a mapping',
      { dataType: 'objectFieldMap' },
      { default: '{"fields": []}' },
      { defaultValue: '{"fields": []}' },
    ],
    [
      'a text to read',
      { dataType: 'htmlElement' },
      { default: '<p>Hello</p>' },
      { defaultValue: '<p>Hello</p>' },
    ],
    ['a secret', { dataType: 'password' }, { default: 'pa ss ' }, { defaultValue: 'pa ss ' }],
    [
      'a choice',
      { dataType: 'picklist', pickList: [1, 'b'], defaultValue: 'b' },
      { choices: 'b\r\n1\r\n c ', default: '1' },
      { pickList: ['b', 1, 'c'], defaultValue: '1' },
    ],
    [
      'a schedule',
      { dataType: 'schedule', scheduleType: 'week', defaultValue: '0 9 * * 1' },
      { default: '*/5 * * * *', 'default.zone': 'Europe/Berlin' },
      { scheduleType: 'custom', defaultValue: '*/5 * * * *', timeZone: 'Europe/Berlin' },
    ],
    [
      'a list',
      { dataType: 'number', collectionType: 'valuelist' },
      { default: '1\r\n2' },
      { defaultValue: '[1,2]' },
    ],
    [
      'keys with values',
      { dataType: 'string', collectionType: 'keyvaluelist', defaultValue: '[]' },
      { default: 'a: b' },
      { defaultValue: '[{"key":"a","value":"b"}]' },
    ],
  ])('asks for the default by what it is: %s', async (_, before, change, after) => {
    const { answer, variable } = await saved(before, change);
    expect(answer.status).toBe(303);
    expect(variable).toEqual({ key: 'It', ...before, ...Object(after) });
  });

  test('says who sets it in the words that the file has', async () => {
    const old = { isVisibleToCustomerDeployer: true, isVisibleToOrgDeployer: true, validationMode: 'x' };
    const { variable } = await saved(
      { dataType: 'string', meta: old },
      { access: 'organization', staff: '' },
    );
    expect(variable).toMatchObject({ orgOnly: true });
    expect(variable?.meta).toEqual({
      isVisibleToCustomerDeployer: false,
      isVisibleToOrgDeployer: false,
      validationMode: 'x',
    });
  });

  test('fills in the fields of a connection, with who is asked for each; a secret is printed nowhere', async () => {
    const connection = { key: 'basic', component: { key: 'http' } };
    const inputs: ConfigVar['inputs'] = {
      username: { type: 'value', value: 'me', meta: { visibleToCustomerDeployer: true, odd: 1 } },
      password: { type: 'value', value: 'very-secret' },
    };
    const { variable, shown } = await saved(
      { dataType: 'connection', connection, inputs, onPremiseConnectionConfig: 'allowed' },
      { 'in.username': '', 'see.username': 'nobody', 'in.baseUrl': 'https://shop.example' },
    );
    expect(shown).not.toContain('very-secret');
    expect(variable?.onPremiseConnectionConfig).toBe('allowed');
    expect(variable?.inputs).toEqual({
      password: { type: 'value', value: 'very-secret' },
      username: {
        type: 'value',
        value: '',
        meta: { odd: 1, orgOnly: true, visibleToCustomerDeployer: false, visibleToOrgDeployer: false },
      },
      baseUrl: { type: 'value', value: 'https://shop.example' },
    });
  });

  test('of another connection keeps the fields that both have, and says what is lost', async () => {
    const connection = { key: 'basic', component: { key: 'http' } };
    const inputs: ConfigVar['inputs'] = {
      username: { type: 'value', value: 'me' },
      baseUrl: { type: 'value', value: 'https://shop.example' },
    };
    const { variable, shown } = await saved(
      { dataType: 'connection', connection, inputs },
      { part: 'http/apiKey' },
    );
    expect(variable?.connection).toMatchObject({ key: 'apiKey', component: { key: 'http' } });
    expect(Object.keys(variable?.inputs ?? {})).toEqual(['baseUrl']);
    expect(shown).toContain('What does not fit was taken out: field username.');
  });

  test('offers data sources of its type, which take values and config variables', async () => {
    desk.deps.catalog = createCatalog([...builtInComponents(), places]);
    const chosen = await saved({ dataType: 'picklist' }, { part: 'places/select' });
    expect(chosen.variable?.dataSource).toEqual({
      key: 'select',
      component: { key: 'places', isPublic: true, version: 'LATEST' },
    });
    expect(chosen.shown).toContain('name="in.kind"');
    expect(chosen.shown).not.toContain('name="in.kind-mode" value="reference"');
    const kept = await saved({ ...chosen.variable, dataType: 'picklist' }, { 'in.kind': 'city' });
    expect(kept.variable?.inputs).toEqual({ kind: { type: 'value', value: 'city' } });
    const other = await saved({ ...kept.variable, dataType: 'picklist' }, { type: 'string' });
    expect(other.variable).toEqual({ key: 'It', dataType: 'string' });
    expect(other.shown).toContain('taken out: data source.');
    const none = await saved({ ...kept.variable, dataType: 'picklist' }, { part: '' });
    expect(none.variable).toEqual({ key: 'It', dataType: 'picklist' });
  });

  test.each<[string, Typed, Record<string, string>, unknown, string]>([
    [
      'a number is a text too',
      { dataType: 'number', defaultValue: '5' },
      { type: 'string' },
      { dataType: 'string', defaultValue: '5' },
      '',
    ],
    [
      'a word is no number',
      { dataType: 'string', defaultValue: 'five', description: 'Kept' },
      { type: 'number' },
      { dataType: 'number', defaultValue: '', description: 'Kept' },
      'taken out: default value.',
    ],
    [
      'choices are of a choice alone',
      { dataType: 'picklist', pickList: ['a'], defaultValue: 'a' },
      { type: 'string' },
      { dataType: 'string', defaultValue: 'a' },
      'taken out: choices.',
    ],
    [
      'a value becomes a list of one',
      { dataType: 'string', defaultValue: 'a' },
      { collection: 'valuelist' },
      { dataType: 'string', collectionType: 'valuelist', defaultValue: '["a"]' },
      '',
    ],
    [
      'a form is never a list',
      { dataType: 'string', collectionType: 'valuelist', defaultValue: '["a", "b"]' },
      { type: 'schedule' },
      { dataType: 'schedule', defaultValue: '' },
      'taken out: default value.',
    ],
    [
      'a secret is not shown by another type',
      { dataType: 'password', defaultValue: 'hunter2' },
      { type: 'string' },
      { dataType: 'string', defaultValue: '' },
      'taken out: default value.',
    ],
    [
      'a connection has fields of its own',
      { dataType: 'connection', connection: { key: 'basic', component: { key: 'http' } }, inputs: {} },
      { type: 'string' },
      { dataType: 'string' },
      'taken out: connection.',
    ],
  ])('of another type keeps what fits and says what does not: %s', async (_, before, change, after, said) => {
    const { answer, variable, shown } = await saved(before, change);
    expect(answer.status).toBe(303);
    expect(variable).toEqual({ key: 'It', ...Object(after) });
    if (said !== '') expect(shown).toContain(said);
    else expect(shown).not.toContain('taken out');
  });

  test.each<[string, Typed, Record<string, string>, string]>([
    ['a name of blanks', { dataType: 'string' }, { name: '  ' }, 'Type a name, for example Shop URL.'],
    ['a name of 10,000 letters', { dataType: 'string' }, { name: 'x'.repeat(10_000) }, '200'],
    ['a type that is none', { dataType: 'string' }, { type: 'blob' }, 'There is no such type'],
    ['how many that is nothing', { dataType: 'string' }, { collection: 'heap' }, 'keys with values: choose'],
    ['a page that is not there', { dataType: 'string' }, { page: '9' }, 'There is no such page'],
    ['a number in words', { dataType: 'number' }, { default: 'many' }, 'The default value must be a number.'],
    ['a day that is none', { dataType: 'date' }, { default: 'soon' }, 'must be a date'],
    ['a moment that is none', { dataType: 'timestamp' }, { default: 'soon' }, 'must be a timestamp'],
    ['a cron line of words', { dataType: 'schedule' }, { default: 'hourly' }, 'cron'],
    [
      'a zone that is none',
      { dataType: 'schedule' },
      { 'default.zone': 'Berlin' },
      '“Berlin” is no time zone',
    ],
    ['a way to repeat', { dataType: 'schedule' }, { 'schedule-type': 'often' }, 'It cannot repeat like that'],
    ['broken JSON', { dataType: 'jsonForm' }, { default: '{"a"' }, 'This cannot be read as JSON.'],
    [
      'a list of what is no number',
      { dataType: 'number', collectionType: 'valuelist' },
      { default: '1\nmany' },
      'must be a list whose items fit',
    ],
    [
      'a row without a key',
      { dataType: 'string', collectionType: 'keyvaluelist' },
      { default: 'alone' },
      'has no key and colon',
    ],
    ['the same choice twice', { dataType: 'picklist' }, { choices: 'a\nb\na' }, '“a” is there twice'],
    [
      'choices without the default',
      { dataType: 'picklist', pickList: ['a', 'b'], defaultValue: 'a' },
      { choices: 'b' },
      'The default value “a” is none of these',
    ],
    ['a language', { dataType: 'code' }, { language: 'cobol' }, 'There is no such language here'],
    ['a connection', { dataType: 'connection' }, { part: 'http/none' }, 'There is no such connection here'],
  ])('says what is wrong, and saves the rest: %s', async (_, before, change, said) => {
    const { id, answer, variable, shown } = await saved(before, { ...change, description: 'Kept' });
    expect(answer.status).toBe(422);
    expect(shown).toContain(said);
    expect(variable).toEqual({ key: 'It', ...before, description: 'Kept' });
    const [[field = '', typed] = ['', '']] = Object.entries(change);
    if (['name', 'default', 'default.zone', 'choices'].includes(field))
      expect(formOf(shown, detailsOf(id))[field]?.replaceAll('\r\n', '\n')).toBe(typed);
  });

  test('takes a default out that is not shown', async () => {
    const secret = { dataType: 'password', defaultValue: 'hunter2' };
    const kept = await saved(secret, { description: 'Kept' });
    expect([kept.variable?.defaultValue, kept.shown.includes('hunter2')]).toEqual(['hunter2', false]);
    expect((await saved(secret, { 'default-gone': 'true' })).variable?.defaultValue).toBe('');
  });

  test('is refused where the variable is gone, and is not there for those who may not write', async () => {
    const { id } = await saved({ dataType: 'string' }, {});
    const gone = await save(id, { revision: '1', variable: 'Gone', name: 'x' });
    expect([gone.status, gone.html.includes('no longer there')]).toEqual([404, true]);
    const support = await visitorAs(desk, 'support');
    const { status, html } = await support.get(`/integrations/${id}/configuration?variable=It`);
    expect([status, html.includes('variable-form'), html.includes('Add a variable')]).toEqual([
      200,
      false,
      false,
    ]);
  });

  test('that two people send: other fields are both kept, the same one is shown to the second', async () => {
    const id = await made(withVariables({ key: 'It', dataType: 'string' }));
    const form = await formFor(id, 'It');
    expect((await save(id, { ...form, description: 'Mine' })).status).toBe(303);
    expect((await save(id, { ...form, default: 'Theirs' })).status).toBe(303);
    expect((await draftOf(id)).requiredConfigVars).toEqual([
      { key: 'It', dataType: 'string', description: 'Mine', defaultValue: 'Theirs' },
    ]);
    const late = await save(id, { ...form, default: 'Late' });
    expect(late.status).toBe(409);
    expect(late.html).toContain('changed a config variable');
    expect((await save(id, formOf(late.html, detailsOf(id)))).status).toBe(303);
    expect((await draftOf(id)).requiredConfigVars?.[0]?.defaultValue).toBe('Late');
  });
});

describe('a config variable', () => {
  const at = (id: string, what = '') => `/integrations/${id}/variables${what}`;

  test('is added with its name, type and page, and leads to its form', async () => {
    const id = await made(withVariables());
    const fields = formOf((await builder.get(at(id, '/new'))).html, at(id));
    expect(fields).toMatchObject({ type: 'string', page: '0' });
    const added = await builder.post(at(id), { ...fields, name: ' Currency ', type: 'picklist', page: '1' });
    expect([added.status, added.location]).toEqual([303, expect.stringContaining('variable=Currency')]);
    const { requiredConfigVars, configPages } = await draftOf(id);
    expect(requiredConfigVars).toEqual([
      { key: 'Currency', dataType: 'picklist', stableKey: expect.any(String) },
    ]);
    expect(configPages?.[1]?.elements).toEqual([{ type: 'configVar', value: 'Currency' }]);
    expect((await pageFor(id, 'Currency')).html).toContain('No step and no other variable reads it.');
  });

  test.each<[string, Record<string, string>, string]>([
    ['no name', { name: ' ' }, 'Type a name'],
    ['a name that is taken', { name: 'It' }, 'There is a config variable It already'],
    ['a name with what cannot be stored', { name: 'a\0b' }, 'cannot be stored'],
    ['no type', { name: 'x', type: 'blob' }, 'There is no such type'],
    ['no such page', { name: 'x', page: '-1' }, 'There is no such page'],
  ])('is not added with %s, and what was typed stays', async (_, fields, said) => {
    const id = await made(withVariables({ key: 'It', dataType: 'string' }));
    const all = { revision: '1', type: 'string', page: '', ...fields };
    const { status, html } = await builder.post(at(id), all);
    expect([status, await revisionOf(id)]).toEqual([422, 1]);
    expect(html).toContain(said);
    expect(formOf(html, at(id)).name).toBe(fields.name ?? '');
  });

  test('is deleted: it says what reads it still, and undo brings it back to its page', async () => {
    const id = await made(withVariables({ key: 'It', dataType: 'string' }));
    expect((await pageFor(id, 'It')).html).toContain('Note</a>');
    const gone = await builder.post(at(id, '/removal'), { revision: '1', variable: 'It' });
    const { requiredConfigVars, configPages } = await draftOf(id);
    expect([requiredConfigVars, configPages?.[0]?.elements]).toEqual([[], []]);
    const { html } = await builder.get(gone.location ?? '');
    expect(html).toContain('It was deleted. It is still read by 1 Note: correct them, or undo it.');
    const undone = await builder.post(`/integrations/${id}/undo`, formOf(html, `/integrations/${id}/undo`));
    expect((await builder.get(undone.location ?? '')).html).not.toContain('It was deleted.');
    expect((await draftOf(id)).configPages?.[0]?.elements).toEqual([{ type: 'configVar', value: 'It' }]);
    const unread = await made(withVariables({ key: 'Other', dataType: 'string' }));
    const removed = await builder.post(at(unread, '/removal'), { revision: '1', variable: 'Other' });
    expect((await builder.get(removed.location ?? '')).html).toContain('Nothing has read it.');
  });

  test('is put on another page, or on none', async () => {
    const id = await made(withVariables({ key: 'It', dataType: 'string' }));
    await save(id, { ...(await formFor(id, 'It')), page: '1' });
    const pages = async () => (await draftOf(id)).configPages?.map(({ elements }) => elements?.length);
    expect(await pages()).toEqual([0, 1]);
    await save(id, { ...(await formFor(id, 'It')), page: '' });
    expect(await pages()).toEqual([0, 0]);
  });

  test('of any name has its form', async () => {
    const key = `"'><b>&?#%2F${'ü'.repeat(500)}`;
    const id = await made(withVariables({ key, dataType: 'string' }));
    const answer = await save(id, { ...(await formFor(id, key)), description: 'Found' });
    expect((await draftOf(id)).requiredConfigVars?.[0]?.description).toBe('Found');
    expect((await builder.get((answer.location ?? '').replace(/#.*/, ''))).html).toContain('variable-form');
  });
});
