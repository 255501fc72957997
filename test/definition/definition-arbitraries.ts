import fc from 'fast-check';
import type { ComplexItem, Definition, Step, StepInput } from '../../src/definition/document/schema.ts';
import awkward from './fixtures/awkward-texts.json';

/** Any text, mostly those that some YAML parser takes for something else or that are hard to quote. */
const texts = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.lorem({ maxCount: 5 }),
);

const REFUSED = new Set(['__proto__', '<<', 'constructor', 'prototype']);
const keys = texts.filter((text) => !REFUSED.has(text));
const names = texts.filter((text) => text !== '');
const json = fc
  .jsonValue({ maxDepth: 2, depthSize: 'small', stringUnit: 'binary' })
  .map((value): unknown => JSON.parse(JSON.stringify(value)))
  .filter((value) => !/__proto__|<</.test(JSON.stringify(value)));

const { input: inputs } = fc.letrec<{ input: StepInput; item: ComplexItem }>((tie) => ({
  input: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'input' },
    fc.record({ type: fc.constant('value' as const), value: fc.oneof(texts, json) }),
    fc.record({ type: fc.constantFrom('reference', 'configVar', 'template'), value: texts }),
    fc.record(
      {
        type: fc.constant('complex' as const),
        value: fc.array(tie('item'), { maxLength: 2, depthIdentifier: 'input' }),
        name: fc.oneof({ maxDepth: 3, depthIdentifier: 'input' }, texts, tie('input')),
      },
      { requiredKeys: ['type', 'value'] },
    ),
  ),
  item: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'input' },
    fc.oneof(texts, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('item'), { maxLength: 2, depthIdentifier: 'input' }),
    tie('input'),
  ),
}));

const actions = fc.record({ key: names, component: fc.record({ key: names, isPublic: fc.boolean() }) });

/** A step with `depth` levels of steps below it at most. */
function steps(depth: number): fc.Arbitrary<Step> {
  const nested: fc.Arbitrary<Step[]> =
    depth === 0 ? fc.constant([]) : fc.array(steps(depth - 1), { maxLength: 2 });
  return fc.record(
    {
      name: texts,
      action: actions,
      description: texts,
      inputs: fc.dictionary(keys, inputs, { maxKeys: 3, noNullPrototype: true }),
      branches: fc.array(fc.record({ name: texts, steps: nested }), { maxLength: 2 }),
      steps: nested,
      somethingNew: json,
    },
    { requiredKeys: ['name', 'action'], noNullPrototype: true },
  );
}

const configVars = fc.record({ key: names, dataType: texts, defaultValue: json });

/** Definitions of any shape and text, unknown fields among them. */
export const definitions: fc.Arbitrary<Definition> = fc.record(
  {
    name: texts,
    definitionVersion: fc.constant(7),
    description: texts,
    labels: fc.array(texts, { maxLength: 3 }),
    flows: fc.array(fc.record({ name: texts, steps: fc.array(steps(2), { maxLength: 2 }) }), {
      maxLength: 2,
    }),
    requiredConfigVars: fc.array(configVars, { maxLength: 2 }),
    aFieldOfTomorrow: json,
  },
  { requiredKeys: ['name', 'flows'], noNullPrototype: true },
);
