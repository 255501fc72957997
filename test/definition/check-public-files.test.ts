/** What `check` says of files as the field exports them: nothing that is not so, and what is missing by its name. */
import { describe, expect, test } from 'bun:test';
import { createCatalog } from '../../src/components/catalog.ts';
import { builtInCatalog, builtInComponents } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { allSteps } from '../../src/definition/document/walk.ts';
import { buildPublic } from '../../src/tools/vendor.ts';
import { imported, OWN, PUBLIC } from './examples.ts';

await buildPublic();

/** Problems of a definition, as `severity path message`. */
function told(rest: string, catalog = builtInCatalog): string[] {
  const { definition, problems } = imported(`name: x\ndefinitionVersion: 7\n${rest}`);
  return [...problems, ...checkDefinition(definition, catalog).problems].map(
    ({ severity, path, message }) => `${severity} ${path} ${message}`,
  );
}

const START = '{name: Start, isTrigger: true, action: {key: webhook, component: {key: webhook-triggers}}}';
const flows = (...steps: string[]) => `flows: [{name: f, steps: [${[START, ...steps].join(', ')}]}]\n`;
const code = (text: string) =>
  `{name: Code, action: {key: runCode, component: {key: code}}, inputs: {code: {type: value, value: ${JSON.stringify(text)}}}}`;

describe('an export', () => {
  test.each(PUBLIC)('$name is told of nothing but the components that are not here', ({ text }) => {
    const { definition, lineOf } = imported(text);
    const { problems, components } = checkDefinition(definition, builtInCatalog, lineOf);
    const others = problems.filter(({ message }) => !message.includes('is not installed here'));
    expect(others).toEqual([]);
    expect(problems).toHaveLength(components.missing.length);
  });

  test('of our own has no error, and no warning but those that it is made for', () => {
    const warned = OWN.flatMap(({ name, text }) => {
      const { definition } = imported(text);
      return checkDefinition(definition, builtInCatalog)
        .problems.filter(({ severity, message }) => severity !== 'info' && !message.includes('not installed'))
        .map(({ path, message }) => `${name} ${path} ${message}`);
    });
    expect(warned).toEqual([]);
  });

  test('finds 164 of the 165 steps here, and no step of a component that is here without its action', () => {
    const steps = PUBLIC.flatMap(({ text }) =>
      imported(text).definition.flows.flatMap((flow) => [...allSteps(flow.steps, [])]),
    );
    const here = steps.filter(({ step: { action, isTrigger } }) =>
      isTrigger ? builtInCatalog.trigger(action) : builtInCatalog.action(action),
    );
    const ofComponents = steps.filter(({ step }) => builtInCatalog.find(step.action.component));
    expect([here.length, ofComponents.length, steps.length]).toEqual([164, 164, 165]);
  });
});

describe('no false alarm is raised', () => {
  test('where a step is there to ask which of several has run', () => {
    const branch = (inner: string) =>
      `{name: Choose, action: {key: branchOnValue, component: {key: branch}}, inputs: {inputValue: {type: value, value: a}, branchValueMappings: {type: complex, value: [{name: A, type: value, value: a}]}}, branches: [{name: A, steps: [${inner}]}, {name: Else, steps: []}]}`;
    const note = '{name: Note, action: {key: getCurrentDateTime, component: {key: datetime}}}';
    const items = 'type: complex, value: [{type: reference, value: note.results}]';
    const select = `{name: Select, action: {key: selectExecutedStepResult, component: {key: branch}}, inputs: {stepResults: {${items}}}}`;
    expect(told(flows(branch(note), select))).toEqual([]);
    const other = `{name: Log, action: {key: writeLog, component: {key: log}}, inputs: {message: {type: reference, value: note.results}}}`;
    expect(told(flows(branch(note), other))).toEqual([expect.stringContaining('can be empty')]);
  });

  test('for an input that requests have had since 2026', () => {
    const get =
      '{name: Get, action: {key: httpGet, component: {key: http}}, inputs: {url: {type: value, value: "https://a.test"}, maxRedirects: {type: value, value: "5"}}}';
    expect(told(flows(get))).toEqual([]);
  });

  test('for the code of a code-native integration, which is no component that is missing', () => {
    const own = '{key: 0b7f6a7e-6f5d-4c0e-9a51-1f6a3a6a2f11, version: LATEST, isPublic: false}';
    const run = `{name: On Execution, action: {key: f_onExecution, component: ${own}}}`;
    const problems = told(`isCodeNative: true\n${flows(run)}`);
    expect(problems).toEqual([expect.stringMatching(/^info isCodeNative .*upload the bundle/)]);
    expect(told(flows(run))).toEqual([expect.stringContaining('is not installed here')]);
  });

  test.each([
    "require('node:crypto'); require('crypto'); require('util/types')",
    "require('lodash'); require('lodash@4.17.21/lodash.js'); require('lodash@4.17.21/lodash.min.js')",
    "require('date-fns'); require('dayjs@1.11.10/dayjs.min.js'); require('uuid')",
    'fetch(url); require(name); xrequire("csv")',
  ])('for what code may require: %s', (text) => {
    expect(told(flows(code(text)))).toEqual([]);
  });
});

