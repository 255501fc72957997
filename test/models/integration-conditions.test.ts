/** Which integrations a host page wants, by the conditions of the field. */
import { expect, test } from 'bun:test';
import { isWanted } from '../../src/models/integration-conditions.ts';

const shop = { name: 'Dropbox', description: 'Files', category: 'Storage', labels: ['paid', 'eu'] };
const wants = (query: unknown[]) => isWanted({ query }, shop);

test.each([
  [['in', 'labels', 'paid'], true],
  [['in', 'labels', 'free'], false],
  [['notIn', 'labels', 'free'], true],
  [['in', 'category', ['Storage', 'CRM']], true],
  [['equal', 'name', 'Dropbox'], true],
  [['notEqual', 'name', 'Dropbox'], false],
  [['or', ['in', 'labels', 'free'], ['equal', 'name', 'Dropbox']], true],
  [['and', ['in', 'labels', 'paid'], ['equal', 'name', 'Box']], false],
  [['in', 'labels', 'paid', ['equal', 'name', 'x']], true],
  [['equal', 'description', 'Files', 'tail', 'of', 'another'], true],
] as const)('%j: %p', (query, wanted) => {
  expect(wants([...query])).toBe(wanted);
});

test('what cannot be weighed lets nothing through', () => {
  let deep: unknown[] = ['equal', 'name', 'Dropbox'];
  for (let level = 0; level < 1000; level += 1) deep = ['and', deep];
  for (const query of [['unknown', 'name', 'x'], [], [['or']], [1, 2], ['or', 'name'], ['isEmpty', 1], deep])
    expect(wants(query)).toBe(false);
});

test('what a customer has already is shown whatever the conditions, unless they are strict', () => {
  const query = ['equal', 'name', 'Box'];
  expect(isWanted({ query }, shop, true)).toBe(true);
  expect(isWanted({ query, isStrict: true }, shop, true)).toBe(false);
  expect(isWanted({ category: 'CRM' }, shop, true)).toBe(false);
});
