import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createCatalog } from '../../../../src/components/catalog.ts';
import type { Component, DataSource, Params } from '../../../../src/components/component.ts';
import { byKey } from '../../../../src/components/records.ts';
import { builtInComponents } from '../../../../src/components/registry.ts';
import type { ConfigVar } from '../../../../src/definition/document/schema.ts';
import { readConfigValues } from '../../../../src/models/config-values.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { formOf } from '../../../support/markup.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { customerOf, deployedShop, publishedShop, shop } from './deployments.ts';

let desk: Desk;
let staff: Visitor;
/** What the provider was asked with, and what it answers. */
let calls: Params[];
let answers: Record<string, unknown>;

const source = (key: string, dataSourceType: string): DataSource => ({
  key,
  display: { label: key, description: '' },
  inputs: [{ key: 'country', label: 'Country', type: 'string', default: 'DE' }],
  dataSourceType,
  perform: async (_context, params) => {
    calls.push(params);
    const result = answers[key];
    if (result instanceof Error) throw result;
    return { result };
  },
});

const MAPPER = {
  schema: {
    type: 'array',
    items: {
      type: 'object',
      required: ['source'],
      properties: { source: { type: 'string' }, target: { enum: ['id', 'name'] } },
    },
  },
  uiSchema: { type: 'Control', scope: '#', label: 'Fields' },
  data: [{ source: 'Id', target: 'id' }],
};

const SOURCES = [
  ['shops', 'picklist'],
  ['form', 'jsonForm'],
  ['objects', 'objectSelection'],
  ['fields', 'objectFieldMap'],
] as const;

beforeEach(async () => {
  desk = openDesk();
  calls = [];
  const offering: Component = {
    ...{ key: 'stock', display: { label: 'Stock', description: '' }, actions: {}, triggers: {} },
    dataSources: byKey(SOURCES.map(([key, type]) => source(key, type))),
    connections: [],
  };
  desk.deps.catalog = createCatalog([...builtInComponents(), offering]);
  staff = await visitorAs(desk, 'support');
  answers = {
    shops: [{ key: 'n', label: 'North' }, 'South'],
    form: MAPPER,
    objects: [
      { object: { key: 'deal', label: 'Deal' }, fields: [{ key: 'id', label: 'Id' }, { key: 'name' }] },
    ],
    fields: {
      fields: [{ field: { key: 'mail', label: 'E-mail' }, required: true }, { field: { key: 'note' } }],
      options: [
        { object: { key: 'contact' }, fields: [{ key: 'email', label: 'Address' }, { key: 'text' }] },
      ],
    },
  };
});
afterEach(() => desk.close());

const sourced = (key: string, dataType: string, from: string, more: Partial<ConfigVar> = {}): ConfigVar => ({
  ...{ key, dataType, dataSource: { key: from, component: { key: 'stock' } } },
  ...more,
});

const COUNTRY: ConfigVar = { key: 'Country', dataType: 'string' };
const ofCountry = { inputs: { country: { type: 'configVar' as const, value: 'Country' } } };

async function opened(variables: ConfigVar[], values: Record<string, unknown> = {}) {
  const { instance, path } = await deployedShop(desk, shop(variables), values);
  const action = `${path}/configuration`;
  const page = async () => (await staff.get(action)).html;
  const again = async (form: Record<string, string>, of?: string) =>
    await staff.post(`${action}/form${of === undefined ? '' : `?of=${of}`}`, form);
  const load = async (name: string) => (await again(formOf(await page(), action), name)).html;
  const stored = async () =>
    Object.fromEntries((await readConfigValues(desk.deps.store.read, desk.deps.vault, instance.id)).values);
  const save = async (html: string, typed: Record<string, string>) => {
    const form: Record<string, string> = { ...formOf(html, action), ...typed };
    for (const [name, value] of Object.entries(typed)) if (value === 'off') delete form[name];
    return await staff.post(action, form);
  };
  return { action, page, again, load, save, stored };
}

