import { afterAll, expect, test } from 'bun:test';
import { processData } from '../../src/components/process-data/index.ts';
import { flow, step, value, workshop } from '../support/engine.ts';
import { createContext, dataOf } from './context.ts';

const params = (data: unknown, ...keyFieldNames: string[]) => ({ keyFieldNames, data });

test('an item is answered once, told by all of its key fields', async () => {
  const context = createContext();
  const next = (data: unknown, ...names: string[]) =>
    dataOf(processData, 'deduplicate', params(data, ...names), context);
  expect(await next([{ id: 1 }, { id: 2, a: 'x' }, { id: 1 }], 'id')).toEqual([{ id: 1 }, { id: 2, a: 'x' }]);
  expect(await next([{ id: 3 }, { id: 2, a: 'y' }], 'id')).toEqual([{ id: 3 }]);
  expect(await next('[{"id": 3}, {"id": 4}]', 'id')).toEqual([{ id: 4 }]);
  expect(
    await next(
      [
        { id: 3, at: 1 },
        { id: 3, at: 2 },
      ],
      'id',
      'at',
    ),
  ).toHaveLength(2);
});

test('each step of a flow remembers what it has handed on itself', async () => {
  const { instanceState } = createContext();
  const of = (stepName: string) =>
    dataOf(processData, 'deduplicate', params([{ id: 1 }], 'id'), createContext({ instanceState, stepName }));
  expect([await of('A'), await of('B'), await of('A')]).toEqual([[{ id: 1 }], [{ id: 1 }], []]);
});

test('the oldest are forgotten when there are very many', async () => {
  const context = createContext();
  const items = (from: number, to: number) =>
    Array.from({ length: to - from }, (_each, index) => ({ id: from + index }));
  const next = async (data: unknown) =>
    Object(await dataOf(processData, 'deduplicate', params(data, 'id'), context)).length;
  expect(await next(items(0, 21_000))).toBe(21_000);
  expect(await next(items(21_000, 22_500))).toBe(1500);
  expect(await next(items(2500, 22_500))).toBe(0);
  expect(await next(items(0, 10))).toBe(10);
});

test('what cannot be told apart is refused', async () => {
  const wrong = (data: unknown, ...names: string[]) =>
    dataOf(processData, 'deduplicate', params(data, ...names));
  await expect(wrong([{ a: 1 }], 'id')).rejects.toThrow('none of the fields id');
  await expect(wrong([1], 'id')).rejects.toThrow('"Data" must be a list of objects');
  await expect(wrong([{ a: 1 }])).rejects.toThrow('"Key field names" is empty');
});

let isBroken = true;
const shop = workshop({
  fail: {
    perform: () => {
      if (isBroken) throw new Error('later');
      return {};
    },
  },
});
afterAll(shop.close);

test('what a failed run was given is given to the next one', async () => {
  const engine = await shop.engine();
  const names = { type: 'complex', value: [value('id')] };
  const deduplicate = step('Deduplicate', 'process-data.deduplicate', {
    ...{ keyFieldNames: names, data: value('[{"id": 1}]') },
  });
  const instance = await shop.deploy([flow('Main', [deduplicate, step('Fail', 'probe.fail')])]);
  const found = async () => (await shop.run(instance, 'Main', {}, engine)).steps[0]?.data;
  expect(await found()).toEqual([{ id: 1 }]);
  isBroken = false;
  expect(await found()).toEqual([{ id: 1 }]);
  expect(await found()).toEqual([]);
});
