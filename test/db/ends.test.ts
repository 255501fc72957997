import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBlobs } from '../../src/db/blobs.ts';
import { endExecution } from '../../src/models/endings.ts';
import { createMonitor } from '../../src/models/monitors.ts';
import { openNewStore } from '../support/new-store.ts';
import { EVERYTHING } from '../support/viewers.ts';
import { monitorFields } from '../support/watching.ts';
import { countStoreWork } from './store-work.ts';

const counting = countStoreWork();
const folder = mkdtempSync(join(tmpdir(), 'stepwell-ends-'));
const store = openNewStore(join(folder, 'db'), openBlobs(join(folder, 'blobs')));
afterAll(async () => {
  counting.stop();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const NOON = Date.UTC(2026, 0, 5, 12);
/** How many statements the ends of so many runs take that are written together. */
async function statementsOf(runs: number): Promise<number> {
  const ids = { instanceId: 'ins_1', integrationId: 'int_1', customerId: 'cus_1', size: 0 };
  const one = (nth: number) =>
    store.write((tx) =>
      endExecution(tx, { ...ids, id: `exe_${nth}`, status: 'failed', startedAt: NOON, endedAt: NOON + nth }),
    );
  const work = () => Promise.all(Array.from({ length: runs }, (_, nth) => one(nth)));
  return (await counting.work(store, work)).statements;
}

test('who watches is known in memory: where nobody does, ends of runs ask nothing more, and durations wait', async () => {
  await statementsOf(1);
  const [one, many] = [await statementsOf(1), await statementsOf(50)];
  // Three counts, the last run, and what begins and ends the transaction and each write.
  expect(one).toBeLessThanOrEqual(9);
  // Each run more of a group has its own savepoint alone.
  expect((many - one) / 49).toBeLessThanOrEqual(2);
  await store.write((tx) =>
    createMonitor(tx, EVERYTHING, monitorFields({ trigger: 'no_run', threshold: 5 })),
  );
  await statementsOf(1);
  expect(await statementsOf(1)).toBe(one);
});
