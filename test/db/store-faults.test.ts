import { Database as Sqlite } from 'bun:sqlite';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { openBlobs } from '../../src/db/blobs.ts';
import { installation } from '../../src/db/schema.ts';
import { openStore } from '../../src/db/sqlite/store.ts';
import type { Database, Store } from '../../src/db/store.ts';
import { StorageError } from '../../src/lib/storage-error.ts';
import { temporaryFolder } from './folder.ts';

const folderOf = temporaryFolder();
let store: Store;
let other: Sqlite;
let told: (string | undefined)[];
beforeEach(() => {
  const folder = folderOf();
  const path = join(folder, 'stepwell.db');
  told = [];
  const onCondition = (condition: StorageError | undefined) => told.push(condition?.fault);
  store = openStore(path, openBlobs(join(folder, 'blobs')), { onCondition });
  other = new Sqlite(path);
});
afterEach(async () => {
  other.close();
  await store.close();
});

const put = (tx: Database, name: string) => tx.insert(installation).values({ name, value: '' });
const write = (name: string) => store.write((tx) => put(tx, name));
const names = async () => (await store.read.select().from(installation)).map((row) => row.name).sort();
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const outcomeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'written',
    (error) => (error instanceof StorageError ? error.fault : error),
  );

/** Another program that holds the only lock for writing until it is told to let go. */
function lockedElsewhere(): () => void {
  other.run('BEGIN IMMEDIATE');
  return () => other.run('ROLLBACK');
}

test('while another program holds the lock, reads go on and the thread is free', async () => {
  const unlock = lockedElsewhere();
  let isDone = false;
  const waiting = write('waits').then(() => {
    isDone = true;
  });
  const before = process.cpuUsage();
  for (let turns = 0; turns < 200; turns++) await turn();
  expect(await names()).toEqual([]);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(2000);
  expect(isDone).toBe(false);
  unlock();
  await waiting;
  expect(await names()).toEqual(['waits']);
  expect(told).toEqual([]);
});

test('writes that waited for a lock are done once each, in their order', async () => {
  const unlock = lockedElsewhere();
  const order: number[] = [];
  const waiting = Array.from({ length: 1200 }, (_, at) =>
    store.write(async (tx) => {
      await put(tx, String(at).padStart(4, '0'));
      order.push(at);
    }),
  );
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(order).toEqual([]);
  unlock();
  await Promise.all(waiting);
  expect(order).toEqual(Array.from({ length: 1200 }, (_, at) => at));
  expect(await names()).toHaveLength(1200);
});

test('a write waits five seconds for a lock and is refused then; one that came later waits on', async () => {
  const unlock = lockedElsewhere();
  const early = outcomeOf(write('early'));
  const first = performance.now();
  await Bun.sleep(3000);
  const late = outcomeOf(write('late'));
  expect(await early).toBe('busy');
  expect(performance.now() - first).toBeGreaterThan(4900);
  expect([store.condition?.fault, told]).toEqual(['busy', ['busy']]);
  unlock();
  expect(await late).toBe('written');
  expect(await names()).toEqual(['late']);
  expect([store.condition, told]).toEqual([undefined, ['busy', undefined]]);
}, 180_000);

test('closing waits for the lock as a write does, and loses nothing', async () => {
  const unlock = lockedElsewhere();
  const waiting = outcomeOf(write('last'));
  const closed = store.close();
  for (let turns = 0; turns < 20; turns++) await turn();
  unlock();
  expect(await waiting).toBe('written');
  await closed;
  expect(other.query('SELECT name FROM installation').all()).toEqual([{ name: 'last' }]);
  store = openStore(':memory:', store.blobs);
});

/** Leaves the database no room beyond the pages it has. */
const cramp = () => store.write(async (tx) => void (await tx.values(sql`PRAGMA max_page_count = 1`)));
const widen = () => store.write(async (tx) => void (await tx.values(sql`PRAGMA max_page_count = 1000000`)));
const putLarge = (tx: Database, name: string) =>
  tx.insert(installation).values({ name, value: 'x'.repeat(200_000) });

test('on a full disk a write is refused with words, and its neighbours are kept or refused as they are told', async () => {
  await cramp();
  const outcomes = await Promise.all([
    outcomeOf(write('before')),
    outcomeOf(store.write((tx) => putLarge(tx, 'large'))),
    outcomeOf(write('after')),
  ]);
  expect(outcomes[1]).toBe('full');
  const kept = ['before', 'large', 'after'].filter((_, at) => outcomes[at] === 'written');
  expect(await names()).toEqual(kept.sort());
  expect(store.condition?.fault).toBe('full');
  expect(told[0]).toBe('full');
});

test('the first write that succeeds says that all is well again', async () => {
  await cramp();
  expect(await outcomeOf(store.write((tx) => putLarge(tx, 'large')))).toBe('full');
  await widen();
  expect(told).toEqual(['full', undefined]);
  await store.write((tx) => putLarge(tx, 'large'));
  expect(await names()).toEqual(['large']);
});

test('a mistake of a write is no condition of the store', async () => {
  await write('same');
  expect(await outcomeOf(write('same'))).toBeInstanceOf(Error);
  expect(await outcomeOf(store.write(() => Promise.reject(new Error('no'))))).toBeInstanceOf(Error);
  expect([store.condition, told]).toEqual([undefined, []]);
});

test('a database that is found to be damaged is read on, but never written again', async () => {
  await write('before');
  const queued = outcomeOf(write('queued'));
  store.stopWriting(new StorageError('damaged'));
  expect([await queued, await outcomeOf(write('later'))]).toEqual(['damaged', 'damaged']);
  store.stopWriting(new StorageError('busy'));
  expect(store.condition?.fault).toBe('damaged');
  expect(await names()).toEqual(['before']);
});
