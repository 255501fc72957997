import { Database as Sqlite } from 'bun:sqlite';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { gathered } from '../../src/db/batched.ts';
import { openBlobs } from '../../src/db/blobs.ts';
import { installation } from '../../src/db/schema.ts';
import { openConnection } from '../../src/db/sqlite/open.ts';
import { openStore } from '../../src/db/sqlite/store.ts';
import type { Database, Store } from '../../src/db/store.ts';
import { assetPath } from '../../src/lib/assets.ts';
import { messageOf } from '../../src/lib/errors.ts';
import { temporaryFolder } from './folder.ts';

const folderOf = temporaryFolder();
let path = '';
let store: Store;
beforeEach(() => {
  const folder = folderOf();
  path = join(folder, 'stepwell.db');
  store = openStore(path, openBlobs(join(folder, 'blobs')));
});
afterEach(() => store.close());

const put = (tx: Database, name: string) => tx.insert(installation).values({ name, value: '' });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
/** What a promise is refused with. Bun's `expect().rejects` runs the event loop inside, out of the store's order. */
const refusalOf = (promise: Promise<unknown>) => promise.then(() => 'not refused', messageOf);

async function namesIn(db: Database): Promise<string[]> {
  return (await db.select().from(installation)).map((row) => row.name).sort();
}

/** Transactions in the write-ahead log: each one's last frame carries the size of the database. */
function commits(): number {
  const log = readFileSync(`${path}-wal`);
  const frame = 24 + log.readUInt32BE(8);
  let count = 0;
  for (let at = 32; at + frame <= log.byteLength; at += frame) {
    const current = log.subarray(at + 8, at + 16).equals(log.subarray(16, 24));
    if (current && log.readUInt32BE(at + 4) > 0) count += 1;
  }
  return count;
}

test('a thousand writes at once share a few commits', async () => {
  const before = commits();
  await Promise.all(Array.from({ length: 1000 }, (_, at) => store.write((tx) => put(tx, `${at}`))));
  expect(await namesIn(store.read)).toHaveLength(1000);
  expect(commits() - before).toBeGreaterThan(0);
  expect(commits() - before).toBeLessThanOrEqual(5);
});

test('writes one after the other each have a commit of their own', async () => {
  const before = commits();
  for (let at = 0; at < 5; at += 1) await store.write((tx) => put(tx, `${at}`));
  expect(commits() - before).toBe(5);
});

test('a write answers what its callback answers, in the order of asking', async () => {
  const answers = await Promise.all(
    [1, 2, 3].map((number) =>
      store.write(async (tx) => {
        await put(tx, `${number}`);
        return await namesIn(tx);
      }),
    ),
  );
  expect(answers).toEqual([['1'], ['1', '2'], ['1', '2', '3']]);
});

test('a write that fails takes nothing of its neighbours with it and leaves nothing of its own', async () => {
  const settled = await Promise.allSettled([
    store.write((tx) => put(tx, 'before')),
    store.write(async (tx) => {
      await put(tx, 'half');
      throw new Error('No stock.');
    }),
    store.write(async (tx) => {
      await put(tx, 'quarter');
      await put(tx, 'before');
    }),
    store.write((tx) => put(tx, 'after')),
  ]);
  expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(await namesIn(store.read)).toEqual(['after', 'before']);
});

test('a write whose callback throws at once, before any promise, is refused like any other', async () => {
  const broken = store.write(() => {
    throw new Error('Not even a promise.');
  });
  const neighbour = store.write((tx) => put(tx, 'neighbour'));
  expect(await refusalOf(broken)).toContain('Not even a promise.');
  await neighbour;
  expect(await namesIn(store.read)).toEqual(['neighbour']);
});

test('a write that waits for something foreign is refused and can never write later', async () => {
  const foreign = Promise.withResolvers<void>();
  let late: Promise<unknown> = Promise.resolve();
  const before = store.write((tx) => put(tx, 'before'));
  const slow = store.write((tx) => {
    late = (async () => {
      await put(tx, 'early');
      await foreign.promise;
      await put(tx, 'late');
    })();
    return late;
  });
  const after = store.write((tx) => put(tx, 'after'));
  expect(await refusalOf(slow)).toContain('awaited something other than its own queries');
  await Promise.all([before, after]);
  foreign.resolve();
  expect(await refusalOf(late)).toContain('closed database');
  expect(await namesIn(store.read)).toEqual(['after', 'before']);
  await store.write((tx) => put(tx, 'next'));
  expect(await namesIn(store.read)).toEqual(['after', 'before', 'next']);
});