describe('what a data source offers', () => {
  test('is loaded once the page is there, by a button without scripts, and once for the session', async () => {
    const { page, load } = await opened([sourced('Shop', 'picklist', 'shops')], { Shop: 'South' });
    const before = await page();
    expect(calls).toEqual([]);
    expect(before).toContain('hx-trigger="load"');
    expect(before).toContain('Load choices');
    const loaded = await load('c0');
    expect(loaded).toMatch(/<option value="n">North|value="n"\/?>.*North/);
    await page();
    expect(calls).toEqual([{ country: 'DE' }]);
  });

  test('is not lost by a save before it was there', async () => {
    const { page, save, stored } = await opened([sourced('Shop', 'picklist', 'shops'), COUNTRY], {
      Shop: 'South',
      Country: 'DE',
    });
    expect((await save(await page(), { c1: 'AT' })).status).toBe(303);
    expect(await stored()).toEqual({ Shop: 'South', Country: 'AT' });
  });

  test('is told with the provider’s own words where it fails, and can be tried again', async () => {
    answers.shops = new Error('Quota exceeded until noon');
    const { load, page, save } = await opened([sourced('Shop', 'picklist', 'shops')], { Shop: 'n' });
    const failed = await load('c0');
    expect(failed).toContain('The choices could not be loaded: Quota exceeded until noon');
    expect(failed).toContain('Retry');
    answers.shops = ['n', 'x'];
    expect(await load('c0')).not.toContain('could not be loaded');
    expect((await save(await page(), { c0: 'x' })).status).toBe(303);
  });

  test('is fetched with the values that stand in the form, and again when they change', async () => {
    const { again, page, action } = await opened([COUNTRY, sourced('Shop', 'picklist', 'shops', ofCountry)], {
      Country: 'DE',
      Shop: 'n',
    });
    const html = await page();
    expect(html).toContain('from:#field-c0');
    const form = formOf(html, action);
    await again({ ...form, c0: 'AT' }, 'c1');
    await again({ ...form, c0: 'FR' }, 'c1');
    expect(calls).toEqual([{ country: 'AT' }, { country: 'FR' }]);
  });

  test('keeps and marks a value that is not offered any more', async () => {
    const { load, save, stored } = await opened([sourced('Shop', 'picklist', 'shops')], { Shop: 'gone' });
    const html = await load('c0');
    expect(html).toContain('gone (not offered)');
    expect((await save(html, {})).status).toBe(303);
    expect(await stored()).toEqual({ Shop: 'gone' });
  });

  test('is several of a list, each by its box', async () => {
    const many = sourced('Shops', 'picklist', 'shops', { collectionType: 'valuelist' });
    const { load, save, stored } = await opened([many], { Shops: ['old', 'n'] });
    const html = await load('c0');
    expect(html).toContain('old (not offered)');
    expect((await save(html, { 'c0.o0': 'off', 'c0.o1': 'true' })).status).toBe(303);
    expect(await stored()).toEqual({ Shops: ['South', 'old'] });
  });
});

describe('a form from a data source', () => {
  const MAPPING = [{ source: 'Id', target: 'id', extra: 1 }];

  test('is filled in, gets rows without a script, and is read back whole', async () => {
    const { load, again, save, stored, action } = await opened([sourced('Map', 'jsonForm', 'form')], {
      Map: MAPPING,
    });
    const html = await load('c0');
    expect(html).toContain('Remove Fields 1');
    const more = await again({ ...formOf(html, action), 'c0.do': ' add 0' });
    expect(more.html).toContain('Remove Fields 2');
    expect(await stored()).toEqual({ Map: MAPPING });
    expect((await save(more.html, { 'c0.r1.d.0': 'Name', 'c0.r1.d.1': '1' })).status).toBe(422);
    expect((await save(more.html, { 'c0.r1.0': 'Name', 'c0.r1.1': '1' })).status).toBe(303);
    expect(await stored()).toEqual({ Map: [...MAPPING, { source: 'Name', target: 'name' }] });
    expect(calls).toHaveLength(1);
  });

  test('is refused with what is wrong at its field, unless nothing is to be checked', async () => {
    const { load, save } = await opened([sourced('Map', 'jsonForm', 'form')], { Map: MAPPING });
    const refused = await save(await load('c0'), { 'c0.r0.0': '' });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('<a href="#field-c0.r0.0">Source needs a value.</a>');
  });

  test.each([
    ['ValidateAndHide', 422],
    ['NoValidation', 303],
  ])('says nothing of its fields by %s', async (validationMode, status) => {
    const variable = sourced('Map', 'jsonForm', 'form', { meta: { validationMode } });
    const { load, save } = await opened([variable], { Map: MAPPING });
    const answer = await save(await load('c0'), { 'c0.r0.0': '' });
    expect(answer.status).toBe(status);
    expect(answer.html).not.toContain('Source needs a value.');
  });

  test('that has changed meanwhile is looked through again', async () => {
    const { load, save, stored } = await opened([sourced('Map', 'jsonForm', 'form')], { Map: MAPPING });
    const html = await load('c0');
    answers.form = { ...MAPPER, uiSchema: { ...MAPPER.uiSchema, label: 'Others' } };
    await load('c0');
    const late = await save(html, { 'c0.r0.0': 'Late' });
    expect(late.status).toBe(422);
    expect(late.html).toContain('What there is to choose from has changed.');
    expect(await stored()).toEqual({ Map: MAPPING });
  });
});

