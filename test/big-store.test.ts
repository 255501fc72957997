import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInCatalog } from '../src/components/registry.ts';
import { openBlobs } from '../src/db/blobs.ts';
import { openStore } from '../src/db/sqlite/store.ts';
import type { Store } from '../src/db/store.ts';
import { checkDefinition } from '../src/definition/check/check.ts';
import { DAY, now } from '../src/lib/time.ts';
import { getCustomer } from '../src/models/customers.ts';
import { listExecutions } from '../src/models/execution-list.ts';
import { getExecution } from '../src/models/executions.ts';
import { failingInstances } from '../src/models/instance-runs.ts';
import { getInstance } from '../src/models/instances.ts';
import { getIntegration } from '../src/models/integrations.ts';
import { listLogs } from '../src/models/logs.ts';
import { runsPerHour } from '../src/models/run-counts.ts';
import { listStepResults, storedText } from '../src/models/step-results.ts';
import { getVersionDefinition } from '../src/models/versions.ts';
import { type BigStore, fillBigStore } from '../src/tools/big-store.ts';
import { EVERYTHING } from './support/viewers.ts';

const SMALL = {
  executions: 4_000,
  integrations: 50,
  customers: 80,
  instances: 300,
  schedules: 40,
  journals: 40,
  rounds: 300,
  logLines: 300,
};
const NOW = now();
const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'stepwell-big-')));
let filled: BigStore[];
let store: Store;
let ids: BigStore;

beforeAll(async () => {
  filled = await Promise.all(folders.map((folder) => fillBigStore(folder, SMALL, NOW)));
  const [folder = ''] = folders;
  store = openStore(join(folder, 'stepwell.db'), openBlobs(join(folder, 'blobs')));
  const [first] = filled;
  if (first) ids = first;
});
afterAll(async () => {
  await store.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('the same seed makes the same store', () => {
  expect(filled[1]).toEqual(ids);
});

test('the models read what is in it', async () => {
  const names = [
    (await getCustomer(store.read, EVERYTHING, ids.longCustomer)).name,
    (await getIntegration(store.read, ids.longIntegration)).name,
  ];
  expect(names.map((name) => name.length)).toEqual([40, 40]);
  const instance = await getInstance(store.read, EVERYTHING, ids.instance);
  const definition = await getVersionDefinition(store.read, instance.integrationId, instance.version);
  expect(checkDefinition(definition, builtInCatalog).problems).toEqual([]);
});

test('it has an execution in every state', async () => {
  const { succeeded, failed, cancelled, waiting, running, queued } = ids;
  const wanted = { succeeded, failed, cancelled, waiting, running, queued };
  const states = Object.values(wanted).map(
    async (id) => (await getExecution(store.read, EVERYTHING, id)).status,
  );
  expect<string[]>(await Promise.all(states)).toEqual(Object.keys(wanted));
  expect((await getExecution(store.read, EVERYTHING, ids.replay)).replayOf).toStartWith('exe_');
});

test('the executions of the busiest instance go back for days', async () => {
  const page = { limit: 200, cursor: undefined };
  const { items } = await listExecutions(store.read, EVERYTHING, { instance: ids.instance }, page);
  expect(items.length).toBeGreaterThan(50);
  expect(NOW - (items.at(-1)?.queuedAt ?? NOW)).toBeGreaterThan(DAY / 2);
});

test('the counts agree with the executions', async () => {
  const hours = await runsPerHour(store.read, EVERYTHING, NOW - 14 * DAY, NOW + 1);
  const count = hours.reduce((sum, hour) => sum + hour.succeeded + hour.failed + hour.other, 0);
  expect(count).toBeGreaterThan(SMALL.executions * 0.98);
  expect(count).toBeLessThan(SMALL.executions);
  expect(await failingInstances(store.read, EVERYTHING, 5)).not.toEqual([]);
});

test('one execution has a long loop, one a long log', async () => {
  const page = { limit: 10_000, cursor: undefined };
  const steps = await listStepResults(store.read, ids.loop, page);
  expect(steps.items.map(({ path }) => path)).toContain('eachOrder[299].postOrder');
  const posted = steps.items.find(({ path }) => path === 'eachOrder[3].postOrder');
  expect(JSON.parse(await storedText(posted?.output ?? null, store.blobs))).toEqual({
    data: { accepted: 'O-3' },
  });
  expect((await listLogs(store.read, ids.log, page)).items).toHaveLength(300);
});
