import { describe, expect, test } from 'bun:test';
import { compareTerms } from '../../src/definition/compile/conditions.ts';
import { chosen, decide } from './decide.ts';

describe('a comparison of two terms', () => {
  test.each([
    ['equal', '5', 5, true],
    ['equal', [1], ['1'], true],
    ['equal', { a: 1, b: 2 }, { b: '2', a: '1' }, true],
    ['notEqual', 'open', 'closed', true],
    ['exactlyMatches', '5', 5, true],
    ['exactlyMatches', [1], ['1'], false],
    ['doesNotExactlyMatch', { a: 1 }, { a: 1 }, false],
    ['greaterThan', '10', '9', true],
    ['lessThanOrEqual', 3, 3, true],
    ['in', 'Zendesk', 'Created in Zendesk]', true],
    ['in', 'b', ['a', 'b'], true],
    ['in', 'toString', { a: 1 }, false],
    ['notIn', 'x', { a: 1 }, true],
    ['exists', 0, undefined, false],
    ['exists', 'x', undefined, true],
    ['doesNotExist', null, undefined, true],
    ['isEmpty', [], undefined, true],
    ['isEmpty', '', undefined, true],
    ['isNotEmpty', '123', undefined, true],
    ['isTrue', 'YES', undefined, true],
    ['isFalse', 'f', undefined, true],
    ['isTrue', 'maybe', undefined, true],
  ])('%s of %p and %p is %p', (operator, left, right, expected) => {
    expect(compareTerms(operator, left, right)).toBe(expected);
  });

  test('asks with startsWith whether the right text starts with the left one', () => {
    expect(compareTerms('startsWith', 'gh-', 'gh-17')).toBe(true);
    expect(compareTerms('startsWith', 'gh-17', 'gh-')).toBe(false);
    expect(compareTerms('endsWith', '.csv', 'orders.csv')).toBe(true);
  });

  test('takes numbers as seconds', () => {
    expect(compareTerms('dateTimeSame', 1704067200, '2024-01-01T00:00:00Z')).toBe(true);
    expect(compareTerms('dateTimeSame', '1704067200', '2024-01-01T00:00:00Z')).toBe(true);
  });

  test.each(['UTC', 'America/New_York', 'Asia/Kolkata'])(
    'takes dates without a zone as UTC on a server in %s',
    (zone) => {
      const before = process.env.TZ;
      process.env.TZ = zone;
      try {
        expect(new Date(0).getTimezoneOffset() === 0).toBe(zone === 'UTC');
        expect(compareTerms('dateTimeSame', '2024-03-10', '2024-03-10T00:00:00Z')).toBe(true);
        expect(compareTerms('dateTimeSame', '2024-03-10T02:30', '2024-03-10T03:30:00+01:00')).toBe(true);
        expect(compareTerms('dateTimeAfter', '2024-01-02', new Date('2024-01-01T23:59:59Z'))).toBe(true);
        expect(compareTerms('dateTimeBefore', '2023-12-31', '2024-01-01')).toBe(true);
      } finally {
        process.env.TZ = before ?? 'UTC';
      }
    },
  );

  test('refuses values that an operator cannot compare, and says which operator it was', () => {
    expect(() => compareTerms('isEmpty', null, undefined)).toThrow(/isEmpty.*list or a text/);
    expect(() => compareTerms('in', 'a', 5)).toThrow(/contain/);
    expect(() => compareTerms('dateTimeAfter', 'soon', '2024-01-01')).toThrow(/soon.*date/);
    expect(() => compareTerms('resembles', 1, 1)).toThrow(/resembles/);
  });
});

describe('a condition', () => {
  test('joins comparisons with and and or, at any depth', () => {
    const yes = ['equal', 1, 1];
    const no = ['equal', 1, 2];
    expect(decide(['and', yes, ['or', no, yes]])).toBe(true);
    expect(decide(['or', no, ['and', yes, no]])).toBe(false);
    expect(decide(['and'])).toBe(true);
    expect(decide(['or'])).toBe(false);
  });

  test('chooses the first branch that holds, or none', () => {
    const conditions = [
      { name: 'Small', expression: ['and', ['lessThan', 7, 5]] },
      { name: 'Large', expression: ['and', ['greaterThan', 7, 5]] },
      { name: 'Also large', expression: ['and', ['greaterThan', 7, 6]] },
    ];
    expect(chosen(conditions)).toBe('Large');
    expect(chosen(conditions.slice(0, 1))).toBeUndefined();
  });

  test('with an operator that nobody knows is refused, also where the rest would decide', () => {
    expect(() => decide(['or', ['equal', 1, 1], ['resembles', 1, 1]])).toThrow(/resembles/);
    expect(() => decide(['and', ['equal', 1, 2], ['or', 5]])).toThrow(/There is no condition/);
  });
});
