import { describe, expect, test } from 'bun:test';
import { action, installed } from './components.ts';
import { START, step, told, toldOfSteps } from './told.ts';

describe('branches', () => {
  const conditions = (...names: string[]) =>
    `inputs: {conditions: {type: complex, value: [${names.map((name) => `{name: ${name}, type: complex, value: [and, [exists, {type: value, value: x}]]}`).join(', ')}]}}`;
  const branching = (inputs: string, ...names: string[]) =>
    `{name: Choose, action: {key: branchOnExpression, component: {key: branch}}, ${inputs}, branches: [${names.map((name) => `{name: ${name}, steps: []}`).join(', ')}]}`;

  test('that each have a condition are fine', () => {
    expect(toldOfSteps(branching(conditions('One', 'Two'), 'One', 'Two', 'Else'))).toEqual([]);
  });

  test('that nothing leads to, or that are missing, are told', () => {
    expect(toldOfSteps(branching(conditions('One'), 'One', 'Two', 'Else'))[0]).toMatch(
      /branches\[1\].name Nothing leads to the branch Two/,
    );
    expect(toldOfSteps(branching(conditions('One', 'Two'), 'One', 'Else'))[0]).toMatch(
      /^warning .*can choose Two, but has no such branch/,
    );
  });

  test('need different names, and Else at the end', () => {
    expect(toldOfSteps(branching(conditions('One'), 'One', 'One', 'Else'))[0]).toMatch(
      /^error .*there twice/,
    );
    expect(toldOfSteps(branching(conditions('One'), 'Else', 'One'))[0]).toMatch(
      /^warning .*Else is not the last/,
    );
  });

  test('of branch on value are named by its mappings', () => {
    const inputs =
      'inputs: {branchValueMappings: {type: complex, value: [{name: One, type: value, value: a}]}}';
    const onValue = branching(inputs, 'One', 'Two', 'Else').replace('branchOnExpression', 'branchOnValue');
    expect(toldOfSteps(onValue)[0]).toMatch(/Nothing leads to the branch Two/);
  });

  test('of other components are named by their declaration', () => {
    const catalog = installed({ c: { actions: [action('do', [], { staticBranchNames: ['Yes', 'No'] })] } });
    const both = step(
      'A',
      'branches: [{name: Yes, steps: []}, {name: Maybe, steps: []}, {name: No, steps: []}]',
    );
    expect(told(`flows: [{name: f, steps: [${START}, ${both}]}]\n`, catalog)).toEqual([
      'warning flows[0].steps[1].branches[1].name Nothing leads to the branch Maybe: give it a condition, or remove it.',
    ]);
  });

  test('with a condition that there is not are told, with the nearest one', () => {
    const wrong = conditions('One').replace('exists', 'exist');
    expect(toldOfSteps(branching(wrong, 'One', 'Else'))[0]).toMatch(
      /^error .*value\[0\].value\[1\] There is no condition “exist”: did you mean exists\?/,
    );
  });
});
