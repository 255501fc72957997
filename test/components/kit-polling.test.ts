import { expect, test } from 'bun:test';
import type { Action } from '../../src/components/component.ts';
import { pollingTrigger } from '../../src/components/kit/polling.ts';
import { createContext, createPayload } from './context.ts';

const display = { label: 'List orders', description: '' };
const listOrders: Action = {
  ...{ key: 'listOrders', display },
  inputs: [{ key: 'since', label: 'Since', type: 'string' }],
  perform: async (_context, { since }) => ({
    data: [1, 2, 3].filter((number) => number > Number(since)).slice(0, 2),
  }),
};
const trigger = pollingTrigger({
  ...{ key: 'newOrders', label: 'New orders', description: 'Looks for new orders.', inputs: [] },
  pollAction: listOrders,
  async perform(_context, payload, _params, polling) {
    const answer = await polling.invokeAction({ since: polling.getState().since ?? 0 });
    const found: unknown = Reflect.get(Object(answer), 'data');
    const list = Array.isArray(found) ? found : [];
    if (list.length > 0) polling.setState({ since: list.at(-1) });
    return { payload: { ...payload, body: { data: list } }, polledNoChanges: list.length === 0 };
  },
});

test('a trigger asks its action for what is new, and goes on where the state says that it is', async () => {
  const context = createContext();
  context.instanceState.own = 'kept';
  const looks = [];
  for (let n = 0; n < 3; n++) {
    const result = await trigger.perform(context, createPayload(), {});
    looks.push([Reflect.get(Object(result?.payload), 'body'), result?.resultType]);
  }
  expect(looks).toEqual([
    [{ data: [1, 2] }, 'completed'],
    [{ data: [3] }, 'completed'],
    [{ data: [] }, 'polled_no_changes'],
  ]);
  expect(context.instanceState).toEqual({ own: 'kept', __prismaticInternal: { polling: { since: 3 } } });
});

test('its schedule is asked for, with the inputs of its action, and of the states it reads where it has come to', () => {
  expect(trigger).toMatchObject({ isPollingTrigger: true, scheduleSupport: 'required' });
  expect(trigger.inputs.map(({ key }) => key)).toEqual(['since']);
  expect(trigger.stateReads?.({})).toEqual([{ state: 'instanceState', keys: ['__prismaticInternal'] }]);
});

test('one without an action says so where it asks it', async () => {
  const alone = pollingTrigger({
    ...{ key: 'alone', label: 'Alone', description: '', inputs: [] },
    perform: async (_context, _payload, _params, polling) => ({ payload: await polling.invokeAction({}) }),
  });
  await expect(alone.perform(createContext(), createPayload(), {})).rejects.toThrow('has no action to ask');
});
