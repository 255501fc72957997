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

  test('need the fields of their objects that are required, in each row of a list as well', () => {
    const street = { key: 'street', label: 'Street', type: 'string' as const, required: true };
    const zip = { key: 'zip', label: 'ZIP', type: 'string' as const, required: true, default: '0' };
    const address = {
      key: 'address',
      label: 'Address',
      type: 'structuredObject' as const,
      inputs: [street, zip],
    };
    const lines = { ...address, key: 'lines', collection: 'valuelist' as const };
    const kinds = { key: 'kinds', label: 'Kinds', type: 'dynamicObject' as const, inputs: [address] };
    const crm = installed({
      hooks: { triggers: [trigger('webhook', [])] },
      crm: { actions: [action('save', [address, lines, kinds])] },
    });
    const save = (inputs: string) =>
      told(
        `flows: [{name: f, steps: [${START}, {name: Save, action: {key: save, component: {key: crm}}, inputs: {${inputs}}}]}]\n`,
        crm,
      );
    const filled = 'address: {type: complex, value: [{name: street, type: value, value: Elm}]}';
    const lack = (place: string) =>
      `error flows[0].steps[1].inputs.${place}.value.street The step Save needs a value for Street (street): fill it in.`;
    expect(save('')).toEqual([lack('address')]);
    expect(save('address: {type: complex, value: [{name: street, type: value, value: ""}]}')).toEqual([
      lack('address'),
    ]);
    expect(save('address: {type: value, value: "{}"}')).toEqual([lack('address')]);
    expect(save('address: {type: configVar, value: A}')).not.toContain(lack('address'));
    expect(save(filled)).toEqual([]);
    const rows =
      'value: [{type: complex, value: []}, {type: complex, value: [{name: street, type: value, value: a}]}]';
    expect(save(`${filled}, lines: {type: complex, ${rows}}`)).toEqual([lack('lines.value[0]')]);
    const chosen = '{name: configuration, type: value, value: address}';
    const values = '{name: values, type: complex, value: []}';
    for (const inside of [chosen, `${chosen}, ${values}`])
      expect(save(`${filled}, kinds: {type: complex, value: [${inside}]}`)).toEqual([
        lack('kinds.value.values'),
      ]);
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
