import { describe, expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { parseDefinition } from '../../src/definition/document/import.ts';
import { imported } from './examples.ts';

const LATEST = { version: 'LATEST', isPublic: true };

/** A flow with one step of that name, behind a webhook. */
const withStep = (action: string, inputs = '') => `name: x
definitionVersion: 7
flows:
  - name: f
    steps:
      - {name: Start, isTrigger: true, action: {key: webhook, component: {key: webhook-triggers}}}
      - {name: It, action: ${action}, inputs: {${inputs}}}
`;

describe('a former name is read as that of today', () => {
  test.each([
    ['http.httpRequest', '{key: httpRequest, component: {key: http}}', 'rawRequest', 'http'],
    [
      'cross-flow.triggerFlow',
      '{key: triggerFlow, component: {key: cross-flow}}',
      'invokeFlow',
      'cross-flow',
    ],
    ['reformat.jsonToXml', '{key: jsonToXml, component: {key: reformat}}', 'jsonToXml', 'change-data-format'],
    ['componentKey', '{key: httpGet, componentKey: http}', 'httpGet', 'http'],
  ])('%s', (former, action, key, component) => {
    const { definition, problems } = imported(withStep(action));
    expect(definition.flows[0]?.steps[1]?.action).toMatchObject({ key, component: { key: component } });
    expect(definition.flows[0]?.steps[1]?.action).not.toHaveProperty('componentKey');
    expect(problems).toMatchObject([{ severity: 'info', message: expect.stringContaining(former) }]);
  });

  test('http.webhook, as the trigger', () => {
    const { definition } = imported(
      withStep('{key: writeLog, componentKey: log}').replace(
        '{key: webhook, component: {key: webhook-triggers}}',
        '{key: webhook, component: {key: http}}, inputs: {contentType: {type: value, value: text/plain}}',
      ),
    );
    const [trigger] = definition.flows[0]?.steps ?? [];
    expect(trigger?.action).toEqual({ key: 'webhook', component: { key: 'webhook-triggers' } });
    expect(trigger?.inputs).toEqual({ contentType: { type: 'value', value: 'text/plain' } });
  });

  test('of a connection and a data source', () => {
    const configVars = `requiredConfigVars:
  - {key: A, dataType: connection, connection: {key: basic, componentKey: http}}
  - {key: B, dataType: jsonForm, dataSource: {key: runCodeJsonForm, componentKey: code}}
`;
    const { definition } = imported(withStep('{key: writeLog, component: {key: log}}') + configVars);
    expect(definition.requiredConfigVars).toMatchObject([
      { connection: { key: 'basic', component: { key: 'http', ...LATEST } } },
      { dataSource: { key: 'runCodeJsonForm', component: { key: 'code', ...LATEST } } },
    ]);
  });

  test('inside branches and loops, with the input and the item of the loop', () => {
    const inner = (value: string, type = 'reference') =>
      `{name: See ${type}, action: {key: writeLog, componentKey: log}, inputs: {message: {type: ${type}, value: "${value}"}}}`;
    const loop = `{name: All Of Them, action: {key: loopOverCollection, componentKey: loop}, inputs: {collection: {type: reference, value: start.results.body.data}}, steps: [${inner('allOfThem.current.id')}, ${inner('{{$allOfThem.current.id}}: {{$start.results.current}}', 'template')}]}`;
    const branch = `name: x
definitionVersion: 7
flows:
  - name: f
    steps:
      - {name: Start, isTrigger: true, action: {key: webhook, component: {key: http}}}
      - {name: Choose, action: {key: branchOnValue, componentKey: branch}, inputs: {inputValue: {type: value, value: a}, branchValueMappings: {type: complex, value: [{name: A, type: value, value: a}]}}, branches: [{name: A, steps: [${loop}]}, {name: Else, steps: []}]}
`;
    const { definition } = imported(branch);
    const each = definition.flows[0]?.steps[1]?.branches?.[0]?.steps?.[0];
    expect(each?.action.key).toBe('loopOverItems');
    expect(each?.inputs).toEqual({ items: { type: 'reference', value: 'start.results.body.data' } });
    expect(each?.steps?.map(({ inputs }) => inputs?.message?.value)).toEqual([
      'allOfThem.currentItem.id',
      '{{$allOfThem.currentItem.id}}: {{$start.results.current}}',
    ]);
    expect(checkDefinition(definition, builtInCatalog).problems).toEqual([]);
  });
});

describe('a name is left as it is', () => {
  test('where it is that of a private component', () => {
    const action = { key: 'jsonToXml', component: { key: 'reformat', isPublic: false } };
    const { definition, problems } = imported(withStep(JSON.stringify(action)));
    expect(definition.flows[0]?.steps[1]?.action).toEqual(action);
    expect(problems).toEqual([]);
  });

  test('where nothing about it has changed, and so is the whole value', () => {
    const { definition } = imported(withStep('{key: httpGet, component: {key: http}}'));
    const again = parseDefinition(definition);
    expect(again).toMatchObject({ ok: true, definition, problems: [] });
  });

  test.each(['loop.currentItem', 'other.current', 'loop.currents'])('the reference %s', (reference) => {
    const inputs = `message: {type: reference, value: ${reference}}`;
    const { definition } = imported(
      withStep('{key: writeLog, component: {key: log}}', inputs) +
        '      - {name: Loop, action: {key: loopOverCollection, component: {key: loop}}, inputs: {}, steps: []}\n',
    );
    expect(definition.flows[0]?.steps[1]?.inputs?.message?.value).toBe(reference);
    expect(definition.flows[0]?.steps[2]?.action.key).toBe('loopOverItems');
  });
});
