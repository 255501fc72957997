import { expect, test } from 'bun:test';
import { count } from 'drizzle-orm';
import {
  executionRequests,
  executions,
  idempotencyKeys,
  logs,
  stateChanges,
  stepResults,
} from '../../src/db/schema.ts';
import { DAY } from '../../src/lib/time.ts';
import { targetOf } from '../../src/models/deployments.ts';
import { enqueue, getExecution } from '../../src/models/executions.ts';
import { claim } from '../../src/models/leases.ts';
import { writeLogs } from '../../src/models/logs.ts';
import { deleteExpired, deleteIdempotencyKeys, isBlobUsed } from '../../src/models/retention.ts';
import { writeStateChanges } from '../../src/models/state-changes.ts';
import { writeStepResult } from '../../src/models/step-results.ts';
import { deployed, finished, queued, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();
// Ids carry the time of their making, so what is made now is past its time only from the next second on.
const past = () => Date.now() + 1000;

async function ended(status: 'succeeded' | 'failed' | 'open' | 'skipped') {
  const { instance } = await deployed(at.store);
  const skipped = status === 'skipped' ? { skipped: { message: 'Missed' } } : {};
  const { id } = await queued(at.store, instance, skipped);
  if (status === 'succeeded' || status === 'failed') {
    const ending = status === 'failed' ? { status, error: { message: 'It broke' } } : { status };
    await at.store.write(async (tx) => {
      await claim(tx, id, 'boot_1', 1);
      await finished(tx, id, 'boot_1', ending, null, 2);
    });
  }
  return id;
}

const deleted = async (how: 'succeeded' | 'unsuccessful', before = past()) =>
  (await at.store.write((tx) => deleteExpired(tx, how, before))).executions;

const remaining = async (ids: string[]) => {
  const there = await Promise.all(
    ids.map((id) =>
      getExecution(at.store.read, EVERYTHING, id).then(
        () => id,
        () => '',
      ),
    ),
  );
  return there.filter((id) => id !== '');
};

test('what has succeeded and what has not are kept for different times, and what is open is kept', async () => {
  const [good, bad, open, skipped] = [
    await ended('succeeded'),
    await ended('failed'),
    await ended('open'),
    await ended('skipped'),
  ];
  const all = [good, bad, open, skipped];
  expect(await deleted('succeeded', Date.now() - DAY)).toBe(0);
  expect(await remaining(all)).toEqual(all);
  expect(await deleted('succeeded')).toBe(1);
  expect(await remaining(all)).toEqual([bad, open, skipped]);
  expect(await deleted('unsuccessful')).toBe(2);
  expect(await remaining(all)).toEqual([open]);
});

test('all that belongs to an execution goes with it', async () => {
  const id = await ended('failed');
  const hash = 'b'.repeat(64);
  await at.store.write(async (tx) => {
    const step = {
      path: 'a',
      sequence: 1,
      name: 'A',
      component: 'c',
      action: 'a',
      status: 'failed' as const,
    };
    const times = { startedAt: 1, endedAt: 2, attempt: 1 };
    const nothing = { input: null, output: null, sealedOutput: null, error: null };
    await writeStepResult(tx, { executionId: id, ...step, ...times, ...nothing }, [hash]);
    await writeLogs(tx, [{ executionId: id, sequence: 1, at: 1, level: 'info', step: 'A', message: 'm' }]);
    const change = { scope: 'execution' as const, key: 'k', operation: 'set' as const };
    await writeStateChanges(tx, [{ executionId: id, sequence: 1, ...change, value: Buffer.from('v') }]);
  });
  await at.store.write((tx) => deleteExpired(tx, 'unsuccessful', past()));
  for (const table of [executionRequests, stepResults, logs, stateChanges])
    expect((await at.store.read.select({ count: count() }).from(table))[0]?.count).toBe(0);
  expect(await isBlobUsed(at.store.read, hash)).toBe(false);
  expect((await refusal(getExecution(at.store.read, EVERYTHING, id))).code).toBe('not_found');
});

test('old executions go in small pieces, so that nothing waits long behind them', async () => {
  const { instance } = await deployed(at.store);
  const payload = { bytes: Buffer.from('\0{}') };
  const run = {
    ...targetOf(instance, 'Import'),
    kind: 'schedule' as const,
    payload,
    skipped: { message: 'Missed' },
  };
  await at.store.write(async (tx) => {
    for (let made = 0; made < 450; made++) await enqueue(tx, run);
  });
  const gone: number[] = [];
  do gone.push(await deleted('unsuccessful'));
  while (gone.at(-1) !== 0);
  expect(gone).toEqual([200, 200, 50, 0]);
  expect((await at.store.read.select({ count: count() }).from(executions))[0]?.count).toBe(0);
});

test('answers for repeated requests are forgotten after their time', async () => {
  await at.store.write(async (tx) => {
    await tx.insert(idempotencyKeys).values({ key: 'old', request: 'r', createdAt: 1000 });
    await tx.insert(idempotencyKeys).values({ key: 'new', request: 'r', createdAt: 3000 });
  });
  await at.store.write((tx) => deleteIdempotencyKeys(tx, 2000));
  const kept = await at.store.read.select({ key: idempotencyKeys.key }).from(idempotencyKeys);
  expect(kept).toEqual([{ key: 'new' }]);
});
