import { afterEach, describe, expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import { unpack } from '../../src/db/payload.ts';
import { createVault } from '../../src/lib/crypto.ts';
import { encode } from '../../src/lib/wire.ts';
import { createCompiledVersions } from '../../src/models/compiled-versions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { replayExecution } from '../../src/models/replays.ts';
import { readStateChanges } from '../../src/models/state-changes.ts';
import { readStates, writeStates } from '../../src/models/states.ts';
import { flow, type Probe, reference, type Step, step, until, value, workshop } from '../support/engine.ts';
import { set } from '../support/kept-states.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

const persist = (name: string, action: string, inputs: Record<string, unknown>) =>
  step(name, `persist-data.${action}`, { keyInput: value('k'), ...inputs });
const body = reference('start.results.body.data');

const ownersOf = (instance: Instance) => ({
  flow: `${instance.id}/Main`,
  crossFlow: instance.id,
  integration: instance.integrationId,
});
/** What is kept under `k` for later runs, whichever scope it is of. */
async function kept(instance: Instance): Promise<unknown> {
  const owners = ownersOf(instance);
  const found: [key: string, value: unknown][] = [];
  for (const scope of ['flow', 'crossFlow', 'integration'] as const) {
    for (const { key, value } of await readStates(shop.store.read, scope, owners[scope], 'all'))
      found.push([`${scope}.${key}`, JSON.parse(await unpack(value, shop.store.blobs))]);
  }
  return Object.fromEntries(found);
}
const only = async (instance: Instance) => Object.values(Object(await kept(instance)))[0];
/** Text that no compression makes smaller by much. */
const noise = (bytes: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('base64');
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('50 runs at the same time', () => {
  const SCOPES = ['Instance', 'CrossFlow', 'Integration'];
  test.each(SCOPES)('lose none of their additions to the state %s', async (scope) => {
    shop = workshop(holding(50));
    const engine = await shop.engine({ 'max-executions-per-instance': '50' });
    const steps = [
      persist('Add', `increment${scope}Value`, { amountInput: value('2') }),
      step('Wait', 'probe.wait'),
    ];
    const instance = await shop.deploy([flow('Main', steps)]);
    await Promise.all(numbers(50).map((index) => shop.run(instance, 'Main', index, engine)));
    expect(await only(instance)).toBe(100);
  });

  const lists: [
    name: string,
    action: string,
    inputs: Record<string, unknown>,
    before: unknown,
    after: unknown,
  ][] = [
    ['take away', 'decrementInstanceValue', { amountInput: value('3') }, 200, 50],
    ['append a value', 'appendInstanceValueToList', { valueInput: body }, [], numbers(50)],
    [
      'append several values',
      'appendInstanceValuesToList',
      { dynamicValues: reference('start.results.body.data.pair') },
      ['first'],
      ['first', ...numbers(50), ...numbers(50)],
    ],
    ['add to a set', 'addInstanceValueToSet', { valueInput: body }, [0, 99], [...numbers(50), 99]],
    ['take out of a list', 'removeInstanceValueFromList', { valueInput: body }, [...numbers(51), 7], [50]],
    ['take out of a set', 'removeInstanceValueFromSet', { valueInput: body }, numbers(52), [50, 51]],
  ];
  test.each(lists)('that %s lose none', async (_name, action, inputs, before, after) => {
    shop = workshop(holding(50));
    const engine = await shop.engine({ 'max-executions-per-instance': '50' });
    const instance = await shop.deploy([
      flow('Main', [persist('Change', action, inputs), step('Wait', 'probe.wait')]),
    ]);
    await keep(instance, before);
    const bodyOf = (index: number) => (action.includes('ValuesTo') ? { pair: [index, index] } : index);
    await Promise.all(numbers(50).map((index) => shop.run(instance, 'Main', bodyOf(index), engine)));
    const found = await only(instance);
    const sorted = (list: unknown) => (Array.isArray(list) ? list.map(String).sort() : list);
    expect(sorted(found)).toEqual(sorted(after));
  });

  test('that append to a list of megabytes, which no write could take up at once, lose none', async () => {
    shop = workshop(holding(20));
    const engine = await shop.engine({ 'max-executions-per-instance': '20' });
    const append = persist('Append', 'appendInstanceValueToList', { valueInput: body });
    const instance = await shop.deploy([flow('Main', [append, step('Wait', 'probe.wait')])]);
    const before = numbers(20).map(() => noise(60_000));
    await keep(instance, before);
    const runs = await Promise.all(numbers(20).map((index) => shop.run(instance, 'Main', index, engine)));
    expect(runs.filter(({ execution }) => execution.status !== 'succeeded')).toEqual([]);
    const found = await only(instance);
    expect(Array.isArray(found) && found.slice(0, 20)).toEqual(before);
    expect(
      Array.isArray(found) &&
        found
          .slice(20)
          .map(Number)
          .sort((a, b) => a - b),
    ).toEqual(numbers(20));
  });

  test('of which each saves a key of its own keep them all', async () => {
    shop = workshop(holding(50));
    const engine = await shop.engine({ 'max-executions-per-instance': '50' });
    const save = step('Save', 'persist-data.saveCrossFlowValue', { keyInput: body, valueInput: body });
    const instance = await shop.deploy([flow('Main', [save, step('Wait', 'probe.wait')])]);
    await Promise.all(numbers(50).map((index) => shop.run(instance, 'Main', `key ${index}`, engine)));
    expect(Object.keys(Object(await kept(instance)))).toHaveLength(50);
  });
});

describe('50 runs at the same time that bring the items of one collection', () => {
  const arrive = step('Order', 'collection-tools.processInOrder', {
    collectionId: value('import'),
    collectionLength: value('51'),
    itemIndex: reference('start.results.body.data.index'),
    item: reference('start.results.body.data'),
  });
  const items: [name: string, indices: number[], last: number, handed: number[]][] = [
    ['keep all of them for the one whose turn it is', numbers(50).map((index) => index + 1), 0, numbers(51)],
    [
      'keep those after the first, which is handed over at once',
      numbers(50),
      50,
      numbers(50).map((index) => index + 1),
    ],
    [
      'keep the rest when several bring the first',
      [0, 0, 0, ...numbers(47).map((index) => index + 1)],
      50,
      numbers(47).map((index) => index + 1),
    ],
    [
      'keep all of them when each comes twice',
      [...numbers(25), ...numbers(25)].map((index) => index + 1),
      0,
      numbers(26),
    ],
  ];
  test.each(items)('%s', async (_name, indices, last, handed) => {
    const seen: unknown[] = [];
    const together = holding(50);
    let isFull = false;
    const wait: Probe[string] = {
      perform: async (context, params) => {
        if (isFull) seen.push(params.list);
        return isFull ? { data: null } : await Object(together.wait).perform(context, params);
      },
    };
    shop = workshop({ wait });
    const engine = await shop.engine({ 'max-executions-per-instance': '50' });
    const wants = { list: reference('order.results') };
    const instance = await shop.deploy([flow('Main', [arrive, step('Wait', 'probe.wait', wants)])]);
    await Promise.all(indices.map((index) => shop.run(instance, 'Main', { index }, engine)));
    isFull = true;
    await shop.run(instance, 'Main', { index: last }, engine);
    expect(seen).toEqual([handed.map((index) => ({ index }))]);
  });
});

/** A step that ends when so many runs have come to it. */
function holding(count: number): Probe {
  let waiting: (() => void)[] = [];
  const perform = async () => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length < count) return;
      for (const go of waiting) go();
      waiting = [];
    });
    return { data: null };
  };
  return { wait: { perform } };
}

