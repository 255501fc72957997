import { expect, test } from 'bun:test';
import { branch } from '../../src/components/branch/index.ts';
import { dataOf, perform } from './context.ts';

const mappings = [
  { key: 'Issue', value: 'issues' },
  { key: 'Five', value: '5' },
  { key: 'Yes', value: 'true' },
  { key: 'Again', value: 'issues' },
];

test.each([
  ['issues', 'Issue'],
  [5, 'Five'],
  [5n, 'Five'],
  [true, 'Yes'],
  ['Issues', 'Else'],
  [undefined, 'Else'],
  [['issues'], 'Else'],
])('the value %p leads to the branch %s', async (inputValue, name) => {
  const result = await perform(branch, 'branchOnValue', { inputValue, branchValueMappings: mappings });
  expect(result).toEqual({ data: name, branch: name });
});

test('the branch whose conditions the engine found true is taken', async () => {
  expect(await perform(branch, 'branchOnExpression', { conditions: 'No more results' })).toEqual({
    data: 'No more results',
    branch: 'No more results',
  });
});

test('without a true condition Else is taken', async () => {
  for (const conditions of ['', undefined]) {
    expect(await perform(branch, 'branchOnExpression', { conditions })).toEqual({
      data: 'Else',
      branch: 'Else',
    });
  }
});

test('conditions that nobody evaluated are an error', async () => {
  const conditions = [{ name: 'A', value: ['and', ['isTrue', 'true']] }];
  await expect(perform(branch, 'branchOnExpression', { conditions })).rejects.toThrow('was not evaluated');
});

test('the result of the step that ran is selected', async () => {
  expect(
    await dataOf(branch, 'selectExecutedStepResult', { stepResults: [undefined, null, { id: 1 }, 2] }),
  ).toEqual({
    id: 1,
  });
  expect(await dataOf(branch, 'selectExecutedStepResult', { stepResults: [undefined, 0] })).toBe(0);
  expect(await dataOf(branch, 'selectExecutedStepResult', { stepResults: [] })).toBeNull();
});
