import { afterEach, beforeEach, expect, test } from 'bun:test';
import { cancelExecution } from '../../src/models/executions.ts';
import { lastRuns } from '../../src/models/instance-runs.ts';
import { pauseExecution, resumeExecution } from '../../src/models/pauses.ts';
import { flow, reference, step, until, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
let isBroken: boolean;
let calls: string[];
beforeEach(() => {
  isBroken = true;
  calls = [];
  shop = workshop({
    first: { perform: () => ({ data: calls.push('first') }) },
    second: {
      perform: () => {
        calls.push('second');
        if (isBroken) throw new Error('out of order');
        return { data: 'well' };
      },
    },
  });
});
afterEach(() => shop.close());

const steps = [step('First', 'probe.first'), step('Second', 'probe.second')];
const deployed = () => shop.deploy([flow('Main', steps, { whenFailed: 'pause' })]);

test('a run that has failed is paused with its error, and goes on with the failed step when it is resumed', async () => {
  const instance = await deployed();
  const engine = await shop.engine();
  const { id, execution } = await shop.run(instance, 'Main', {}, engine);
  expect(execution).toMatchObject({ status: 'paused', endedAt: null, leaseOwner: null });
  expect(execution.error).toMatchObject({ message: 'out of order', step: 'Second' });
  expect((await shop.steps(id)).map(({ status }) => status)).toEqual(['succeeded', 'failed']);
  // Nothing has ended: it is no failure yet.
  expect((await lastRuns(shop.store.read, EVERYTHING, [instance.id])).size).toBe(0);
  isBroken = false;
  engine.wake(await shop.store.write((tx) => resumeExecution(tx, EVERYTHING, id)));
  const ended = await until(async () => {
    const run = await shop.execution(id);
    return run.endedAt === null ? undefined : run;
  });
  expect(ended).toMatchObject({ status: 'succeeded', error: null });
  expect(calls).toEqual(['first', 'second', 'second']);
});

test('one that fails again is paused again; cancelled, it has failed with its own error', async () => {
  const instance = await deployed();
  const engine = await shop.engine();
  const { id } = await shop.run(instance, 'Main', {}, engine);
  engine.wake(await shop.store.write((tx) => resumeExecution(tx, EVERYTHING, id)));
  await until(() => calls.length === 3 || undefined);
  await shop.end(id);
  expect((await shop.execution(id)).status).toBe('paused');
  await shop.store.write((tx) => cancelExecution(tx, EVERYTHING, id));
  expect(await shop.execution(id)).toMatchObject({
    status: 'failed',
    error: { message: 'out of order', step: 'Second' },
  });
  expect((await lastRuns(shop.store.read, EVERYTHING, [instance.id])).get(instance.id)?.failures).toBe(1);
});

test('one that somebody has paused once more is cancelled as others are', async () => {
  const instance = await deployed();
  const engine = await shop.engine();
  const { id } = await shop.run(instance, 'Main', {}, engine);
  await engine.stop(1000);
  await shop.store.write(async (tx) => {
    await resumeExecution(tx, EVERYTHING, id);
    await pauseExecution(tx, EVERYTHING, id);
    await cancelExecution(tx, EVERYTHING, id);
  });
  expect((await shop.execution(id)).status).toBe('cancelled');
});

test('whoever waits for such a run is told that it was paused', async () => {
  const instance = await deployed();
  const engine = await shop.engine();
  const id = await shop.call(instance, 'Main', {});
  const waiting = shop.ended.wait(id, 60_000);
  engine.wake(await shop.execution(id));
  expect(await waiting).toMatchObject({ status: 'paused', error: { message: 'out of order' } });
});

test('a step of the flow that is tried again or ignored pauses nothing', async () => {
  const ignored = step('Second', 'probe.second', {}, { errorConfig: { errorHandlerType: 'ignore' } });
  const instance = await shop.deploy([
    flow('Main', [ignored, step('First', 'probe.first', { text: reference('second.results') })], {
      whenFailed: 'pause',
    }),
  ]);
  const engine = await shop.engine();
  const { execution } = await shop.run(instance, 'Main', {}, engine);
  expect(execution.status).toBe('succeeded');
});
