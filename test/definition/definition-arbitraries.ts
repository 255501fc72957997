import fc from 'fast-check';
import type { ComplexItem, Definition, Input, Step } from '../../src/definition/schema.ts';

/** Texts that some YAML parser somewhere takes for something else, or that are awkward to quote. */
const awkward = fc.constantFrom(
  ...[
    '',
    ' ',
    '\n',
    '\n\n',
    '\t',
    '~',
    'null',
    'yes',
    'No',
    'on',
    'OFF',
    'y',
    'N',
    'true',
    'False',
    '=',
    '<<',
  ],
  ...[
    '1',
    '01',
    '-1',
    '+1',
    '1_000',
    '1e3',
    '.5',
    '0x1F',
    '0o17',
    '0b1',
    '1:30',
    '190:20:30',
    '.inf',
    '-.INF',
    '.nan',
  ],
  ...['2024-01-01', '2024-01-01T00:00:00Z', '2001-12-14 21:59:43.10 -5', '00 00 */1 * *', '*/5 8-16 * * 1-5'],
  ...[
    '- a',
    'a: b',
    'a:',
    ': a',
    'a #b',
    '#x',
    '? a',
    '!x',
    '&a',
    '*a',
    '%x',
    '@x',
    '`x',
    '|',
    '>',
    '>-',
    '---',
    '...',
  ],
  ...[
    '[a]',
    '{a: b}',
    '{{$x.results.y}}',
    '{{#A b}}',
    '"',
    "'",
    "it's",
    'a"b',
    '\\',
    'a\\nb',
    'a,b',
    'a ',
    ' a',
  ],
  ...[
    'a\nb',
    'a\n',
    'a\n\n',
    '\na',
    ' a\nb',
    'a\n b',
    'a \nb',
    'a\n\tb',
    'a\r\nb',
    'a\rb',
    '\ta\nb',
    '# a\nb',
    '--- a\nb',
  ],
  ...[
    '\u0000',
    '\u0007',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\u2029',
    '\ufeff',
    '\ufeffa',
    'é',
    '日本',
    '😀',
    'a\u0085b',
  ],
  `${'long '.repeat(300)}end`,
);

export const texts = fc.oneof(
  awkward,
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.lorem({ maxCount: 30 }),
);

const REFUSED = new Set(['__proto__', '<<', 'constructor', 'prototype']);
const keys = texts.filter((text) => !REFUSED.has(text));
const json = fc
  .jsonValue({ maxDepth: 3, stringUnit: 'binary' })
  .map((value): unknown => JSON.parse(JSON.stringify(value)))
  .filter((value) => !/__proto__|<</.test(JSON.stringify(value)));

const inputs = fc.letrec<{ input: Input; item: ComplexItem }>((tie) => ({
  input: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'input' },
    fc.record({ type: fc.constantFrom('value' as const), value: fc.oneof(texts, json) }),
    fc.record({ type: fc.constantFrom('reference', 'configVar', 'template'), value: texts }),
    fc.record(
      {
        type: fc.constant('complex' as const),
        value: fc.array(tie('item'), { maxLength: 3 }),
        name: fc.oneof(texts, tie('input')),
      },
      { requiredKeys: ['type', 'value'] },
    ),
  ),
  item: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'input' },
    fc.oneof(texts, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('item'), { maxLength: 3 }),
    tie('input'),
  ),
})).input;

const { step: steps } = fc.letrec<{ step: Step; list: Step[] }>((tie) => ({
  list: fc.array(tie('step'), { maxLength: 3, depthIdentifier: 'step' }),
  step: fc.record(
    {
      name: texts,
      action: fc.record({
        key: texts.filter(Boolean),
        component: fc.record({ key: texts.filter(Boolean), isPublic: fc.boolean() }),
      }),
      description: texts,
      inputs: fc.dictionary(keys, inputs, { maxKeys: 4, noNullPrototype: true }),
      branches: fc.array(fc.record({ name: texts, steps: tie('list') }), {
        maxLength: 2,
        depthIdentifier: 'step',
      }),
      steps: tie('list'),
      somethingNew: json,
    },
    { requiredKeys: ['name', 'action'], noNullPrototype: true },
  ),
}));

/** Definitions of any shape and text, unknown fields among them. */
export const definitions: fc.Arbitrary<Definition> = fc.record(
  {
    name: texts,
    definitionVersion: fc.constant(7),
    description: texts,
    labels: fc.array(texts, { maxLength: 3 }),
    flows: fc.array(fc.record({ name: texts, steps: fc.array(steps, { maxLength: 3 }) }), { maxLength: 3 }),
    requiredConfigVars: fc.array(
      fc.record({ key: texts.filter(Boolean), dataType: texts, defaultValue: json }),
      { maxLength: 3 },
    ),
    aFieldOfTomorrow: json,
  },
  { requiredKeys: ['name', 'flows'], noNullPrototype: true },
);