test.each([
  ['always', 'value="Other"', 'value="Mine"'],
  ['prompt', 'value="Mine"', 'value="Other"'],
])(
  'a form that is made anew by a changed value begins anew or keeps what is saved: %s',
  async (mode, shown, gone) => {
    const more = { ...ofCountry, meta: { dataSourceReset: mode } };
    const { load, again, action } = await opened([COUNTRY, sourced('Map', 'jsonForm', 'form', more)], {
      Country: 'DE',
      Map: [{ source: 'Mine' }],
    });
    const html = await load('c1');
    expect(html).toContain('value="Mine"');
    answers.form = {
      ...MAPPER,
      uiSchema: { ...MAPPER.uiSchema, label: 'Others' },
      data: [{ source: 'Other' }],
    };
    const after = await again({ ...formOf(html, action), c0: 'AT' }, 'c1');
    expect(after.html).toContain(shown);
    expect(after.html).not.toContain(gone);
  },
);

describe('with the reset “prompt”', () => {
  const OTHER = { ...MAPPER, uiSchema: { ...MAPPER.uiSchema, label: 'Others' }, data: [{ source: 'Other' }] };
  const changed = async () => {
    const more = { ...ofCountry, meta: { dataSourceReset: 'prompt' } };
    const variables = [COUNTRY, sourced('Map', 'jsonForm', 'form', more)];
    const form = await opened(variables, { Country: 'DE', Map: [{ source: 'Mine' }] });
    const typed = { ...formOf(await form.load('c1'), form.action), c0: 'AT', 'c1.r0.0': 'Typed' };
    answers.form = OTHER;
    return { ...form, typed, html: (await form.again(typed, 'c1')).html };
  };

  test('what was typed stays when there is something else, and somebody is asked whether to start over', async () => {
    const { html, save, stored } = await changed();
    expect(html).toContain('value="Typed"');
    expect(html).toContain('There is something else to choose from for Map now.');
    expect(html).toMatch(/name="anew" value="c1"/);
    expect((await save(html, {})).status).toBe(303);
    expect(await stored()).toMatchObject({ Country: 'AT', Map: [{ source: 'Typed' }] });
  });

  test('who starts over has the new form as it begins, and is asked nothing more', async () => {
    const { again, typed, save, stored } = await changed();
    const { html } = await again({ ...typed, anew: 'c1' }, 'c1');
    expect(html).toContain('value="Other"');
    expect(html).not.toMatch(/Typed|Start over/);
    expect((await save(html, {})).status).toBe(303);
    expect(await stored()).toMatchObject({ Map: [{ source: 'Other' }] });
  });
});

test('objects of another system are chosen with their fields', async () => {
  const { load, save, stored } = await opened([sourced('Objects', 'objectSelection', 'objects')], {
    Objects: [{ object: { key: 'lead' } }],
  });
  const html = await load('c0');
  expect(html).toContain('lead (not offered)');
  expect((await save(html, { 'c0.0': 'true', 'c0.0.1': 'true', 'c0.1': 'off' })).status).toBe(303);
  expect(await stored()).toEqual({
    Objects: [{ object: { key: 'deal', label: 'Deal' }, fields: [{ key: 'name' }] }],
  });
});

test('own fields are mapped to those of the customer, and a required one has to be', async () => {
  const { load, save, stored } = await opened([sourced('Fields', 'objectFieldMap', 'fields')], {
    Fields: { fields: [{ field: { key: 'note' }, mappedField: { key: 'was' } }] },
  });
  const html = await load('c0');
  expect(html).toContain('was (not offered)');
  const refused = await save(html, {});
  expect(refused.status).toBe(422);
  expect(refused.html).toContain('E-mail needs a field.');
  expect((await save(html, { 'c0.0': '0' })).status).toBe(303);
  expect(await stored()).toEqual({
    Fields: {
      fields: [
        {
          field: { key: 'mail', label: 'E-mail' },
          mappedObject: { key: 'contact' },
          mappedField: { key: 'email', label: 'Address' },
        },
        { field: { key: 'note' }, mappedField: { key: 'was' } },
      ],
    },
  });
});

test('a deployment is offered choices by what stands in its form, before anything is stored', async () => {
  const definition = shop([COUNTRY, sourced('Shop', 'picklist', 'shops', ofCountry)]);
  const integration = await publishedShop(desk, definition);
  const customer = await customerOf(desk);
  const { html } = await staff.get(`/instances/new?integration=${integration.id}&customer=${customer.id}`);
  expect(html).toContain('Fill in Country first');
  const form = { ...formOf(html, '/instances'), c0: 'AT' };
  const loaded = await staff.post('/instances/new/form?of=c1', form);
  expect(loaded.html).toContain('North');
  expect(calls).toEqual([{ country: 'AT' }]);
  const sent = { ...formOf(loaded.html, '/instances'), c1: 'n' };
  expect((await staff.post('/instances', sent)).status).toBe(303);
  expect(calls).toHaveLength(1);
});
