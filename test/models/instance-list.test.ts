import { expect, test } from 'bun:test';
import { deployInstance, setActive } from '../../src/models/deployments.ts';
import { getListedInstance, recentInstances } from '../../src/models/instance-list.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import { instanceNames } from '../../src/models/name-lookup.ts';
import { publishVersion } from '../../src/models/versions.ts';
import { customerNamed, deployed, refusal, toolsFor } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const list = (filter: Parameters<typeof recentInstances>[2] = {}, limit = 10, cursor?: string) =>
  recentInstances(at.store.read, EVERYTHING, filter, { limit, cursor });
const namesOf = ({ items }: { items: { name: string }[] }) => items.map(({ name }) => name);

test('instances come newest first, with the names around them and the newest version', async () => {
  const { integration, customer } = await deployed(at.store);
  const target = {
    customerId: customer.id,
    integrationId: integration.id,
    name: 'Second',
    configVariables: {},
  };
  await deployInstance(toolsFor(at.store), target);
  await at.store.write((tx) => publishVersion(tx, integration.id, ''));
  const first = await list({}, 1);
  expect(first.items[0]).toMatchObject({
    name: 'Second',
    customerName: 'Acme',
    integrationName: 'Orders',
    version: 1,
    publishedVersion: 2,
  });
  expect(namesOf(await list({}, 1, first.nextCursor ?? ''))).toEqual(['Orders']);
});

test('they are found by their name, their customer’s, and by state; removed ones by nothing', async () => {
  const { instance, integration, customer } = await deployed(at.store);
  const other = await customerNamed(at.store, 'Halden');
  const target = { customerId: other.id, integrationId: integration.id, name: 'Outlet', configVariables: {} };
  const second = await deployInstance(toolsFor(at.store), target);
  expect(namesOf(await list({ text: 'OUT' }))).toEqual(['Outlet']);
  expect(namesOf(await list({ text: 'acme' }))).toEqual(['Orders']);
  expect(namesOf(await list({ customer: other.id, integration: integration.id }))).toEqual(['Outlet']);
  expect(namesOf(await list({ customer: customer.id, text: 'out' }))).toEqual([]);
  await setActive(toolsFor(at.store), EVERYTHING, second.instance.id, false);
  expect(namesOf(await list({ state: 'paused' }))).toEqual(['Outlet']);
  expect(namesOf(await list({ state: 'failing' }))).toEqual([]);
  await removeInstance(toolsFor(at.store), EVERYTHING, instance.id);
  expect(namesOf(await list())).toEqual(['Outlet']);
  expect((await refusal(getListedInstance(at.store.read, EVERYTHING, instance.id))).code).toBe('not_found');
  expect(await instanceNames(at.store.read, EVERYTHING, [instance.id])).toEqual(
    new Map([[instance.id, 'Orders']]),
  );
});

test('one instance is seen by its customer, and by no other', async () => {
  const { instance, customer } = await deployed(at.store);
  const own = viewerFor(customer.id);
  expect((await getListedInstance(at.store.read, own, instance.id)).customerName).toBe('Acme');
  const other = viewerFor('cus_other');
  expect((await refusal(getListedInstance(at.store.read, other, instance.id))).code).toBe('not_found');
});
