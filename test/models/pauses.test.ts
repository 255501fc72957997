import { describe, expect, test } from 'bun:test';
import { cancelExecution, getExecution } from '../../src/models/executions.ts';
import { claim } from '../../src/models/leases.ts';
import { pauseExecution, resumeExecution } from '../../src/models/pauses.ts';
import { deleteExpired } from '../../src/models/retention.ts';
import { takeOver } from '../../src/models/suspects.ts';
import { deployed, finished, queued, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const read = (id: string) => getExecution(at.store.read, EVERYTHING, id);
const pause = (id: string) => at.store.write((tx) => pauseExecution(tx, EVERYTHING, id));
const resume = (id: string) => at.store.write((tx) => resumeExecution(tx, EVERYTHING, id));
const run = async (more = {}) => await queued(at.store, (await deployed(at.store)).instance, more);

async function setAsideByCrashes() {
  const { id } = await run();
  for (const boot of ['boot_1', 'boot_2', 'boot_3', 'boot_4'])
    await at.store.write(async (tx) => {
      await takeOver(tx, boot);
      await claim(tx, id, boot, 1000);
    });
  expect((await read(id)).status).toBe('paused');
  return id;
}

describe('an execution that waits to be run', () => {
  test('is paused, and nobody begins it', async () => {
    const { id } = await run();
    expect(await pause(id)).toMatchObject({ status: 'paused', error: { message: 'Paused by a user.' } });
    expect(await at.store.write((tx) => claim(tx, id, 'boot_1', 1000))).toBeUndefined();
  });

  test('goes on where it was when it is resumed: at once, or when its time has come', async () => {
    const [now, later] = [await run(), await run({ runAt: Date.now() + 60_000 })];
    for (const { id } of [now, later]) await pause(id);
    expect(await resume(now.id)).toMatchObject({ status: 'queued', error: null, endedAt: null });
    expect(await resume(later.id)).toMatchObject({ status: 'waiting', runAt: later.runAt });
  });
});

test('one that was set aside after crashes keeps its reason when it is paused again, and is resumed innocent', async () => {
  const id = await setAsideByCrashes();
  const { error } = await read(id);
  expect((await pause(id)).error).toEqual(error ?? { message: '' });
  expect(await resume(id)).toMatchObject({ status: 'queued', crashes: 0, error: null });
});

test('a paused execution is cancelled like any other that has not ended', async () => {
  const id = await setAsideByCrashes();
  const cancelled = await at.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
  expect(cancelled).toMatchObject({ status: 'cancelled', endedAt: expect.any(Number) });
});

test('a paused execution is kept until somebody decides, however old it is', async () => {
  const { id } = await run();
  await pause(id);
  const future = Date.now() + 365 * 86_400_000;
  expect(await at.store.write((tx) => deleteExpired(tx, 'unsuccessful', future))).toEqual({
    executions: 0,
    bytes: 0,
    isAll: true,
  });
  expect((await read(id)).status).toBe('paused');
});

test('what runs or has ended is not paused, and what is not paused is not resumed', async () => {
  const { id } = await run();
  expect((await refusal(resume(id))).message).toContain('not paused (queued)');
  await at.store.write((tx) => claim(tx, id, 'boot_1', 1000));
  expect((await refusal(pause(id))).message).toContain('is running');
  await at.store.write((tx) => finished(tx, id, 'boot_1', { status: 'succeeded' }, null, 2000));
  expect((await refusal(pause(id))).message).toContain('has ended (succeeded)');
  expect((await refusal(resume(id))).code).toBe('conflict');
  expect((await refusal(pause('exe_none'))).code).toBe('not_found');
  expect((await refusal(resume('exe_none'))).code).toBe('not_found');
});

test('to a customer the executions of others are not there', async () => {
  const { id } = await run();
  const viewer = viewerFor('cus_other');
  expect((await refusal(at.store.write((tx) => pauseExecution(tx, viewer, id)))).code).toBe('not_found');
  await pause(id);
  expect((await refusal(at.store.write((tx) => resumeExecution(tx, viewer, id)))).code).toBe('not_found');
});
