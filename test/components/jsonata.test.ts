import { expect, test } from 'bun:test';
import { jsonata } from '../../src/components/jsonata/index.ts';
import { dataOf } from './context.ts';

const data = {
  orders: [
    { id: 'a', total: 17 },
    { id: 'b', total: 25 },
  ],
};

test.each([
  ['$sum(orders.total)', 42],
  ['orders.id', ['a', 'b']],
  ['{ "ids": orders[total > 20].id }', { ids: 'b' }],
  ['nothing', null],
  ['orders.constructor', null],
])('%s is %j', async (expression, made) => {
  expect(await dataOf(jsonata, 'transform', { expression, data })).toEqual(made);
  expect(await dataOf(jsonata, 'transform', { expression, data: JSON.stringify(data) })).toEqual(made);
});

test('an expression that is wrong says where', async () => {
  const wrong = (expression: string) => dataOf(jsonata, 'transform', { expression, data });
  await expect(wrong('orders[')).rejects.toThrow(
    /"Expression" cannot be worked out: .* \(at character \d+\)/,
  );
  await expect(wrong('$shout(1)')).rejects.toThrow('"Expression"');
  await expect(wrong(' ')).rejects.toThrow('"Expression" is empty');
});