async function keep(instance: Instance, before: unknown): Promise<void> {
  const change = set('flow', 'k', `\0${encode(before)}`);
  await shop.store.write((tx) => writeStates(tx, ownersOf(instance), [change]));
}

/** A step that fails until it is mended. */
function sendsOnceMended() {
  let isBroken = true;
  const probe: Probe = {
    send: {
      perform: () => {
        if (isBroken) throw new Error('out of order');
        return { data: null };
      },
    },
  };
  const mend = () => {
    isBroken = false;
  };
  return { probe, mend };
}

/** The id of the replay, once it has succeeded. */
async function replayed(id: string, engine: Awaited<ReturnType<typeof shop.engine>>): Promise<string> {
  const tools = {
    store: shop.store,
    vault: createVault(new Uint8Array(32)),
    compiledVersions: createCompiledVersions(builtInCatalog),
  };
  const again = await replayExecution(tools, EVERYTHING, id, { from: 'failed-step', version: 'original' });
  engine.wake(again);
  expect((await shop.end(again.id)).status).toBe('succeeded');
  return again.id;
}

const failing: Probe = {
  fail: {
    perform: () => {
      throw new Error('out of order');
    },
  },
};

describe('a run that fails', () => {
  const steps: [name: string, steps: Step[]][] = [
    ['saved a value', [persist('A', 'saveInstanceValue', { valueInput: value('x') })]],
    ['counted', [persist('A', 'incrementInstanceValue', {})]],
    ['removed the value', [persist('A', 'removeInstanceValue', {})]],
    ['cleared all', [step('A', 'persist-data.removeInstanceState')]],
    ['saved the time', [persist('A', 'saveInstanceCurrentTime', {})]],
  ];
  test.each(steps)('after it %s leaves what was kept', async (_name, before) => {
    shop = workshop(failing);
    const engine = await shop.engine();
    const instance = await shop.deploy([flow('Main', [...before, step('Fail', 'probe.fail')])]);
    await keep(instance, 5);
    const { execution } = await shop.run(instance, 'Main', {}, engine);
    expect(execution.status).toBe('failed');
    expect(await only(instance)).toBe(5);
  });

  test('may be replayed from its failed step: what the steps before it changed takes effect then, once', async () => {
    const broken = sendsOnceMended();
    shop = workshop(broken.probe);
    const engine = await shop.engine();
    const steps = [persist('Count', 'incrementInstanceValue', {}), step('Send', 'probe.send')];
    const instance = await shop.deploy([flow('Main', steps)]);
    await keep(instance, 10);
    const { id } = await shop.run(instance, 'Main', {}, engine);
    broken.mend();
    // Another run counts between the failure and its replay.
    await shop.run(instance, 'Main', {}, engine);
    expect(await only(instance)).toBe(11);
    const again = await replayed(id, engine);
    expect(await only(instance)).toBe(12);
    expect(await readStateChanges(shop.store.read, again)).toEqual([]);
  });

  test('may be replayed from its failed step with a state of a megabyte', async () => {
    const broken = sendsOnceMended();
    shop = workshop(broken.probe);
    const engine = await shop.engine();
    const save = persist('Save', 'saveInstanceValue', { valueInput: body });
    const instance = await shop.deploy([flow('Main', [save, step('Send', 'probe.send')])]);
    const saved = noise(1_000_000);
    const { id } = await shop.run(instance, 'Main', saved, engine);
    broken.mend();
    await replayed(id, engine);
    expect(await only(instance)).toBe(saved);
  });

  test('keeps nothing of a step that failed, though the flow went on after it', async () => {
    shop = workshop({
      half: {
        perform: (context) => {
          context.instanceState.k = 'half done';
          throw new Error('out of order');
        },
      },
    });
    const engine = await shop.engine();
    const instance = await shop.deploy([
      flow('Main', [
        step('Half', 'probe.half', {}, { errorConfig: { errorHandlerType: 'ignore' } }),
        persist('Read', 'getInstanceValue', {}),
      ]),
    ]);
    await keep(instance, 'whole');
    const { execution, steps } = await shop.run(instance, 'Main', {}, engine);
    expect(execution.status).toBe('succeeded');
    expect(steps.at(-1)?.data).toBe('whole');
    expect(await only(instance)).toBe('whole');
  });
});

