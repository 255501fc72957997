import { expect, test } from 'bun:test';
import { customers, schedules } from '../../src/db/schema.ts';
import type { Database } from '../../src/db/store.ts';
import { customersByName } from '../../src/models/customer-list.ts';
import { countOwned } from '../../src/models/customers.ts';
import { newestExecutionId } from '../../src/models/execution-news.ts';
import { countOpenExecutions } from '../../src/models/executions.ts';
import { countInstances, instancesBehind, versionsBehind } from '../../src/models/instance-counts.ts';
import { recentInstances } from '../../src/models/instance-list.ts';
import { failingInstances, lastRuns } from '../../src/models/instance-runs.ts';
import { findInstance } from '../../src/models/instances.ts';
import { claim } from '../../src/models/leases.ts';
import { customerNames, instanceNames } from '../../src/models/name-lookup.ts';
import { countPaused, oldestQueued } from '../../src/models/open-executions.ts';
import { pauseExecution } from '../../src/models/pauses.ts';
import { replaysOf } from '../../src/models/replays.ts';
import { hasRuns, runsPerDay, runsPerHour } from '../../src/models/run-counts.ts';
import { nextFirings, schedulesOf } from '../../src/models/schedules.ts';
import { testRequest } from '../../src/models/test-requests.ts';
import { startTest } from '../../src/models/test-runs.ts';
import { systemViewer, type Viewer, viewerOf } from '../../src/models/viewer.ts';
import {
  definition,
  deployed,
  finished,
  published,
  publishedNext,
  queued,
  refusal,
  scheduled,
  toolsFor,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const NOON = Date.UTC(2026, 0, 5, 12);
const page = { limit: 10 };

/** A customer whose instance is behind, fails, has a schedule, a run in line, a paused one and a replay. */
async function world() {
  const written = definition({ flows: [...definition().flows, scheduled('Hourly', '0 * * * *')] });
  const { instance, customer, integration } = await deployed(at.store, written);
  await publishedNext(at.store, integration.id, written);
  const run = await queued(at.store, instance);
  await at.store.write((tx) => claim(tx, run.id, 'boot_1', NOON));
  const failed = { status: 'failed' as const, error: { message: 'No.' } };
  await at.store.write((tx) => finished(tx, run.id, 'boot_1', failed, null, NOON));
  const paused = await queued(at.store, instance);
  await at.store.write((tx) => pauseExecution(tx, EVERYTHING, paused.id));
  const last = await queued(at.store, instance, { kind: 'replay', replayOf: run.id });
  return { instance, customer, integration, run, last };
}

type World = Awaited<ReturnType<typeof world>>;
/** What a read says of one customer's world, as a number: 0 where that does not exist. */
type Read = (db: Database, viewer: Viewer, it: World) => Promise<number>;

const ids = (...them: { id: string }[]) => them.map(({ id }) => id);

const READS: [name: string, read: Read][] = [
  ['its instances', async (db, viewer) => (await recentInstances(db, viewer, {}, page)).items.length],
  [
    'its instances by customer',
    async (db, viewer, { customer }) =>
      (await recentInstances(db, viewer, { customer: customer.id }, page)).items.length,
  ],
  [
    'itself among customers',
    async (db, viewer) => (await customersByName(db, viewer, {}, page)).items.length,
  ],
  [
    'how much it owns',
    async (db, viewer, { customer }) => {
      const { instances, executions } = await countOwned(db, viewer, customer.id, 10);
      return instances + executions;
    },
  ],
  ['its name', async (db, viewer, { customer }) => (await customerNames(db, viewer, ids(customer))).size],
  [
    'its instances’ names',
    async (db, viewer, { instance }) => (await instanceNames(db, viewer, ids(instance))).size,
  ],
  [
    'how many instances an integration has',
    (db, viewer, { integration }) => countInstances(db, viewer, { integration: integration.id }, 10),
  ],
  [
    'which versions are behind',
    async (db, viewer, { integration }) => (await versionsBehind(db, viewer, integration.id, 2, 10)).length,
  ],
  [
    'which instances are behind',
    async (db, viewer, { integration }) => (await instancesBehind(db, viewer, integration.id, 2, 10)).length,
  ],
  ['which instances fail', async (db, viewer) => (await failingInstances(db, viewer, 10)).length],
  [
    'the last runs of instances',
    async (db, viewer, { instance }) => (await lastRuns(db, viewer, ids(instance))).size,
  ],
  [
    'runs by the day',
    async (db, viewer, { instance }) =>
      [...(await runsPerDay(db, viewer, ids(instance), 7, NOON)).values()].filter(hasRuns).length,
  ],
  ['what fires next', async (db, viewer) => (await nextFirings(db, viewer, 10)).length],
  ['its schedules', async (db, viewer, { instance }) => (await schedulesOf(db, viewer, instance.id)).length],
  ['what waits longest', async (db, viewer) => (await oldestQueued(db, viewer, 10)).length],
  ['what is paused', (db, viewer) => countPaused(db, viewer, 10)],
  ['what has not ended', (db, viewer) => countOpenExecutions(db, viewer, 10)],
  [
    'the newest execution',
    async (db, viewer) => ((await newestExecutionId(db, viewer)) === undefined ? 0 : 1),
  ],
  ['replays', async (db, viewer, { run }) => (await replaysOf(db, viewer, run.id, 10)).length],
];

test.each(READS)('a customer sees %s, another does not, and staff do', async (_, read) => {
  const it = await world();
  const db = at.store.read;
  expect((await db.select().from(schedules)).length).toBe(1);
  const seen = await read(db, EVERYTHING, it);
  expect(seen).toBeGreaterThan(0);
  expect(await read(db, viewerFor(it.customer.id), it)).toBe(seen);
  expect(await read(db, viewerFor('cus_other'), it)).toBe(0);
});

test.each(READS)('of what tests have made nobody is shown %s', async (_, read) => {
  const written = definition({ flows: [...definition().flows, scheduled('Hourly', '0 * * * *')] });
  const integration = await published(at.store, written);
  await publishedNext(at.store, integration.id, written);
  const test = { flow: 'Import', request: testRequest({}) };
  const run = await startTest(toolsFor(at.store), integration.id, test);
  await at.store.write((tx) => claim(tx, run.id, 'boot_1', NOON));
  const failed = { status: 'failed' as const, error: { message: 'No.' } };
  await at.store.write((tx) => finished(tx, run.id, 'boot_1', failed, null, NOON));
  const paused = await startTest(toolsFor(at.store), integration.id, test);
  await at.store.write((tx) => pauseExecution(tx, EVERYTHING, paused.id));
  const last = await startTest(toolsFor(at.store), integration.id, test);
  const instance = await findInstance(at.store.read, run.instanceId);
  const [customer] = await at.store.read.select().from(customers);
  if (!instance || !customer) throw new Error('Tests have an instance and a customer.');
  const it = { instance, customer, integration, run, last };
  expect(await read(at.store.read, EVERYTHING, it)).toBe(0);
  expect(await read(at.store.read, viewerFor('cus_other'), it)).toBe(0);
});

test('what is counted of all customers together is no customer’s to see', async () => {
  const { customer, integration } = await world();
  const own = viewerFor(customer.id);
  expect((await refusal(runsPerHour(at.store.read, own, NOON, NOON + 1))).code).toBe('forbidden');
  const days = await runsPerDay(at.store.read, own, ids(integration), 7, NOON);
  expect([...days.values()].some(hasRuns)).toBe(false);
});

test('a viewer has the rights of its role; the product itself has all, and says what it is at work for', () => {
  const member = viewerOf({
    ...{ kind: 'token', id: 't', name: 'T', role: 'customer_member' },
    scope: { kind: 'customer', customerId: 'c' },
  });
  expect([...member.rights].sort()).toEqual(['instances:read', 'own-answers:write']);
  const system = systemViewer('upkeep');
  expect(system.actor).toEqual({ kind: 'system', reason: 'upkeep' });
  expect(system.rights.has('owners:write')).toBe(true);
});
