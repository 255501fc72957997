import { expect, test } from 'bun:test';
import { resultPlaceholder } from '../../src/components/result-placeholder/index.ts';
import { dataOf } from './context.ts';

test.each([
  ['{"id": 17}', { id: 17 }],
  ['17', 17],
  ['null', null],
  ['Hello', 'Hello'],
  ['{"id":', '{"id":'],
])('%s stands for %j', async (code, result) => {
  expect(await dataOf(resultPlaceholder, 'actions', { code })).toEqual(result);
});
