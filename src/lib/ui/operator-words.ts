import { own } from '../records.ts';

const WORDS: Record<string, string> = {
  isTrue: 'is true',
  isFalse: 'is false',
  exists: 'exists',
  doesNotExist: 'does not exist',
  isEmpty: 'is empty',
  isNotEmpty: 'is not empty',
  equal: 'equals',
  notEqual: 'does not equal',
  exactlyMatches: 'exactly matches',
  doesNotExactlyMatch: 'does not exactly match',
  greaterThan: 'is greater than',
  greaterThanOrEqual: 'is at least',
  lessThan: 'is less than',
  lessThanOrEqual: 'is at most',
  in: 'is contained in',
  notIn: 'is not contained in',
  startsWith: 'starts the text',
  doesNotStartWith: 'does not start the text',
  endsWith: 'ends the text',
  doesNotEndWith: 'does not end the text',
  dateTimeAfter: 'is after',
  dateTimeBefore: 'is before',
  dateTimeSame: 'is the same time as',
};

/** A comparison between its two terms, in words; one that does not exist stays as it was written. */
export function operatorWords(operator: string): string {
  return own(WORDS, operator) ?? operator;
}

/** All comparisons, to be chosen from. */
export const OPERATOR_CHOICES = Object.entries(WORDS).map(([value, label]) => ({ value, label }));