describe('a run that is interrupted', () => {
  test.each(['second', 'third'])(
    'in its step %s neither loses nor doubles what it has changed',
    async (hangAt) => {
      let isFirstProcess = true;
      const reached: string[] = [];
      const hang: Probe[string]['perform'] = (context) => {
        reached.push(context.stepId);
        if (isFirstProcess && context.stepId === hangAt) return new Promise(() => undefined);
        return { data: null };
      };
      shop = workshop({ hang: { perform: hang } });
      const first = await shop.engine();
      const count = persist('Count', 'incrementInstanceValue', {});
      const list = step('List', 'persist-data.appendCrossFlowValueToList', {
        keyInput: value('list'),
        valueInput: value('a'),
      });
      const instance = await shop.deploy([
        flow('Main', [
          count,
          list,
          step('Second', 'probe.hang'),
          persist('More', 'incrementInstanceValue', {}),
          step('Third', 'probe.hang'),
        ]),
      ]);
      await keep(instance, 1);
      const id = await shop.call(instance, 'Main', {}, first);
      await until(() => reached.includes(hangAt) || undefined);
      expect(await only(instance)).toEqual(1);
      // Meanwhile somebody else has counted.
      await keep(instance, 40);
      isFirstProcess = false;
      await shop.engine();
      expect((await shop.end(id)).status).toBe('succeeded');
      expect(await kept(instance)).toEqual({ 'flow.k': 42, 'crossFlow.list': ['a'] });
    },
  );

  test('in a wait between two attempts still knows what its trigger and its steps have set', async () => {
    let attempts = 0;
    shop = workshop({
      flaky: {
        perform: () => {
          attempts += 1;
          if (attempts === 1) throw new Error('not yet');
          return { data: attempts };
        },
      },
    });
    const engine = await shop.engine();
    const trigger = step(
      'Start',
      'recursive-flow.recursiveTrigger',
      { defaultCursor: value('page 1') },
      { isTrigger: true },
    );
    const retry = { errorConfig: { errorHandlerType: 'retry', maxAttempts: 2, delaySeconds: 0 } };
    const instance = await shop.deploy([
      {
        name: 'Main',
        steps: [trigger, step('Flaky', 'probe.flaky', {}, retry), step('Cursor', 'recursive-flow.getCursor')],
      },
    ]);
    const { execution, steps } = await shop.run(instance, 'Main', {}, engine);
    expect(execution.status).toBe('succeeded');
    expect(steps.at(-1)?.data).toBe('page 1');
  });
});

