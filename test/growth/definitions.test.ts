import { describe, expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { definitionChanges, sameDefinition } from '../../src/definition/diff/diff.ts';
import { exportDefinition } from '../../src/definition/document/export.ts';
import { parseDefinition } from '../../src/definition/document/import.ts';
import { outlineDefinition, stepOfPath } from '../../src/definition/document/outline.ts';
import type { Definition } from '../../src/definition/document/schema.ts';
import { configUses } from '../../src/definition/read/config-uses.ts';
import { declaredOf } from '../../src/definition/read/declared.ts';
import { literalSecrets } from '../../src/definition/read/literal-secrets.ts';
import { maskedDefinitions } from '../../src/definition/read/masked.ts';
import { shownInputs } from '../../src/definition/read/shown-inputs.ts';
import { summaryOf } from '../../src/definition/read/summary.ts';
import { readJson } from '../../src/inputs/kind.ts';
import { readLines } from '../../src/inputs/list.ts';
import { readPairs } from '../../src/inputs/pairs.ts';
import { bodyData } from '../../src/lib/body-data.ts';
import { parametersOf } from '../../src/lib/media-type.ts';
import { createSearch } from '../../src/lib/multi-search.ts';
import { formFields } from '../../src/lib/urlencoded.ts';
import { isDefinition } from '../../src/threads/read-definition.ts';
import { compileDefinition } from '../definition/compiled.ts';
import { type Read, remembered, type Shapes, steep } from './growth.ts';
import { texts } from './shapes.ts';

const components = builtInCatalog;
/** Characters of the largest definition: so many that the square of its steps would show. */
const LARGEST = 256 * 1024;

const many = <T>(size: number, each: number, make: (index: number) => T): T[] =>
  Array.from({ length: Math.ceil(size / each) }, (_each, index) => make(index));
const start = {
  name: 'Start',
  isTrigger: true,
  action: { key: 'webhook', component: { key: 'webhook-triggers', version: 1 } },
};
const step = (name: string, value = 'x', more = {}) => ({
  name,
  action: { key: 'writeLog', component: { key: 'log', version: 1 } },
  inputs: { message: { type: 'template', value } },
  ...more,
});

const define = (flows: unknown, more = {}): Definition => {
  const read = parseDefinition({ definitionVersion: 7, name: 'x', description: '', flows, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.problems[0]));
  return read.definition;
};
const ofSteps = (steps: unknown[], more = {}) => define([{ name: 'f', steps: [start, ...steps] }], more);

const definitions: Shapes = remembered({
  'many steps': (size) => ofSteps(many(size, 160, (index) => step(`S${index}`))),
  'many steps of one name': (size) => ofSteps(many(size, 160, () => step('S'))),
  'steps that name the step before': (size) =>
    ofSteps(many(size, 180, (index) => step(`S${index}`, `{{$s${index - 1}.results.id}}`))),
  'steps that name the first': (size) =>
    ofSteps(many(size, 180, (index) => step(`S${index}`, '{{$s0.results.id}}'))),
  'steps that name one that is not there': (size) =>
    ofSteps(many(size, 180, (index) => step(`S${index}`, `{{$gone${index}.results.id}}`))),
  'one template of many references': (size) =>
    ofSteps([step('S', '{{$start.results.body}} '.repeat(size / 25))]),
  'many flows': (size) =>
    define(many(size, 200, (index) => ({ name: `f${index}`, stableKey: `k${index}`, steps: [start] }))),
  'many flows of one name and key': (size) =>
    define(many(size, 200, () => ({ name: 'f', stableKey: 'k', steps: [start] }))),
  'steps of one loop': (size) =>
    ofSteps([step('L', 'x', { steps: many(size, 160, (index) => step(`S${index}`)) })]),
  'many branches': (size) =>
    ofSteps([
      step('B', 'x', {
        branches: many(size, 180, (index) => ({ name: `b${index}`, steps: [step(`S${index}`)] })),
      }),
    ]),
  'loops in loops': (size) => {
    let inner = step('S');
    for (let depth = 0; depth < Math.min(size / 200, 60); depth++)
      inner = step(`L${depth}`, 'x', { steps: [inner] });
    return ofSteps([inner]);
  },
  'many inputs of one step': (size) =>
    ofSteps([
      step('S', 'x', {
        inputs: Object.fromEntries(
          many(size, 45, (index): [string, unknown] => [`k${index}`, { type: 'value', value: 'x' }]),
        ),
      }),
    ]),
  'many config variables': (size) =>
    ofSteps([step('S')], {
      requiredConfigVars: many(size, 110, (index) => ({
        key: `v${index}`,
        stableKey: `v${index}`,
        dataType: 'string',
        defaultValue: 'x',
      })),
    }),
  'long names': (size) => ofSteps(many(size, 4000, (index) => step(`${index} ${'ä-'.repeat(1900)}`))),
});

const ofDefinition =
  (read: (definition: Definition) => unknown): Read =>
  (input) =>
    isDefinition(input) && read(input);
const reversed = (definition: Definition): Definition => ({
  ...definition,
  flows: definition.flows.map((flow) => ({ ...flow, steps: flow.steps.toReversed() })).toReversed(),
});
const others = new Map<Definition, Definition>();
const other = (definition: Definition) =>
  others.get(definition) ?? others.set(definition, reversed(definition)).get(definition) ?? definition;

const readers: Record<string, (definition: Definition) => unknown> = {
  'the check': (definition) => checkDefinition(definition, builtInCatalog),
  'what is run': (definition) => literalSecrets(compileDefinition(definition, builtInCatalog)),
  'the outline': outlineDefinition,
  'the places of problems': (definition) => {
    const outline = outlineDefinition(definition);
    return [...outline.byPath.keys()].map((path) => stepOfPath(outline, `${path}.inputs.message`));
  },
  'the summaries and inputs of steps': (definition) => {
    for (const { all } of outlineDefinition(definition).flows)
      for (const { step } of all) {
        const declared = declaredOf(step, components);
        summaryOf(step, declared);
        shownInputs(step.inputs, declared.inputs);
      }
  },
  'what uses config variables': (definition) => configUses(definition, outlineDefinition(definition)),
  'the changes to itself': (definition) => [
    sameDefinition(definition, definition),
    definitionChanges(definition, definition, builtInCatalog),
  ],
  'the changes to all of it the other way round': (definition) =>
    definitionChanges(definition, other(definition), builtInCatalog),
  'the file': exportDefinition,
  'what support sees': (definition) => maskedDefinitions([definition], components),
};

describe('Twice the definition takes twice the time, not four times', () => {
  test.each(Object.entries(readers))(
    '%s',
    async (_name, read) => {
      expect(await steep(ofDefinition(read), definitions, LARGEST)).toEqual([]);
    },
    300_000,
  );
});

const ofText =
  (read: (text: string) => unknown): Read =>
  (input) =>
    read(String(input));

describe('Twice the text takes twice the time, not four times', () => {
  test.each(
    Object.entries({
      'JSON of a body': ofText((text) => bodyData(text, 'application/json')),
      'the fields of a body': ofText((text) => bodyData(text, 'application/x-www-form-urlencoded')),
      'the fields of a body in another charset': ofText((text) => formFields(text, 'windows-1252')),
      'the parts of a body': ofText((text) => bodyData(text, 'multipart/form-data; boundary=b')),
      'bytes of a body in another charset': ofText((text) =>
        bodyData(Buffer.from(text), 'text/plain; charset=utf-16le'),
      ),
      'the parameters of a content type': ofText(parametersOf),
      'an answer of a form in JSON': ofText(readJson),
      'an answer of a form in lines': ofText(readLines),
      'an answer of a form in pairs': ofText(readPairs),
      'words that are searched for': ofText((text) =>
        createSearch(new Set(text.match(/.{2,40}/gs) ?? [])).all(text),
      ),
    }),
  )(
    '%s',
    async (_name, read) => {
      expect(await steep(read, texts)).toEqual([]);
    },
    300_000,
  );
});
