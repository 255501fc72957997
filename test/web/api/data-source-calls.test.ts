import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createCatalog } from '../../../src/components/catalog.ts';
import type { Component, DataSource } from '../../../src/components/component.ts';
import { byKey } from '../../../src/components/records.ts';
import { at, call, type Desk, issuePaths, openDesk, textAt } from '../../support/app.ts';

let desk: Desk;
let customerId: string;
const PASSWORD = 'correct-horse-battery';

const shops: DataSource = {
  key: 'shops',
  display: { label: 'Shops', description: '' },
  inputs: [
    { key: 'country', label: 'Country', type: 'string', default: 'DE' },
    { key: 'login', label: 'Login', type: 'password' },
  ],
  dataSourceType: 'picklist',
  perform: async ({ customer, logger }, { country, login, connection }) => {
    logger.info('asked with', login, connection);
    if (country === 'XX') throw new Error(`There is no XX: ${login}`);
    return { result: [`${customer.name} in ${country}`] };
  },
};

const stock: Component = {
  ...{ key: 'stock', display: { label: 'Stock', description: '' }, actions: {}, triggers: {} },
  dataSources: byKey([shops]),
  connections: [],
};

beforeAll(async () => {
  desk = openDesk();
  desk.deps.catalog = createCatalog([stock]);
  customerId = textAt(await call(desk.app, 'POST', '/customers', { name: 'Acme' }), 'id');
});
afterAll(async () => await desk.close());

const tried = (body: unknown, address = 'stock/data-sources/shops') =>
  call(desk.app, 'POST', `/components/${address}/calls`, body);

test('a data source is tried for a customer, with its defaults where nothing is given', async () => {
  expect((await tried({ customerId })).json).toMatchObject({ result: ['Acme in DE'], error: null });
  const inputs = { country: 'AT' };
  expect((await tried({ customerId, inputs })).json).toMatchObject({ result: ['Acme in AT'] });
});

test('why it failed is answered in its own words', async () => {
  const answer = await tried({ customerId, inputs: { country: 'XX' } });
  expect(answer.status).toBe(200);
  expect(at(answer, 'result')).toBeNull();
  expect(textAt(answer, 'error')).toStartWith('There is no XX');
});

test.each([
  ['as a password', { login: PASSWORD }],
  ['in an error', { login: PASSWORD, country: 'XX' }],
  ['in a connection', { connection: { key: 'basic', fields: { password: PASSWORD } } }],
  ['in a token', { connection: { key: 'oauth', token: { access_token: PASSWORD } } }],
  ['in a list', { connection: [{ apiKey: PASSWORD }] }],
])('a secret that is sent along is not answered: %s', async (_place, inputs) => {
  const { status, text } = await tried({ customerId, inputs });
  expect(status).toBe(200);
  expect(text).not.toContain(PASSWORD);
});

test.each([
  ['a component', 'stick/data-sources/shops'],
  ['a data source', 'stock/data-sources/shelves'],
  ['what every object has', 'stock/data-sources/constructor'],
])('there is no such data source: %s', async (_kind, address) => {
  expect((await tried({ customerId }, address)).status).toBe(404);
});

test('a customer that is not there, and a body that is not right, are refused', async () => {
  expect((await tried({ customerId: 'cus_none' })).status).toBe(404);
  expect(issuePaths(await tried({ inputs: {} }))).toEqual(['customerId']);
  expect(issuePaths(await tried({ customerId, inputs: 'all' }))).toEqual(['inputs']);
});
