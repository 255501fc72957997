import { expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import { outlineDefinition } from '../../src/definition/document/outline.ts';
import type { Definition, Step } from '../../src/definition/document/schema.ts';
import { placeInFlow, roundsIn, stepNames, stepPlaces } from '../../src/definition/read/step-paths.ts';
import { compileDefinition } from './compiled.ts';

const step = (name: string, more: Partial<Step> = {}): Step => ({
  name,
  action: { key: 'writeLog', component: { key: 'log' } },
  inputs: {},
  ...more,
});

const definition: Definition = {
  definitionVersion: 7,
  name: 'Orders',
  flows: [
    {
      name: 'Import',
      steps: [
        step('Start', { isTrigger: true, branches: [{ name: 'A', steps: [step('In the trigger')] }] }),
        step('First'),
        step('Decide', {
          branches: [
            { name: 'Yes', steps: [step('One'), step('First')] },
            { name: 'No', steps: [step('Two', { steps: [step('Deep')] })] },
          ],
        }),
        step('Last'),
      ],
    },
  ],
};

const flow = () => {
  const [first] = compileDefinition(definition, builtInCatalog).flows;
  if (!first) throw new Error('There is no flow.');
  return first;
};

test('the steps of a flow have the numbers that the integration shows them with', () => {
  const numbers = stepPlaces(flow()).map(({ number, step }) => [number, step.name]);
  expect(numbers).toEqual([
    ['0.1', 'In the trigger'],
    ['1', 'First'],
    ['2', 'Decide'],
    ['2.1', 'One'],
    ['2.2', 'First'],
    ['2.3', 'Two'],
    ['2.3.1', 'Deep'],
    ['3', 'Last'],
  ]);
  const outlined = outlineDefinition(definition).flows[0]?.all.map(({ number, step }) => [number, step.name]);
  expect(outlined?.slice(1)).toEqual(numbers);
});

test('of two steps with the same reference key each has a name of its own', () => {
  const names = stepPlaces(flow()).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('first~2');
  const compiled = flow();
  expect([...stepNames(compiled).values()].sort()).toEqual(names.sort());
});

test('a journal path leads to its step, whichever round it is in', () => {
  expect(placeInFlow(flow(), 'two[17].deep')?.number).toBe('2.3.1');
  expect(placeInFlow(flow(), 'first~2')?.number).toBe('2.2');
  expect(placeInFlow(flow(), 'nothing')).toBeUndefined();
});

test('a journal path says which rounds it goes through', () => {
  expect(roundsIn('a[3].b[0].c')).toEqual([
    { loop: 'a', round: 3 },
    { loop: 'a[3].b', round: 0 },
  ]);
  expect(roundsIn('a')).toEqual([]);
});
