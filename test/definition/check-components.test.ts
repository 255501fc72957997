import { describe, expect, test } from 'bun:test';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { action, installed, trigger } from './components.ts';
import { imported } from './examples.ts';
import { START, told } from './told.ts';

describe('components', () => {
  const catalog = installed({
    hooks: { triggers: [trigger('webhook', [])] },
    http: {
      actions: [
        action('httpGet', [
          { key: 'url', label: 'URL', type: 'string', required: true },
          { key: 'method', label: 'Method', type: 'string', required: true, default: 'GET' },
        ]),
      ],
    },
  });
  const http = (key: string, inputs: string) =>
    `flows: [{name: f, steps: [${START}, {name: Get, action: {key: ${key}, component: {key: http}}, inputs: {${inputs}}}]}]\n`;

  test('that are installed are checked to the last input', () => {
    expect(told(http('httpGet', 'url: {type: value, value: x}'), catalog)).toEqual([]);
    expect(told(http('httpGot', ''), catalog)).toEqual([
      'error flows[0].steps[1].action.key http has no action httpGot: choose another one.',
    ]);
    expect(told(http('httpGet', 'url: {type: value, value: ""}'), catalog)).toEqual([
      'error flows[0].steps[1].inputs.url The step Get needs a value for URL (url): fill it in.',
    ]);
    expect(
      told(http('httpGet', 'url: {type: value, value: x}, urls: {type: value, value: y}'), catalog),
    ).toEqual(['warning flows[0].steps[1].inputs.urls httpGet has no input urls: did you mean url?']);
  });

  test('are counted wherever they are used: steps, connections, data sources and code', () => {
    const { definition } = imported(`name: x
definitionVersion: 7
flows: [{name: f, steps: [${START}], supplementalComponents: [{key: slack}]}]
requiredConfigVars:
  - {key: A, dataType: connection, connection: {key: basic, component: {key: sftp}}}
  - {key: B, dataType: picklist, dataSource: {key: list, component: {key: sftp}}}
`);
    expect(checkDefinition(definition, catalog).components).toEqual({ total: 3, missing: ['sftp', 'slack'] });
  });
});
