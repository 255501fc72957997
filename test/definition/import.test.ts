import { describe, expect, test } from 'bun:test';
import { integration } from '@prismatic-io/spectral';
import { flow } from '@prismatic-io/spectral/dist/integration.js';
import { importDefinition, parseDefinition } from '../../src/definition/document/import.ts';
import { EXAMPLES, imported } from './examples.ts';

const BASE = 'name: Orders\ndefinitionVersion: 7\nflows: []\n';

/** Problems of a text that must be refused, as `line path message`. */
function refusals(text: string): string[] {
  const result = importDefinition(text);
  if (result.ok) throw new Error('the text was taken');
  return result.problems.map(({ line, path, message }) => `${line} ${path} ${message}`);
}

describe('importing a file', () => {
  test.each(EXAMPLES)('takes $name', ({ text }) => {
    const result = importDefinition(text);
    expect(result.ok).toBe(true);
    expect(result.problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  test('keeps every text a text, and numbers and booleans what they are', () => {
    const { definition } = imported(`${BASE}notes:
  - "false"
  - '50'
  - yes
  - off
  - 2024-01-01
  - 00 00 */1 * *
  - 12:30
  - 007
  - 12345678901234567890
  - 50
  - true
  - ~
`);
    expect(definition.notes).toEqual([
      ...['false', '50', 'yes', 'off', '2024-01-01', '00 00 */1 * *', '12:30', '007', '12345678901234567890'],
      ...[50, true, null],
    ]);
  });

  test('reads it as YAML 1.2 whatever its first line claims', () => {
    expect(imported(`%YAML 1.1\n---\n${BASE}note: yes\n`).definition.note).toBe('yes');
  });

  test('takes JSON text too', () => {
    const { definition } = imported(
      '{"name": "Orders", "definitionVersion": 7, "flows": [], "note": "a\\u00e9\\ud83d\\ude00"}',
    );
    expect(definition).toEqual({ name: 'Orders', definitionVersion: 7, flows: [], note: 'aé😀' });
  });

  test('keeps fields that it does not know, wherever they stand', () => {
    const { definition } = imported(`${BASE}future: {a: [1, {b: c}]}\nconstructor: x\nlabels: []\n`);
    expect(definition.future).toEqual({ a: [1, { b: 'c' }] });
    expect(Object.entries(definition)).toContainEqual(['constructor', 'x']);
  });

  test('warns when the version is another one, or none', () => {
    expect(imported('name: x\nflows: []\ndefinitionVersion: 8\n').problems).toMatchObject([
      { severity: 'warning', path: 'definitionVersion', line: 3 },
    ]);
    expect(imported('name: x\nflows: []\n').problems).toMatchObject([{ severity: 'warning' }]);
  });

  test('takes what code-native integrations emit', () => {
    const onExecution = async () => ({ data: null });
    const built = integration({
      name: 'Native',
      version: '1.2.3',
      endpointType: 'instance_specific',
      flows: [
        flow({ name: 'Sync', stableKey: 'sync', schedule: { value: '*/5 * * * *' }, onExecution }),
        flow({
          name: 'Route',
          stableKey: 'route',
          preprocessFlowConfig: { flowNameField: 'data.flow' },
          queueConfig: { type: 'sequential', dedupeIdField: 'body.data.id' },
          onExecution,
        }),
      ],
    });
    const yaml = 'codeNativeIntegrationYAML' in built ? String(built.codeNativeIntegrationYAML) : '';
    const { definition, problems } = imported(yaml);
    expect(problems).toEqual([]);
    expect(definition).toMatchObject({ isCodeNative: true, preprocessFlowName: 'Route', flows: [{}, {}] });
  });

  test('gives the line of any place in the file', () => {
    const { lineOf } = imported(`${BASE}requiredConfigVars:
  - key: a.b
    dataType: string
    inputs:
      x.y:
        type: value
        value: 1
`);
    expect(lineOf('name')).toBe(1);
    expect(lineOf('requiredConfigVars[0].dataType')).toBe(6);
    expect(lineOf('requiredConfigVars[0].inputs["x.y"].value')).toBe(10);
    expect(lineOf('requiredConfigVars[0].missing')).toBe(5);
    expect(lineOf('nowhere[7].at.all')).toBe(1);
  });
});

describe('a file that is no definition is refused, with the line and what to do', () => {
  test.each([
    ['nothing at all', '', /empty/],
    ['only comments', '# nothing\n', /empty/],
    ['a list', '- a\n- b\n', /mapping/],
    ['a text', 'hello', /mapping/],
    ['another kind of YAML file', 'services:\n  web:\n    image: x\n', /^1 name name is missing: add it/],
    ['broken syntax', 'name: x\nflows: [\n', /^\d+ .*not valid YAML/],
    ['bad indentation', 'name: x\n flows: []\n', /^\d+ .*not valid YAML/],
    ['two documents', `${BASE}---\n${BASE}`, /^\d+ .*several documents/],
    ['an anchor', `${BASE}a: &x 1\n`, /^4 a Anchors/],
    ['an alias', `${BASE}a: &x 1\nb: *x\n`, /^4 a Anchors/],
    ['a merge key', `${BASE}a:\n  <<: {b: 1}\n`, /^5 .*Merge keys/],
    ['a custom tag', `${BASE}a: !secret x\n`, /^4 a The tag !secret/],
    ['a binary tag', `${BASE}a: !!binary aGk=\n`, /^4 a The tag/],
    ['a duplicate key', `${BASE}name: Again\n`, /^4 name The key name is given twice/],
    ['a list as a key', `${BASE}? [a]\n: 1\n`, /^4 .*key must be a text/],
    ['a key that is no data in JavaScript', `${BASE}__proto__: {a: 1}\n`, /^4 __proto__ .*another name/],
    ['half a character', `${BASE}a: "\\uD800"\n`, /^4 a .*half of a character/],
  ])('%s', (_what, text, expected) => {
    expect(refusals(text).join('\n')).toMatch(expected);
  });

  test.each([
    ['name: 5\nflows: []\n', '1 name name must be a text, not 5: put it in quotes.'],
    ['name: x\nflows: {}\n', '2 flows flows must be a list, not a mapping.'],
    ['name: x\nflows:\n  - steps: []\n', '3 flows[0].name name is missing: add it.'],
    [
      'name: x\nflows:\n  - name: f\n    steps:\n      - name: s\n',
      '5 flows[0].steps[0].action action is missing: add it.',
    ],
    [
      'name: x\nflows: []\nendpointType: private\n',
      '3 endpointType endpointType must be one of flow_specific, instance_specific, shared_instance, not “private”.',
    ],
    [
      'name: x\nflows: []\nrequiredConfigVars:\n  - key: a\n    dataType: string\n    inputs:\n      i: {type: text}\n',
      '7 requiredConfigVars[0].inputs.i.type type must be one of reference, configVar, template, value, complex, not “text”.',
    ],
    [
      'name: x\nflows:\n  - name: f\n    steps: []\n    retryConfig: {maxAttempts: "3"}\n',
      '5 flows[0].retryConfig.maxAttempts maxAttempts must be a number, not “3”: write it without quotes.',
    ],
    [
      'name: x\nflows: []\nrequiredConfigVars:\n  - key: a\n    dataType: string\n    inputs: {constructor: {type: value}}\n',
      '6 requiredConfigVars[0].inputs Inputs must be a mapping by key, in which constructor and prototype are no keys: rename them.',
    ],
    [
      'name: x\nflows: []\nlabels: [a, 5]\n',
      '3 labels[1] An entry of labels must be a text, not 5: put it in quotes.',
    ],
  ])('a field of the wrong kind: %p', (text, expected) => {
    expect(refusals(text)).toContain(expected);
  });

  test('tells at most a hundred faults of one file', () => {
    expect(refusals(`name: x\nflows:\n${'  - {}\n'.repeat(500)}`)).toHaveLength(100);
  });
});

describe('a definition given as JSON', () => {
  test('is taken like a file', () => {
    const value = { name: 'x', definitionVersion: 7, flows: [], more: [{ a: null }] };
    expect(parseDefinition(value)).toMatchObject({ ok: true, definition: value, problems: [] });
  });

  test('is copied, so that later changes of the original do not reach it', () => {
    const value = { name: 'x', definitionVersion: 7, flows: [], labels: ['a'] };
    const result = parseDefinition(value);
    value.labels.push('b');
    expect(result.ok && result.definition.labels).toEqual(['a']);
  });

  test('is refused where JSON could not hold it', () => {
    const circle: Record<string, unknown> = { name: 'x', flows: [] };
    circle.self = circle;
    const values = [
      null,
      undefined,
      5,
      [],
      circle,
      { name: 'x', flows: [], f: () => 1 },
      { name: 'x', flows: [], n: 1n },
    ];
    values.push({ name: 'x', flows: [], n: Number.NaN }, { name: '\ud800', flows: [] });
    values.push(JSON.parse('{"name":"x","flows":[],"__proto__":{}}'), { name: 'x', flows: [], '<<': {} });
    for (const value of values) expect(parseDefinition(value).ok).toBe(false);
  });

  test('says which place is at fault', () => {
    const result = parseDefinition({ name: 'x', flows: [{ name: 'f', steps: [{ name: 1 }] }] });
    expect(result.problems.map(({ path }) => path)).toContain('flows[0].steps[0].name');
  });
});
