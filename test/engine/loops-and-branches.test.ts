import { afterEach, expect, test } from 'bun:test';
import { flow, reference, step, value, workshop } from '../support/engine.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

async function runOnce(steps: ReturnType<typeof step>[], body: unknown = {}, probe = {}, flags = {}) {
  shop = workshop(probe);
  const engine = await shop.engine(flags);
  return await shop.run(await shop.deploy([flow('Main', steps)]), 'Main', body, engine);
}

const upper = (name: string, from: string) =>
  step(name, 'text-manipulation.upperCase', { text: reference(from) });
const over = (name: string, items: string, steps: ReturnType<typeof step>[]) =>
  step(name, 'loop.loopOverItems', { items: reference(items) }, { steps });
const ifEquals = (
  name: string,
  left: string,
  right: string,
  yes: ReturnType<typeof step>[],
  no: ReturnType<typeof step>[],
) =>
  step(
    name,
    'branch.branchOnExpression',
    {
      conditions: {
        type: 'complex',
        value: [
          {
            name: 'Yes',
            type: 'complex',
            value: ['and', ['equal', { name: '', ...reference(left) }, { name: '', ...value(right) }]],
          },
        ],
      },
    },
    {
      branches: [
        { name: 'Yes', steps: yes },
        { name: 'Else', steps: no },
      ],
    },
  );

test('a loop collects the last result of every round', async () => {
  const { steps } = await runOnce(
    [over('Each', 'start.results.body.data', [upper('In', 'each.currentItem')])],
    ['a', 'b'],
  );
  expect(steps.map(({ path, data }) => [path, data])).toEqual([
    ['each', ['A', 'B']],
    ['each[0].in', 'A'],
    ['each[1].in', 'B'],
  ]);
});

test('a loop over nothing is an empty list', async () => {
  const { steps } = await runOnce(
    [over('Each', 'start.results.body.data', [upper('In', 'each.currentItem')])],
    [],
  );
  expect(steps[0]?.data).toEqual([]);
});

test('a loop that counts gives its index', async () => {
  const inner = step('In', 'math.add', {
    numbers: { type: 'complex', value: [reference('times.index'), value('10')] },
  });
  const { steps } = await runOnce([
    step('Times', 'loop.loopNTimes', { iterationCount: value('3') }, { steps: [inner] }),
  ]);
  expect(steps[0]?.data).toEqual([10, 11, 12]);
});

test('break leaves the loop, also from inside a branch, and the flow goes on after it', async () => {
  const steps = [
    over('Each', 'start.results.body.data', [
      upper('In', 'each.currentItem'),
      ifEquals('Found', 'each.currentItem', 'b', [step('Leave', 'loop.breakLoop')], []),
    ]),
    upper('After', 'start.results.body.data.0'),
  ];
  const ran = await runOnce(steps, ['a', 'b', 'c']);
  expect(ran.steps.map(({ path }) => path)).not.toContain('each[2].in');
  expect(ran.steps.find(({ path }) => path === 'after')?.data).toBe('A');
});

test('nested loops keep their items apart', async () => {
  const pair = step('Pair', 'text-manipulation.join', {
    separator: value('-'),
    strings: {
      type: 'complex',
      value: [reference('outer.currentItem.name'), reference('inner.currentItem')],
    },
  });
  const steps = [over('Outer', 'start.results.body.data', [over('Inner', 'outer.currentItem.list', [pair])])];
  const ran = await runOnce(steps, [
    { name: 'x', list: ['1', '2'] },
    { name: 'y', list: ['3'] },
  ]);
  expect(ran.steps[0]?.data).toEqual([['x-1', 'x-2'], ['y-3']]);
});

test('a branch runs only its own steps, and Else when no condition holds', async () => {
  const steps = (name: string) => [
    ifEquals(
      'Choose',
      'start.results.body.data',
      name,
      [upper('Hit', 'start.results.body.data')],
      [upper('Miss', 'start.results.body.data')],
    ),
  ];
  const hit = await runOnce(steps('a'), 'a');
  expect(hit.steps.map(({ path }) => path)).toEqual(['choose', 'hit']);
  await shop.close();
  const miss = await runOnce(steps('b'), 'a');
  expect(miss.steps.map(({ path }) => path)).toEqual(['choose', 'miss']);
});

test('a round does not read what an earlier one left in a branch that it does not take', async () => {
  const steps = [
    over('Each', 'start.results.body.data', [
      ifEquals('Choose', 'each.currentItem', 'a', [upper('Hit', 'each.currentItem')], []),
      step('Show', 'collection-tools.create', {
        items: { type: 'complex', value: [reference('hit.results')] },
      }),
    ]),
  ];
  const ran = await runOnce(steps, ['a', 'b']);
  expect(ran.steps[0]?.data).toEqual([['A'], [null]]);
});

test('any action that answers a branch leads into it', async () => {
  const probe = { route: { allowsBranching: true, perform: () => ({ data: 1, branch: 'Left' }) } };
  const steps = [
    step(
      'Route',
      'probe.route',
      {},
      {
        branches: [
          { name: 'Left', steps: [upper('In', 'start.results.body.data')] },
          { name: 'Else', steps: [] },
        ],
      },
    ),
  ];
  const ran = await runOnce(steps, 'w', probe);
  expect(ran.steps.at(-1)).toMatchObject({ path: 'in', data: 'W' });
});

test('a loop over more rounds than the limit is refused, with limit and value', async () => {
  const steps = [over('Each', 'start.results.body.data', [])];
  const ran = await runOnce(steps, [1, 2, 3, 4], {}, { 'max-loop-iterations': '3' });
  expect(ran.execution.error?.message).toContain('4 times; the limit is 3');
});

test('a loop whose rounds give more together than a result may hold ends there, and not when all are collected', async () => {
  let rounds = 0;
  const probe = {
    large: {
      perform() {
        rounds += 1;
        return { data: 'a'.repeat(200_000) };
      },
    },
  };
  const loop = step(
    'Loop',
    'loop.loopNTimes',
    { iterationCount: value('50') },
    { steps: [step('Large', 'probe.large')] },
  );
  const { execution } = await runOnce([loop], {}, probe, { 'max-result-mb': '1' });
  expect(execution.status).toBe('failed');
  expect(execution.error?.message).toContain('larger together than 1 MB, which is the limit');
  expect(rounds).toBe(6);
});

test('a disabled step is passed over with all that is inside it, and what refers to it gets nothing', async () => {
  const off = { isDisabled: true };
  const { steps, execution } = await runOnce(
    [
      upper('First', 'start.results.body.data.a'),
      step('Off', 'text-manipulation.upperCase', { text: reference('first.results') }, off),
      { ...over('Each', 'start.results.body.data.list', [upper('In', 'each.currentItem')]), ...off },
      over('Again', 'start.results.body.data.list', [{ ...upper('Inner', 'again.currentItem'), ...off }]),
      step('Last', 'text-manipulation.join', {
        separator: value('-'),
        strings: { type: 'complex', value: [reference('first.results'), reference('off.results')] },
      }),
      step('Missing', 'gone.action', {}, off),
    ],
    { a: 'x', list: ['a', 'b'] },
  );
  expect(execution.status).toBe('succeeded');
  expect(steps.map(({ path, data }) => [path, data])).toEqual([
    ['first', 'X'],
    ['again', [null, null]],
    ['last', 'X-'],
  ]);
});
