import { afterEach, expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asc, eq, sql } from 'drizzle-orm';
import { executions, instanceRuns, schedules } from '../../src/db/schema.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { StorageQuota } from '../../src/engine/storage-quota.ts';
import { AppError } from '../../src/lib/errors.ts';
import { createLog } from '../../src/lib/log.ts';
import { deleteCustomer, updateCustomer } from '../../src/models/customers.ts';
import { cancelExecution } from '../../src/models/executions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { replayExecution } from '../../src/models/replays.ts';
import { deleteExpired } from '../../src/models/retention.ts';
import {
  callOf,
  flow,
  NO_QUEUES,
  type Probe,
  reference,
  step,
  until,
  value,
  workshop,
} from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

const MB = 1024 * 1024;
/** Text that hardly gets smaller when it is packed. */
const noise = (bytes: number) => randomBytes(bytes).toString('latin1');
const upper = [flow('Main', [step('Up', 'text-manipulation.upperCase', { text: value('x') })])];

async function all() {
  return await shop.store.read.select().from(executions).orderBy(asc(executions.id));
}

async function countedOf({ id }: Instance): Promise<number> {
  const [row] = await shop.store.read.select().from(instanceRuns).where(eq(instanceRuns.instanceId, id));
  return row?.size ?? 0;
}

/** Bytes of payloads, results, lines and files as they lie on the disk. */
async function keptBytes(): Promise<number> {
  const parts = [
    sql`select sum(length(payload)) as n from execution_requests`,
    sql`select sum(coalesce(length(input), 0) + coalesce(length(output), 0) + coalesce(length(sealed_output), 0)) as n from step_results`,
    sql`select sum(octet_length(message)) as n from logs`,
    sql`select sum(length(value)) as n from state_changes`,
  ];
  let bytes = 0;
  for (const query of parts) bytes += (await shop.store.read.all<{ n: number | null }>(query))[0]?.n ?? 0;
  const folder = join(shop.folder, 'blobs');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const stat = statSync(join(folder, name));
    if (stat.isFile()) bytes += stat.size;
  }
  return bytes;
}

const retry = { errorConfig: { errorHandlerType: 'retry', maxAttempts: 3, delaySeconds: 0 } };
const ignored = { errorConfig: { errorHandlerType: 'ignore' } };
const fails: Probe[string]['perform'] = () => {
  throw new Error('It broke');
};
const gives = (bytes: number): Probe => ({ give: { perform: () => ({ data: noise(bytes) }) } });
const logs: Probe = {
  say: {
    perform: (context) => {
      for (let n = 0; n < 50; n++) context.logger.info(noise(3000));
      return { data: 1 };
    },
  },
};
const SECRET = 'canary of the customer';
const tells = (length: number): Probe => ({
  tell: { perform: () => ({ data: { secret: SECRET, text: noise(length) } }) },
});
type Kind = { probe?: Probe; steps: ReturnType<typeof step>[]; body?: string };
const kinds: [what: string, kind: Kind][] = [
  ['a small call', { steps: [step('Up', 'text-manipulation.upperCase', { text: value('x') })] }],
  ['a large payload, in a file', { steps: [], body: noise(600_000) }],
  ['a result in the row', { probe: gives(60_000), steps: [step('Give', 'probe.give')] }],
  ['a result in a file', { probe: gives(900_000), steps: [step('Give', 'probe.give')] }],
  [
    'a result with a secret, which is sealed as well',
    { probe: tells(60_000), steps: [step('Tell', 'probe.tell')] },
  ],
  ['one that lies in a file', { probe: tells(900_000), steps: [step('Tell', 'probe.tell')] }],
  ['its log', { probe: logs, steps: [step('Say', 'probe.say')] }],
  [
    'a step that fails, with what it was given',
    {
      probe: { fail: { perform: fails } },
      steps: [step('Fail', 'probe.fail', { text: value(noise(90_000)) }, ignored)],
    },
  ],
  [
    'a step that is tried again, once',
    {
      probe: { fail: { perform: fails } },
      steps: [step('Fail', 'probe.fail', { text: value(noise(90_000)) }, retry)],
    },
  ],
  [
    'the rounds of a loop, its items once',
    {
      probe: { give: { perform: () => ({ data: Array.from({ length: 20 }, () => noise(4000)) }) } },
      steps: [
        step('Give', 'probe.give'),
        step(
          'Each',
          'loop.loopOverItems',
          { items: reference('give.results') },
          { steps: [step('Up', 'text-manipulation.upperCase', { text: reference('each.currentItem') })] },
        ),
      ],
    },
  ],
];

test.each(kinds)('of what is kept is counted %s', async (_what, { probe = {}, steps, body = '{}' }) => {
  shop = workshop(probe);
  const engine = await shop.engine({ 'max-stored-mb-per-customer': '0' });
  const more = { requiredConfigVars: [{ key: 'Word', dataType: 'password' }] };
  const instance = await shop.deploy([flow('Main', steps)], more, { Word: SECRET });
  const { execution } = await shop.run(instance, 'Main', body, engine);
  const kept = await keptBytes();
  // Rows take some room themselves.
  expect(execution.size).toBeGreaterThanOrEqual(kept);
  expect(execution.size).toBeLessThan(kept * 1.02 + 10_000);
  expect(await countedOf(instance)).toBe(execution.size);
});

