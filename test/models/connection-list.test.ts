import { expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import { addConnection, deleteConnection, replaceConnection } from '../../src/models/connection-changes.ts';
import { getListedConnection, listConnections } from '../../src/models/connection-list.ts';
import { connectionsToRefresh } from '../../src/models/connection-states.ts';
import { usesOf } from '../../src/models/connection-uses.ts';
import { getConnection, updateConnection } from '../../src/models/connections.ts';
import { deployInstance } from '../../src/models/deployments.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import { noteLastRuns } from '../../src/models/instance-runs.ts';
import { getInstance } from '../../src/models/instances.ts';
import {
  CONNECTION,
  configured,
  customerNamed,
  deployed,
  refusal,
  toolsFor,
  vault,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const Shop = { fields: { apiKey: 'key-of-the-shop' } };
const tools = { vault, catalog: builtInCatalog };
const list = (viewer = EVERYTHING, filter = {}) =>
  listConnections(at.store.read, viewer, builtInCatalog, filter, { limit: 50 });
const shared = (customerId: string | null = null) =>
  at.store.write((tx) =>
    addConnection(tx, tools, {
      ...{ component: 'http', connection: 'apiKey', label: 'Shared', customerId },
      inputs: { apiKey: 'key-for-all' },
    }),
  );

test('the list says whose a connection is, how many instances use it and when a run of these last ended', async () => {
  const { instance, customer } = await deployed(at.store, configured([CONNECTION]), { Shop });
  const run = { id: 'exe_1', instanceId: instance.id, status: 'succeeded' as const, endedAt: 1234, size: 1 };
  await at.store.write((tx) => noteLastRuns(tx, [run]));
  await shared();
  const [all, used] = (await list()).items;
  expect(all).toMatchObject({ label: 'Shared', customerName: null, users: 0, usedAt: null });
  expect(used).toMatchObject({
    label: 'Shop',
    customerName: customer.name,
    users: 1,
    usedAt: 1234,
    state: 'active',
  });
  expect(JSON.stringify(used)).not.toContain('v1.');
});

test('customers see their own alone, by list and by id', async () => {
  await deployed(at.store, configured([CONNECTION]), { Shop });
  const [own] = (await list()).items;
  const everybodys = await shared();
  const nord = await customerNamed(at.store, 'Nord');
  const acme = viewerFor(own?.customerId ?? '');
  expect((await list(acme)).items.map(({ id }) => id)).toEqual([own?.id ?? '']);
  expect((await list(viewerFor(nord.id))).items).toEqual([]);
  const one = (id: string, viewer = acme) => getListedConnection(at.store.read, viewer, builtInCatalog, id);
  expect((await one(own?.id ?? '')).label).toBe('Shop');
  expect((await refusal(one(own?.id ?? '', viewerFor(nord.id)))).code).toBe('not_found');
  expect((await refusal(one(everybodys))).code).toBe('not_found');
});

test('a connection that takes the place of another is used from then on; that of another customer never does', async () => {
  const { instance, customer, integration } = await deployed(at.store, configured([CONNECTION]), { Shop });
  const [before] = (await list()).items;
  const by = await shared(customer.id);
  const foreign = await shared((await customerNamed(at.store, 'Nord')).id);
  const replace = (other: string) =>
    replaceConnection(toolsFor(at.store), EVERYTHING, { id: before?.id ?? '', by: other });
  expect((await refusal(replace(foreign))).code).toBe('invalid');
  await replace(by);
  expect(await usesOf(at.store.read, EVERYTHING, by, 9)).toMatchObject([
    { instanceId: instance.id, key: 'Shop' },
  ]);
  expect((await list()).items.map(({ id }) => id)).not.toContain(before?.id ?? '');
  expect(integration.id).not.toBe('');
});

test('what is deleted leaves instances in want of another; one that is removed holds nothing up', async () => {
  const { instance, customer, integration } = await deployed(at.store, configured([CONNECTION]), { Shop });
  const [own] = (await list()).items;
  const wanted = { customerId: customer.id, integrationId: integration.id, configVariables: { Shop } };
  const { instance: other } = await deployInstance(toolsFor(at.store), wanted);
  const [second] = (await list()).items;
  const move = { id: second?.id ?? '', by: own?.id ?? '' };
  await replaceConnection(toolsFor(at.store), EVERYTHING, move);
  await removeInstance(toolsFor(at.store), EVERYTHING, other.id);
  await deleteConnection(toolsFor(at.store), EVERYTHING, own?.id ?? '');
  expect((await getInstance(at.store.read, EVERYTHING, instance.id)).state).toBe('needs_configuration');
  expect((await list()).items).toEqual([]);
});

test('what is due to be renewed is found, longest due first, and nothing that is not active', async () => {
  const due = async (refreshAt: number | null, state: 'active' | 'error' = 'active') => {
    const id = await shared();
    const read = await getConnection(at.store.read, vault, id);
    await at.store.write((tx) => updateConnection(tx, vault, read, { refreshAt, state }));
    return id;
  };
  const [second, first] = [await due(200), await due(100)];
  await due(300);
  await due(null);
  await due(100, 'error');
  expect((await connectionsToRefresh(at.store.read, 250, 9)).map(({ id }) => id)).toEqual([first, second]);
});
