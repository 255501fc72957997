import { describe, expect, test } from 'bun:test';
import { allSteps } from '../../src/definition/document/walk.ts';
import { example, imported } from './examples.ts';

const OLD = `name: Old
requiredConfigVars:
  endpoint: https://example.com
  empty:
  limit: 5
trigger:
  name: Incoming Call
  description: with a payload
steps:
  - name: Decide
    action: {key: branchOnValue, componentKey: branch}
    branches:
      - name: Else
        steps:
          - name: Each
            action: {key: loopOverItems, componentKey: loop}
            steps:
              - name: Send
                action: {key: httpPost, componentKey: http}
                inputs: {url: {type: configVar, value: endpoint}}
`;

describe('a file of the old format without a version', () => {
  test('becomes one flow whose first step is a webhook trigger', () => {
    const { definition, problems } = imported(OLD);
    expect(problems).toMatchObject([{ severity: 'info', message: expect.stringContaining('old format') }]);
    expect(definition.definitionVersion).toBe(7);
    expect(definition.flows).toHaveLength(1);
    expect(definition.flows[0]?.steps[0]).toEqual({
      name: 'Incoming Call',
      description: 'with a payload',
      action: { key: 'webhook', component: { key: 'webhook-triggers', version: 'LATEST', isPublic: true } },
      inputs: {},
      isTrigger: true,
    });
  });

  test('keeps its defaults as config variables on one page', () => {
    const { definition } = imported(OLD);
    expect(definition.requiredConfigVars).toEqual([
      { key: 'endpoint', dataType: 'string', orgOnly: false, defaultValue: 'https://example.com' },
      { key: 'empty', dataType: 'string', orgOnly: false, defaultValue: '' },
      { key: 'limit', dataType: 'string', orgOnly: false, defaultValue: '5' },
    ]);
    expect(definition.configPages?.[0]?.elements).toHaveLength(3);
  });

  test('has its actions renamed at every depth', () => {
    const { definition } = imported(OLD);
    const each = definition.flows[0]?.steps[1]?.branches?.[0]?.steps?.[0];
    const latest = { version: 'LATEST', isPublic: true };
    expect(each?.action).toEqual({ key: 'loopOverItems', component: { key: 'loop', ...latest } });
    expect(each?.steps?.[0]?.action).toEqual({ key: 'httpPost', component: { key: 'http', ...latest } });
  });

  test('still tells the lines of the file as it was written', () => {
    const { lineOf } = imported(OLD);
    expect(lineOf('flows[0].steps[0].name')).toBe(7);
    expect(lineOf('flows[0].steps[1].branches[0].steps[0].steps[0].inputs.url')).toBe(20);
    expect(lineOf('requiredConfigVars[2].defaultValue')).toBe(5);
  });

  test('is read whole, with comments, folded text and steps within steps', () => {
    const { definition } = example('before-versions');
    const names = definition.flows.flatMap(({ steps }) =>
      [...allSteps(steps, [])].map(({ step }) => step.name),
    );
    expect(names).toEqual([
      'Reading Comes In',
      'Check Signature',
      'In Another Unit',
      'As XML',
      'Large',
      'Each Place',
      'Send Reading',
    ]);
  });
});
