import { describe, expect, test } from 'bun:test';
import { evaluate as fieldEvaluate } from '@prismatic-io/spectral/dist/conditionalLogic/index.js';
import fc from 'fast-check';
import { comparisons, expressions } from './condition-arbitraries.ts';
import { decide } from './decide.ts';

/** What an evaluator says of a condition; that it refuses counts, how it words the refusal does not. */
function verdict(evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch {
    return 'refuses';
  }
}

function fieldVerdict(expression: unknown[]): unknown {
  return verdict(() => Reflect.apply(fieldEvaluate, undefined, [expression]));
}

function ownVerdict(expression: unknown[]): unknown {
  return verdict(() => decide(expression));
}

function differences(samples: unknown[][]): unknown[][] {
  return samples.filter((expression) => fieldVerdict(expression) !== ownVerdict(expression));
}

/** Cases in which we differ on purpose: [expression, what the published evaluator says, what ours says]. */
const LISTED: { expression: unknown[]; field: unknown; own: unknown; reason: string }[] = [
  {
    expression: ['exactlyMatches', Buffer.from('a'), new Uint8Array([97])],
    field: false,
    own: true,
    reason:
      'Bytes are bytes: whether a step gave a Buffer or a Uint8Array is lost when its result is stored.',
  },
  {
    expression: ['exactlyMatches', { __wrapped__: 1 }, { __wrapped__: 1 }],
    field: 'refuses',
    own: true,
    reason:
      'The published evaluator takes the object for a lodash wrapper and calls its methods; it is just data.',
  },
];

describe('conditions decide exactly like the published evaluator of the field', () => {
  test('in 30,000 single comparisons of every operator with every kind of value', () => {
    expect(differences(fc.sample(comparisons, { numRuns: 30_000, seed: 20_260_101 }))).toEqual([]);
  }, 180_000);

  test('in 5,000 conditions joined by and and or', () => {
    expect(differences(fc.sample(expressions, { numRuns: 5_000, seed: 20_260_102 }))).toEqual([]);
  }, 180_000);

  test('in malformed conditions, which both refuse', () => {
    const malformed = [
      [],
      ['nonsense', 1],
      ['and', 5],
      ['or', ['equal', 1, 1], ['nope']],
      [null],
      ['toString', 1],
    ];
    expect(malformed.map(ownVerdict)).toEqual(malformed.map(() => 'refuses'));
    expect(malformed.map(fieldVerdict)).toEqual(malformed.map(() => 'refuses'));
  });

  test.each(LISTED)('except where we know better: $reason', ({ expression, field, own }) => {
    expect(fieldVerdict(expression)).toEqual(field);
    expect(ownVerdict(expression)).toEqual(own);
  });
});
