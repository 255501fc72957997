import { afterEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { schedules } from '../../src/db/schema.ts';
import { type CustomerLimits, updateCustomer } from '../../src/models/customers.ts';
import { targetOf, updateInstance } from '../../src/models/deployments.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { type Execution, enqueue } from '../../src/models/executions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { countInvocations } from '../../src/models/invocations.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import { callOf, flow, NO_QUEUES, type Probe, step, until, value, workshop } from '../support/engine.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

/** A step that waits until it is told to go on, and says who is inside. */
function gate() {
  const inside: { instance: string; customer: string; go: () => void }[] = [];
  const perform: Probe[string]['perform'] = ({ instance, customer }) =>
    new Promise((resolve) => {
      inside.push({ instance: instance.id, customer: customer.id, go: () => resolve({ data: 1 }) });
    });
  return { inside, probe: { wait: { perform } } };
}

const waiting = [flow('Main', [step('Wait', 'probe.wait')])];

/** So many instances of one customer, with so many calls each. */
async function crowd(instances: number, calls: number): Promise<Instance[]> {
  const made: Instance[] = [];
  for (let n = 0; n < instances; n++) made.push(await shop.deploy(waiting, {}, {}, made[0]?.customerId));
  for (const instance of made) for (let n = 0; n < calls; n++) await shop.call(instance, 'Main', n);
  return made;
}

describe('a customer whose runs all hang', () => {
  test('with 25 instances takes half of all slots, and another’s call is begun at once', async () => {
    const { inside, probe } = gate();
    shop = workshop(probe);
    const [first] = await crowd(25, 10);
    const other = await shop.deploy(waiting);
    const engine = await shop.engine();
    await until(() => inside.length === 125 || undefined);
    expect(engine.running()).toBe(125);
    await shop.call(other, 'Main', {}, engine);
    await until(() => inside.some(({ instance }) => instance === other.id) || undefined);
    expect(inside.filter(({ customer }) => customer === first?.customerId)).toHaveLength(125);
    for (const { go } of inside) go();
  });

  test('and a second one leave slots for a third', async () => {
    const { inside, probe } = gate();
    shop = workshop(probe);
    await crowd(2, 10);
    await crowd(2, 10);
    const other = await shop.deploy(waiting);
    const engine = await shop.engine({ 'max-executions': '20' });
    await until(() => inside.length === 18 || undefined);
    for (let n = 0; n < 3; n++) await shop.call(other, 'Main', {}, engine);
    await until(() => inside.some(({ instance }) => instance === other.id) || undefined);
    expect(inside).toHaveLength(19);
    await until(() => {
      for (const { go } of inside) go();
      return inside.length === 43 || undefined;
    });
    for (const { go } of inside) go();
  });
});

describe('the limit of a customer', () => {
  const give = async (customerId: string, limits: CustomerLimits) => {
    await shop.store.write((tx) => updateCustomer(tx, customerId, { limits }));
  };

  test('holds from the start of the process, and when it is changed', async () => {
    const { inside, probe } = gate();
    shop = workshop(probe);
    const [first] = await crowd(2, 10);
    const customerId = first?.customerId ?? '';
    await give(customerId, { executions: 3 });
    const engine = await shop.engine();
    await until(() => inside.length === 3 || undefined);
    expect(engine.running()).toBe(3);
    await give(customerId, { executions: 5 });
    engine.heedLimits(customerId);
    await until(() => inside.length === 5 || undefined);
    expect(engine.running()).toBe(5);
    await give(customerId, {});
    engine.heedLimits(customerId);
    await until(() => inside.length === 20 || undefined);
    for (const { go } of inside) go();
  });

  test('holds for calls that are begun as they come', async () => {
    const { inside, probe } = gate();
    shop = workshop(probe);
    const [a, b] = await crowd(2, 0);
    const engine = await shop.engine({ 'max-executions-per-customer': '3' });
    const leases = [a, a, b, b].flatMap((instance) =>
      instance ? engine.reserve(callOf(instance), NO_QUEUES) : [],
    );
    expect(leases.map(({ leaseOwner }) => leaseOwner !== undefined)).toEqual([true, true, true, false]);
    for (const { release } of leases) release();
    expect([engine.running(), inside.length]).toEqual([0, 0]);
  });
});

describe('the limit of an instance', () => {
  test('is changed while its runs wait, and is known after a restart', async () => {
    const { inside, probe } = gate();
    shop = workshop(probe);
    const [instance] = await crowd(1, 30);
    if (!instance) throw new Error('There is no instance.');
    const limit = (executionLimit: number | null) =>
      updateInstance(shop.tools, EVERYTHING, instance.id, { executionLimit });
    await limit(2);
    const engine = await shop.engine();
    await until(() => inside.length === 2 || undefined);
    expect(engine.running()).toBe(2);
    await limit(12);
    engine.heed([instance.id]);
    await until(() => inside.length === 12 || undefined);
    expect(engine.running()).toBe(12);
    for (const { go } of inside) go();
  });

  test('is not for a customer to say', async () => {
    shop = workshop();
    const instance = await shop.deploy(waiting);
    const theirs = viewerFor(instance.customerId);
    await expect(updateInstance(shop.tools, theirs, instance.id, { executionLimit: 99 })).rejects.toThrow(
      'for the organization to say',
    );
  });
});

describe('flows that call flows', () => {
  const calling =
    (times: number): Probe[string]['perform'] =>
    async (context) => {
      for (let n = 0; n < times; n++) await context.invokeFlow('Main');
      return {};
    };
  const selfCalling = [flow('Main', [step('Call', 'probe.call')])];

  async function firstRun(instance: Instance): Promise<Execution> {
    const payload = await packRequest(internalRequest({}), shop.store.blobs, shop.tools.vault);
    return await shop.store.write((tx) =>
      enqueue(tx, { ...targetOf(instance, 'Main'), kind: 'webhook', payload }),
    );
  }

  async function failures(): Promise<string[]> {
    const { items } = await listExecutions(shop.store.read, EVERYTHING, { status: 'failed' }, { limit: 200 });
    return items.map(({ error }) => error?.message ?? '');
  }

  test('start so many from one execution and no more, also over restarts', async () => {
    shop = workshop({ call: { perform: calling(10) } });
    const instance = await shop.deploy(selfCalling);
    const root = await firstRun(instance);
    const other = await firstRun(instance);
    const settings = { 'max-cross-flow-executions': '60', 'max-executions-per-instance': '2' };
    const before = await shop.engine(settings);
    await until(async () => (await countInvocations(shop.store.read, root.id, 10_000)) >= 20 || undefined);
    await before.stop(1000);
    const engine = await shop.engine(settings);
    await until(async () => {
      const counts = [root, other].map(({ id }) => countInvocations(shop.store.read, id, 10_000));
      return (await Promise.all(counts)).every((count) => count === 60) || undefined;
    });
    await until(async () => {
      const { items } = await listExecutions(shop.store.read, EVERYTHING, { status: 'queued' }, { limit: 1 });
      return (items.length === 0 && engine.running() === 0) || undefined;
    });
    for (const { id } of [root, other]) expect(await countInvocations(shop.store.read, id, 10_000)).toBe(60);
    const words = await failures();
    expect(words.length).toBeGreaterThan(0);
    for (const each of words) {
      expect(each).toBe(
        'Flows that call flows have started 60 executions from one, which is the limit (STEPWELL_MAX_CROSS_FLOW_EXECUTIONS); do they call each other without end?',
      );
    }
  });

  test('make what they have made before also at the limit, when a step is tried again', async () => {
    let tries = 0;
    const call: Probe[string]['perform'] = async (context) => {
      tries += 1;
      for (let n = 0; n < 3; n++) await context.invokeFlow('Other');
      if (tries === 1) throw new Error('after the calls');
      return {};
    };
    shop = workshop({ call: { perform: call } });
    const engine = await shop.engine({ 'max-cross-flow-executions': '3' });
    const retry = { errorConfig: { errorHandlerType: 'retry', maxAttempts: 1, delaySeconds: 0 } };
    const instance = await shop.deploy([
      flow('Main', [step('Call', 'probe.call', {}, retry)]),
      flow('Other', [step('Up', 'text-manipulation.upperCase', { text: value('x') })]),
    ]);
    const { id, execution } = await shop.run(instance, 'Main', {}, engine);
    expect([execution.status, tries]).toEqual(['succeeded', 2]);
    expect(await countInvocations(shop.store.read, id, 100)).toBe(3);
  });
});

describe('a queue that is full', () => {
  const settings = { 'max-queued-per-instance': '3', 'max-executions-per-instance': '1' };
  const words =
    '3 executions of this instance wait already, which is the limit (STEPWELL_MAX_QUEUED_PER_INSTANCE).';

  test('takes no call, and takes one again when one has been begun', async () => {
    const { inside, probe } = gate();
    shop = workshop(probe);
    const engine = await shop.engine(settings);
    const instance = await shop.deploy(waiting);
    for (let n = 0; n < 4; n++) await shop.call(instance, 'Main', n, engine);
    await until(() => inside.length === 1 || undefined);
    expect(() => engine.reserve(callOf(instance), NO_QUEUES)).toThrow(words);
    inside[0]?.go();
    await until(() => inside.length === 2 || undefined);
    engine.reserve(callOf(instance), NO_QUEUES).release();
    for (let n = 1; n < 4; n++) {
      await until(() => inside.length > n || undefined);
      inside[n]?.go();
    }
    await until(() => engine.running() === 0 || undefined);
  });

  test('counts calls that are being accepted, so that no burst gets past it', async () => {
    shop = workshop();
    const engine = await shop.engine(settings);
    const instance = await shop.deploy(waiting);
    const places = [1, 2, 3, 4].map(() => engine.reserve(callOf(instance), NO_QUEUES));
    expect(() => engine.reserve(callOf(instance), NO_QUEUES)).toThrow(words);
    places[2]?.release();
    places[2] = engine.reserve(callOf(instance), NO_QUEUES);
    for (const { release } of places) release();
    expect(engine.running()).toBe(0);
  });

  test('is known after a restart', async () => {
    const { inside, probe } = gate();
    shop = workshop(probe);
    const instance = await shop.deploy(waiting);
    for (let n = 0; n < 4; n++) await shop.call(instance, 'Main', n);
    const engine = await shop.engine(settings);
    await until(() => inside.length === 1 || undefined);
    expect(() => engine.reserve(callOf(instance), NO_QUEUES)).toThrow(words);
    for (let n = 0; n < 4; n++) {
      await until(() => inside.length > n || undefined);
      inside[n]?.go();
    }
  });

  test('fails the step that calls a flow', async () => {
    const call: Probe[string]['perform'] = async (context) => {
      for (let n = 0; n < 4; n++) await context.invokeFlow('Main');
      return {};
    };
    shop = workshop({ call: { perform: call } });
    const engine = await shop.engine(settings);
    const instance = await shop.deploy([
      flow('Caller', [step('Call', 'probe.call')]),
      flow('Main', [step('Up', 'text-manipulation.upperCase', { text: value('x') })]),
    ]);
    const { execution } = await shop.run(instance, 'Caller', {}, engine);
    expect(execution).toMatchObject({ status: 'failed', error: { message: expect.stringContaining(words) } });
  });

  test('skips the firing of a schedule, and says why', async () => {
    const { inside, probe } = gate();
    shop = workshop(probe);
    const schedule = { type: 'value', value: '0 3 * * *', meta: { timeZone: 'UTC' } };
    const start = step('Start', 'schedule-triggers.schedule', {}, { isTrigger: true, schedule });
    const nightly = { name: 'Nightly', steps: [start, step('Wait', 'probe.wait')] };
    const instance = await shop.deploy([...waiting, nightly]);
    const engine = await shop.engine(settings);
    for (let n = 0; n < 4; n++) await shop.call(instance, 'Main', n, engine);
    await shop.store.write(async (tx) => {
      await tx.update(schedules).set({ nextRunAt: Date.now() }).where(eq(schedules.instanceId, instance.id));
    });
    engine.heed([]);
    const skipped = await until(async () => {
      const { items } = await listExecutions(
        shop.store.read,
        EVERYTHING,
        { status: 'skipped' },
        { limit: 1 },
      );
      return items[0];
    });
    expect(skipped.error?.message).toMatch(
      /^The firing of .* was skipped: 3 executions of this instance wait/,
    );
    for (const { go } of inside) go();
  });
});