describe('what is missing is named', () => {
  const variable = (more: string) => `${flows()}requiredConfigVars: [{key: It, ${more}}]\n`;

  test.each([
    [
      'a connection',
      variable('dataType: connection, connection: {key: basik, component: {key: http}}'),
      'warning requiredConfigVars[0].connection.key http has no connection basik: choose another one.',
    ],
    [
      'a data source',
      variable('dataType: picklist, dataSource: {key: list, component: {key: code}}'),
      'warning requiredConfigVars[0].dataSource.key code has no data source list: choose another one.',
    ],
    [
      'an input of a connection',
      variable(
        'dataType: connection, connection: {key: basic, component: {key: http}}, inputs: {usernam: {type: value, value: a}}',
      ),
      'warning requiredConfigVars[0].inputs.usernam basic has no input usernam: did you mean username?',
    ],
    [
      'a package in a step',
      flows(code("const csv = require('papaparse@5.4.1/papaparse.min.js')")),
      'warning flows[0].steps[1].inputs.code The package papaparse@5.4.1/papaparse.min.js is not here, and nothing is fetched from elsewhere: upload its file under Components › Packages.',
    ],
    [
      'another major version of a package',
      flows(code("require('uuid@9.0.0/dist/umd/uuid.min.js')")),
      'warning flows[0].steps[1].inputs.code The package uuid@9.0.0/dist/umd/uuid.min.js is not here, and nothing is fetched from elsewhere: name uuid@14.0.3, which is here, or upload its file under Components › Packages.',
    ],
    [
      'a package in a data source',
      variable(
        'dataType: jsonForm, dataSource: {key: runCodeJsonForm, component: {key: code}}, inputs: {code: {type: value, value: "require(\'ramda\')"}}',
      ),
      'warning requiredConfigVars[0].inputs.code The package ramda is not here, and nothing is fetched from elsewhere: upload its file under Components › Packages.',
    ],
    [
      'a module of Node',
      flows(code("require('node:fs')")),
      'warning flows[0].steps[1].inputs.code Code has no module node:fs here, since it has neither files nor other processes: do without it.',
    ],
  ])('%s', (_what, text, problem) => {
    expect(told(text)).toEqual([problem]);
  });

  test('but not of a component that is not here itself', () => {
    const text = variable('dataType: connection, connection: {key: basic, component: {key: crm}}');
    expect(told(text)).toEqual([expect.stringContaining('The component crm is not installed here')]);
  });

  test('unless a package was uploaded since', () => {
    const catalog = createCatalog(builtInComponents());
    const text = flows(code("require('ramda@0.30.1/dist/ramda.min.js')"));
    expect(told(text, catalog)).toHaveLength(1);
    const upload = { name: 'ramda', version: '0.30.1', path: 'dist/ramda.min.js', source: async () => '' };
    catalog.offerPackages([upload]);
    expect(told(text, catalog)).toEqual([]);
    expect(told(flows(code("require('ramda')")), catalog)).toEqual([]);
    expect(told(flows(code("require('ramda@0.29.0/dist/ramda.min.js')")), catalog)).toHaveLength(1);
  });
});

test.each([
  ['isAgentFlow', 'isAgentFlow: true'],
  ['schemas', 'schemas: {invoke: {type: object}}'],
])('what nothing obeys yet is said: %s', (field, written) => {
  expect(told(`flows: [{name: f, ${written}, steps: [${START}]}]\n`)).toEqual([
    expect.stringContaining(
      `info flows[0].${field} ${field} of the flow f is kept, but has no effect here yet`,
    ),
  ]);
  expect(told(`flows: [{name: f, isAgentFlow: false, schemas: {}, steps: [${START}]}]\n`)).toEqual([]);
});
