import { expect, test } from 'bun:test';
import { and, eq } from 'drizzle-orm';
import { configValues, connections } from '../../src/db/schema.ts';
import type { Store } from '../../src/db/store.ts';
import { Secret } from '../../src/lib/crypto.ts';
import { readConfigValues } from '../../src/models/config-values.ts';
import { makeConnectionRecords } from '../../src/models/connection-records.ts';
import { changeVersion, deployInstance } from '../../src/models/deployments.ts';
import { dropFact } from '../../src/models/settings-store.ts';
import { CONNECTION, configured, deployed, publishedNext, toolsFor, vault } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
const Shop = (number: number) => ({
  fields: { apiKey: `sk-live-${number}` },
  token: { access_token: `token-${number}` },
  filledIn: { baseUrl: 'https://a.example' },
});
const definition = configured([
  CONNECTION,
  { key: 'Pin', dataType: 'password' },
  { key: 'Region', dataType: 'string' },
]);
const valuesOf = async (id: string) =>
  Object.fromEntries((await readConfigValues(at.store.read, vault, id)).values);

/** Instances whose connections are sealed in their values, as Stepwell did before there were records. */
async function sealedOnes(count: number): Promise<string[]> {
  const first = await deployed(at.store, definition, { Shop: Shop(0), Pin: 'pin-0', Region: 'eu' });
  const ids = [first.instance.id];
  for (let number = 1; number < count; number++) {
    const configVariables = { Shop: Shop(number), Pin: `pin-${number}`, Region: 'eu' };
    const wanted = {
      customerId: first.customer.id,
      integrationId: first.integration.id,
      configVariables,
      paused: true,
    };
    ids.push((await deployInstance(toolsFor(at.store), wanted)).instance.id);
  }
  for (const [number, id] of ids.entries()) await sealAsBefore(id, 'Shop', Shop(number));
  await at.store.write(async (tx) => {
    await tx.delete(connections);
    await dropFact(tx, 'connections_are_records');
  });
  return ids;
}

async function sealAsBefore(id: string, key: string, value: unknown): Promise<void> {
  const place = { table: 'config_values', column: 'value', row: `${id}/${key}` };
  const set = {
    value: vault.seal(new Secret(JSON.stringify(value)), place),
    isSecret: true,
    connectionId: null,
  };
  const isIt = and(eq(configValues.instanceId, id), eq(configValues.key, key));
  await at.store.write((tx) => tx.update(configValues).set(set).where(isIt));
}

const everything = async () => ({
  connections: await at.store.read.select().from(connections),
  values: await at.store.read.select().from(configValues),
});

test('connections that lie sealed in values become records with all that they hold; passwords and the rest stay', async () => {
  const ids = await sealedOnes(3);
  const pins = async () => await at.store.read.select().from(configValues).where(eq(configValues.key, 'Pin'));
  const before = await pins();
  // What an older one has left is read as it was, too.
  expect(await valuesOf(ids[1] ?? '')).toEqual({ Shop: Shop(1), Pin: 'pin-1', Region: 'eu' });
  expect(await makeConnectionRecords(at.store, vault)).toBe(3);
  for (const [number, id] of ids.entries())
    expect(await valuesOf(id)).toEqual({ Shop: Shop(number), Pin: `pin-${number}`, Region: 'eu' });
  expect(await pins()).toEqual(before);
  for (const row of (await everything()).connections)
    expect(row).toMatchObject({
      component: 'http',
      key: 'apiKey',
      label: 'Shop',
      state: 'active',
      revision: 0,
    });
});

test('once it is done a start changes nothing, and looks at no value', async () => {
  await sealedOnes(2);
  await makeConnectionRecords(at.store, vault);
  const before = await everything();
  let writes = 0;
  const counting: Store = {
    ...at.store,
    read: at.store.read,
    write: (work) => {
      writes += 1;
      return at.store.write(work);
    },
  };
  expect(await makeConnectionRecords(counting, vault)).toBe(0);
  expect(writes).toBe(0);
  expect(await everything()).toEqual(before);
});

test('what was interrupted goes on with those that are left, and makes none twice', async () => {
  const ids = await sealedOnes(230);
  let writes = 0;
  const dying: Store = {
    ...at.store,
    read: at.store.read,
    write: (work) => {
      writes += 1;
      return writes === 3 ? Promise.reject(new Error('It is dead.')) : at.store.write(work);
    },
  };
  await expect(makeConnectionRecords(dying, vault)).rejects.toThrow('It is dead.');
  const half = (await everything()).connections;
  expect(half.length).toBeGreaterThan(50);
  expect(half.length).toBeLessThan(200);
  expect(await makeConnectionRecords(at.store, vault)).toBe(230 - half.length);
  const all = await everything();
  expect(all.connections).toHaveLength(230);
  expect(all.connections).toEqual(expect.arrayContaining(half));
  for (const number of [0, 99, 100, 229])
    expect((await valuesOf(ids[number] ?? '')).Shop).toEqual(Shop(number));
  expect(await makeConnectionRecords(at.store, vault)).toBe(0);
});

test('a connection of a version that was left is one of nothing until a version says what it is', async () => {
  const { instance, integration } = await deployed(at.store, configured([CONNECTION]), { Shop: Shop(1) });
  await publishedNext(at.store, integration.id, configured([]));
  await changeVersion(toolsFor(at.store), EVERYTHING, instance.id, 2);
  await sealAsBefore(instance.id, 'Shop', Shop(1));
  await at.store.write((tx) => tx.delete(connections));
  expect(await makeConnectionRecords(at.store, vault)).toBe(1);
  expect((await everything()).connections[0]).toMatchObject({ component: null, key: null, label: 'Shop' });
  await changeVersion(toolsFor(at.store), EVERYTHING, instance.id, 1);
  expect((await everything()).connections[0]).toMatchObject({ component: 'http', key: 'apiKey' });
  expect((await valuesOf(instance.id)).Shop).toMatchObject({ fields: Shop(1).fields, token: Shop(1).token });
});

test.each([
  ['was cut', (text: string) => text.slice(0, -9)],
  ['is of another place', (_: string, other: string) => other],
  ['is none', () => 'v1.nothing'],
])(
  'a sealed value that %s keeps nobody from starting: its own instance fails as it did',
  async (_what, damaged) => {
    const [first = '', second = ''] = await sealedOnes(2);
    const rows = (await everything()).values.filter(({ key }) => key === 'Shop');
    const textOf = (id: string) => rows.find(({ instanceId }) => instanceId === id)?.value ?? '';
    const set = { value: damaged(textOf(first), textOf(second)) };
    const isIt = and(eq(configValues.instanceId, first), eq(configValues.key, 'Shop'));
    await at.store.write((tx) => tx.update(configValues).set(set).where(isIt));
    expect(await makeConnectionRecords(at.store, vault)).toBe(1);
    expect((await valuesOf(second)).Shop).toEqual(Shop(1));
    await expect(readConfigValues(at.store.read, vault, first)).rejects.toThrow();
  },
);
