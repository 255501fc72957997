import { expect, test } from 'bun:test';
import { math } from '../../src/components/math/index.ts';
import { dataOf } from './context.ts';

test.each([
  ['add', ['1', 1], 2],
  ['add', ['0', '50'], 50],
  ['add', [[1, 2], '3'], 6],
  ['add', ['[1, 2]', '3'], 6],
  ['add', [5], 5],
  ['subtract', [10, '2', 3], 5],
  ['multiply', ['2', '3', 4], 24],
  ['divide', [12, 3, 2], 2],
  ['hypot', [3, 4], 5],
  ['max', ['2', 10, -1], 10],
  ['min', ['2', 10, -1], -1],
])('%s of %j is %p', async (key, numbers, expected) => {
  expect(await dataOf(math, key, { numbers })).toBe(expected);
});

test.each([
  ['abs', '-2.5', 2.5],
  ['ceil', 2.1, 3],
  ['floor', -2.1, -3],
  ['round', '2.5', 3],
  ['trunc', -2.9, -2],
  ['sqrt', 16, 4],
  ['cbrt', 27, 3],
  ['naturalLog', Math.E, 1],
  ['sin', 0, 0],
  ['acosh', 1, 0],
  ['fround', 5.5, 5.5],
])('%s of %p is %p', async (key, number, expected) => {
  expect(await dataOf(math, key, { number })).toBe(expected);
});

test('powers and logarithms', async () => {
  expect(await dataOf(math, 'pow', { base: '2', exponent: '10' })).toBe(1024);
  expect(await dataOf(math, 'exp', { exponent: 0 })).toBe(1);
  expect(await dataOf(math, 'log', { number: '1000', base: '' })).toBe(3);
  expect(await dataOf(math, 'log', { number: 8, base: 2 })).toBe(3);
  expect(await dataOf(math, 'log', { number: 81, base: 3 })).toBeCloseTo(4);
});

test('a dynamic list wins over the numbers', async () => {
  expect(await dataOf(math, 'max', { numbers: [9], dynamicNumbers: '[1, 3]' })).toBe(3);
  expect(await dataOf(math, 'min', { numbers: [9], dynamicNumbers: [4, 3] })).toBe(3);
});

test('random numbers stay between their bounds', async () => {
  for (let round = 0; round < 50; round += 1) {
    const whole = await dataOf(math, 'randomInt', { min: '1', max: '3' });
    expect([1, 2, 3]).toContain(Number(whole));
    const any = Number(await dataOf(math, 'random', { min: -1, max: 1 }));
    expect(any >= -1 && any <= 1).toBe(true);
  }
  await expect(dataOf(math, 'randomInt', { min: 3, max: 1 })).rejects.toThrow('must not be greater than');
});

test('results that are no finite numbers are errors', async () => {
  await expect(dataOf(math, 'divide', { numbers: [1, 0] })).rejects.toThrow('not a finite number');
  await expect(dataOf(math, 'sqrt', { number: -1 })).rejects.toThrow('not a finite number');
});

test('what is no number is refused by the name of its input', async () => {
  await expect(dataOf(math, 'add', { numbers: ['1', 'x'] })).rejects.toThrow(
    'The input "Numbers" must be a number',
  );
  await expect(dataOf(math, 'add', { numbers: [] })).rejects.toThrow('give at least one number');
  await expect(dataOf(math, 'abs', { number: '' })).rejects.toThrow('The input "Number" must be a number');
});

test('an expression is computed as JavaScript reads it', async () => {
  expect(await dataOf(math, 'evaluate', { expression: '2 * 3 + 7' })).toBe(13);
  expect(await dataOf(math, 'evaluate', { expression: '5 + 3 * 4 ** 3 // cubed' })).toBe(197);
  expect(await dataOf(math, 'evaluate', { expression: '5 << 2' })).toBe(20);
  await expect(dataOf(math, 'evaluate', { expression: '"a"' })).rejects.toThrow('does not give a number');
  await expect(dataOf(math, 'evaluate', { expression: '' })).rejects.toThrow('is empty');
});
