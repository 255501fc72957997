import { afterEach, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { openBlobs } from '../../src/db/blobs.ts';
import { remembered } from '../../src/db/cached.ts';
import { customers, installation, instances } from '../../src/db/schema.ts';
import type { Database, Store } from '../../src/db/store.ts';
import { createCustomer, updateCustomer } from '../../src/models/customers.ts';
import { targetOf } from '../../src/models/deployments.ts';
import { enqueue } from '../../src/models/executions.ts';
import { changeInstance } from '../../src/models/instances.ts';
import { deleteIntegration } from '../../src/models/integration-trash.ts';
import { openNewStore } from '../support/new-store.ts';
import { deployed } from '../support/records.ts';
import { temporaryFolder } from './folder.ts';

const folderOf = temporaryFolder();
let store: Store;
beforeEach(() => {
  const folder = folderOf();
  store = openNewStore(join(folder, 'stepwell.db'), openBlobs(join(folder, 'blobs')));
});
afterEach(() => store.close());

/** Asks for a customer's name, and counts how often the database was. */
function names() {
  const asked: string[] = [];
  const nameOf = remembered<string>(async (db, id) => {
    asked.push(id);
    return (await db.select().from(customers).where(eq(customers.id, id)))[0]?.name;
  });
  return { asked, nameOf: (id: string) => nameOf(store, id) };
}

const FIELDS = { name: 'Before', externalId: null, description: '', labels: [], limits: {} };
const customer = () => store.write((tx) => createCustomer(tx, FIELDS));

async function isNoticed(work: (tx: Database) => Promise<unknown>): Promise<boolean> {
  const before = store.deploymentRevision;
  await store.write(work).catch(() => undefined);
  return store.deploymentRevision !== before;
}

test('what was found is asked for once, and again after any change of a deployment', async () => {
  const { id } = await customer();
  const { asked, nameOf } = names();
  expect([await nameOf(id), await nameOf(id)]).toEqual(['Before', 'Before']);
  expect(asked).toEqual([id]);
  await store.write((tx) => updateCustomer(tx, id, { name: 'After' }));
  expect([await nameOf(id), await nameOf(id)]).toEqual(['After', 'After']);
  expect(asked).toEqual([id, id]);
});

test('what was not found is asked for each time, so that strangers fill no memory', async () => {
  const { asked, nameOf } = names();
  expect([await nameOf('nobody'), await nameOf('nobody')]).toEqual([undefined, undefined]);
  expect(asked).toEqual(['nobody', 'nobody']);
});

test('what was read before a commit is not kept after it', async () => {
  const { id } = await customer();
  const { nameOf } = names();
  const reads: Promise<string | undefined>[] = [];
  await store.write(async (tx) => {
    reads.push(nameOf(id));
    await updateCustomer(tx, id, { name: 'After' });
    reads.push(nameOf(id));
  });
  expect(await Promise.all(reads)).toEqual(['Before', 'Before']);
  expect(await nameOf(id)).toBe('After');
});

test('every way of changing a deployment is noticed', async () => {
  const { instance } = await deployed(store);
  const { id, customerId, integrationId } = instance;
  expect(await isNoticed((tx) => createCustomer(tx, FIELDS))).toBe(true);
  expect(await isNoticed((tx) => updateCustomer(tx, customerId, { name: 'Other' }))).toBe(true);
  expect(await isNoticed((tx) => changeInstance(tx, id, { state: 'paused' }))).toBe(true);
  // The instance and its addresses go with what they belong to.
  const before = store.deploymentRevision;
  await deleteIntegration(store, integrationId, () => undefined);
  expect(store.deploymentRevision).not.toBe(before);
  expect(await store.read.select().from(instances)).toEqual([]);
});

test('what runs do is not taken for a change of a deployment, nor is a write that fails', async () => {
  const { instance } = await deployed(store);
  expect(await isNoticed((tx) => tx.insert(installation).values({ name: 'a', value: '' }))).toBe(false);
  const payload = { bytes: Buffer.from('{}') };
  const run = { ...targetOf(instance, 'Main'), kind: 'webhook' as const, payload };
  expect(await isNoticed((tx) => enqueue(tx, run))).toBe(false);
  expect(
    await isNoticed(async (tx) => {
      await changeInstance(tx, instance.id, { state: 'paused' });
      throw new Error('No.');
    }),
  ).toBe(false);
});

test('a write that stalls takes none of that away', async () => {
  const { id } = await customer();
  const { nameOf } = names();
  expect(await nameOf(id)).toBe('Before');
  const stalled = store.write(() => new Promise((resolve) => setTimeout(resolve, 5)));
  await stalled.catch(() => undefined);
  await store.write((tx) => updateCustomer(tx, id, { name: 'After' }));
  expect(await nameOf(id)).toBe('After');
});

test('the oldest are let go of before there are too many', async () => {
  const loaded: string[] = [];
  const itself = remembered<string>(async (_, key) => {
    loaded.push(key);
    return key;
  });
  for (let n = 0; n < 2001; n++) await itself(store, `${n}`);
  loaded.length = 0;
  await itself(store, '2000');
  await itself(store, '0');
  expect(loaded).toEqual(['0']);
});
