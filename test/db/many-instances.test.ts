/** What is asked of the database where an integration has 10,000 instances: as few statements as where it has ten. */
import { Database as Sqlite } from 'bun:sqlite';
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import { openBlobs } from '../../src/db/blobs.ts';
import { openStore } from '../../src/db/sqlite/store.ts';
import type { Database, Store } from '../../src/db/store.ts';
import { recentInstances } from '../../src/models/instance-list.ts';
import { listOutcomes, upgradeCounts } from '../../src/models/upgrade-list.ts';
import { planUpgrade } from '../../src/models/upgrade-plans.ts';
import { beginUpgrade } from '../../src/models/upgrades.ts';
import { instanceRows } from '../../src/web/staff/instances/rows.ts';
import { configured, published, publishedNext, toolsFor } from '../support/records.ts';
import { EVERYTHING } from '../support/viewers.ts';

const MANY = 10_000;
const folder = mkdtempSync(join(tmpdir(), 'stepwell-many-'));
let store: Store;
let sqlite: Sqlite;
let db: Database;
let asked: string[] = [];
let integrationId: string;

beforeAll(async () => {
  const path = join(folder, 'stepwell.db');
  store = openStore(path, openBlobs(join(folder, 'blobs')));
  const prefix = { key: 'Prefix', dataType: 'string' };
  integrationId = (await published(store, configured([]))).id;
  await publishedNext(store, integrationId, configured([]));
  await publishedNext(store, integrationId, configured([prefix, { ...prefix, key: 'Suffix' }]));
  sqlite = new Sqlite(path);
  fill(sqlite);
  const logger = { logQuery: (query: string) => void asked.push(query) };
  db = drizzle(sqlite, { logger }) as unknown as Database;
});
afterAll(async () => {
  sqlite.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Half of the instances on each of two versions; of every ten one has both values, and one the first alone. */
function fill(file: Sqlite): void {
  const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${MANY})`;
  file.run(
    `${numbers} insert into customers select printf('cus_%05d', i), printf('Customer %05d', i), null, '', '[]', '{}', 1, 1 from n`,
  );
  file.run(
    `${numbers} insert into instances (id, customer_id, integration_id, version, name, state, revision, created_at, updated_at, state_before) select printf('ins_%05d', i), printf('cus_%05d', i), '${integrationId}', 1 + i % 2, 'Orders', 'active', 0, 1, 1, null from n`,
  );
  for (const [key, which] of [
    ['Prefix', 'i % 10 < 2'],
    ['Suffix', 'i % 10 < 1'],
  ])
    file.run(
      `${numbers} insert into config_values (instance_id, key, value, is_secret, updated_at) select printf('ins_%05d', i), '${key}', '"x"', 0, 1 from n where ${which}`,
    );
}

async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  asked = [];
  await work();
  return asked.length;
}

test('a dry run for all of them asks for the instances once, and once for each value that the version needs', async () => {
  const { compiledVersions } = toolsFor(store);
  const wanted = { integrationId, version: 3 };
  let plan: Awaited<ReturnType<typeof planUpgrade>> | undefined;
  const statements = await statementsOf(async () => {
    plan = await planUpgrade(db, EVERYTHING, compiledVersions, wanted, 50);
  });
  expect(plan).toMatchObject({ ready: MANY / 10, unchanged: 0, needConfiguration: (MANY * 9) / 10 });
  expect(plan?.asking.slice(0, 2).map(({ customerName, asks }) => [customerName, asks])).toEqual([
    ['Customer 00001', ['Suffix']],
    ['Customer 00002', ['Prefix', 'Suffix']],
  ]);
  expect(plan?.asking).toHaveLength(50);
  // The version, three definitions with what each is pinned to, the instances, two variables, and the names of those that
  // are listed.
  expect(statements).toBe(11);
});

test('a page of the list asks no more than where there are few, and never counts them all', async () => {
  const rows = async () => {
    const page = await recentInstances(db, EVERYTHING, { integration: integrationId }, { limit: 50 });
    expect(await instanceRows(db, EVERYTHING, page.items)).toHaveLength(50);
  };
  expect(await statementsOf(rows)).toBe(3);
  expect(asked.join('\n')).not.toContain('count(');
});

test('a job of all of them begins with a handful of statements, and its page reads one page of them', async () => {
  let job = '';
  const begun = await statementsOf(async () => {
    job = (await beginUpgrade(db, EVERYTHING, { integrationId, version: 3 })).id;
  });
  expect(begun).toBe(4);
  const shown = async () => {
    expect(await upgradeCounts(db, job)).toMatchObject({ waiting: MANY });
    expect((await listOutcomes(db, EVERYTHING, { jobId: job }, { limit: 50 })).items).toHaveLength(50);
  };
  expect(await statementsOf(shown)).toBe(2);
});