test('a refused write cannot slip its late data into the write that follows it', async () => {
  const attempts = [1, 2, 3, 4].map((turns) =>
    store.write(async (tx) => {
      for (let at = 0; at < turns + 1; at += 1) await turn();
      await put(tx, `late ${turns}`);
    }),
  );
  const neighbours = ['a', 'b'].map((name) =>
    store.write(async (tx) => {
      await turn();
      await put(tx, name);
    }),
  );
  const told = await Promise.allSettled(attempts);
  await Promise.allSettled(neighbours);
  for (let at = 0; at < 10; at += 1) await turn();
  const stored = await namesIn(store.read);
  const promised = told.flatMap((one, at) => (one.status === 'fulfilled' ? [`late ${at + 1}`] : []));
  expect(stored.filter((name) => name.startsWith('late'))).toEqual(promised);
});

test('a read sees nothing of a write until it is committed, and all of it then', async () => {
  let seen: string[] | undefined;
  await store.write(async (tx) => {
    await put(tx, 'a');
    seen = await namesIn(store.read);
    await put(tx, 'b');
    expect(await namesIn(tx)).toEqual(['a', 'b']);
  });
  expect(seen).toEqual([]);
  expect(await namesIn(store.read)).toEqual(['a', 'b']);
});

test('closing ends what is queued and refuses what comes later', async () => {
  const queued = Array.from({ length: 700 }, (_, at) => store.write((tx) => put(tx, `${at}`)));
  const closed = store.close();
  expect(await refusalOf(store.write((tx) => put(tx, 'late')))).toBe('The store is closed.');
  await Promise.all([...queued, closed]);
  store = openStore(path, store.blobs);
  expect(await namesIn(store.read)).toHaveLength(700);
});

test('what the writes of a group have put off is written once, without that of a write that failed', async () => {
  const batches: string[][] = [];
  const gather = gathered<string>(async (tx, items) => {
    batches.push(items);
    for (const item of items) await put(tx, item);
  });
  const both = (name: string) => store.write((tx) => gather(tx, name));
  const failed = store.write(async (tx) => {
    await gather(tx, 'lost 1');
    await gather(tx, 'lost 2');
    throw new Error('No.');
  });
  const done = await Promise.allSettled([both('a'), failed, both('b')]);
  expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  await both('c');
  expect(batches).toEqual([['a', 'b'], ['c']]);
  expect(await namesIn(store.read)).toEqual(['a', 'b', 'c']);
});

test('when what was put off cannot be written, no write of the group is, and none of it comes later', async () => {
  const gather = gathered<string>(async (tx, items) => {
    for (const item of items) await put(tx, item);
  });
  const twice = [1, 2].map(() => store.write((tx) => gather(tx, 'same')));
  const beside = store.write((tx) => put(tx, 'beside'));
  expect(await Promise.all([...twice, beside].map(refusalOf))).not.toContain('not refused');
  await store.write((tx) => gather(tx, 'next'));
  expect(await namesIn(store.read)).toEqual(['next']);
});

test('the store tells its size, the room left on its disk, and its schema', async () => {
  await store.write((tx) => put(tx, 'a'));
  const facts = await store.facts();
  expect(facts.walBytes).toBe(statSync(`${path}-wal`).size);
  expect(facts.walBytes).toBeGreaterThan(0);
  expect(facts.bytes).toBe(statSync(path).size);
  expect(facts.freeBytes).toBeGreaterThan(1_000_000);
  const [newest = ''] = readdirSync(assetPath('migrations', 'sqlite'))
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .toReversed();
  expect(`${facts.schemaVersion}.sql`).toBe(newest);
});

const HELD: [pragma: string, value: string | number][] = [
  ['auto_vacuum', 2],
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['busy_timeout', 10],
  ['foreign_keys', 1],
  ['trusted_schema', 0],
  ['cell_size_check', 1],
  ['temp_store', 2],
  ['journal_size_limit', 67108864],
  ['cache_size', -8000],
  ['wal_autocheckpoint', 8192],
];

test.each(HELD)(
  'the setting %s holds for reads, for writes and after a refused write',
  async (name, value) => {
    const ask = async (db: Database) => (await db.values(sql.raw(`PRAGMA ${name}`)))[0]?.[0];
    expect(await ask(store.read)).toBe(value);
    expect(await store.write(ask)).toBe(value);
    expect(await refusalOf(store.write(() => new Promise(() => {})))).toContain('was rolled back');
    expect(await store.write(ask)).toBe(value);
  },
);

test('a file that does not hold a setting is not opened', () => {
  // Once there are tables, SQLite keeps the auto_vacuum that the file was made with.
  const other = join(folderOf(), 'other.db');
  const maker = new Sqlite(other, { create: true });
  maker.run('CREATE TABLE t (x)');
  maker.close();
  expect(() => openConnection(other)).toThrow('does not hold PRAGMA auto_vacuum = INCREMENTAL');
});

test('a reference to what is not there is refused', async () => {
  const orphan = sql`INSERT INTO execution_requests (execution_id, payload) VALUES ('none', x'00')`;
  expect(await refusalOf(store.write(async (tx) => void (await tx.run(orphan))))).not.toBe('not refused');
  expect(await store.read.values(sql`SELECT count(*) FROM execution_requests`)).toEqual([[0]]);
});
