import { expect, test } from 'bun:test';
import { dataMapper } from '../../src/components/data-mapper/index.ts';
import { dataOf } from './context.ts';

const valueMap = [
  { key: 'DE', value: 'Germany' },
  { key: '17', value: { id: 17 } },
];

test.each([
  ['DE', 'Germany'],
  [17, { id: 17 }],
  ['FR', null],
  ['constructor', null],
])('%j stands for %j', async (inputValue, value) => {
  expect(await dataOf(dataMapper, 'valueMapper', { inputValue, valueMap })).toEqual(value);
});

test('the values of a list are mapped in its order', async () => {
  const inputValueList = ['FR', 'DE', 17];
  expect(await dataOf(dataMapper, 'valueListMapper', { inputValueList, valueMap })).toEqual([
    null,
    'Germany',
    { id: 17 },
  ]);
});
