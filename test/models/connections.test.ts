import { expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { configValues, connections, instances } from '../../src/db/schema.ts';
import { createVault } from '../../src/lib/crypto.ts';
import { readConfigValues } from '../../src/models/config-values.ts';
import { getConnection, updateConnection, usedBy } from '../../src/models/connections.ts';
import { deleteCustomer } from '../../src/models/customers.ts';
import {
  changeVersion,
  deployInstance,
  setConfigVariables,
  updateInstance,
} from '../../src/models/deployments.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import { deleteIntegration } from '../../src/models/integration-trash.ts';
import {
  CONNECTION,
  configured,
  deployed,
  publishedNext,
  refusal,
  toolsFor,
  vault,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const Shop = { fields: { apiKey: 'key-of-the-shop' }, token: { access_token: 'token-of-the-shop' } };
const OTHER = { ...CONNECTION, key: 'Bank', connection: { key: 'basic', component: { key: 'http' } } };
const optional = (key: string, dataType: string) => ({ key, dataType, defaultValue: 'x' });

const rows = async () => await at.store.read.select().from(connections);
async function only() {
  const [row, ...more] = await rows();
  if (!row || more.length > 0) throw new Error(`There are ${more.length + (row ? 1 : 0)} connections.`);
  return row;
}
const valuesOf = async (id: string) =>
  Object.fromEntries((await readConfigValues(at.store.read, vault, id)).values);
const set = async (id: string, values: Record<string, unknown>) =>
  await setConfigVariables(toolsFor(at.store), EVERYTHING, id, values);

test('a connection that is given to an instance is a record of its customer, and the value only points to it', async () => {
  const { instance, customer } = await deployed(at.store, configured([CONNECTION, OTHER]), {
    Shop,
    Bank: Shop,
  });
  expect(
    (await rows()).map(({ label, component, key, state }) => ({ label, component, key, state })),
  ).toEqual([
    { label: 'Shop', component: 'http', key: 'apiKey', state: 'active' },
    { label: 'Bank', component: 'http', key: 'basic', state: 'active' },
  ]);
  for (const row of await rows()) {
    expect(row.id).toStartWith('con_');
    expect(row.customerId).toBe(customer.id);
    expect(await usedBy(at.store.read, row.id)).toEqual([instance.id]);
    const [value] = await at.store.read
      .select()
      .from(configValues)
      .where(eq(configValues.connectionId, row.id));
    expect(JSON.parse(value?.value ?? '')).toEqual({ connection: row.id });
    expect(value?.isSecret).toBe(false);
    expect((await getConnection(at.store.read, vault, row.id)).held).toEqual(Shop);
  }
});

test('a connection that is set again is the same record, and only the part that is another is sealed anew', async () => {
  const { instance } = await deployed(at.store, configured([CONNECTION]), { Shop });
  const before = await only();
  await set(instance.id, { Shop: { fields: { apiKey: 'another-key-1' }, token: '***' } });
  const after = await only();
  expect(after).toMatchObject({ id: before.id, token: before.token, revision: before.revision + 1 });
  expect(after.fields).not.toBe(before.fields);
  expect(await valuesOf(instance.id)).toEqual({ Shop: { ...Shop, fields: { apiKey: 'another-key-1' } } });
});

test('what was sealed for one connection, or for another part of it, opens nowhere else', async () => {
  await deployed(at.store, configured([CONNECTION, OTHER]), { Shop, Bank: Shop });
  const [shop, bank] = await rows();
  if (!shop || !bank) throw new Error('There are no two connections.');
  const swaps = [
    { fields: bank.fields },
    { token: bank.token },
    { fields: shop.token ?? '' },
    { filledIn: shop.fields },
  ];
  for (const swap of swaps) {
    await at.store.write((tx) => tx.update(connections).set(swap).where(eq(connections.id, shop.id)));
    await expect(getConnection(at.store.read, vault, shop.id)).rejects.toThrow();
    const { fields, token, filledIn } = shop;
    const back = { fields, token, filledIn };
    await at.store.write((tx) => tx.update(connections).set(back).where(eq(connections.id, shop.id)));
  }
  const other = createVault(Buffer.alloc(32, 8));
  await expect(getConnection(at.store.read, other, shop.id)).rejects.toThrow('another vault key');
});

test('no value of a customer points to a connection of another, and no JSON that somebody gives is a pointer', async () => {
  const json = { key: 'Any', dataType: 'jsonForm' };
  const first = await deployed(at.store, configured([CONNECTION]), { Shop });
  const { id } = await only();
  const pointer = { connection: id };
  const second = await deployed(at.store, configured([json]), { Any: pointer });
  expect(await valuesOf(second.instance.id)).toEqual({ Any: pointer });
  const refused = await refusal(set(first.instance.id, { Shop: 'con_x' }));
  expect(refused.message).toContain('missing or wrong');
  const moved = { connectionId: id, value: JSON.stringify(pointer) };
  await at.store.write((tx) =>
    tx.update(configValues).set(moved).where(eq(configValues.instanceId, second.instance.id)),
  );
  await expect(readConfigValues(at.store.read, vault, second.instance.id)).rejects.toThrow('of its own');
});

test('a change is made on what was read: of two at the same time the second is refused', async () => {
  await deployed(at.store, configured([CONNECTION]), { Shop });
  const read = await getConnection(at.store.read, vault, (await only()).id);
  const held = { fields: { apiKey: 'first-change' } };
  await at.store.write((tx) => updateConnection(tx, vault, read, { held }));
  const late = at.store.write((tx) => updateConnection(tx, vault, read, { held: { fields: {} } }));
  expect((await refusal(late)).code).toBe('conflict');
  expect((await getConnection(at.store.read, vault, read.row.id)).held).toEqual(held);
});

test('two instances that share a connection both see its change, and both are told to read it again', async () => {
  const one = await deployed(at.store, configured([CONNECTION]), { Shop });
  const wanted = {
    customerId: one.customer.id,
    integrationId: one.integration.id,
    configVariables: { Shop },
  };
  const { instance: two } = await deployInstance(toolsFor(at.store), wanted);
  const [first, second] = await rows();
  if (!first || !second) throw new Error('There are no two connections.');
  await at.store.write(async (tx) => {
    const pointer = { connectionId: first.id, value: JSON.stringify({ connection: first.id }) };
    await tx.update(configValues).set(pointer).where(eq(configValues.instanceId, two.id));
    await tx.delete(connections).where(eq(connections.id, second.id));
  });
  const revision = async () =>
    (await at.store.read.select().from(instances).where(eq(instances.id, two.id)))[0]?.revision ?? 0;
  const before = await revision();
  await set(one.instance.id, { Shop: { fields: { apiKey: 'for-both-of-them' } } });
  expect((await valuesOf(two.id)).Shop).toMatchObject({ fields: { apiKey: 'for-both-of-them' } });
  expect(await revision()).toBe(before + 1);
  // With the first of them it stays, with the last it goes.
  await updateInstance(toolsFor(at.store), EVERYTHING, one.instance.id, { unset: ['Shop'] });
  expect(await rows()).toHaveLength(1);
  await updateInstance(toolsFor(at.store), EVERYTHING, two.id, { unset: ['Shop'] });
  expect(await rows()).toEqual([]);
});

const plain = configured([CONNECTION, optional('Region', 'string')]);

test.each<[what: string, (of: Awaited<ReturnType<typeof deployed>>) => Promise<unknown>, left: number]>([
  [
    'is taken away',
    ({ instance }) => updateInstance(toolsFor(at.store), EVERYTHING, instance.id, { unset: ['Shop'] }),
    0,
  ],
  [
    'is taken away with one that was never there',
    ({ instance }) =>
      updateInstance(toolsFor(at.store), EVERYTHING, instance.id, { unset: ['Shop', 'Bank'] }),
    0,
  ],
  [
    'is of a customer that is deleted',
    ({ customer }) => deleteCustomer(at.store, EVERYTHING, customer.id, () => undefined),
    0,
  ],
  [
    'is of an integration that is deleted',
    ({ integration }) => deleteIntegration(at.store, integration.id, () => undefined),
    0,
  ],
  [
    'is of a removed instance, which may come back',
    ({ instance }) => removeInstance(toolsFor(at.store), EVERYTHING, instance.id),
    1,
  ],
  ['is not named by a change', ({ instance }) => set(instance.id, { Region: 'eu' }), 1],
  [
    'is not given back by a form',
    ({ instance }) => set(instance.id, { Shop: { fields: { apiKey: '***' } } }),
    1,
  ],
])('a connection whose value %s: as many records are left as are used', async (_what, change, left) => {
  await change(await deployed(at.store, plain, { Shop }));
  expect(await rows()).toHaveLength(left);
});

test.each([
  ['a text', 'string', 'typed', { isSecret: false }],
  ['a password', 'password', 'typed-secret', { isSecret: true }],
  ['JSON that looks like a connection', 'jsonForm', Shop, { isSecret: false }],
])(
  'where a later version asks for %s under the same name, what is given takes the place of the connection',
  async (_what, dataType, value, stored) => {
    const { instance, integration } = await deployed(at.store, configured([CONNECTION]), { Shop });
    await publishedNext(at.store, integration.id, configured([{ key: 'Shop', dataType }]));
    await changeVersion(toolsFor(at.store), EVERYTHING, instance.id, 2);
    expect(await rows()).toHaveLength(1);
    await set(instance.id, { Shop: value });
    expect(await valuesOf(instance.id)).toEqual({ Shop: value });
    expect(await rows()).toEqual([]);
    const [row] = await at.store.read.select().from(configValues);
    expect(row).toMatchObject({ ...stored, connectionId: null });
  },
);

test('a version that connects with another component under the same name makes the record one of that', async () => {
  const { instance, integration } = await deployed(at.store, configured([CONNECTION]), { Shop });
  const next = { ...CONNECTION, connection: { key: 'oauth2', component: { key: 'erp' } } };
  await publishedNext(at.store, integration.id, configured([next]));
  await publishedNext(at.store, integration.id, configured([]));
  const { id } = await only();
  const after = async (version: number) => {
    await changeVersion(toolsFor(at.store), EVERYTHING, instance.id, version);
    const { id, component, key } = await only();
    return { id, component, key };
  };
  expect(await after(2)).toEqual({ id, component: 'erp', key: 'oauth2' });
  expect(await after(3)).toEqual({ id, component: 'erp', key: 'oauth2' });
  expect(await after(1)).toEqual({ id, component: 'http', key: 'apiKey' });
});
