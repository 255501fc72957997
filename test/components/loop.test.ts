import { expect, test } from 'bun:test';
import { loop } from '../../src/components/loop/index.ts';
import { actionOf, perform } from './context.ts';

test.each([
  ['a list', ['a', 'b'], ['a', 'b']],
  ['an empty list', [], []],
  ['the JSON of a list', '[1, 2]', [1, 2]],
  ['the values of an object', { x: 1, y: 2 }, [1, 2]],
])('the loop runs over %s', async (_name, items, expected) => {
  const { iterations } = await perform(loop, 'loopOverItems', { items });
  expect(iterations).toEqual({ count: expected.length, items: expected });
});

test.each([undefined, null, '', 'a,b', 5, Buffer.from('ab')])(
  'the loop refuses %p as items',
  async (items) => {
    await expect(perform(loop, 'loopOverItems', { items })).rejects.toThrow(
      'The input "Items" must be a list',
    );
  },
);

test.each([
  ['5', 5],
  [0, 0],
  ['20000', 20_000],
  ['', 1000],
])('the count %p makes %p rounds', async (iterationCount, count) => {
  expect((await perform(loop, 'loopNTimes', { iterationCount })).iterations).toEqual({ count });
});

test.each(['-1', '2.5', 'many'])('the loop refuses %p rounds', async (iterationCount) => {
  await expect(perform(loop, 'loopNTimes', { iterationCount })).rejects.toThrow('of at least 0');
});

test('breaking a loop is told by the flag of the action', () => {
  expect(actionOf(loop, 'breakLoop').breakLoop).toBe(true);
  expect(actionOf(loop, 'loopOverItems').isLoop).toBe(true);
  expect(actionOf(loop, 'loopNTimes').isLoop).toBe(true);
});
