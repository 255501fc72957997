import { afterEach, describe, expect, test } from 'bun:test';
import { writeStates } from '../../src/models/states.ts';
import { flow, type Probe, type Step, step, value, workshop } from '../support/engine.ts';
import { set } from '../support/kept-states.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

const act = (perform: Probe[string]['perform']): Probe => ({ act: { perform } });
const main = [flow('Main', [step('Act', 'probe.act')])];

test('a state that a step changes in place is there in the next run', async () => {
  shop = workshop(
    act((context, _params) => {
      const { instanceState } = context;
      instanceState.count = Number(instanceState.count ?? 0) + 1;
      return { data: instanceState.count };
    }),
  );
  const engine = await shop.engine();
  const instance = await shop.deploy(main);
  await shop.run(instance, 'Main', {}, engine);
  const { steps } = await shop.run(instance, 'Main', {}, engine);
  expect(steps[0]?.data).toBe(2);
});

test('a change below the surface of a state is kept', async () => {
  shop = workshop(
    act((context) => {
      const list = context.crossFlowState.list;
      if (Array.isArray(list)) list.push(1);
      else context.crossFlowState.list = [0];
      return { data: context.crossFlowState.list };
    }),
  );
  const engine = await shop.engine();
  const instance = await shop.deploy(main);
  await shop.run(instance, 'Main', {}, engine);
  const { steps } = await shop.run(instance, 'Main', {}, engine);
  expect(steps[0]?.data).toEqual([0, 1]);
});

test('a returned state replaces the former whole', async () => {
  let run = 0;
  shop = workshop(
    act((context) => {
      run += 1;
      const before = { ...context.instanceState };
      return { data: before, instanceState: run === 1 ? { a: 1, b: 2 } : { b: 3 } };
    }),
  );
  const engine = await shop.engine();
  const instance = await shop.deploy(main);
  await shop.run(instance, 'Main', {}, engine);
  await shop.run(instance, 'Main', {}, engine);
  const { steps } = await shop.run(instance, 'Main', {}, engine);
  expect(steps[0]?.data).toEqual({ b: 3 });
});

test('instances do not see each other’s state, and flows not each other’s flow state', async () => {
  shop = workshop(
    act((context) => {
      const seen = { flow: context.instanceState.mark, cross: context.crossFlowState.mark };
      context.instanceState.mark = context.flow.name;
      context.crossFlowState.mark = context.flow.name;
      return { data: seen };
    }),
  );
  const engine = await shop.engine();
  const flows = [...main, flow('Second', [step('Act', 'probe.act')])];
  const one = await shop.deploy(flows);
  const two = await shop.deploy(flows);
  await shop.run(one, 'Main', {}, engine);
  expect((await shop.run(one, 'Second', {}, engine)).steps[0]?.data).toEqual({ cross: 'Main' });
  expect((await shop.run(two, 'Main', {}, engine)).steps[0]?.data).toEqual({});
});

test('states over the limit fail the step and keep what was there', async () => {
  shop = workshop(
    act((context) => {
      const before = Object.keys(context.instanceState);
      context.instanceState[`key${before.length}`] = 'x'.repeat(700_000);
      return { data: before };
    }),
  );
  const engine = await shop.engine({ 'max-state-mb': '1' });
  const instance = await shop.deploy(main);
  await shop.run(instance, 'Main', {}, engine);
  const second = await shop.run(instance, 'Main', {}, engine);
  expect(second.execution.status).toBe('failed');
  expect(second.execution.error?.message).toContain('limit is 1 MB');
  const third = await shop.run(instance, 'Main', {}, engine);
  expect(third.execution.status).toBe('failed');
});

