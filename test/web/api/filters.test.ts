/** What a page's list can be narrowed by, the API's list can, by the same names. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { listedIds, listedNames } from '../../support/api-lists.ts';
import { deployedShop, publishChange, shopDefinition, shopValues } from '../../support/api-records.ts';
import { ran } from '../../support/api-runs.ts';
import { call, issuePaths, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app, deps } = desk;
afterAll(desk.close);

let shop: Awaited<ReturnType<typeof deployedShop>>;
let second: string;
let failing: string;
beforeAll(async () => {
  const make = (path: string, body: object) => call(app, 'POST', path, body);
  shop = await deployedShop(app, 'Acme Trading');
  await make('/customers', { name: 'Nordwind', externalId: 'crm-77', labels: ['gold', 'eu'] });
  await make('/customers', { name: 'Zephyr', labels: ['golden'] });
  await make('/integrations', {
    name: 'Invoices',
    description: 'To the ledger',
    category: 'ERP',
    labels: ['paid'],
  });
  await make('/integrations', { name: 'Leads', category: 'CRM', labels: ['paid in full'] });
  await publishChange(app, shop.integrationId, { ...shopDefinition, description: 'Changed' });
  const deploy = async (name: string, more = {}) =>
    textAt(
      await make('/instances', {
        integrationId: shop.integrationId,
        customerId: shop.customerId,
        configVariables: shopValues,
        name,
        ...more,
      }),
      'id',
    );
  second = await deploy('Outlet', { paused: true });
  failing = await deploy('Broken');
  const error = { message: 'It broke.', step: 'note' };
  await ran(deps, failing, [], { status: 'failed', error });
  await ran(deps, shop.instanceId, []);
});

describe('a list is narrowed by', () => {
  test.each([
    ['a part of a customer’s name, whatever its case', '/customers?q=NORD', ['Nordwind']],
    ['a part of a customer’s external id', '/customers?q=crm-7', ['Nordwind']],
    ['a customer’s label, which is the whole one', '/customers?label=gold', ['Nordwind']],
    ['a customer’s name and label', '/customers?q=zeph&label=gold', []],
    ['a part of an integration’s name', '/integrations?q=voice', ['Invoices']],
    ['a part of an integration’s name, by the former parameter', '/integrations?name=voice', ['Invoices']],
    ['a part of an integration’s description', '/integrations?description=LEDGER', ['Invoices']],
    ['an integration’s label', '/integrations?label=paid', ['Invoices']],
    ['an integration’s category', '/integrations?category=CRM', ['Leads']],
    ['that an integration has a version', '/integrations?state=published', ['Shop']],
    ['that a draft is not published', '/integrations?state=draft', ['Invoices', 'Leads']],
    ['a part of an instance’s name', '/instances?q=outl', ['Outlet']],
    ['a part of the name of an instance’s customer', '/instances?q=trading', ['Shop', 'Outlet', 'Broken']],
    ['the version of an instance', '/instances?version=1', ['Shop']],
    ['that what ran last on an instance has failed', '/instances?state=failing', ['Broken']],
    ['that an instance is active', '/instances?state=active', ['Shop', 'Broken']],
    ['name, version and state of an instance', '/instances?q=o&version=2&state=paused', ['Outlet']],
  ])('%s', async (_, path, names) => {
    expect(await listedNames(app, path)).toEqual(names);
  });

  test('a component’s words, whatever their case', async () => {
    const found = await call(app, 'GET', '/components?q=HTTP');
    expect(found.text).toContain('"key":"http"');
    expect(found.text).not.toContain('"key":"branch"');
    expect((await call(app, 'GET', '/components?q=no such words')).json).toMatchObject({ items: [] });
  });

  test('all that the list of executions can be narrowed by', async () => {
    const { customerId, integrationId } = shop;
    const common = `customer=${customerId}&integration=${integrationId}&flow=Orders&from=2020-01-01T00:00:00Z`;
    expect(await listedIds(app, `/executions?${common}&status=failed&instance=${failing}`)).toHaveLength(1);
    expect(await listedIds(app, `/executions?${common}&instance=${second}`)).toEqual([]);
    expect(await listedIds(app, `/executions?${common}&to=2020-02-01T00:00:00Z`)).toEqual([]);
  });
});

test('a page of what was found goes on where the page before ended', async () => {
  const first = await call(app, 'GET', '/instances?q=trading&limit=2');
  const cursor = textAt(first, 'nextCursor');
  expect(await listedNames(app, `/instances?q=trading&limit=2&cursor=${cursor}`)).toEqual(['Broken']);
});

describe('what cannot be looked for is refused, by name:', () => {
  test.each([
    [`/customers?q=${'x'.repeat(201)}`, 'q'],
    ['/customers?labels=gold', 'labels'],
    ['/integrations?state=archived', 'state'],
    [`/integrations?description=${'x'.repeat(201)}`, 'description'],
    ['/instances?version=0', 'version'],
    ['/instances?version=1.5', 'version'],
    ['/instances?version=9999999999', 'version'],
    ['/instances?state=removed', 'state'],
    ['/components?q=a&q=b', 'q'],
  ])('%.40s', async (path, parameter) => {
    const refused = await call(app, 'GET', path);
    expect([refused.status, issuePaths(refused)]).toEqual([400, [parameter]]);
  });
});
