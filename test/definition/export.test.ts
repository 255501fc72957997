import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { parse } from 'yaml';
import { sameDefinition } from '../../src/definition/diff/diff.ts';
import { exportDefinition } from '../../src/definition/document/export.ts';
import { importDefinition, parseDefinition } from '../../src/definition/document/import.ts';
import { definitions } from './definition-arbitraries.ts';
import { EXAMPLES, imported } from './examples.ts';

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

describe('an exported definition', () => {
  test.each(EXAMPLES)('of $name comes back exactly as it was', ({ text }) => {
    const { definition } = imported(text);
    const exported = exportDefinition(definition);
    expect(imported(exported).definition).toEqual(definition);
    expect(exportDefinition(imported(exported).definition)).toBe(exported);
  });

  test('comes back exactly as it was, whatever its texts and unknown fields are', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const plain = JSON.parse(JSON.stringify(definition));
        expect(importDefinition(exportDefinition(definition))).toMatchObject({ ok: true, definition: plain });
      }),
      { numRuns: 300, seed: 7 },
    );
  }, 180_000);

  test('says the same to a parser of YAML 1.1, in which yes, 12:30 and 2024-01-01 are no texts', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const old = parse(exportDefinition(definition), { version: '1.1' });
        expect(old).toEqual(JSON.parse(JSON.stringify(definition)));
      }),
      { numRuns: 150, seed: 11 },
    );
  }, 180_000);

  test('says the same to other libraries', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const exported = exportDefinition(definition);
        const plain = JSON.parse(JSON.stringify(definition));
        expect(load(exported)).toEqual(plain);
        expect(Bun.YAML.parse(exported)).toEqual(plain);
      }),
      { numRuns: 150, seed: 13 },
    );
  }, 180_000);

  const NAMES = [
    ' #',
    'a #b',
    'a: b',
    ': ',
    '- c',
    '-',
    '---',
    'no',
    'yes',
    '012',
    '0x1f',
    '1e3',
    '12:30',
    '~',
  ];
  test.each([...NAMES, 'null', '2024-01-01', 'Trailing ', '&a', '*a', '!t', '| x', '%d', '<<', '='])(
    'says %p as it is to each of them',
    (name) => {
      const action = {
        key: 'webhook',
        component: { key: 'webhook-triggers', version: 'LATEST', isPublic: true },
      };
      const steps = [{ name, isTrigger: true, action, inputs: {} }];
      const written = { name, definitionVersion: 7, flows: [{ name, steps }] };
      const exported = exportDefinition(imported(JSON.stringify(written)).definition);
      for (const read of [load, Bun.YAML.parse, parse, (text: string) => parse(text, { version: '1.1' })])
        expect(read(exported)).toMatchObject({ name, flows: [{ name, steps: [{ name }] }] });
    },
  );

  test('has the same bytes whatever the order of its keys', () => {
    for (const { text } of EXAMPLES) {
      const { definition } = imported(text);
      const other = parseDefinition(reversed(definition));
      expect(other.ok && exportDefinition(other.definition)).toBe(exportDefinition(definition));
    }
  });

  test('looks like the exports of the field: sorted keys, key before component, quoted texts, unfolded lines', () => {
    const exported = exportDefinition({
      name: 'Orders',
      definitionVersion: 7,
      flows: [
        {
          steps: [
            {
              name: 'Fetch',
              isTrigger: false,
              inputs: {
                timeout: { value: '50', type: 'value' },
                code: { type: 'value', value: 'const a = 1;\n\nreturn a;\n' },
              },
              action: { component: { version: 'LATEST', key: 'http', isPublic: true }, key: 'httpGet' },
            },
          ],
          name: 'Main',
        },
      ],
    });
    expect(exported).toBe(`definitionVersion: 7
flows:
  - name: Main
    steps:
      - action:
          key: httpGet
          component:
            isPublic: true
            key: http
            version: LATEST
        inputs:
          code:
            type: value
            value: |
              const a = 1;

              return a;
          timeout:
            type: value
            value: "50"
        isTrigger: false
        name: Fetch
name: Orders
`);
  });

  test('has no anchors, even where one object is used twice', () => {
    const component = { key: 'log', isPublic: true };
    const action = { key: 'writeLog', component };
    const steps = [
      { name: 'A', action },
      { name: 'B', action },
    ];
    expect(exportDefinition({ name: 'x', flows: [{ name: 'f', steps }] })).not.toMatch(/[&*]a/);
  });
});

describe('two definitions', () => {
  test('say the same when only the order of keys differs', () => {
    for (const { text } of EXAMPLES) {
      const { definition } = imported(text);
      const other = parseDefinition(reversed(definition));
      expect(other.ok && sameDefinition(definition, other.definition)).toBe(true);
    }
  });

  test('differ by one letter, one more field or the order of steps', () => {
    const step = (name: string) => ({ name, action: { key: 'a', component: { key: 'c' } } });
    const base = { name: 'x', flows: [{ name: 'f', steps: [step('A'), step('B')] }] };
    expect(sameDefinition(base, { ...base, description: undefined })).toBe(true);
    expect(sameDefinition(base, { ...base, name: 'y' })).toBe(false);
    expect(sameDefinition(base, { ...base, description: '' })).toBe(false);
    expect(sameDefinition(base, { ...base, flows: [{ name: 'f', steps: [step('B'), step('A')] }] })).toBe(
      false,
    );
    expect(sameDefinition(base, { ...base, flows: [] })).toBe(false);
  });
});
