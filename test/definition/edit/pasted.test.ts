import { expect, test } from 'bun:test';
import { exportDefinition, exportSteps } from '../../../src/definition/document/export.ts';
import { pastedSteps } from '../../../src/definition/edit/pasted.ts';
import { EXAMPLES, imported } from '../examples.ts';

const stepsIn = (text: string) => {
  const pasted = pastedSteps(text);
  return 'ok' in pasted ? pasted.ok : [];
};
const problemOf = (text: string) => {
  const pasted = pastedSteps(text);
  return 'problem' in pasted ? pasted.problem : '';
};

test.each(EXAMPLES)('steps of $name are the same after they were copied and pasted', ({ text }) => {
  const steps = imported(text).definition.flows[0]?.steps.filter(({ isTrigger }) => !isTrigger) ?? [];
  expect(stepsIn(exportSteps(steps))).toEqual(steps);
  for (const step of steps) expect(stepsIn(exportSteps([step]))).toEqual([step]);
});

const log = 'action: { key: writeLog, component: { key: log } }';

test('a list, one step alone, and a whole definition are taken', () => {
  const named = (text: string) => stepsIn(text).map(({ name }) => name);
  expect(named(`- name: One\n  ${log}\n- name: Two\n  ${log}`)).toEqual(['One', 'Two']);
  expect(named(`\n# a note\nname: One\r\n${log}\r\n`)).toEqual(['One']);
  const { definition } = imported(EXAMPLES[0]?.text ?? '');
  const whole = definition.flows[0]?.steps.filter(({ isTrigger }) => !isTrigger).map(({ name }) => name);
  expect(named(exportDefinition(definition))).toEqual(whole ?? []);
});

test('a trigger is left out, and a mask is no secret', () => {
  const trigger = `- name: Start\n  isTrigger: true\n  action: { key: webhook, component: { key: webhook-triggers } }`;
  expect(
    stepsIn(`${trigger}\n- name: One\n  ${log}\n  inputs: { apiKey: { type: value, value: "Bearer ***" } }`),
  ).toEqual([
    {
      name: 'One',
      action: { key: 'writeLog', component: { key: 'log' } },
      inputs: { apiKey: { type: 'value', value: '' } },
    },
  ]);
});

test.each([
  ['nothing', ' \n ', 'nothing is there'],
  ['a sentence', 'Hello there', 'These are no steps. Line 1:'],
  ['a list of texts', '- a\n- b', 'These are no steps.'],
  ['a step without an action', '- name: One', 'These are no steps.'],
  ['broken YAML', '- name: "One', 'These are no steps. Line 1:'],
  [
    'a trigger alone',
    '- name: Start\n  isTrigger: true\n  action: { key: webhook, component: { key: webhook-triggers } }',
    'no step in this but a trigger',
  ],
])('what is no steps is refused in words: %s', (_, text, said) => {
  expect(problemOf(text)).toContain(said);
});

test('text that only has the mask in it stays', () => {
  const [step] = stepsIn(
    `- name: One\n  ${log}\n  inputs: { message: { type: value, value: "*** Alarm ***" } }`,
  );
  expect(step?.inputs?.message?.value).toBe('*** Alarm ***');
});
