import { afterEach, describe, expect, test } from 'bun:test';
import { type SQL, sql } from 'drizzle-orm';
import {
  idempotencyKeys,
  instances as instancesTable,
  logs,
  sessions,
  states,
  stepResults,
  users,
} from '../../src/db/schema.ts';
import type { Database, Store } from '../../src/db/store.ts';
import { tidy } from '../../src/engine/housekeeping.ts';
import { createLog } from '../../src/lib/log.ts';
import { DAY } from '../../src/lib/time.ts';
import { deleteCustomer } from '../../src/models/customers.ts';
import { DELETED_AT_ONCE } from '../../src/models/deletions.ts';
import { targetOf } from '../../src/models/deployments.ts';
import { enqueue } from '../../src/models/executions.ts';
import { findInstance, type Instance } from '../../src/models/instances.ts';
import { deleteIntegration } from '../../src/models/integration-trash.ts';
import { flow, step, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

const MANY = 2 * DELETED_AT_ONCE.rows + 300;
const flows = [flow('Main', [step('Up', 'text-manipulation.upperCase')])];

/** Rows that begin with 0. */
function numbered<Row>(count: number, row: (n: number) => Row): Row[] {
  return Array.from({ length: count }, (_, n) => row(n));
}

async function insert<Row>(rows: Row[], into: (tx: Database, some: Row[]) => PromiseLike<unknown>) {
  for (let from = 0; from < rows.length; from += 500)
    await shop.store.write(async (tx) => void (await into(tx, rows.slice(from, from + 500))));
}

/** An instance with 500 executions, one of which has thousands of steps and lines, with thousands of states beside. */
async function busyInstance(ofCustomer?: string): Promise<Instance> {
  const instance = await shop.deploy(flows, {}, {}, ofCustomer);
  const payload = { bytes: Buffer.from('\0{}') };
  const run = { ...targetOf(instance, 'Main'), kind: 'webhook' as const, payload };
  const made = await shop.store.write(async (tx) => {
    for (let n = 0; n < 499; n++) await enqueue(tx, { ...run, skipped: { message: 'Missed' } });
    return await enqueue(tx, run);
  });
  const of = { executionId: made.id };
  const times = { startedAt: 1, endedAt: 2, attempt: 1, input: null, output: null };
  const about = { name: 'A', component: 'c', action: 'a', status: 'succeeded' as const };
  const steps = numbered(MANY, (n) => ({ ...of, path: `a[${n}]`, sequence: n, ...about, ...times }));
  await insert(steps, (tx, some) => tx.insert(stepResults).values(some));
  const line = { at: 1, level: 'info' as const, step: 'A', message: 'm' };
  await insert(
    numbered(MANY, (sequence) => ({ ...of, sequence, ...line })),
    (tx, some) => tx.insert(logs).values(some),
  );
  const kept = { size: 2, value: Buffer.from('v') };
  const owner = `${instance.id}/main`;
  await insert(
    numbered(MANY, (n) => ({ scope: 'flow' as const, owner, key: `k${n}`, ...kept })),
    (tx, some) => tx.insert(states).values(some),
  );
  return instance;
}

async function people(customerId: string): Promise<void> {
  const of = { customerId, role: 'customer_admin' as const, passwordHash: null, createdAt: 1 };
  const all = numbered(150, (n) => ({ id: `usr_${n}`, email: `${n}@test.example`, name: 'N', ...of }));
  await insert(all, (tx, some) => tx.insert(users).values(some));
  await signIns('usr_0', Date.now());
}

async function signIns(userId: string, at: number): Promise<void> {
  const session = { userId, createdAt: at, lastSeenAt: at, expiresAt: at, address: '', agent: '' };
  await insert(
    numbered(MANY, (n) => ({ hash: `${at} ${n}`, ...session })),
    (tx, some) => tx.insert(sessions).values(some),
  );
}

type Watched = Store & { changes: number[] };

/** The store, with the rows that each write changes, those of foreign keys too; it is lost at the write of that number. */
function watched(store: Store, lostAt = Number.POSITIVE_INFINITY): Watched {
  const changes: number[] = [];
  const own: Pick<Watched, 'write' | 'changes'> = {
    changes,
    write: (work, what) =>
      store.write(async (tx) => {
        if (changes.length >= lostAt) throw new Error('The process has died.');
        const before = await totalChanges(tx);
        const value = await work(tx);
        changes.push((await totalChanges(tx)) - before);
        return value;
      }, what),
  };
  return Object.setPrototypeOf(own, store);
}

async function totalChanges(tx: Database): Promise<number> {
  return await numberOf(tx, sql`select total_changes() as n`);
}

async function numberOf(db: Database, query: SQL): Promise<number> {
  const [row] = await db.all<{ n: number }>(query);
  return row?.n ?? 0;
}

const OWNED =
  'executions execution_requests step_results logs states instances endpoints instance_runs'.split(' ');
async function rowsLeft(): Promise<number> {
  let left = 0;
  for (const table of OWNED)
    left += await numberOf(shop.store.read, sql`select count(*) as n from ${sql.identifier(table)}`);
  return left;
}

type Deletion = (store: Store, instance: Instance, tell?: (ids: string[]) => void) => Promise<void>;
const nothing = () => {};
const ofCustomer: Deletion = (store, { customerId }, tell = nothing) =>
  deleteCustomer(store, EVERYTHING, customerId, tell);
const ofIntegration: Deletion = (store, { integrationId }, tell = nothing) =>
  deleteIntegration(store, integrationId, tell);
const all: [what: string, deletion: Deletion][] = [
  ['customer', ofCustomer],
  ['integration', ofIntegration],
];
/** What hangs on 20 instances, or an execution’s own request, comes on top. */
const MOST_ROWS = DELETED_AT_ONCE.rows + 2 * DELETED_AT_ONCE.executions + 100;

describe.each(all)('a %s with very much', (_what, deletion) => {
  test('is deleted in small writes, between those of others', async () => {
    shop = workshop();
    const instance = await busyInstance();
    await people(instance.customerId);
    const store = watched(shop.store);
    let isOver = false;
    const deleting = deletion(store, instance).then(() => {
      isOver = true;
    });
    let others = 0;
    while (!isOver) {
      await shop.store.write(async () => undefined);
      others += 1;
    }
    await deleting;
    expect(await rowsLeft()).toBe(0);
    expect(store.changes.length).toBeGreaterThan(9);
    expect(Math.max(...store.changes)).toBeLessThanOrEqual(MOST_ROWS);
    expect(others).toBeGreaterThanOrEqual(store.changes.length);
  });

  test('takes nothing more from the first on, and is gone at the end', async () => {
    shop = workshop();
    const instance = await busyInstance();
    const seen: { ids: string[]; state: string | undefined; rows: number }[] = [];
    let told = Promise.resolve();
    await deletion(shop.store, instance, (ids) => {
      told = told.then(async () => {
        const state = (await findInstance(shop.store.read, instance.id))?.state;
        seen.push({ ids, state, rows: await rowsLeft() });
      });
    });
    await told;
    expect(seen.map(({ ids, state }) => ({ ids, state }))).toEqual([
      { ids: [instance.id], state: 'removed' },
      { ids: [instance.id], state: undefined },
    ]);
    expect(seen[0]?.rows).toBeGreaterThan(3 * MANY);
  });

  test.each([1, 2, 5, 9])('is deleted again after a crash in between, after write %p', async (lostAt) => {
    shop = workshop();
    const instance = await busyInstance();
    const other = await shop.deploy(flows);
    await expect(deletion(watched(shop.store, lostAt), instance)).rejects.toThrow('died');
    expect(await rowsLeft()).toBeGreaterThan(2);
    expect((await findInstance(shop.store.read, instance.id))?.state ?? 'gone').not.toBe('active');
    await deletion(shop.store, instance);
    expect(await findInstance(shop.store.read, instance.id)).toBeUndefined();
    expect((await findInstance(shop.store.read, other.id))?.state).toBe('active');
    await expect(deletion(shop.store, instance)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is gone for both who delete it at the same time', async () => {
    shop = workshop();
    const instance = await busyInstance();
    await Promise.all([deletion(shop.store, instance), deletion(shop.store, instance)]);
    expect(await rowsLeft()).toBe(0);
  });
});

test('a customer with thousands of instances, people and sessions is deleted in small writes', async () => {
  shop = workshop();
  const instance = await shop.deploy(flows);
  const copies = numbered(1000, (n) => ({ ...instance, id: `ins_${n}` }));
  await insert(copies, (tx, some) => tx.insert(instancesTable).values(some));
  await people(instance.customerId);
  const store = watched(shop.store);
  await ofCustomer(store, instance);
  expect(await rowsLeft()).toBe(0);
  expect(await numberOf(shop.store.read, sql`select count(*) as n from users`)).toBe(0);
  expect(await numberOf(shop.store.read, sql`select count(*) as n from sessions`)).toBe(0);
  expect(Math.max(...store.changes)).toBeLessThanOrEqual(MOST_ROWS);
});

test('what is past its time goes in small writes: long executions, sessions and repeated requests', async () => {
  shop = workshop();
  const instance = await busyInstance();
  await shop.store.write(
    async (tx) => void (await tx.run(sql`update executions set status = 'failed', ended_at = 2`)),
  );
  await people(instance.customerId);
  await signIns('usr_1', 1);
  await insert(
    numbered(MANY, (n) => ({ key: `k${n}`, request: 'r', createdAt: 1 })),
    (tx, some) => tx.insert(idempotencyKeys).values(some),
  );
  const store = watched(shop.store);
  const log = createLog('json', () => undefined);
  const dataLife = { tidy: async () => undefined };
  const tools = {
    ...{ store, log, dataLife, keepSucceeded: 0, keepFailed: -DAY },
    isBusy: () => false,
    heed: nothing,
  };
  while ((await numberOf(store.read, sql`select count(*) as n from executions`)) > 0) await tidy(tools, true);
  expect(await numberOf(store.read, sql`select count(*) as n from sessions`)).toBe(0);
  expect(await numberOf(store.read, sql`select count(*) as n from idempotency_keys`)).toBe(0);
  expect(Math.max(...store.changes)).toBeLessThanOrEqual(MOST_ROWS);
});
