import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBlobs } from '../../src/db/blobs.ts';
import type { Store } from '../../src/db/store.ts';
import { createVault } from '../../src/lib/crypto.ts';
import { getCustomer } from '../../src/models/customers.ts';
import { createIdempotency, type Idempotency } from '../../src/models/idempotency.ts';
import { getFact, setFact } from '../../src/models/settings-store.ts';
import { openNewStore } from '../support/new-store.ts';
import { customerNamed } from '../support/records.ts';
import { EVERYTHING } from '../support/viewers.ts';

const vault = createVault(new Uint8Array(32));
let folder: string;
let store: Store;
let keys: Idempotency;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwell-keys-'));
  store = openNewStore(join(folder, 'db'), openBlobs(join(folder, 'blobs')));
  keys = createIdempotency(store, vault);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

let runs = 0;
/** Writes something that counts, and answers. */
const effect =
  (status = 201) =>
  async (given: Store) => {
    runs += 1;
    await given.write((tx) => setFact(tx, 'effects', String(runs)));
    return { status, text: `run ${runs}` };
  };
beforeEach(() => {
  runs = 0;
});

/** As after a crash: another process, which knows nothing of what was under way. */
const restarted = () => createIdempotency(store, vault);
const never = () => new Promise<never>(() => undefined);

test('a request sent again is answered as the first time, and takes effect once', async () => {
  expect(await keys.once('k', 'request', effect())).toEqual({ status: 201, text: 'run 1', isRepeat: false });
  expect(await keys.once('k', 'request', effect())).toEqual({ status: 201, text: 'run 1', isRepeat: true });
  expect(await restarted().once('k', 'request', effect())).toMatchObject({ text: 'run 1', isRepeat: true });
  expect(await getFact(store.read, 'effects')).toBe('1');
});

test('an answer is kept sealed: it may hold a key', async () => {
  await keys.once('k', 'request', async () => ({ status: 201, text: 'the-key-of-a-flow' }));
  const files = readdirSync(folder).filter((name) => name.startsWith('db'));
  const bytes = Buffer.concat(files.map((name) => readFileSync(join(folder, name))));
  expect(bytes.includes('idempotency_keys')).toBe(true);
  expect(bytes.includes('the-key-of-a-flow')).toBe(false);
});

test('a refusal is kept like any answer', async () => {
  const refuse = async () => ({ status: 409, text: 'no' });
  await keys.once('k', 'request', refuse);
  expect(await keys.once('k', 'request', effect())).toEqual({ status: 409, text: 'no', isRepeat: true });
});

test('a key belongs to the request that it first came with', async () => {
  await keys.once('k', 'request', effect());
  await expect(keys.once('k', 'another', effect())).rejects.toMatchObject({ code: 'invalid' });
  expect(await keys.once('other', 'another', effect())).toMatchObject({ text: 'run 2' });
});

test('of many at the same time one runs, and the others are told to wait', async () => {
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, () => keys.once('k', 'request', effect())),
  );
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  for (const each of tries)
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'conflict' });
  expect(runs).toBe(1);
});

test('another request with the key of one under way is refused as such', async () => {
  void keys.once('k', 'request', never);
  await expect(keys.once('k', 'another', effect())).rejects.toMatchObject({ code: 'invalid' });
});

test('a failure that took no effect leaves the key free', async () => {
  const fail = async () => ({ status: 500, text: 'sorry' });
  expect(await keys.once('k', 'request', fail)).toMatchObject({ status: 500, isRepeat: false });
  const thrown = async () => {
    throw new Error('unforeseen');
  };
  await expect(keys.once('k', 'request', thrown)).rejects.toThrow('unforeseen');
  expect(await restarted().once('k', 'request', effect())).toMatchObject({ text: 'run 1' });
});

test('a failure after the effect does not let it happen twice', async () => {
  const half = async (given: Store) => {
    await effect()(given);
    throw new Error('unforeseen');
  };
  await expect(keys.once('k', 'request', half)).rejects.toThrow('unforeseen');
  await expect(restarted().once('k', 'request', effect())).rejects.toMatchObject({ code: 'conflict' });
  expect(runs).toBe(1);
});

test('a request whose process ended before its effect is run by the next one', async () => {
  void keys.once('k', 'request', never);
  await store.write(async () => undefined);
  expect(await restarted().once('k', 'request', effect())).toMatchObject({ text: 'run 1', isRepeat: false });
});

test('a request whose process ended after its effect is not run again', async () => {
  const reached = Promise.withResolvers<void>();
  void keys.once('k', 'request', async (given) => {
    await effect()(given);
    reached.resolve();
    return await never();
  });
  await reached.promise;
  await expect(restarted().once('k', 'request', effect())).rejects.toMatchObject({ code: 'conflict' });
  expect(runs).toBe(1);
});

test('a request with a key sees what it has written itself, and that the store has changed', async () => {
  await keys.once('fresh', 'request', async (given) => {
    const before = { revision: given.revision, deployments: given.deploymentRevision };
    const { id } = await customerNamed(given, 'Acme');
    expect(given.revision).not.toBe(before.revision);
    expect(given.deploymentRevision).not.toBe(before.deployments);
    expect((await getCustomer(given.read, EVERYTHING, id)).name).toBe('Acme');
    return { status: 201, text: '{}' };
  });
});
