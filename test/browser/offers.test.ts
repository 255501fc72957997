import { beforeAll, expect, test } from 'bun:test';
import { createCatalog } from '../../src/components/catalog.ts';
import type { Component, Params } from '../../src/components/component.ts';
import { byKey } from '../../src/components/records.ts';
import { builtInComponents } from '../../src/components/registry.ts';
import type { ConfigVar } from '../../src/definition/document/schema.ts';
import { createIntegration } from '../../src/models/integrations.ts';
import { axeViolationsInBothThemes } from '../support/browser/axe.ts';
import { sidewaysScroll } from '../support/browser/checks.ts';
import { browsedDesk } from '../support/browser/served-app.ts';
import { shootInBothThemes } from '../support/browser/shots.ts';
import { deployedShop, shop } from '../web/staff/instances/deployments.ts';

const staff = browsedDesk({ role: 'admin', name: 'offers' });

const property = (name: string, more = {}) => ({ type: 'Control', scope: `#/properties/${name}`, ...more });
const OFFERED: Record<string, [type: string, result: unknown]> = {
  shops: ['picklist', [{ key: 'n', label: 'North' }, 'South']],
  form: [
    'jsonForm',
    {
      schema: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', description: 'As on invoices.' },
          sends: { type: 'boolean', title: 'Sends mails' },
          mail: { type: 'string', format: 'email' },
          from: { type: 'string', format: 'date' },
          kind: {
            oneOf: [
              { const: 'a', title: 'Business' },
              { const: 'b', title: 'Private' },
            ],
          },
          tags: { type: 'array', uniqueItems: true, items: { enum: ['new', 'sale'] } },
          lines: {
            type: 'array',
            items: {
              type: 'object',
              properties: { source: { type: 'string' }, target: { enum: ['id', 'name'] } },
            },
          },
        },
      },
      uiSchema: {
        type: 'Categorization',
        elements: [
          {
            type: 'Category',
            label: 'Shop',
            elements: [
              { type: 'HorizontalLayout', elements: [property('name'), property('from')] },
              property('sends'),
              property('mail', {
                rule: { effect: 'SHOW', condition: { scope: '#/properties/sends', schema: { const: true } } },
              }),
              { type: 'Group', label: 'More', elements: [property('kind'), property('tags')] },
            ],
          },
          { type: 'Category', label: 'Lines', elements: [property('lines')] },
        ],
      },
      data: { name: 'Nord', lines: [{ source: 'Id', target: 'id' }] },
    },
  ],
  objects: [
    'objectSelection',
    [{ object: { key: 'deal', label: 'Deal' }, fields: [{ key: 'id', label: 'Id' }], defaultSelected: true }],
  ],
  fields: [
    'objectFieldMap',
    {
      fields: [
        { field: { key: 'mail', label: 'E-mail of the customer' }, required: true },
        { field: { key: 'note' } },
      ],
      options: [
        { object: { key: 'contact' }, fields: [{ key: 'email', label: 'Address' }, { key: 'text' }] },
      ],
    },
  ],
  broken: ['picklist', new Error('Quota exceeded until noon')],
};

let path: string;
let preview: string;
let prompted: string;
beforeAll(async () => {
  const sources = Object.entries(OFFERED).map(([key, [dataSourceType, result]]) => ({
    ...{ key, dataSourceType, display: { label: key, description: '' }, inputs: [] },
    perform: async () => {
      if (result instanceof Error) throw result;
      return { result };
    },
  }));
  const ofCountry = {
    ...{ key: 'taxes', dataSourceType: 'jsonForm', display: { label: 'Taxes', description: '' } },
    inputs: [{ key: 'country', label: 'Country', type: 'string' as const }],
    perform: async (_context: unknown, { country }: Params) => ({
      result: {
        schema: { type: 'object', properties: { rate: { type: 'string', title: `Rate of ${country}` } } },
        data: { rate: `usual in ${country}` },
      },
    }),
  };
  const offering: Component = {
    ...{ key: 'stock', display: { label: 'Stock', description: '' }, actions: {}, triggers: {} },
    ...{ dataSources: byKey([...sources, ofCountry]), connections: [] },
  };
  staff.desk.deps.catalog = createCatalog([...builtInComponents(), offering]);
  const variable = (key: string, from: string): ConfigVar => ({
    ...{ key, dataType: OFFERED[from]?.[0] ?? '' },
    dataSource: { key: from, component: { key: 'stock' } },
  });
  const variables = [
    ...[variable('Shop', 'shops'), variable('Settings', 'form'), variable('Objects', 'objects')],
    ...[variable('Mapping', 'fields'), variable('Account', 'broken')],
  ];
  const values = {
    ...{ Shop: 'n', Account: 'main', Mapping: { fields: [] } },
    Settings: { name: 'Nord', lines: [{ source: 'Id', target: 'id' }] },
    Objects: [{ object: { key: 'deal' }, fields: [{ key: 'id' }] }],
  };
  const { id } = await staff.desk.deps.store.write((tx) => createIntegration(tx, shop(variables)));
  preview = `/integrations/${id}/configuration/preview`;
  const taxes: ConfigVar = {
    ...{ key: 'Taxes', dataType: 'jsonForm', meta: { dataSourceReset: 'prompt' } },
    dataSource: { key: 'taxes', component: { key: 'stock' } },
    inputs: { country: { type: 'configVar', value: 'Country' } },
  };
  const asked = shop([{ key: 'Country', dataType: 'string' }, taxes]);
  const chosen = { Country: 'DE', Taxes: { rate: '19' } };
  prompted = `${(await deployedShop(staff.desk, asked, chosen)).path}/configuration`;
  path = `${(await deployedShop(staff.desk, shop(variables), values)).path}/configuration`;
}, 180_000);