describe('within a run', () => {
  test('later steps see what earlier ones have changed, before anybody else does', async () => {
    let during: unknown;
    shop = workshop({
      look: {
        perform: async (context) => {
          during = await only(instance);
          return { data: { ...context.instanceState } };
        },
      },
    });
    const engine = await shop.engine();
    const instance = await shop.deploy([
      flow('Main', [
        persist('Save', 'saveInstanceValue', { valueInput: value('5') }),
        persist('Add', 'incrementInstanceValue', {}),
        persist('Get', 'getInstanceValue', {}),
        step('Look', 'probe.look'),
        step('Keys', 'persist-data.listInstanceKeys'),
      ]),
    ]);
    await keep(instance, 'before');
    const { steps } = await shop.run(instance, 'Main', {}, engine);
    expect(steps.map(({ data }) => data)).toEqual([{ key: 'k', value: '5' }, 6, 6, { k: 6 }, ['k']]);
    expect(during).toBe('before');
    expect(await only(instance)).toBe(6);
  });

  test('a flow that invokes itself hands its cursor on, run after run', async () => {
    shop = workshop();
    const engine = await shop.engine();
    const trigger = step(
      'Start',
      'recursive-flow.recursiveTrigger',
      { defaultCursor: value('1') },
      { isTrigger: true },
    );
    const steps = [
      trigger,
      step('Cursor', 'recursive-flow.getCursor'),
      step('Seen', 'persist-data.appendInstanceValueToList', {
        keyInput: value('k'),
        valueInput: reference('cursor.results'),
      }),
      step(
        'Choose',
        'branch.branchOnValue',
        {
          inputValue: reference('cursor.results'),
          branchValueMappings: { type: 'complex', value: [{ name: 'More', ...value('1') }] },
        },
        {
          branches: [
            {
              name: 'More',
              steps: [
                step('Set', 'recursive-flow.setCursor', { cursor: value('2') }),
                step('Again', 'recursive-flow.invokeRecursive'),
              ],
            },
            { name: 'Else', steps: [] },
          ],
        },
      ),
    ];
    const instance = await shop.deploy([{ name: 'Main', steps }]);
    await shop.run(instance, 'Main', {}, engine);
    await until(async () => JSON.stringify(await only(instance)) === '["1","2"]' || undefined);
  });
});
