import { afterEach, expect, test } from 'bun:test';
import { listExecutions } from '../../src/models/execution-list.ts';
import { flow, type Probe, step, until, value, workshop } from '../support/engine.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

/** Steps that wait until the test lets them go, and tell which are inside. */
function gate() {
  const inside: { instance: string; open: () => void }[] = [];
  const started: string[] = [];
  const perform: Probe[string]['perform'] = (context) => {
    started.push(context.instance.id);
    return new Promise((resolve) => {
      const place = { instance: context.instance.id, open: () => {} };
      place.open = () => {
        inside.splice(inside.indexOf(place), 1);
        resolve({ data: 1 });
      };
      inside.push(place);
    });
  };
  return { inside, started, probe: { wait: { perform } } };
}

const waiting = [flow('Main', [step('Wait', 'probe.wait')])];

test('an instance holds ten slots at most, and the others wait in their order', async () => {
  const { inside, probe } = gate();
  shop = workshop(probe);
  const engine = await shop.engine();
  const instance = await shop.deploy(waiting);
  const ids = [];
  for (let n = 0; n < 25; n++) ids.push(await shop.call(instance, 'Main', n, engine));
  await until(() => inside.length === 10 || undefined);
  expect(engine.running()).toBe(10);
  while (ids.length > 0) {
    inside[0]?.open();
    const [first] = ids;
    if (first && (await shop.execution(first)).status === 'succeeded') ids.shift();
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test('all instances together hold no more than the limit', async () => {
  const { inside, probe } = gate();
  shop = workshop(probe);
  const engine = await shop.engine({ 'max-executions': '3' });
  for (let n = 0; n < 5; n++) await shop.call(await shop.deploy(waiting), 'Main', n, engine);
  await until(() => inside.length === 3 || undefined);
  expect(engine.running()).toBe(3);
  for (let n = 0; n < 5; n++) {
    await until(() => inside.length > 0 || undefined);
    inside[0]?.open();
  }
  await until(() => engine.running() === 0 || undefined);
});

test('a flood of one instance does not hold up the others', async () => {
  const { inside, started, probe } = gate();
  shop = workshop(probe);
  const busy = await shop.deploy(waiting);
  const quiet = await shop.deploy(waiting);
  for (let n = 0; n < 30; n++) await shop.call(busy, 'Main', n);
  await shop.call(quiet, 'Main', 0);
  await shop.engine({ 'max-executions': '2' });
  await until(() => inside.length === 2 || undefined);
  expect(started.slice(0, 2).sort()).toEqual([busy.id, quiet.id].sort());
  for (let n = 0; n < 31; n++) {
    await until(() => inside.length > 0 || undefined);
    inside[0]?.open();
  }
});

test('runs that were queued while nothing ran are found in the table at start', async () => {
  const seen: unknown[] = [];
  shop = workshop({ note: { perform: (_context, params) => ({ data: seen.push(params) }) } });
  const instance = await shop.deploy([flow('Main', [step('Note', 'probe.note')])]);
  for (let n = 0; n < 350; n++) await shop.call(instance, 'Main', n);
  await shop.engine();
  await until(() => seen.length === 350 || undefined);
});

test('a flow calls another flow once, however often its step is tried', async () => {
  let attempts = 0;
  const perform: Probe[string]['perform'] = async (context) => {
    attempts += 1;
    const { data } = await context.invokeFlow('Other', { n: 1 });
    if (attempts === 1) throw new Error('after the call');
    return { data };
  };
  shop = workshop({ call: { perform } });
  const engine = await shop.engine();
  const retry = { errorConfig: { errorHandlerType: 'retry', maxAttempts: 2, delaySeconds: 0 } };
  const instance = await shop.deploy([
    flow('Main', [step('Call', 'probe.call', {}, retry)]),
    flow('Other', [step('Up', 'text-manipulation.upperCase', { text: value('x') })]),
  ]);
  const ran = await shop.run(instance, 'Main', {}, engine);
  expect(ran.execution.status).toBe('succeeded');
  const { EVERYTHING } = await import('../support/viewers.ts');
  const others = await listExecutions(shop.store.read, EVERYTHING, { flow: 'Other' }, { limit: 10 });
  expect(others.items).toHaveLength(1);
  expect(others.items[0]?.kind).toBe('invoked');
});

test('flows that call each other in a circle end at the limit of depth', async () => {
  const perform: Probe[string]['perform'] = async (context) => ({
    data: (await context.invokeFlow('Main')).data,
  });
  shop = workshop({ call: { perform } });
  const engine = await shop.engine({ 'max-cross-flow-depth': '3' });
  const instance = await shop.deploy([flow('Main', [step('Call', 'probe.call')])]);
  await shop.call(instance, 'Main', {}, engine);
  const { EVERYTHING } = await import('../support/viewers.ts');
  const failed = await until(async () => {
    const { items } = await listExecutions(shop.store.read, EVERYTHING, { status: 'failed' }, { limit: 10 });
    return items[0];
  });
  expect(failed.depth).toBe(3);
  expect(failed.error?.message).toContain('3 deep');
});

test('a run that is woken again while it runs is stopped when its time is over', async () => {
  shop = workshop({ hang: { perform: () => new Promise(() => undefined) } });
  const engine = await shop.engine({ 'max-run-seconds': '2' });
  const instance = await shop.deploy([flow('A', [step('Hang', 'probe.hang')])]);
  const id = await shop.call(instance, 'A', {}, engine);
  const statusIs = async (status: string) => (await shop.execution(id)).status === status || undefined;
  await until(() => statusIs('running'));
  // As one is answered that the same origin has made before.
  engine.wake({ ...(await shop.execution(id)), leaseOwner: null });
  await until(() => statusIs('failed'));
  expect((await shop.execution(id)).error?.message).toContain('has run for 2 seconds');
}, 180_000);

test('who asks for the end of a run that is past is told of it', async () => {
  shop = workshop();
  const engine = await shop.engine();
  const instance = await shop.deploy([
    flow('A', [step('Up', 'text-manipulation.upperCase', { text: value('done') })]),
  ]);
  const { id } = await shop.run(instance, 'A', {}, engine);
  const told = shop.ended.wait(id, 60_000);
  await engine.tellEnd(id);
  expect(await told).toEqual({ status: 'succeeded', answer: { data: 'DONE' } });
});
