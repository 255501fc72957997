import { describe, expect, test } from 'bun:test';
import {
  flowAt,
  type OutlinedStep,
  outlineDefinition,
  stepOfPath,
} from '../../src/definition/document/outline.ts';
import { EXAMPLES, imported } from './examples.ts';
import { START, step } from './told.ts';

const outlined = (flows: string) =>
  outlineDefinition(imported(`name: x\ndefinitionVersion: 7\nflows: ${flows}`).definition);
const flowOf = (steps: string) => {
  const [flow] = outlined(`[{name: f, steps: [${START}, ${steps}]}]`).flows;
  if (!flow) throw new Error('no flow');
  return flow;
};
const numbers = ({ all }: { all: OutlinedStep[] }) => all.map((each) => `${each.number} ${each.step.name}`);

describe('the numbers of steps', () => {
  test('count from 1 behind the trigger, which has none', () => {
    expect(numbers(flowOf(`${step('A')}, ${step('B')}`))).toEqual(['trigger Start', '1 A', '2 B']);
  });

  test('go on inside a step through all its branches', () => {
    const branches = `branches: [{name: Yes, steps: [${step('B')}, ${step('C')}]}, {name: Else, steps: [${step('D')}]}]`;
    const flow = flowOf(`${step('A', branches)}, ${step('E')}`);
    expect(numbers(flow)).toEqual(['trigger Start', '1 A', '1.1 B', '1.2 C', '1.3 D', '2 E']);
    expect(flow.steps[0]?.lists.map(({ kind, name, steps }) => [kind, name, steps.length])).toEqual([
      ['branch', 'Yes', 2],
      ['branch', 'Else', 1],
    ]);
  });

  test('count the steps of a loop inside it, and those of a loop in a loop inside that', () => {
    const inner = step('B', `steps: [${step('C')}]`);
    const flow = flowOf(step('A', `steps: [${inner}, ${step('D')}]`));
    expect(numbers(flow)).toEqual(['trigger Start', '1 A', '1.1 B', '1.1.1 C', '1.2 D']);
    expect(flow.steps[0]?.lists.map(({ kind, name }) => [kind, name])).toEqual([['loop', 'Each round']]);
  });

  test('begin with 0 inside the trigger', () => {
    const [flow] = outlined(
      `[{name: f, steps: [{name: Start, isTrigger: true, action: {key: t, component: {key: c}}, branches: [{name: In, steps: [${step('A')}]}]}]}]`,
    ).flows;
    expect(flow && numbers(flow)).toEqual(['trigger Start', '0.1 A']);
  });

  test('are there for a flow without a trigger, and for one whose trigger is not the first', () => {
    const [without, late] = outlined(
      `[{name: f, steps: [${step('A')}]}, {name: g, steps: [${step('A')}, ${START}, ${step('B')}]}]`,
    ).flows;
    expect(without && [without.trigger, ...numbers(without)]).toEqual([undefined, '1 A']);
    expect(late && numbers(late)).toEqual(['trigger Start', '1 A', '2 B']);
  });

  test('are different for every step of the real exports', () => {
    for (const { text } of EXAMPLES) {
      for (const flow of outlineDefinition(imported(text).definition).flows) {
        expect(new Set(flow.all.map(({ number }) => number)).size).toBe(flow.all.length);
      }
    }
  });
});

describe('the address of a flow', () => {
  test('is its stable key, or its position where that says nothing or could be meant otherwise', () => {
    const { flows } = outlined(
      `[{name: a, stableKey: orders, steps: []}, {name: b, steps: []}, {name: c, stableKey: "1", steps: []}, {name: d, stableKey: "a/b", steps: []}, {name: e, stableKey: same, steps: []}, {name: f, stableKey: same, steps: []}]`,
    );
    expect(flows.map(({ address }) => address)).toEqual(['orders', '2', '3', '4', '5', '6']);
  });

  test('leads to the flow, as its position does; none leads to the first', () => {
    const outline = outlined('[{name: a, stableKey: orders, steps: []}, {name: b, steps: []}]');
    const nameAt = (address: string | undefined) => flowAt(outline, address)?.flow.name;
    expect([undefined, 'orders', '1', '2', '3', 'x', '-1', ''].map(nameAt)).toEqual([
      ...['a', 'a', 'a', 'b'],
      ...[undefined, undefined, undefined, undefined],
    ]);
  });
});

describe('the path of a problem', () => {
  const outline = outlined(
    `[{name: f, steps: [${START}, ${step('A', `branches: [{name: "a.b", steps: [${step('B')}]}]`)}]}]`,
  );
  const placeOf = (path: string) => {
    const found = stepOfPath(outline, path);
    return found && [found.flow.flow.name, found.step?.number, found.rest];
  };

  test('leads to the step that it lies in, with the rest below that', () => {
    expect(placeOf('flows[0].steps[1]')).toEqual(['f', '1', []]);
    expect(placeOf('flows[0].steps[1].inputs.url')).toEqual(['f', '1', ['inputs', 'url']]);
    expect(placeOf('flows[0].steps[1].inputs["a.b"].value[0]')).toEqual([
      'f',
      '1',
      ['inputs', 'a.b', 'value', 0],
    ]);
    expect(placeOf('flows[0].steps[1].branches[0].name')).toEqual(['f', '1', ['branches', 0, 'name']]);
    expect(placeOf('flows[0].steps[1].branches[0].steps[0].action.key')).toEqual([
      'f',
      '1.1',
      ['action', 'key'],
    ]);
    expect(placeOf('flows[0].steps[0].schedule')).toEqual(['f', 'trigger', ['schedule']]);
  });

  test('leads to the flow where it lies in no step, and to nothing outside the flows', () => {
    expect(placeOf('flows[0].queueConfig')).toEqual(['f', undefined, ['queueConfig']]);
    expect(placeOf('flows[0].steps[9].name')).toEqual(['f', undefined, ['steps', 9, 'name']]);
    expect(placeOf('flows[7].name')).toBeUndefined();
    expect(placeOf('requiredConfigVars[0]')).toBeUndefined();
    expect(placeOf('')).toBeUndefined();
  });
});
