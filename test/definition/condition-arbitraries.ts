import fc from 'fast-check';
import { OPERATORS } from '../../src/definition/compile/conditions.ts';
import tellingTexts from './fixtures/telling-texts.json';

const words = fc.constantFrom(...tellingTexts);

const scalars = fc.oneof(
  words,
  fc.constantFrom(
    undefined,
    null,
    true,
    false,
    0,
    -0,
    1,
    2,
    5,
    -1,
    1.5,
    123,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ),
  fc.constantFrom(1704067200, 1704067200000, 8.64e15, 5n, 0n),
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.string({ maxLength: 4 }),
  fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
  fc.constantFrom(new Date(0), new Date(Number.NaN), new Date('2024-01-01T00:00:00Z')),
);

const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalars,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '1', 'length'), tie('value'), { maxKeys: 3 }),
    fc.uint8Array({ maxLength: 2 }),
  ),
}));

const jsonText = fc.json({ maxDepth: 2 });

/** Values that a term may have once it is resolved. */
const terms: fc.Arbitrary<unknown> = fc.oneof(scalars, values, words, jsonText);

/** Two terms that are often alike, since unrelated ones are nearly never equal. */
const pairs = fc.oneof(
  fc.tuple(terms, terms),
  terms.map((term) => [term, term] as const),
  values.map((value) => [value, structuredClone(value)] as const),
  values.map((value) => [value, asText(value)] as const),
  fc.tuple(scalars, scalars).map(
    ([a, b]) =>
      [
        { x: a, y: [a] },
        { x: b, y: [b] },
      ] as const,
  ),
  fc
    .tuple(scalars, fc.array(scalars, { maxLength: 4 }))
    .map(([item, list]) => [item, [...list, item]] as const),
  fc.tuple(words, words).map(([a, b]) => [a, a + b] as const),
  fc.tuple(dates(), dates()),
);

function dates(): fc.Arbitrary<unknown> {
  const instants = fc
    .constantFrom(0, 1, 60, 86_400, 1_704_067_200)
    .chain((near) => fc.integer({ min: -2, max: 2 }).map((change) => new Date((near + change) * 1000)));
  return fc.oneof(
    instants,
    instants.map((date) => date.toISOString()),
    instants.map((date) => date.toISOString().slice(0, 10)),
    instants.map((date) => date.toISOString().slice(0, 19)),
    instants.map((date) => date.getTime() / 1000),
    instants.map((date) => String(date.getTime() / 1000)),
  );
}

function asText(value: unknown): unknown {
  try {
    return JSON.stringify(value);
  } catch {
    return value;
  }
}

/** One comparison: `[operator, left, right]`. */
export const comparisons = fc
  .tuple(fc.constantFrom(...OPERATORS), pairs)
  .map(([operator, [left, right]]) => [operator, left, right] as unknown[]);

/** Comparisons joined by `and` and `or`. */
export const expressions: fc.Arbitrary<unknown[]> = fc.letrec<{ expression: unknown[] }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    comparisons,
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([operator, parts]) => [operator, ...parts]),
  ),
})).expression;
