import { describe, expect, test } from 'bun:test';
import { START, step, told, toldOfSteps } from './told.ts';

function reading(name: string, value: string, more = ''): string {
  return step(name, `inputs: {in: {type: reference, value: ${value}}}${more && `, ${more}`}`);
}

describe('references', () => {
  test('to earlier steps are fine, outside of branches and loops and from within them', () => {
    const inner = reading(
      'C',
      'a.results.x',
      `branches: [{name: Else, steps: [${reading('D', 'c.results')}]}]`,
    );
    const loop = step(
      'Loop',
      `steps: [${reading('B', 'start.results')}, ${inner}, ${reading('E', 'loop.currentItem.id')}]`,
    );
    expect(toldOfSteps(step('A'), loop, reading('F', 'loop.results.0'))).toEqual([]);
  });

  test('to a later step, to the step itself or to a loop from inside it are errors', () => {
    expect(toldOfSteps(reading('A', 'b.results'), step('B'))[0]).toMatch(
      /^error .*steps\[1\].inputs.in .*does not run before/,
    );
    expect(toldOfSteps(reading('A', 'a.results'))[0]).toMatch(/^error .*does not run before/);
    expect(toldOfSteps(step('Loop', `steps: [${reading('A', 'loop.results')}]`))[0]).toMatch(
      /^error .*does not run before/,
    );
  });

  test('to a step that is not there are errors with the nearest name', () => {
    expect(toldOfSteps(step('Get User'), reading('B', 'getUsr.results'))[0]).toMatch(
      /no step getUsr .*did you mean getUser\?/,
    );
  });

  test('into a branch or loop that lies behind are warnings, since it may not have run', () => {
    const branch = step('Choose', `branches: [{name: One, steps: [${step('A')}]}, {name: Else, steps: []}]`);
    expect(toldOfSteps(branch, reading('B', 'a.results.x'))).toEqual([
      'warning flows[0].steps[2].inputs.in The step a is inside a branch or loop that may not have run: a.results.x can be empty.',
    ]);
  });

  test('to a disabled step, or into one, are warnings; what is disabled itself may be wrong', () => {
    const off = step('A', 'isDisabled: true');
    expect(toldOfSteps(off, reading('B', 'a.results.x'))).toEqual([
      'warning flows[0].steps[2].inputs.in The step a is disabled, so a.results.x is empty: enable it, or choose another value.',
    ]);
    const branch = step('Choose', `isDisabled: true, branches: [{name: Else, steps: [${step('In')}]}]`);
    expect(toldOfSteps(branch, reading('B', 'in.results'))[0]).toMatch(/^warning .*The step in is disabled/);
    expect(toldOfSteps(off, reading('B', 'a.results', 'isDisabled: true'))).toEqual([]);
    expect(toldOfSteps(reading('B', 'gone.results', 'isDisabled: true'))[0]).toMatch(
      /^warning .*no step gone/,
    );
  });

  test('to the item of a loop are errors outside of it, and for steps that are no loop', () => {
    const loop = step('Loop', `steps: [${step('A')}]`);
    expect(toldOfSteps(loop, reading('B', 'loop.currentItem'))[0]).toMatch(
      /^error .*only there inside the loop/,
    );
    expect(toldOfSteps(step('A'), reading('B', 'a.index'))[0]).toMatch(/^error .*only there inside the loop/);
  });

  test('that cannot be read are errors that say how to write them', () => {
    expect(toldOfSteps(reading('B', 'start'))[0]).toMatch(
      /^error .*“start” is no reference: write it as step.results/,
    );
  });

  test('in templates, names and conditions are checked too, in the second term of a unary condition not', () => {
    const template = step('A', 'inputs: {in: {type: template, value: "{{$gone.results}} {{#Gone}}"}}');
    const name = step(
      'A',
      'inputs: {in: {type: complex, value: [{name: {type: reference, value: gone.results}, type: value, value: x}]}}',
    );
    const terms = (rest: string) => `[and, [${rest}]]`;
    const condition = (rest: string) =>
      step('A', `inputs: {in: {type: complex, value: [{name: X, type: complex, value: ${terms(rest)}}]}}`);
    const gone = '{type: reference, value: gone.results}';
    expect(toldOfSteps(template)).toHaveLength(2);
    expect(toldOfSteps(name)[0]).toMatch(/inputs.in.value\[0\].name There is no step gone/);
    expect(toldOfSteps(condition(`equal, {type: value, value: a}, ${gone}`))[0]).toMatch(
      /value\[0\].value\[1\]\[2\] There is no step/,
    );
    expect(toldOfSteps(condition(`exists, {type: value, value: a}, ${gone}`))).toEqual([]);
  });

  test('to config variables must name one that is there', () => {
    const flows = `flows: [{name: f, steps: [${START}, ${step('A', 'inputs: {in: {type: configVar, value: Bucke}}')}]}]\n`;
    expect(told(`${flows}requiredConfigVars: [{key: Bucket, dataType: string}]\n`)).toEqual([
      'error flows[0].steps[1].inputs.in There is no config variable Bucke: did you mean Bucket?',
    ]);
    expect(toldOfSteps(step('A', 'inputs: {connection: {type: configVar, value: ""}}'))).toEqual([]);
  });
});
