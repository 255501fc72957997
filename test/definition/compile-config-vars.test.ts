import { describe, expect, test } from 'bun:test';
import { compileConfigVars } from '../../src/definition/compile/config-vars.ts';
import { example, imported } from './examples.ts';

/** Whether each variable is required, in a definition whose wizard shows all of them. */
function required(variables: string[]): boolean[] {
  const keys = variables.map((_variable, index) => `V${index}`);
  const { definition } = imported(`name: x
definitionVersion: 7
flows: []
configPages: [{name: p, elements: [${keys.map((key) => `{type: configVar, value: ${key}}`).join(', ')}]}]
requiredConfigVars: [${variables.map((variable, index) => `{key: V${index}, ${variable}}`).join(', ')}]
`);
  return compileConfigVars(definition).map((variable) => variable.required);
}

const CONNECTION = 'dataType: connection, connection: {key: basic, component: {key: c}}';
const HIDDEN = 'meta: {visibleToCustomerDeployer: false, visibleToOrgDeployer: false}';

describe('an instance needs a value for', () => {
  test.each([
    ['a variable without a default', 'dataType: string', true],
    ['a variable whose default is empty', 'dataType: picklist, defaultValue: ""', true],
    ['a variable that only staff see', 'dataType: string, orgOnly: true', true],
    ['a connection', CONNECTION, true],
    ['a connection that only staff see', `${CONNECTION}, orgOnly: true`, true],
    ['a shared connection', 'dataType: connection, useScopedConfigVar: shared', true],
    [
      'a connection with example texts in fields that are shown',
      `${CONNECTION}, inputs: {user: {type: value, value: Add your user here}}`,
      true,
    ],
    [
      'an OAuth connection, which needs a consent',
      `dataType: connection, connection: {key: oauth2, component: {key: c}}, inputs: {id: {type: value, value: a, ${HIDDEN}}}`,
      true,
    ],
    [
      'but not a connection that the definition fills in and hides',
      `${CONNECTION}, inputs: {user: {type: value, value: a, ${HIDDEN}}}`,
      false,
    ],
    ['but not a variable with a default', 'dataType: number, defaultValue: "15"', false],
    ['but not a boolean', 'dataType: boolean', false],
    ['but not a piece of HTML', 'dataType: htmlElement', false],
    ['but not a list, which may be empty', 'dataType: string, collectionType: valuelist', false],
  ])('%s', (_what, variable, expected) => {
    expect(required([variable])).toEqual([expected]);
  });

  test('a variable that no page shows only when a flow, a schedule or a data source reads it', () => {
    const { definition } = imported(`name: x
definitionVersion: 7
flows:
  - name: f
    steps:
      - name: Start
        isTrigger: true
        action: {key: schedule, component: {key: schedule-triggers}}
        schedule: {type: configVar, value: When}
        inputs:
          a: {type: configVar, value: Read}
          b: {type: template, value: "x {{#In Text}}"}
requiredConfigVars:
  - {key: Read, dataType: string}
  - {key: In Text, dataType: string}
  - {key: When, dataType: schedule}
  - {key: Source, dataType: string}
  - {key: List, dataType: picklist, inputs: {of: {type: configVar, value: Source}}}
  - {key: Unread, dataType: string}
  - {key: Own, dataType: string}
configPages:
  - {name: Yours, userLevelConfigured: true, elements: [{type: configVar, value: Own}]}
`);
    const needed = compileConfigVars(definition).filter((variable) => variable.required);
    expect(needed.map(({ key }) => key)).toEqual(['Read', 'In Text', 'When', 'Source']);
  });
});

test('the variables of an export keep what the wizard and the engine need', () => {
  const variables = compileConfigVars(example('every-config').definition);
  const requiredOf = (key: string) => variables.find((variable) => variable.key === key)?.required;
  const needed = ['Text', 'Secret', 'Switch', 'Words', 'Moment', 'From There', 'Key', 'Your Key'];
  expect(needed.map((key) => [key, requiredOf(key)])).toEqual([
    ['Text', false],
    ['Secret', true],
    ['Switch', false],
    ['Words', false],
    ['Moment', false],
    ['From There', false],
    ['Key', true],
    ['Your Key', false],
  ]);
  const [stock] = compileConfigVars(example('stock-levels').definition);
  expect(stock).toMatchObject({
    stableKey: 'stock-connection',
    connection: { componentKey: 'stock', connectionKey: 'oauth2' },
    inputs: [{ key: 'scopes', value: { kind: 'value', value: 'read write' } }],
    declaration: { onPremiseConnectionConfig: 'allowed' },
    orgOnly: true,
  });
  const place = variables.find(({ key }) => key === 'From There');
  expect(place).toMatchObject({ dataType: 'picklist', defaultValue: undefined, orgOnly: false });
});
