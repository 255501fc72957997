import { expect, test } from 'bun:test';
import { crossFlow } from '../../src/components/cross-flow/index.ts';
import { createContext, createPayload, dataOf, triggerOf } from './context.ts';

function recording() {
  const calls: unknown[] = [];
  const context = createContext({
    invokeFlow: async (name, data) => {
      calls.push([name, data]);
      return { data: { executionId: 'exe_9' } };
    },
  });
  return { calls, context };
}

test.each([
  ['a list', [1, 2], [1, 2]],
  ['JSON text as it was written', '{"id":7615917337495251231}', '{"id":7615917337495251231}'],
  ['other text as it is', 'hello', 'hello'],
])('invoking a flow passes %s and answers the execution id', async (_name, data, expected) => {
  const { calls, context } = recording();
  const params = { flowName: 'Process Records', data };
  expect(await dataOf(crossFlow, 'invokeFlow', params, context)).toEqual({ executionId: 'exe_9' });
  expect(calls).toEqual([['Process Records', expected]]);
});

test('invoking a flow needs its name', async () => {
  await expect(dataOf(crossFlow, 'invokeFlow', { flowName: '' })).rejects.toThrow(
    'The input "Flow name" is empty',
  );
});

test('the cross-flow trigger hands on what the other flow sent', async () => {
  const payload = createPayload([1]);
  expect(await triggerOf(crossFlow, 'crossFlow').perform(createContext(), payload, {})).toEqual({ payload });
});
