import { describe, expect, test } from 'bun:test';
import {
  createAjv,
  createLabelDescriptionFrom,
  evalEnablement,
  evalReadonly,
  evalVisibility,
  generateDefaultUISchema,
  Resolve,
  toDataPathSegments,
} from '@jsonforms/core';
import { defaultLayout } from '../../../src/lib/json-forms/default-layout.ts';
import { startCase } from '../../../src/lib/json-forms/labels.ts';
import { standingOf } from '../../../src/lib/json-forms/rules.ts';
import { schemaAt } from '../../../src/lib/json-forms/schema.ts';
import { dataPath, valueAt } from '../../../src/lib/json-forms/scope.ts';
import { conditionFrom, dataFrom, KEYS, randomOf, rootFrom, scopeFrom } from './generated.ts';

/*
 * The same schemas, layouts, rules and data through the reference library. What differs on purpose stands in the tests
 * at the end, each with its reason; the generator leaves it out.
 */

const SEED = 20261128;
const ROUNDS = 500;
const EFFECTS = ['SHOW', 'HIDE', 'ENABLE', 'DISABLE', 'READONLY', 'WRITABLE'] as const;

const plain = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

/** The rounds whose two answers differ, each with what it was made from. */
function differences(
  made: (random: ReturnType<typeof randomOf>) => { from: unknown; ours: unknown; theirs: unknown },
) {
  return Array.from({ length: ROUNDS }, (_, round) => ({ round, ...made(randomOf(SEED + round)) })).filter(
    ({ ours, theirs }) => !Bun.deepEquals(plain(ours), plain(theirs), true),
  );
}

describe('as JSON Forms does it', () => {
  test('a schema without a layout gets the same one', () => {
    const found = differences((random) => {
      const schema = rootFrom(random);
      return { from: schema, ours: defaultLayout(schema), theirs: generateDefaultUISchema(schema) };
    });
    expect(found).toEqual([]);
  });

  test('a scope leads to the same place of the data, and of the schema', () => {
    const found = differences((random) => {
      const [schema, data, scope] = [rootFrom(random), dataFrom(random), scopeFrom(random)];
      const segments = toDataPathSegments(scope);
      return {
        from: { schema, data, scope },
        ours: [dataPath(scope), valueAt(data, dataPath(scope)), schemaAt(schema, scope, schema)],
        theirs: [segments, Resolve.data(data, segments.join('.')), Resolve.schema(schema, scope, schema)],
      };
    });
    expect(found).toEqual([]);
  });

  test('a rule shows, hides, enables and disables at the same data', () => {
    const ajv = createAjv();
    const found = differences((random) => {
      const rule = { effect: random.one(EFFECTS), condition: conditionFrom(random) };
      const [element, data] = [{ type: 'Control', rule }, dataFrom(random)];
      // The library's types know rules by an enumeration.
      const theirs: Parameters<typeof evalVisibility>[0] = JSON.parse(JSON.stringify(element));
      const isVisible = evalVisibility(theirs, data, '', ajv, {});
      const isEnabled = evalEnablement(theirs, data, '', ajv, {}) && !evalReadonly(theirs, data, '', ajv, {});
      return { from: { rule, data }, ours: standingOf(element, data), theirs: { isVisible, isEnabled } };
    });
    expect(found).toEqual([]);
  });

  test('a rule inside a row looks at the row', () => {
    const ajv = createAjv();
    const found = differences((random) => {
      const rule = { effect: 'SHOW', condition: conditionFrom(random) };
      const [element, data] = [{ type: 'Control', rule }, { rows: [dataFrom(random), dataFrom(random)] }];
      const theirs: Parameters<typeof evalVisibility>[0] = JSON.parse(JSON.stringify(element));
      const isVisible = evalVisibility(theirs, data, 'rows.1', ajv, {});
      return {
        from: { rule, data },
        ours: standingOf(element, data, ['rows', '1']).isVisible,
        theirs: isVisible,
      };
    });
    expect(found).toEqual([]);
  });

  test('names become the same labels', () => {
    const names = [
      ...KEYS.filter((key) => key !== 'größe'),
      'orderID2',
      'order-id',
      'aB',
      'ABC',
      'x',
      '2fast',
      "customer's",
      '',
    ];
    const theirs = names.map((name) => {
      const scope = `#/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return createLabelDescriptionFrom({ type: 'Control', scope }).text;
    });
    expect(names.map(startCase)).toEqual(theirs.map((label) => label ?? ''));
  });
});

describe('other than JSON Forms', () => {
  test('names with a dot are one name: there they are a path, and the value is not found', () => {
    const path = dataPath('#/properties/a.b');
    expect(valueAt({ 'a.b': 1 }, path)).toBe(1);
    expect(Resolve.data({ 'a.b': 1 }, toDataPathSegments('#/properties/a.b').join('.'))).toBeUndefined();
  });

  test('a property may be called like a keyword, and have two tildes: there it gets lost', () => {
    expect(dataPath('#/properties/then/properties/x')).toEqual(['then', 'x']);
    expect(dataPath('#/properties/~0~0')).toEqual(['~~']);
    expect(toDataPathSegments('#/properties/then/properties/x')).not.toEqual(['then', 'x']);
    expect(toDataPathSegments('#/properties/~0~0')).not.toEqual(['~~']);
  });

  test('letters keep their marks in a label: there they lose them', () => {
    expect(startCase('größe')).toBe('Größe');
    expect(createLabelDescriptionFrom({ type: 'Control', scope: '#/properties/größe' }).text).toBe('Grosse');
  });

  test('a text has no properties: there a rule may ask for its length', () => {
    expect(valueAt({ a: 'text' }, ['a', 'length'])).toBeUndefined();
    expect(Resolve.data({ a: 'text' }, 'a.length')).toBe(4);
  });

  test('what refers to itself, or has a type that is not known, asks for nothing: there a type ends in an exception', () => {
    const loop = { $ref: '#/definitions/a', definitions: { a: { $ref: '#/definitions/a' } } };
    expect(defaultLayout(loop)).toBeUndefined();
    expect(generateDefaultUISchema(loop)).toBeNull();
    expect(defaultLayout({ type: 'strange' })).toBeUndefined();
    expect(() => generateDefaultUISchema({ type: 'strange' })).toThrow();
  });
});