test.each([1440, 360])(
  'choices come once the page is there, rules follow the answers, and rows are added in place: %i px',
  async (width) => {
    const tab = await staff.open(path, { width });
    await tab.getByLabel('Name', { exact: true }).waitFor();
    await tab.getByText('Quota exceeded until noon').waitFor();
    await tab.getByRole('group', { name: 'Deal' }).or(tab.getByText('Fields of Deal')).first().waitFor();
    await tab.getByLabel('Sends mails').setChecked(false);
    await tab.getByLabel('Mail optional').waitFor({ state: 'detached' });
    await tab.getByLabel('Sends mails').check();
    await tab.getByLabel('Mail optional').waitFor();
    await tab.getByRole('button', { name: 'Add to Lines' }).click();
    await tab.getByRole('button', { name: /Move Lines 2 up/ }).waitFor();
    await tab.getByLabel('Mail optional').waitFor();
    expect(await sidewaysScroll(tab)).toEqual([]);
    await shootInBothThemes(tab, `offers-${width}`);
    expect(await axeViolationsInBothThemes(tab)).toEqual([]);
    expect(await tab.problems()).toEqual([]);
    // Enter saves, although buttons of lists come first.
    await tab.getByLabel('E-mail of the customer').selectOption({ label: 'Address' });
    await tab.getByLabel('Name of the instance').press('Enter');
    await tab.waitForURL((url) => !url.pathname.includes('configuration'), { timeout: 10_000 });
  },
  180_000,
);

test('without scripts all of it is done by buttons', async () => {
  const tab = await staff.open(path, { javaScript: false });
  expect(await tab.getByRole('button', { name: 'Load choices' }).count()).toBeGreaterThan(0);
}, 180_000);

test.each([1440, 390])(
  'the preview of a draft loads its choices with the values of tests, and says why some are not there: %i px',
  async (width) => {
    const tab = await staff.open(preview, { width });
    await tab.getByText('Quota exceeded until noon').waitFor();
    await tab.getByText('North', { exact: true }).waitFor({ state: 'attached' });
    expect(await tab.getByRole('button', { name: 'Retry' }).count()).toBe(1);
    expect(await sidewaysScroll(tab)).toEqual([]);
    await shootInBothThemes(tab, `preview-with-offers-${width}`);
    expect(await axeViolationsInBothThemes(tab)).toEqual([]);
    expect(await tab.problems()).toEqual([]);
  },
  180_000,
);

test('before answers are dropped since others can be given somebody is asked, and starts over', async () => {
  const tab = await staff.open(prompted, { width: 390 });
  await tab.getByLabel('Rate of DE').fill('7');
  await tab.getByLabel('Country').fill('AT');
  await tab.getByLabel('Country').blur();
  await tab.getByText('There is something else to choose from for Taxes now.').waitFor();
  expect(await tab.getByLabel('Rate of DE').inputValue()).toBe('7');
  await shootInBothThemes(tab, 'something-else-390');
  expect(await axeViolationsInBothThemes(tab)).toEqual([]);
  expect(await sidewaysScroll(tab)).toEqual([]);
  await tab.getByRole('button', { name: 'Start over with Taxes' }).click();
  expect(await tab.getByLabel('Rate of AT').inputValue()).toBe('usual in AT');
  expect(await tab.getByText('There is something else').count()).toBe(0);
  expect(await tab.problems()).toEqual([]);
}, 180_000);
