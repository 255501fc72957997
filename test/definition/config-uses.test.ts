import { expect, test } from 'bun:test';
import { outlineDefinition } from '../../src/definition/document/outline.ts';
import { configUses } from '../../src/definition/read/config-uses.ts';
import { imported } from './examples.ts';
import { START, step } from './told.ts';

test('a config variable is used by steps, schedules, templates and other variables, once by each', () => {
  const scheduled =
    '{name: Clock, isTrigger: true, action: {key: s, component: {key: c}}, schedule: {type: configVar, value: When}}';
  const inputs = `inputs: {a: {type: configVar, value: Shop}, b: {type: template, value: "{{#Shop}}/{{#Path}}"}}`;
  const { definition } = imported(`
name: x
requiredConfigVars:
  - {key: Shop, dataType: string}
  - {key: List, dataType: picklist, inputs: {connection: {type: configVar, value: Shop}}}
  - {key: Unused, dataType: string}
flows:
  - {name: f, stableKey: orders, steps: [${START}, ${step('A', inputs)}]}
  - {name: g, steps: [${scheduled}]}
`);
  const uses = configUses(definition, outlineDefinition(definition));
  const step1 = { kind: 'step', flow: 'orders', flowName: 'f', number: '1', name: 'A' } as const;
  expect(uses.get('Shop')).toEqual([step1, { kind: 'configVar', key: 'List' }]);
  expect(uses.get('Path')).toEqual([step1]);
  expect(uses.get('When')).toEqual([
    { kind: 'step', flow: '2', flowName: 'g', number: 'trigger', name: 'Clock' },
  ]);
  expect(uses.has('Unused')).toBe(false);
});