test('two runs at the same time overwrite only the keys that each has changed', async () => {
  shop = workshop(
    act(async (context) => {
      const { data } = Object(Object(context.stepResults.start).results).body;
      await new Promise((resolve) => setTimeout(resolve, 20));
      context.crossFlowState[String(data)] = true;
      return { data: Object.keys(context.crossFlowState) };
    }),
  );
  const engine = await shop.engine();
  const instance = await shop.deploy(main);
  await Promise.all(['a', 'b', 'c'].map((key) => shop.run(instance, 'Main', key, engine)));
  const { steps } = await shop.run(instance, 'Main', 'd', engine);
  expect([steps[0]?.data].flat().sort()).toEqual(['a', 'b', 'c', 'd']);
});

test('two runs that together would go over the limit do not both succeed', async () => {
  let arrived = 0;
  let go: (() => void)[] = [];
  shop = workshop(
    act(async (context) => {
      const { data } = Object(Object(context.stepResults.start).results).body;
      context.crossFlowState[String(data)] = 'x'.repeat(700_000);
      arrived += 1;
      await new Promise<void>((resolve) => {
        go.push(resolve);
        if (arrived < 2) return;
        for (const each of go) each();
        go = [];
      });
      return { data };
    }),
  );
  const engine = await shop.engine({ 'max-state-mb': '1' });
  const instance = await shop.deploy(main);
  const runs = await Promise.all(['a', 'b'].map((key) => shop.run(instance, 'Main', key, engine)));
  const statuses = runs.map(({ execution }) => execution.status).sort();
  expect(statuses).toEqual(['failed', 'succeeded']);
  const failed = runs.find(({ execution }) => execution.status === 'failed');
  expect(failed?.execution.error?.message).toContain('limit is 1 MB');
  expect(failed?.steps.map(({ status }) => status)).toEqual(['succeeded']);
});

test('a run over a limit that was lowered may still remove what it keeps', async () => {
  shop = workshop(
    act((context) => {
      if (context.crossFlowState.big) delete context.crossFlowState.big;
      else context.crossFlowState.big = 'x'.repeat(1_500_000);
      return { data: Object.keys(context.crossFlowState) };
    }),
  );
  const instance = await shop.deploy(main);
  await shop.run(instance, 'Main', {}, await shop.engine({ 'max-state-mb': '2' }));
  const again = await shop.run(instance, 'Main', {}, await shop.engine({ 'max-state-mb': '1' }));
  expect(again.execution.status).toBe('succeeded');
  expect(again.steps[0]?.data).toEqual([]);
});

describe('of large states', () => {
  const get = step('Get', 'persist-data.getCrossFlowValue', { keyInput: value('small') });
  const log = step('Log', 'log.writeLog', { level: value('info'), message: value('hello') });
  const save = step('Save', 'persist-data.saveCrossFlowValue', {
    keyInput: value('small'),
    valueInput: value('2'),
  });
  const add = step('Add', 'persist-data.appendCrossFlowValueToList', {
    keyInput: value('list'),
    valueInput: value('2'),
  });
  const untouched: [name: string, steps: Step[], status: 'succeeded' | 'failed'][] = [
    ['none is read by steps that look at none', [log], 'succeeded'],
    ['only the key that is asked for is read', [get], 'succeeded'],
    ['only the key that is saved is read', [save, get], 'succeeded'],
    ['only the list that grows is read', [add], 'succeeded'],
    ['all are read by a step that lists them', [step('List', 'persist-data.listCrossFlowKeys')], 'failed'],
  ];
  test.each(untouched)('%s', async (_name, steps, status) => {
    shop = workshop();
    const instance = await shop.deploy([flow('Main', steps)]);
    const owners = { flow: '', crossFlow: instance.id, integration: '' };
    // Whoever reads the large one fails, since these bytes are of no form that there is.
    const changes = [set('crossFlow', 'small', '\x001'), set('crossFlow', 'large', '\x07unreadable')];
    await shop.store.write((tx) => writeStates(tx, owners, changes));
    const { execution } = await shop.run(instance, 'Main', {}, await shop.engine());
    expect(execution.status).toBe(status);
  });
});