test('what is counted of an instance is what its executions that have ended have together, however they end', async () => {
  let isInside = false;
  const hang: Probe[string]['perform'] = (context) => {
    isInside = true;
    return new Promise((_resolve, reject) =>
      context.signal.addEventListener('abort', () => reject(new Error('Away'))),
    );
  };
  shop = workshop({ hang: { perform: hang }, fail: { perform: fails } });
  const engine = await shop.engine();
  const instance = await shop.deploy([
    ...upper,
    flow('Hang', [step('Hang', 'probe.hang')]),
    flow('Fail', [step('Up', 'text-manipulation.upperCase'), step('Fail', 'probe.fail')]),
  ]);
  for (const name of ['Main', 'Main', 'Fail']) await shop.run(instance, name, noise(9000), engine);
  const failed = (await all()).find(({ status }) => status === 'failed');
  engine.wake(
    await replayExecution(shop.tools, EVERYTHING, failed?.id ?? '', {
      from: 'failed-step',
      version: 'current',
    }),
  );
  await until(async () => (await all()).every(({ endedAt }) => endedAt !== null) || undefined);
  const hanging = await shop.call(instance, 'Hang', noise(9000), engine);
  await until(() => isInside || undefined);
  const sumOf = async () =>
    (await all()).reduce((sum, { endedAt, size }) => sum + (endedAt === null ? 0 : size), 0);
  expect(await countedOf(instance)).toBe(await sumOf());
  engine.abort(await shop.store.write((tx) => cancelExecution(tx, EVERYTHING, hanging)), { message: '' });
  const before = await sumOf();
  expect(before).toBeGreaterThan(5 * 9000);
  expect(await countedOf(instance)).toBe(before);
  await shop.store.write((tx) => deleteExpired(tx, 'succeeded', Date.now() + 60_000));
  expect(await sumOf()).toBeLessThan(before);
  expect(await countedOf(instance)).toBe(await sumOf());
  await shop.store.write((tx) => deleteExpired(tx, 'unsuccessful', Date.now() + 60_000));
  expect([await all(), await countedOf(instance)]).toEqual([[], 0]);
});

const SMALL = { 'max-stored-mb-per-customer': '1' };

async function over(engine: Engine, instance: Instance, calls: number): Promise<string[]> {
  const ids = [];
  for (let n = 0; n < calls; n++) ids.push((await shop.run(instance, 'Main', noise(60_000), engine)).id);
  return ids;
}

