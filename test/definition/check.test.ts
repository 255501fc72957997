import { describe, expect, test } from 'bun:test';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { nothingInstalled } from './components.ts';
import { EXAMPLES, imported } from './examples.ts';

describe('checking an export', () => {
  test.each(EXAMPLES)('$name finds no error, and every reference leads to a step', ({ text }) => {
    const { definition, lineOf } = imported(text);
    const { problems, references } = checkDefinition(definition, nothingInstalled, lineOf);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(references.total).toBeGreaterThan(3);
    expect(references.resolved).toBe(references.total);
  });

  test.each(EXAMPLES)(
    '$name names each component that is not installed once, where it is first used',
    ({ text }) => {
      const { definition, lineOf } = imported(text);
      const { components, problems } = checkDefinition(definition, nothingInstalled, lineOf);
      expect(components.missing).toHaveLength(components.total);
      expect(new Set(components.missing).size).toBe(components.total);
      const warnings = problems.filter(({ severity }) => severity !== 'info');
      expect(warnings).toHaveLength(components.total);
      for (const { severity, line } of warnings) {
        expect(severity).toBe('warning');
        expect(line).toBeGreaterThan(0);
      }
    },
  );

  test('of the field’s migration sample finds the step trigger, which it refers to but does not have', () => {
    const step =
      '{name: Send, action: {key: a, component: {key: c}}, inputs: {data: {type: reference, value: trigger.results.body}}}';
    const start = '{name: HTTP Trigger, isTrigger: true, action: {key: webhook, component: {key: c}}}';
    const { definition, lineOf } = imported(
      `name: x\ndefinitionVersion: 7\nflows:\n  - name: f\n    steps:\n      - ${start}\n      - ${step}\n`,
    );
    const { problems, references } = checkDefinition(definition, nothingInstalled, lineOf);
    expect(references).toEqual({ total: 1, resolved: 0 });
    expect(problems[0]).toEqual({
      severity: 'error',
      path: 'flows[0].steps[1].inputs.data',
      message: 'There is no step trigger in this flow: choose an earlier step.',
      line: 7,
    });
  });
});

describe('checking a file made to keep the checker busy', () => {
  test('stops telling after 500 problems but counts the others, and takes no minutes', () => {
    const wrong = Array.from(
      { length: 20_000 },
      (_, i) => `i${i}: {type: configVar, value: Missing ${i}}`,
    ).join(', ');
    const there = Array.from({ length: 20_000 }, (_, i) => `{key: There ${i}, dataType: string}`).join(', ');
    const { definition } = imported(`name: x
definitionVersion: 7
flows: [{name: f, steps: [{name: S, isTrigger: true, action: {key: a, component: {key: c}}, inputs: {${wrong}}}]}]
requiredConfigVars: [${there}]
`);
    const { problems } = checkDefinition(definition, nothingInstalled);
    expect(problems).toHaveLength(501);
    expect(problems.at(-1)).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('19501 more'),
    });
  }, 180_000);
});
