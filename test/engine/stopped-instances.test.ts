import { afterEach, describe, expect, test } from 'bun:test';
import type { Engine } from '../../src/engine/engine.ts';
import { CANCELLED_AT_ONCE } from '../../src/models/cancellations.ts';
import { deleteCustomer } from '../../src/models/customers.ts';
import { type Deployed, setActive, targetOf } from '../../src/models/deployments.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { type Execution, enqueue, type NewExecution } from '../../src/models/executions.ts';
import { removeInstance, restoreInstance } from '../../src/models/instance-removal.ts';
import type { Instance } from '../../src/models/instances.ts';
import { deleteIntegration } from '../../src/models/integration-trash.ts';
import { claim } from '../../src/models/leases.ts';
import { pauseExecution, resumeExecution } from '../../src/models/pauses.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import { runsPerHour } from '../../src/models/run-counts.ts';
import { takeOver } from '../../src/models/suspects.ts';
import { callOf, flow, NO_QUEUES, type Probe, step, until, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

/** A step that waits until the test lets it go, and tells who has come and who was sent away. */
function gate() {
  const inside = new Map<string, () => void>();
  const started: string[] = [];
  const aborted: string[] = [];
  const perform: Probe[string]['perform'] = (context) => {
    started.push(context.executionId);
    return new Promise((resolve, reject) => {
      context.signal.addEventListener('abort', () => {
        aborted.push(context.executionId);
        reject(context.signal.reason);
      });
      inside.set(context.executionId, () => resolve({ data: 1 }));
    });
  };
  const open = () => {
    for (const [id, go] of inside) {
      inside.delete(id);
      go();
    }
  };
  return { started, aborted, open, inside, probe: { wait: { perform } } };
}

const waiting = [flow('Main', [step('Wait', 'probe.wait')])];
const removal = flow('Goodbye', [step('Wait', 'probe.wait')]);
removal.steps[0] = step('Start', 'management-triggers.instanceRemove', {}, { isTrigger: true });

/** What `change` does after the commit of one. */
async function changed(engine: Engine, change: Promise<Deployed>): Promise<Instance> {
  const { instance, queued, cancelled } = await change;
  for (const run of queued) engine.wake(run);
  for (const id of cancelled.ids) engine.abort({ id, instanceId: instance.id }, cancelled.error);
  engine.heed([instance.id]);
  return instance;
}
const pause = (engine: Engine, { id }: Instance) =>
  changed(engine, setActive(shop.tools, EVERYTHING, id, false));
const enable = (engine: Engine, { id }: Instance) =>
  changed(engine, setActive(shop.tools, EVERYTHING, id, true));
const remove = (engine: Engine, { id }: Instance) =>
  changed(engine, removeInstance(shop.tools, EVERYTHING, id));

async function newRun(instance: Instance, more: Partial<NewExecution> = {}): Promise<NewExecution> {
  const payload = await packRequest(internalRequest({}), shop.store.blobs, shop.tools.vault);
  return { ...targetOf(instance, 'Main'), kind: 'webhook', payload, ...more };
}

/** Calls that are on disk, and that no engine knows of yet. */
async function calls(instance: Instance, count: number, engine?: Engine): Promise<Execution[]> {
  const run = await newRun(instance);
  const made = await shop.store.write(async (tx) => {
    const rows = [];
    for (let n = 0; n < count; n++) rows.push(await enqueue(tx, run));
    return rows;
  });
  for (const each of made) engine?.wake(each);
  return made;
}

async function setAside(made: Execution[]): Promise<void> {
  await shop.store.write(async (tx) => {
    for (const { id } of made) await pauseExecution(tx, EVERYTHING, id);
  });
}

async function statuses(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let cursor: string | undefined;
  do {
    const page = await listExecutions(shop.store.read, EVERYTHING, {}, { limit: 200, cursor });
    for (const { status } of page.items) counts[status] = (counts[status] ?? 0) + 1;
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return counts;
}

/** Lets everything pass that comes to the gate until nothing runs. */
async function drain(engine: Engine, open: () => void): Promise<void> {
  await until(() => {
    open();
    return engine.running() === 0 || undefined;
  });
}

/** As a process leaves it that dies in its step for the third time. */
async function setAsideByCrashes({ id }: Execution): Promise<void> {
  for (let death = 0; death < 3; death++) {
    await shop.store.write((tx) => claim(tx, id, `boot_${death}`, Date.now()));
    await shop.store.write((tx) => takeOver(tx, 'boot_next'));
  }
}

describe('an instance that is paused', () => {
  test('ends what runs and begins nothing more; what waits goes on in its order when it is enabled', async () => {
    const { started, open, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine();
    const instance = await shop.deploy(waiting);
    const made = await calls(instance, 120, engine);
    await until(() => started.length === 10 || undefined);
    await pause(engine, instance);
    await drain(engine, open);
    expect(started).toHaveLength(10);
    expect(await statuses()).toEqual({ succeeded: 10, queued: 110 });
    await enable(engine, instance);
    await until(() => {
      open();
      return started.length === 120 || undefined;
    });
    await drain(engine, open);
    expect(started).toEqual(made.map(({ id }) => id));
    expect(await statuses()).toEqual({ succeeded: 120 });
  });

  test('and enabled again leaves aside what was set aside, until somebody resumes it', async () => {
    const { started, open, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine();
    const instance = await shop.deploy(waiting);
    await pause(engine, instance);
    const [aside, next] = await calls(instance, 2, engine);
    if (!aside || !next) throw new Error('There are two.');
    await shop.store.write((tx) => pauseExecution(tx, EVERYTHING, aside.id));
    await enable(engine, instance);
    await until(() => started.includes(next.id) || undefined);
    await drain(engine, open);
    expect(await statuses()).toEqual({ paused: 1, succeeded: 1 });
    await pause(engine, instance);
    engine.wake(await shop.store.write((tx) => resumeExecution(tx, EVERYTHING, aside.id)));
    await until(() => engine.running() === 0 || undefined);
    expect(await statuses()).toEqual({ queued: 1, succeeded: 1 });
    await enable(engine, instance);
    await until(() => started.includes(aside.id) || undefined);
    await drain(engine, open);
    expect(await statuses()).toEqual({ succeeded: 2 });
  });

  test('does not hold up the customer’s other instances', async () => {
    const { started, open, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine({ 'max-executions-per-customer': '2' });
    const paused = await shop.deploy(waiting);
    const other = await shop.deploy(waiting, {}, {}, paused.customerId);
    await calls(paused, 20, engine);
    await pause(engine, paused);
    const made = await calls(other, 3, engine);
    await until(() => {
      open();
      return made.every(({ id }) => started.includes(id)) || undefined;
    });
    await drain(engine, open);
    expect((await statuses()).succeeded).toBeLessThanOrEqual(5);
  });

  test('keeps what waits over a restart, and begins none of it', async () => {
    const { started, open, probe } = gate();
    shop = workshop(probe);
    const instance = await shop.deploy(waiting);
    const idle = await shop.deploy(waiting);
    await calls(instance, 30);
    await pause(await shop.engine(), instance);
    open();
    const before = started.length;
    const engine = await shop.engine();
    const [other] = await calls(idle, 1, engine);
    await until(() => started.includes(other?.id ?? '') || undefined);
    expect(started).toHaveLength(before + 1);
    await enable(engine, instance);
    await until(() => {
      open();
      return started.length >= 31 || undefined;
    });
    await drain(engine, open);
  });

  const races: [what: string, lease: boolean][] = [
    ['that has a slot from the start', true],
    ['that was queued', false],
  ];
  test.each(races)('begins no call %s and was accepted in the same commit', async (_what, hasLease) => {
    const { started, open, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine();
    const instance = await shop.deploy(waiting);
    const place = engine.reserve(callOf(instance), NO_QUEUES);
    const run = await newRun(instance, hasLease ? { leaseOwner: place.leaseOwner } : {});
    const [, queued] = await Promise.all([
      pause(engine, instance),
      shop.store
        .write((tx) => enqueue(tx, run))
        .then((row) => {
          engine.wake(row);
          return row;
        }),
    ]);
    if (!hasLease) place.release();
    await until(async () => (await shop.execution(queued.id)).status === 'queued' && engine.running() === 0);
    expect(started).toEqual([]);
    expect(await shop.execution(queued.id)).toMatchObject({
      startedAt: null,
      leaseOwner: null,
      cursor: null,
    });
    await enable(engine, instance);
    await until(() => started.length === 1 || undefined);
    await drain(engine, open);
    expect((await shop.execution(queued.id)).status).toBe('succeeded');
  });

  test('lets a run that waits for its next try wait on', async () => {
    let tries = 0;
    shop = workshop({
      fail: {
        perform: () => {
          tries += 1;
          throw new Error('not yet');
        },
      },
    });
    const engine = await shop.engine();
    const retry = { errorConfig: { errorHandlerType: 'retry', maxAttempts: 1, delaySeconds: 1 } };
    const instance = await shop.deploy([flow('Main', [step('Fail', 'probe.fail', {}, retry)])]);
    const idle = await shop.deploy([flow('Main', [step('Fail', 'probe.fail')])]);
    const [run] = await calls(instance, 1, engine);
    const aside = await until(async () => {
      const row = await shop.execution(run?.id ?? '');
      return row.status === 'waiting' ? row : undefined;
    });
    await pause(engine, instance);
    await until(() => Date.now() > aside.runAt + 50 || undefined);
    await shop.run(idle, 'Main', {}, engine);
    expect(await shop.execution(aside.id)).toMatchObject({ status: 'waiting' });
    expect(tries).toBe(2);
    await enable(engine, instance);
    expect((await shop.end(aside.id)).status).toBe('failed');
    expect(tries).toBe(3);
  });

  const waited: [what: string, before: number, more: Partial<NewExecution>][] = [
    ['is next', 1, {}],
    ['has five hundred others before it and is in the table alone', 500, {}],
    ['waits for a later time', 0, { runAt: Date.now() + 3_600_000 }],
  ];
  test.each(waited)('tells a caller at once whose run %s', async (_what, before, more) => {
    const { open, started, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine({ 'max-executions-per-instance': '1' });
    const [instance, other] = [await shop.deploy(waiting), await shop.deploy(waiting)];
    const [first] = await calls(instance, 1, engine);
    await calls(instance, before, engine);
    const run = await newRun(instance, more);
    const { id } = await shop.store.write((tx) => enqueue(tx, run));
    const [, elsewhere] = await calls(other, 2, engine);
    await until(() => started.length === 2 || undefined);
    let toldOthers = false;
    for (const each of [first, elsewhere])
      void shop.ended.wait(each?.id ?? '', 60_000).then(() => {
        toldOthers = true;
      });
    const answer = shop.ended.wait(id, 60_000);
    await pause(engine, instance);
    expect(await answer).toEqual({
      status: 'waiting',
      error: { message: expect.stringContaining('paused') },
    });
    expect(toldOthers).toBe(false);
    expect((await shop.execution(id)).endedAt).toBeNull();
    open();
  });

  test('tells a caller at once whose call was accepted in the same commit, or whose run is tried again later', async () => {
    let fail = () => {};
    const failing = new Promise<void>((resolve) => {
      fail = resolve;
    });
    let isInside = false;
    const perform: Probe[string]['perform'] = async () => {
      isInside = true;
      await failing;
      throw new Error('not yet');
    };
    shop = workshop({ fail: { perform } });
    const engine = await shop.engine({ 'max-executions-per-instance': '1' });
    const retry = { errorConfig: { errorHandlerType: 'retry', maxAttempts: 5, delaySeconds: 3600 } };
    const instance = await shop.deploy([flow('Main', [step('Fail', 'probe.fail', {}, retry)])]);
    const [tried] = await calls(instance, 1, engine);
    await until(() => isInside || undefined);
    const answer = shop.ended.wait(tried?.id ?? '', 60_000);
    const run = await newRun(instance);
    const [, late] = await Promise.all([
      pause(engine, instance),
      shop.store
        .write((tx) => enqueue(tx, run))
        .then((row) => {
          const told = shop.ended.wait(row.id, 60_000);
          engine.wake(row);
          return told;
        }),
    ]);
    expect(late?.status).toBe('waiting');
    fail();
    expect((await answer)?.status).toBe('waiting');
    expect((await shop.execution(tried?.id ?? '')).status).toBe('waiting');
  });

  test('starts no other flows: the step that calls one fails and says why', async () => {
    let isPaused = () => {};
    const pausing = new Promise<void>((resolve) => {
      isPaused = resolve;
    });
    let isInside = false;
    const perform: Probe[string]['perform'] = async (context) => {
      isInside = true;
      await pausing;
      return { data: (await context.invokeFlow('Main')).data };
    };
    shop = workshop({ call: { perform } });
    const engine = await shop.engine();
    const instance = await shop.deploy([flow('Main', [step('Call', 'probe.call')])]);
    const [run] = await calls(instance, 1, engine);
    await until(() => isInside || undefined);
    await pause(engine, instance);
    isPaused();
    const ended = await shop.end(run?.id ?? '');
    expect(ended.status).toBe('failed');
    expect(ended.error?.message).toContain(
      'The instance is paused: its flows start no other flows. Enable it',
    );
    expect(await statuses()).toEqual({ failed: 1 });
  });
});

describe('an instance that is removed', () => {
  const reason = { message: 'Cancelled: the instance was removed.' };

  test('cancels what waits, stops what runs, and counts them', async () => {
    const { started, aborted, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine();
    const instance = await shop.deploy(waiting);
    const laterRun = await newRun(instance, { runAt: Date.now() + 3_600_000 });
    const later = await shop.store.write((tx) => enqueue(tx, laterRun));
    const made = await calls(instance, 120, engine);
    await until(() => started.length === 10 || undefined);
    await remove(engine, instance);
    expect(await statuses()).toEqual({ cancelled: 121 });
    await until(() => engine.running() === 0 || undefined);
    expect(aborted.sort()).toEqual(made.slice(0, 10).map(({ id }) => id));
    expect(started).toHaveLength(10);
    for (const { id } of [later, made[0], made[119]].flatMap((each) => each ?? []))
      expect(await shop.execution(id)).toMatchObject({
        status: 'cancelled',
        error: reason,
        leaseOwner: null,
      });
    const hours = await runsPerHour(shop.store.read, EVERYTHING, Date.now() - 1000, Date.now() + 1);
    expect(hours.reduce((sum, { other }) => sum + other, 0)).toBe(121);
  });

  test('cancels what was set aside too, by a person or after crashes; brought back, none of it can be resumed', async () => {
    const { started, open, probe } = gate();
    shop = workshop(probe);
    const instance = await shop.deploy([...waiting, removal]);
    const [byHand, crashed, queued] = await calls(instance, 3);
    if (!byHand || !crashed || !queued) throw new Error('There are three.');
    await shop.store.write((tx) => pauseExecution(tx, EVERYTHING, byHand.id));
    await setAsideByCrashes(crashed);
    expect(await statuses()).toEqual({ paused: 2, queued: 1 });
    const engine = await shop.engine({ 'max-executions-per-instance': '1' });
    await until(() => started.length === 1 || undefined);
    await remove(engine, instance);
    for (const { id } of [byHand, crashed])
      expect(await shop.execution(id)).toMatchObject({
        status: 'cancelled',
        error: reason,
        endedAt: expect.any(Number),
      });
    await restoreInstance(shop.tools, EVERYTHING, instance.id);
    await enable(engine, instance);
    await drain(engine, open);
    for (const { id } of [byHand, crashed])
      expect(
        await shop.store.write((tx) => resumeExecution(tx, EVERYTHING, id)).catch((error) => error.code),
      ).toBe('conflict');
    expect((await statuses()).cancelled).toBe(4);
  });

  test('cancels thousands in pieces, the last of them too, and begins none', async () => {
    const { started, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine();
    const instance = await shop.deploy(waiting);
    const count = 2 * CANCELLED_AT_ONCE + 500;
    await calls(instance, count, engine);
    await until(() => started.length === 10 || undefined);
    await remove(engine, instance);
    expect((await statuses()).cancelled).toBe(CANCELLED_AT_ONCE);
    await until(async () => (await statuses()).cancelled === count || undefined);
    await until(() => engine.running() === 0 || undefined);
    expect(started).toHaveLength(10);
  });

  test('cancels what is left of it after a crash', async () => {
    const { started, probe } = gate();
    shop = workshop(probe);
    const instance = await shop.deploy(waiting);
    const count = CANCELLED_AT_ONCE + 200;
    await calls(instance, count);
    await removeInstance(shop.tools, EVERYTHING, instance.id);
    expect(await statuses()).toEqual({ cancelled: CANCELLED_AT_ONCE, queued: 200 });
    await shop.engine();
    await until(async () => (await statuses()).cancelled === count || undefined);
    expect(started).toEqual([]);
  });

  test.each([
    ['that has a slot from the start', true],
    ['that was queued', false],
  ])('cancels a call %s and was accepted in the same commit', async (_what, hasLease) => {
    const { started, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine();
    const instance = await shop.deploy(waiting);
    const place = engine.reserve(callOf(instance), NO_QUEUES);
    const run = await newRun(instance, hasLease ? { leaseOwner: place.leaseOwner } : {});
    if (!hasLease) place.release();
    const [, queued] = await Promise.all([
      remove(engine, instance),
      shop.store
        .write((tx) => enqueue(tx, run))
        .then((row) => {
          engine.wake(row);
          return row;
        }),
    ]);
    expect(await shop.end(queued.id)).toMatchObject({ status: 'cancelled', error: reason });
    await until(() => engine.running() === 0 || undefined);
    expect(started).toEqual([]);
  });

  const asideBefore: [what: string, isBusy: boolean][] = [
    ['', false],
    [', while others hold all slots', true],
  ];
  test.each(asideBefore)('cancels thousands that were set aside in pieces%s', async (_what, isBusy) => {
    const { open, started, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine({ 'max-executions': '1' });
    const [instance, other] = [await shop.deploy(waiting), await shop.deploy(waiting)];
    if (isBusy) {
      await calls(other, 1, engine);
      await until(() => started.length === 1 || undefined);
    }
    const count = 2 * CANCELLED_AT_ONCE + 10;
    const made = await calls(instance, count);
    await setAside(made);
    const answer = shop.ended.wait(made.at(-1)?.id ?? '', 60_000);
    await remove(engine, instance);
    await until(async () => (await statuses()).cancelled === count || undefined);
    expect(await answer).toEqual({ status: 'cancelled', error: reason });
    open();
  });

  test('cancels what is left of what was set aside after a crash', async () => {
    shop = workshop({});
    const instance = await shop.deploy([flow('Main', [step('Up', 'text-manipulation.upperCase')])]);
    const count = CANCELLED_AT_ONCE + 20;
    await setAside(await calls(instance, count));
    await removeInstance(shop.tools, EVERYTHING, instance.id);
    expect(await statuses()).toEqual({ cancelled: CANCELLED_AT_ONCE, paused: 20 });
    await shop.engine();
    await until(async () => (await statuses()).cancelled === count || undefined);
  });

  test('tells a caller who waits for an answer at once', async () => {
    const { started, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine({ 'max-executions-per-instance': '1' });
    const instance = await shop.deploy(waiting);
    const made = await calls(instance, 2, engine);
    const answers = made.map(({ id }) => shop.ended.wait(id, 60_000));
    await until(() => started.length === 1 || undefined);
    await remove(engine, instance);
    expect(await Promise.all(answers)).toEqual(made.map(() => ({ status: 'cancelled', error: reason })));
  });

  test('runs what its removal is for, also after a restart', async () => {
    const { started, open, probe } = gate();
    shop = workshop(probe);
    const instance = await shop.deploy([...waiting, removal]);
    await calls(instance, 5);
    await removeInstance(shop.tools, EVERYTHING, instance.id);
    const engine = await shop.engine();
    await until(() => started.length === 1 || undefined);
    await drain(engine, open);
    expect(await statuses()).toEqual({ cancelled: 5, succeeded: 1 });
  });

  test('and is brought back waits paused: nothing of its old queue runs, nor what its removal was for', async () => {
    const { started, open, probe } = gate();
    shop = workshop(probe);
    const instance = await shop.deploy([...waiting, removal]);
    await calls(instance, 5);
    await removeInstance(shop.tools, EVERYTHING, instance.id);
    await restoreInstance(shop.tools, EVERYTHING, instance.id);
    const engine = await shop.engine();
    const [call] = await calls(instance, 1, engine);
    await until(() => engine.running() === 0 || undefined);
    expect(await statuses()).toEqual({ cancelled: 6, queued: 1 });
    await enable(engine, instance);
    await until(() => started.length === 1 || undefined);
    await drain(engine, open);
    expect(started).toEqual([call?.id ?? '']);
  });
});

type Deletion = (instance: Instance, tell: (ids: string[]) => void) => Promise<void>;
const deletions: [what: string, deletion: Deletion][] = [
  ['customer', ({ customerId }, tell) => deleteCustomer(shop.store, EVERYTHING, customerId, tell)],
  ['integration', ({ integrationId }, tell) => deleteIntegration(shop.store, integrationId, tell)],
];
test.each(deletions)(
  'a %s that is deleted stops what runs, frees its slots and tells who waits',
  async (_what, deletion) => {
    const { started, aborted, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine({ 'max-executions': '20' });
    const instance = await shop.deploy(waiting);
    const other = await shop.deploy(waiting);
    const made = await calls(instance, 15, engine);
    const answers = made.map(({ id }) => shop.ended.wait(id, 60_000));
    await until(() => started.length === 10 || undefined);
    await deletion(instance, (ids) => engine.heed(ids));
    expect((await Promise.all(answers)).map((each) => each?.status)).toEqual(made.map(() => 'cancelled'));
    await until(() => engine.running() === 0 || undefined);
    expect([started.length, aborted.length]).toEqual([10, 10]);
    await calls(other, 10, engine);
    await until(() => started.length === 20 || undefined);
  },
);