function refusalOf(engine: Engine, { id, customerId }: Instance): string | undefined {
  try {
    engine.reserve(callOf({ id, customerId }), NO_QUEUES).release();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${error.message}`;
    throw error;
  }
}

test('above its limit a customer’s oldest executions that have ended are removed, and nobody else’s', async () => {
  shop = workshop();
  const engine = await shop.engine(SMALL);
  const [instance, other] = [await shop.deploy(upper), await shop.deploy(upper)];
  const others = await over(engine, other, 5);
  const second = await shop.deploy(upper, {}, {}, instance.customerId);
  const made = [...(await over(engine, instance, 10)), ...(await over(engine, second, 15))];
  const left = await until(async () => {
    const rows = (await all()).filter(({ customerId }) => customerId === instance.customerId);
    return rows.reduce((sum, { size }) => sum + size, 0) <= MB ? rows.map(({ id }) => id) : undefined;
  });
  expect(left).toEqual(made.slice(-left.length));
  // No more are removed than have to be.
  expect(await engine.storedBytes(instance.customerId)).toBeGreaterThan(0.75 * MB);
  expect((await all()).flatMap(({ id }) => (others.includes(id) ? id : []))).toEqual(others);
  expect([instance, other].map((each) => refusalOf(engine, each))).toEqual([undefined, undefined]);
});

test('where nothing that has ended is left to be removed calls are refused, what waits goes on, and then they are taken again', async () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  shop = workshop({
    hang: {
      perform: async () => {
        await opened;
        return { data: 1 };
      },
    },
  });
  const engine = await shop.engine(SMALL);
  const instance = await shop.deploy([flow('Main', [step('Hang', 'probe.hang')])]);
  const other = await shop.deploy(upper);
  for (let n = 0; n < 25; n++) await shop.call(instance, 'Main', noise(60_000), engine);
  const refusal = await until(() => refusalOf(engine, instance));
  expect(refusal).toStartWith('storage_full ');
  expect(refusal).toContain('its limit of 1 MB');
  expect(refusal).toContain('STEPWELL_MAX_STORED_MB_PER_CUSTOMER');
  expect(refusalOf(engine, other)).toBeUndefined();
  expect((await shop.run(other, 'Main', {}, engine)).execution.status).toBe('succeeded');
  expect(await all()).toHaveLength(26);
  open();
  // Those that have ended may go at once.
  await until(async () => (await all()).every(({ endedAt }) => endedAt !== null) || undefined);
  expect((await all()).filter(({ status }) => status !== 'succeeded')).toEqual([]);
  engine.heedLimits(instance.customerId);
  await until(() => refusalOf(engine, instance) === undefined || undefined);
  expect(await engine.storedBytes(instance.customerId)).toBeLessThan(MB);
});

const freed: [what: string, free: (engine: Engine, instance: Instance) => Promise<unknown>][] = [
  [
    'the customer gets a higher limit of its own',
    async (engine, { customerId }) => {
      await shop.store.write((tx) => updateCustomer(tx, customerId, { limits: { storedMb: 10 } }));
      engine.heedLimits(customerId);
    },
  ],
  [
    'what waits is cancelled',
    async (engine, { customerId }) => {
      for (const { id } of await all())
        await shop.store.write((tx) => cancelExecution(tx, EVERYTHING, id)).catch(() => undefined);
      engine.heedLimits(customerId);
    },
  ],
  [
    'the customer is deleted',
    async (engine, { customerId }) => {
      await deleteCustomer(shop.store, EVERYTHING, customerId, (ids) => engine.heed(ids));
      engine.heedLimits(customerId);
    },
  ],
];
test.each(freed)('calls are taken again once %s', async (_what, free) => {
  shop = workshop({ hang: { perform: () => new Promise(() => {}) } });
  const engine = await shop.engine({ ...SMALL, 'max-executions-per-instance': '1' });
  const instance = await shop.deploy([flow('Main', [step('Hang', 'probe.hang')])]);
  for (let n = 0; n < 25; n++) await shop.call(instance, 'Main', noise(60_000), engine);
  await until(() => refusalOf(engine, instance));
  await free(engine, instance);
  await until(() => refusalOf(engine, instance) === undefined || undefined);
});

test('a customer’s own limit comes first, also after a restart and where there is none for others', async () => {
  shop = workshop();
  const instance = await shop.deploy(upper);
  const other = await shop.deploy(upper);
  const unlimited = { 'max-stored-mb-per-customer': '0' };
  const first = await shop.engine(unlimited);
  await over(first, instance, 25);
  await over(first, other, 25);
  expect(await all()).toHaveLength(50);
  const limits = { storedMb: 1 };
  await shop.store.write((tx) => updateCustomer(tx, instance.customerId, { limits }));
  const engine = await shop.engine(unlimited);
  await until(async () => (await engine.storedBytes(instance.customerId)) < MB || undefined);
  expect(await engine.storedBytes(other.customerId)).toBeGreaterThan(1.4 * MB);
});

test('a firing of a schedule that is refused so is recorded as skipped, with the reason', async () => {
  shop = workshop({ hang: { perform: () => new Promise(() => {}) } });
  const engine = await shop.engine({ ...SMALL, 'max-executions-per-instance': '1' });
  const scheduled = flow('Tick', []);
  const cron = { type: 'value', value: '0 0 1 1 *', meta: { scheduleType: 'custom', timeZone: 'UTC' } };
  const trigger = { isTrigger: true, schedule: cron };
  scheduled.steps[0] = step('Start', 'schedule-triggers.schedule', {}, trigger);
  const instance = await shop.deploy([flow('Main', [step('Hang', 'probe.hang')]), scheduled]);
  for (let n = 0; n < 25; n++) await shop.call(instance, 'Main', noise(60_000), engine);
  await until(() => refusalOf(engine, instance));
  await shop.store.write(async (tx) => void (await tx.update(schedules).set({ nextRunAt: Date.now() - 1 })));
  engine.heed([]);
  const skipped = await until(async () => (await all()).find(({ status }) => status === 'skipped'));
  expect(skipped.error?.message).toContain('has reached its limit of 1 MB');
});

test('executions of before sizes were counted are left to their time', async () => {
  shop = workshop();
  const before = await shop.engine({ 'max-stored-mb-per-customer': '0' });
  const instance = await shop.deploy(upper);
  const old = await over(before, instance, 30);
  await shop.store.write(async (tx) => {
    await tx.update(executions).set({ size: 0 });
    await tx.update(instanceRuns).set({ size: 0 });
  });
  const engine = await shop.engine(SMALL);
  await over(engine, instance, 25);
  await until(async () => (await engine.storedBytes(instance.customerId)) < MB || undefined);
  expect((await all()).slice(0, 30).map(({ id }) => id)).toEqual(old);
});

test('what was added up wrongly is set right, and closes no door for ever', async () => {
  shop = workshop();
  const engine = await shop.engine(SMALL);
  const instance = await shop.deploy(upper);
  await over(engine, instance, 2);
  await shop.store.write(async (tx) => void (await tx.update(instanceRuns).set({ size: 5 * MB })));
  const quota = new StorageQuota({ store: shop.store, log: createLog('json', () => {}), usual: MB });
  quota.note(instance.customerId, 1);
  await until(async () => (await countedOf(instance)) === 0 || undefined);
  await until(async () => (await quota.bytesOf(instance.customerId)) === 0 || undefined);
  expect(quota.refusal(instance.customerId)).toBeUndefined();
});
