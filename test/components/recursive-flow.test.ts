import { expect, test } from 'bun:test';
import { recursiveFlow } from '../../src/components/recursive-flow/index.ts';
import { createContext, createPayload, dataOf, triggerOf } from './context.ts';

const trigger = triggerOf(recursiveFlow, 'recursiveTrigger');

test('the first run starts at the default cursor', async () => {
  const context = createContext();
  await trigger.perform(context, createPayload(null), { defaultCursor: '1' });
  expect(await dataOf(recursiveFlow, 'getCursor', {}, context)).toBe('1');
});

test('a later run starts at the cursor it was handed, even when that is nothing', async () => {
  for (const cursor of [200, 'abc', null]) {
    const context = createContext();
    await trigger.perform(context, createPayload({ cursor }), { defaultCursor: '1' });
    expect(await dataOf(recursiveFlow, 'getCursor', {}, context)).toBe(cursor);
  }
});

test('the flow hands itself the cursor that was set last', async () => {
  const calls: unknown[] = [];
  const context = createContext({
    invokeFlow: async (name, data) => {
      calls.push([name, data]);
      return { data: { executionId: 'exe_2' } };
    },
  });
  await dataOf(recursiveFlow, 'setCursor', { cursor: 400 }, context);
  expect(await dataOf(recursiveFlow, 'invokeRecursive', {}, context)).toEqual({ executionId: 'exe_2' });
  expect(calls).toEqual([['Import orders', { cursor: 400 }]]);
});

test('a cursor that was never set is null', async () => {
  expect(await dataOf(recursiveFlow, 'getCursor')).toBeNull();
});
